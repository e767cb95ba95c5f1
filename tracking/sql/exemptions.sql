-- One row per exemption in force on the day, below the scope.
select distinct
    e.unit,
    e.indicator,
    e.exempt_from,
    e.exempt_to,
    e.reason,
    e.approved_by,
    e.document
from exemption as e
semi join units_in($scope, $day) as u using (unit)
where $day between e.exempt_from and e.exempt_to
order by
    e.unit,
    e.indicator;
