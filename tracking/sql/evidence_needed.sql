-- One row per figure of a quarter, other than nought, of units in the scope of which evidence is asked: with how many pieces of it.
with given as (
    select
        unit,
        subject as indicator,
        count(*) as pieces
    from evidence_in_force
    where carrier = 'figure'
        and period = $period
    group by
        unit,
        subject
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
semi join indicator_with_evidence as asked using (indicator)
left join given using (unit, indicator)
where c.state = 'value'
order by
    c.unit,
    c.indicator;
