-- One row: the path at which a unit stands on the day; none if it is unknown.
select path
from units_in('/', $day)
where unit = $unit;
