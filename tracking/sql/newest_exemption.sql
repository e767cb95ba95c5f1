-- One row: the newest submission about a unit's exemptions, recorded or taken back, if there is one.
select
    e.submission,
    s.received_by,
    s.received_at
from exemption as e
join submission as s using (submission)
where e.unit = $unit
order by e.submission desc
limit 1;
