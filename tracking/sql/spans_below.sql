-- One row per indicator and period of a target that any unit that ever stood in the scope has, as far as a year or day is concerned.
select distinct
    t.indicator,
    t.period_start,
    t.due_date
from target as t
semi join (select unit from place where starts_with(path, $scope)) as inside using (unit)
where t.plan_year = year($day)
    or $day between t.period_start and t.due_date
order by all;
