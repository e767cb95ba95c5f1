-- One row per reported cell of the quarters asked for, the oldest submission first; 不适用 and withdrawn ones have amount 0.
-- The registered tables `numbered_unit` and `numbered_indicator` say which units and indicators, and their numbers.
select
    u.number as unit,
    i.number as indicator,
    r.period,
    coalesce(r.amount, 0) as amount,
    r.state in ('value', 'zero') as told,
    r.state = 'exempt' as exempt,
    r.basis = 'cumulative' and r.state <> 'missing' as cumulative
from report as r
join numbered_unit as u on u.unit = r.unit
join numbered_indicator as i on i.indicator = r.indicator
where r.period between $first_period and $last_period
order by r.submission;
