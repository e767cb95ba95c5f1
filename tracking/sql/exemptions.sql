-- One row per exemption below the scope: those in force on the day, or all there ever were (day null).
select distinct
    e.unit,
    e.indicator,
    e.exempt_from,
    e.exempt_to,
    e.reason,
    e.approved_by,
    e.document
from exemption as e
semi join (select unit from place where starts_with(path, $scope)) as inside using (unit)
where $day is null or $day between e.exempt_from and e.exempt_to
order by
    e.unit,
    e.indicator;
