-- One row per submission, the newest first.
select
    submission,
    kind,
    file_name,
    sha256,
    received_by,
    received_at,
    period,
    plan_year,
    reason,
    row_count
from submission
order by submission desc;
