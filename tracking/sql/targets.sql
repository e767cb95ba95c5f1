-- One row per unit that ever stood in the scope, indicator and target period, of the plan version in force on the day (or the version asked for).
with scope_unit as (
    select distinct unit
    from place
    where starts_with(path, $scope)
),

chosen_plan as (
    select
        unit,
        plan_year,
        coalesce(
            max(version) filter (where version = $plan_version),
            max(version) filter (where in_force_from <= $as_of),
            min(version)
        ) as version
    from plan
    semi join scope_unit using (unit)
    group by
        unit,
        plan_year
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
    t.version as plan_version,
    t.plan_year
from target as t
join chosen_plan using (unit, plan_year, version)
where t.plan_year = $plan_year
    or $as_of between t.period_start and t.due_date
order by all;
