-- One row per year that was ever closed by a rule set ($rules): the newest act, whether it closed it, and by which version.
select
    year,
    submission,
    max(version) as version,
    bool_or(unit is not null) as closed
from score_result
where rules = $rules
group by
    year,
    submission
qualify submission = max(submission) over (partition by year)
order by year;
