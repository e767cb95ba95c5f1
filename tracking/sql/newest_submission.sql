-- One row: the number of the newest submission, 0 before the first.
select coalesce(max(submission), 0)::bigint as submission
from submission;
