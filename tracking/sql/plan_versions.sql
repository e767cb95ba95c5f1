-- One row per unit, plan year and version.
select
    unit,
    plan_year,
    version,
    in_force_from,
    document,
    reason,
    submission
from plan
order by
    unit,
    plan_year,
    version;
