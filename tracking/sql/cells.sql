-- One row per unit, indicator and quarter: the cell in force.
select *
from cells_in($scope, $first_period, $last_period);
