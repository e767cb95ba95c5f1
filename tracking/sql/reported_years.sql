-- One row per year of which something was reported.
select distinct period // 4 as year
from report
where state <> 'missing'
    and state <> 'exempt'
order by year;
