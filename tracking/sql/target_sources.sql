-- One row per target in the scope, in the plan version of its unit in force on the day: the file (or the document's number, if it was typed in), sheet and cell it came from, and its note.
with in_force as (
    select
        unit,
        plan_year,
        coalesce(max(version) filter (where in_force_from <= $as_of), min(version)) as version
    from plan
    semi join (select unit from place where starts_with(path, $scope)) as inside using (unit)
    group by
        unit,
        plan_year
)

select
    t.unit,
    t.plan_year,
    t.indicator,
    t.period_start,
    t.due_date,
    t.note,
    t.sheet,
    t.cell,
    coalesce(nullif(s.file_name, ''), p.document, '') as file_name
from target as t
join in_force using (unit, plan_year, version)
join plan as p using (unit, plan_year, version)
join submission as s on s.submission = t.submission
where t.plan_year = $plan_year
    or $as_of between t.period_start and t.due_date
order by
    t.unit,
    t.indicator,
    t.due_date;
