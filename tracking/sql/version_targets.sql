-- One row per target of a plan year, in the newest version of each unit's plan.
select
    unit,
    indicator,
    period_start,
    due_date,
    target,
    comparator,
    tolerance,
    phasing,
    window_opens,
    baseline,
    note
from target
where plan_year = $plan_year
qualify version = max(version) over (partition by unit);
