-- One row per target of a unit in the plan version in force on the day: the file, sheet and cell that it came from, and its note.
select
    t.indicator,
    t.period_start,
    t.due_date,
    t.note,
    t.sheet,
    t.cell,
    s.file_name
from target as t
join submission as s using (submission)
where t.unit = $unit
    and t.version = (
        select coalesce(max(p.version) filter (where p.in_force_from <= $as_of), min(p.version))
        from plan as p
        where p.unit = t.unit and p.plan_year = t.plan_year
    )
    and (t.plan_year = $plan_year or $as_of between t.period_start and t.due_date);
