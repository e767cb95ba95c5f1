-- One row: the newest submission about contracts, 0 where there is none, who stored it and when, and the highest number of a contract.
select
    coalesce(max(c.submission), 0) as submission,
    arg_max(s.received_by, c.submission) as received_by,
    arg_max(s.received_at, c.submission) as received_at,
    coalesce(max(c.contract), 0) as contract
from contract as c
join submission as s using (submission);
