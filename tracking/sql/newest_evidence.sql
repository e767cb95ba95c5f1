-- One row: the newest submission of evidence, 0 where there is none.
select coalesce(max(submission), 0) as submission
from evidence;
