-- One row per account: what its newest change says, with who changed it and when.
select
    a.account,
    a.roles,
    a.unit,
    a.password,
    a.one_time,
    a.disabled,
    a.submission,
    s.received_by,
    s.received_at
from account as a
join submission as s using (submission)
qualify a.submission = max(a.submission) over (partition by a.account)
order by a.account;
