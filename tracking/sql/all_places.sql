-- One row per unit and date from which it stood at a place.
select
    unit,
    parent,
    path,
    valid_from
from places_in('/')
order by
    unit,
    valid_from;
