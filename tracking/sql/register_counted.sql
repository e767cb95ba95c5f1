-- One row per indicator and quarter of the scope: what the register of contracts counts of each unit.
select *
from register_counts_in($scope, $first_period, $last_period)
order by
    indicator,
    period,
    unit;
