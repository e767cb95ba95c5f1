-- One row per entry of a submission about a unit that was taken back, with who did and when.
select
    f.subject,
    s.submission,
    s.received_by,
    s.received_at
from follow_up as f
join submission as s using (submission)
where f.withdraws = $submission
    and f.unit = $unit
order by s.submission;
