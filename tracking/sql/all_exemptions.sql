-- One row per exemption ever granted.
select distinct
    e.unit,
    e.indicator,
    e.exempt_from,
    e.exempt_to,
    e.reason,
    e.approved_by,
    e.document
from exemption as e
order by
    e.unit,
    e.indicator;
