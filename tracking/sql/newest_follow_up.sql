-- One row: the newest submission of follow-ups, 0 where there is none.
select coalesce(max(submission), 0) as submission
from submission
where kind = 'follow_up';
