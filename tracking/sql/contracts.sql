-- One row per contract of the register that was signed by, or covers, a unit in the scope on the day, the last to end first.
with inside as (select unit from units_in($scope, $day)),

renewed as (
    select
        renews as contract,
        min(contract) as renewed_by
    from current_contract
    where renews > 0
    group by renews
),

cover as (
    select
        contract,
        list(unit order by unit) as covers
    from contract_coverage
    where extent <> 'own'
    group by contract
)

select
    c.contract,
    c.unit,
    c.kind,
    c.extent,
    c.employees,
    c.signed_on,
    c.valid_from,
    c.valid_to,
    c.until,
    c.last_day,
    c.filed_on,
    c.renews,
    r.renewed_by,
    c.ended_on,
    c.ended_reason,
    c.note,
    coalesce(cover.covers, []) as covers,
    c.submission,
    s.received_at,
    s.received_by
from current_contract as c
join submission as s using (submission)
left join renewed as r using (contract)
left join cover using (contract)
where c.unit in (select unit from inside)
    or exists (
        select 1
        from contract_coverage as covered
        where covered.contract = c.contract
            and covered.unit in (select unit from inside)
    )
order by
    c.last_day desc,
    c.contract;
