-- One row per unit right below a unit on the day that is no enterprise, with every path at which it stood since and before.
with standing as (
    select unit
    from units_in($scope, $day)
    where parent = $unit
        and kind <> 'enterprise'
        and (closed is null or closed > $day)
        and (opened is null or opened <= $day)
)

select
    p.unit,
    p.path,
    p.valid_from
from places_in($scope) as p
semi join standing using (unit)
order by
    p.unit,
    p.valid_from;
