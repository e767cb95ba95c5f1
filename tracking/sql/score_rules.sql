-- One row per version of a rule set, as it was said last; the newest first.
select *
from score_rules
qualify submission = max(submission) over (partition by rules, version)
order by
    rules,
    version desc;
