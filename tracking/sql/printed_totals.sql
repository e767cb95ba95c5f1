-- One row per incoming figure of a unit that stands above others with such a figure in the same file (`incoming`):
-- the sum of theirs (of the lowest, and of all), whether a unit of its kind reports the indicator at all, and whether any of
-- theirs is fresh (not stored exactly so already).
with figure as (
    select
        i.unit,
        i.indicator,
        i.period,
        i.amount,
        i.basis,
        i.sheet,
        i.cell,
        i.fresh,
        u.path,
        list_contains(string_split(c.reported_by, ';'), u.kind) as reports
    from incoming as i
    join current_indicator as c using (indicator)
    join units_in('/', current_date) as u using (unit)
),

-- few, so that they are compared with all the others quickly
above as materialized (
    select *
    from figure
    semi join (select parent as unit from place) as parents using (unit)
),

-- a figure of a unit above, and one below it
pair as (
    select
        f.unit,
        f.indicator,
        f.period,
        below.unit as lower,
        below.amount,
        below.fresh
    from above as f
    join figure as below
        on below.indicator = f.indicator
        and below.period = f.period
        and below.basis = f.basis
        and below.unit <> f.unit
        and starts_with(below.path, f.path)
)

select
    f.unit,
    f.indicator,
    f.period,
    f.sheet,
    f.cell,
    f.amount,
    f.reports,
    f.fresh,
    bool_or(p.fresh) as fresh_below,
    sum(p.amount) filter (where own.unit is null)::bigint as summed,
    sum(p.amount)::bigint as summed_with_theirs
from above as f
join pair as p using (unit, indicator, period)
left join (select distinct unit, indicator, period from pair) as own
    on own.unit = p.lower
    and own.indicator = p.indicator
    and own.period = p.period
group by all
order by
    f.sheet,
    f.cell;
