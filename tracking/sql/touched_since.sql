-- One row per place at which a unit ever stood that a submission after $since told something about, as far as a quarter is concerned; of indicators, everywhere (/). With the newest such submission.
with told as (
    select
        unit,
        submission
    from report
    where submission > $since
        and period <= $period
    union all
    select
        unit,
        submission
    from unit
    where submission > $since
    union all
    select
        unit,
        submission
    from place
    where submission > $since
    union all
    select
        unit,
        submission
    from plan
    where submission > $since
    union all
    select
        unit,
        submission
    from exemption
    where submission > $since
),

newest as (
    select
        unit,
        max(submission) as submission
    from told
    group by unit
)

select
    p.path,
    max(n.submission) as submission
from place as p
join newest as n using (unit)
group by p.path
union all
select
    '/' as path,
    max(submission) as submission
from indicator
where submission > $since
having max(submission) is not null
order by path;
