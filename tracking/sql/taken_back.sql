-- One row per submission that was taken back as a whole, with who did, when and why.
select
    withdraws,
    submission,
    received_by,
    received_at,
    reason
from submission
where withdraws is not null
order by submission desc;
