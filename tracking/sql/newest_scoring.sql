-- One row: the newest submission about scoring, 0 where there is none.
select coalesce(max(submission), 0) as submission
from (
    select submission from score_rules
    union all
    select submission from score_mark
    union all
    select submission from score_team
    union all
    select submission from score_objection
    union all
    select submission from score_result
);
