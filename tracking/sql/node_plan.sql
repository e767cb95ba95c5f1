-- One row: the version, document and date of a unit's plan in force on the day.
select
    version,
    document,
    in_force_from
from plan
where unit = $unit
    and plan_year = $plan_year
order by
    in_force_from <= $as_of desc,
    case when in_force_from <= $as_of then -version else version end
limit 1;
