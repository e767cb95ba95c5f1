-- One row per indicator of the catalogue, the standard ones first.
select *
from current_indicator
order by
    position,
    indicator;
