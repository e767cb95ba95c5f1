-- One row: the newest submission that changed what a quarter ($period) says: its own figures or earlier ones, units, plans, indicators, exemptions or due days.
select coalesce(max(submission), 0) as submission
from (
    select max(submission) as submission
    from data_submission
    where kind <> 'quarter'
    union all
    select max(submission) as submission
    from report
    where period <= $period
    union all
    select max(submission) as submission
    from unit
    union all
    select max(submission) as submission
    from place
    union all
    select max(submission) as submission
    from plan
    union all
    select max(submission) as submission
    from exemption
    union all
    select max(submission) as submission
    from indicator
) as told;
