-- One row per account that somebody reaches through their office's own sign-in: who that says they are.
select
    account,
    issuer,
    subject
from identity
qualify submission = max(submission) over (partition by account)
    and subject is not null
order by account;
