-- One row per version of the plans that some units have for a year: from when it is in force, why, who brought it and when.
select
    p.unit,
    p.version,
    p.in_force_from,
    p.document,
    p.reason,
    p.submission,
    s.received_by,
    s.received_at
from plan as p
join submission as s using (submission)
where p.plan_year = $plan_year
    and list_contains($units, p.unit)
order by
    p.unit,
    p.version;
