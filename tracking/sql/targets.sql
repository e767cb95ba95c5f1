-- One row per day asked for, unit that ever stood in the scope, indicator and target period, of the plan version in force on the day (or the version asked for).
-- Units that only ever stood at or below one of the paths in $cut (one a line) are left out.
with cut as (
    select beyond
    from (select unnest(string_split($cut, chr(10))) as beyond)
    where beyond <> ''
),

day as (
    select unnest($days) as as_of
),

scope_unit as (
    select distinct unit
    from place
    where starts_with(path, $scope)
        and not exists (select 1 from cut where starts_with(place.path, beyond))
),

chosen_plan as (
    select
        d.as_of,
        p.unit,
        p.plan_year,
        coalesce(
            max(p.version) filter (where p.version = $plan_version),
            max(p.version) filter (where p.in_force_from <= d.as_of),
            min(p.version)
        ) as version
    from plan as p
    semi join scope_unit using (unit)
    cross join day as d
    group by
        d.as_of,
        p.unit,
        p.plan_year
)

select
    c.as_of,
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
    t.version as plan_version
from target as t
join chosen_plan as c using (unit, plan_year, version)
where t.plan_year = year(c.as_of)
    or c.as_of between t.period_start and t.due_date
order by all;
