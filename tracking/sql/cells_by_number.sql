-- One row per reported cell of some units, indicators and quarters, the oldest submission first; 不适用 and withdrawn ones have amount 0.
-- A unit's number is its position in $units; $numbers are those of $indicators.
with numbered_unit as (
    select
        unnest($units) as unit,
        unnest(range(len($units))) as number
),

numbered_indicator as (
    select
        unnest($indicators) as indicator,
        unnest($numbers) as number
)

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
