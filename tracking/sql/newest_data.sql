-- One row: the newest submission that changed figures, units, plans, indicators, exemptions or due days; when, by whom.
select
    coalesce(max(submission), 0) as submission,
    arg_max(received_at, submission) as received_at,
    arg_max(received_by, submission) as received_by
from data_submission;
