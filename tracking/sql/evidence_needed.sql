-- One row per figure of a quarter, other than nought, of units in the scope of which evidence is asked: with how many pieces of it.
with withdrawn as (
    select
        withdraws as submission,
        item
    from evidence
    where withdraws is not null
),

asked as (
    select indicator
    from evidence_asked
    group by indicator
    having arg_max(asked, submission)
),

given as (
    select
        e.unit,
        e.subject as indicator,
        count(*) as pieces
    from evidence as e
    anti join withdrawn using (submission, item)
    where e.withdraws is null
        and e.carrier = 'figure'
        and e.period = $period
    group by
        e.unit,
        e.subject
)

select
    c.unit,
    c.indicator,
    c.amount,
    c.state,
    c.basis,
    coalesce(given.pieces, 0) as pieces
from cells_in($scope, $period, $period) as c
semi join units_in($scope, $day) as u using (unit)
semi join asked using (indicator)
left join given using (unit, indicator)
where c.state = 'value'
order by
    c.unit,
    c.indicator;
