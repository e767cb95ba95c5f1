-- One row per unit in the scope on the day, indicator and quarter: the amount of the cell in force, this quarter's part of a flow.
select
    c.unit,
    c.indicator,
    c.period,
    c.amount,
    c.basis
from cells_in($scope, $first_period, $last_period) as c
semi join units_in($scope, $day) as u using (unit)
where c.amount is not null;
