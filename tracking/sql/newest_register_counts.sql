-- One row: who last said of which indicators the register of contracts counts, and when; none before anybody did.
select
    submission,
    received_by,
    received_at
from submission
where submission = (select max(submission) from register_counts);
