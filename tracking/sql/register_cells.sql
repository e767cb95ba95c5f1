-- One row per unit of the scope, indicator and quarter of which the register of contracts counts, whatever was reported.
select *
from register_cells_in($scope, $first_period, $last_period)
order by all;
