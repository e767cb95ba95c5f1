-- One row per unit in the scope and quarter: when the first figure of it came in that was not taken back.
select
    r.unit,
    r.period,
    min(s.received_at) as received_at
from report as r
join submission as s using (submission)
semi join units_in($scope, $day) as u using (unit)
where r.state <> 'missing'
    and r.submission not in (select withdraws from submission where withdraws is not null)
    and r.period between $first_period and $last_period
group by
    r.unit,
    r.period;
