-- One row per target of a plan year, in the newest version of each unit's plan.
with newest as (
    select
        unit,
        max(version) as version
    from plan
    where plan_year = $plan_year
    group by unit
)

select
    t.unit,
    t.indicator,
    t.period_start,
    t.due_date,
    t.target,
    t.comparator,
    t.tolerance,
    t.phasing,
    t.window_opens,
    t.baseline,
    t.note
from target as t
semi join newest using (unit, version)
where t.plan_year = $plan_year;
