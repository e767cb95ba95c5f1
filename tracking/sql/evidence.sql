-- One row per file or link of units in the scope on the day, of some quarters, that was not taken back, the newest first.
select
    e.submission,
    e.item,
    e.unit,
    e.period,
    e.carrier,
    e.subject,
    e.carried,
    e.title,
    e.link,
    e.sha256,
    e.kind,
    e.bytes,
    e.note,
    s.received_at,
    s.received_by
from evidence_in_force as e
join submission as s using (submission)
semi join units_in($scope, $day) as u using (unit)
where e.period between $first_period and $last_period
order by
    e.submission desc,
    e.item;
