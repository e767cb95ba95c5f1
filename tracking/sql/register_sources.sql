-- One row per figure that the register of contracts counts and that adds to the scope: no file or cell, but when it was changed last.
-- Of the quarters asked for, with the columns of sources.sql.
select
    c.unit,
    c.indicator,
    c.period,
    c.amount,
    if(c.amount = 0, 'zero', 'value') as state,
    'quarter' as basis,
    null::varchar as qualifier,
    null::varchar as sheet,
    null::varchar as cell,
    s.submission,
    null::varchar as file_name,
    s.received_at
from register_cells_in($scope, $first_period, $last_period) as c
semi join units_in($scope, $as_of) as u using (unit)
cross join (
    select *
    from submission
    where submission = (select max(submission) from (
        select submission from contract
        union all
        select submission from founding
        union all
        select submission from register_counts
    ))
) as s
order by
    c.indicator,
    c.period,
    c.unit;
