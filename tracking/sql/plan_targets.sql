-- One row per target of every version of the plans that some units have for a year.
select
    unit,
    version,
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
    and list_contains($units, unit)
order by
    unit,
    version,
    indicator,
    period_start,
    due_date;
