-- One row per unit that ever stood in the scope and level of which something was told in some quarters.
select distinct
    unit,
    indicator
from cells_in($scope, $first_period, $last_period)
semi join (select indicator from current_indicator where kind = 'stock') as levels using (indicator)
where amount is not null
order by
    unit,
    indicator;
