-- One row: the path at which a unit stands on the day; none if it is unknown.
with newest as (
    select
        path,
        valid_from
    from place
    where unit = $unit
    qualify submission = max(submission) over ()
)

select path
from newest
where valid_from <= $day and $unit in (select unit from unit)
order by valid_from desc
limit 1;
