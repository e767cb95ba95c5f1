-- One row per unit and day of those asked for (asked) at which it does not stand in the scope.
-- Before its first place a unit stands there; one that nobody knows stands nowhere.
with newest as (
    select
        unit,
        path,
        valid_from,
        row_number() over (partition by unit order by valid_from) as number
    from place
    qualify submission = max(submission) over (partition by unit)
),

standing as (
    select
        unit,
        path,
        if(number = 1, date '0001-01-01', valid_from) as valid_from
    from newest
)

select
    asked.unit,
    asked.day,
    standing.path
from asked
asof left join standing on asked.unit = standing.unit and standing.valid_from <= asked.day
where standing.path is null or not starts_with(standing.path, $scope)
order by
    asked.unit,
    asked.day;
