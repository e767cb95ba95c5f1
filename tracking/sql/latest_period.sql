-- One row: the newest quarter with a figure.
select max(period) as period
from report
where state in ('value', 'zero');
