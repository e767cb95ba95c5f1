-- One row per thing scored by hand by a rule set ($rules) for a year that was not taken back, the oldest first.
select
    m.*,
    s.received_by,
    s.received_at
from score_mark as m
join submission as s using (submission)
where m.rules = $rules
    and m.year = $year
    and m.withdraws is null
    and m.submission not in (select withdraws from score_mark where withdraws is not null)
order by m.submission;
