-- One row per contract and enterprise in the scope on the day that it covers.
select
    c.contract,
    c.unit,
    c.kind,
    c.extent,
    c.employees,
    c.since,
    c.until,
    c.last_day,
    c.ended_on,
    c.renews
from contract_coverage as c
semi join units_in($scope, $day) as u using (unit)
order by
    c.unit,
    c.kind,
    c.since;
