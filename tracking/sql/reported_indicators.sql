-- One row per indicator of which a figure was ever stored.
select distinct indicator
from report
where state in ('value', 'zero')
order by indicator;
