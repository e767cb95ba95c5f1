-- One row per enterprise whose newest figure of 已建 says that it has a union: the first quarter since which it said so without a break.
with told as (
    select
        unit,
        period,
        arg_max_null(amount, submission) as amount
    from report
    where indicator = 'unionised'
    group by
        unit,
        period
    having amount is not null
),

ended as (
    select
        unit,
        max(period) filter (where amount = 0) as last_without
    from told
    group by unit
)

select
    unit,
    min(period) as first_period
from told
join ended using (unit)
where period > coalesce(last_without, 0)
group by unit
order by unit;
