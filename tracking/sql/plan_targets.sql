-- One row per target of the plans that some units ($units; null for all) have for a year: of every version, or of each newest.
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
    and ($units is null or list_contains($units::varchar[], unit))
    and (not $newest or (unit, version) in (select unit, max(version) from plan where plan_year = $plan_year group by unit))
order by
    unit,
    version,
    indicator,
    period_start,
    due_date;
