-- One row: the newest quarter with a figure.
select max(period) as period
from report
where state <> 'missing'  -- told so, where few are withdrawn or exempt, whole blocks need no look
    and state <> 'exempt';
