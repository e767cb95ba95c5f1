-- One row per exemption that was taken back and not recorded again.
select
    unit,
    indicator,
    exempt_from,
    exempt_to
from exemption
qualify withdrawn and submission = max(submission) over (partition by unit, indicator, exempt_from, exempt_to);
