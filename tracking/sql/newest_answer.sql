-- One row: the newest submission that answered a name or heading or took the answer back, if there is one.
select
    a.submission,
    a.answer,
    s.received_by,
    s.received_at
from remembered_answer as a
join submission as s using (submission)
where a.question = $question
order by a.submission desc
limit 1;
