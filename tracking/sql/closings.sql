-- One row per closing or reopening of a quarter, the newest first.
select
    c.period,
    c.closed,
    c.reason,
    c.submission,
    s.received_at,
    s.received_by,
    c.submission = max(c.submission) over (partition by c.period) as newest
from closed_quarter as c
join submission as s using (submission)
order by
    c.submission desc,
    c.period desc;
