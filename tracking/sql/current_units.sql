-- One row per unit below the scope on the day, the nearest to the root first.
select
    unit,
    name,
    kind,
    ownership,
    sector,
    employees,
    opened,
    closed,
    contact,
    phone,
    contract_until,
    wage_until,
    womens_until,
    parent,
    path
from units_in($scope, $day)
order by
    length(path) - length(replace(path, '/', '')),
    path;
