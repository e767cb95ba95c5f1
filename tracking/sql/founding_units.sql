-- One row per enterprise of which a submission ($submission) says anything in the register of foundings: the newest submission that does.
select
    unit,
    max(submission) as newest
from founding
where unit in (select unit from founding where submission = $submission)
group by unit
order by unit;
