-- One row per unit: everything its newest description says.
select *
from descriptions_in('/')
order by unit;
