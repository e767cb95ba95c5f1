-- One row per indicator of which the register of contracts counts: the first quarter of which it does.
select *
from indicator_of_register
order by indicator;
