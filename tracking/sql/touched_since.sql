-- One row per place at which a unit ever stood that a submission after $since told something about, as far as a quarter is concerned; of indicators, everywhere (/). With the newest such submission.
with changed_contract as (
    select distinct
        contract,
        submission
    from contract
    where submission > $since
),

told as (
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
    union all
    select
        unit,
        submission
    from founding
    where submission > $since
    union all
    select
        about.unit,
        changed.submission
    from changed_contract as changed
    join contract as told on told.contract = changed.contract or told.renews = changed.contract
    join (
        select contract, unit from contract
        union all
        select contract, unit from contract_cover
    ) as about on about.contract = told.contract
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
from (select submission from indicator union all select submission from register_counts)
where submission > $since
having max(submission) is not null
order by path;
