-- One row: who last said of which indicators evidence is asked, and when; none before anybody did.
select
    submission,
    received_by,
    received_at
from submission
where submission = (select max(submission) from evidence_asked);
