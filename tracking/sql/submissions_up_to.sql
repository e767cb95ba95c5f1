-- One row: how many submissions there are up to one.
select count(*) as submissions
from submission
where submission <= $last;
