-- One row: the newest submission that brought indicators, if there is one.
select
    submission,
    received_by,
    received_at
from submission
where kind = 'indicators'
order by submission desc
limit 1;
