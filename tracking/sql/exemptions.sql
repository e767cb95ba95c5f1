-- One row per exemption below the scope that was not taken back: those in force on the day, or all of them (day null).
with newest as (
    select e.*
    from exemption as e
    semi join (select unit from place where starts_with(path, $scope)) as inside using (unit)
    qualify row_number() over (
        partition by e.unit, e.indicator, e.exempt_from, e.exempt_to
        order by e.submission desc, e.reason
    ) = 1
)

select
    n.unit,
    n.indicator,
    n.exempt_from,
    n.exempt_to,
    coalesce(n.code, 'other') as code,
    case when n.code is null then n.reason else n.note end as note,
    n.reason,
    n.approved_by,
    n.document,
    n.submission,
    s.received_by,
    s.received_at
from newest as n
join submission as s using (submission)
where n.withdrawn is not true
    and ($day is null or $day between n.exempt_from and n.exempt_to)
order by
    n.unit,
    n.indicator,
    n.exempt_from;
