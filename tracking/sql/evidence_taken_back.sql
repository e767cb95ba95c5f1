-- One row per piece of a submission of evidence that was taken back, with who did and when.
select
    e.item,
    s.submission,
    s.received_by,
    s.received_at
from evidence as e
join submission as s using (submission)
where e.withdraws = $submission
order by s.submission;
