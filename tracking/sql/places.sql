-- One row per unit that ever stood in the scope and date from which it stood at the place, with what the unit is.
with inside as (
    select distinct unit
    from place
    where starts_with(path, $scope)
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
