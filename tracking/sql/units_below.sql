-- One row: how many places there are, or once were, at and below a unit's path on the day.
select count(*) as places
from place
where starts_with(
    path,
    (
        select arg_max(path, valid_from)
        from place
        where unit = $unit
            and valid_from <= $day
    )
);
