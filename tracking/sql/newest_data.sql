-- One row: the newest submission that changed figures, units, plans, indicators, exemptions or due days, and when it came.
select
    coalesce(max(submission), 0) as submission,
    max(received_at) as received_at
from submission
where kind not in ('report', 'follow_up', 'answers', 'closing');
