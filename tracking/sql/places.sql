-- One row per unit that ever stood in the scope and date from which it stood at the place, with what the unit is.
-- Units that only ever stood below one of the paths in $cut (one a line) are left out.
with cut as (
    select beyond
    from (select unnest(string_split($cut, chr(10))) as beyond)
    where beyond <> ''
),

inside as (
    select distinct unit
    from place
    where starts_with(path, $scope)
        and not exists (select 1 from cut where starts_with(place.path, beyond) and place.path <> beyond)
),

newest as (
    select
        unit,
        max(submission) as submission
    from place
    semi join inside using (unit)
    group by unit
),

described as (
    select
        unit,
        unnest(arg_max_null({'kind': kind, 'opened': opened, 'closed': closed}, submission))
    from unit
    semi join inside using (unit)
    group by unit
)

select
    unit,
    parent,
    path,
    valid_from,
    kind,
    opened,
    closed
from place
join newest using (unit, submission)
left join described using (unit)
order by
    unit,
    valid_from;
