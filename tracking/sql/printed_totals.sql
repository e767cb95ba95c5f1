-- One row per incoming figure of a unit that stands above others with such a figure in the same file (`incoming`):
-- the sum of theirs (of the lowest, and of all), how many they are, and whether a unit of its kind reports the indicator at all.
with figure as (
    select
        i.unit,
        i.indicator,
        i.period,
        i.amount,
        i.basis,
        i.sheet,
        i.cell,
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

-- each figure, and whether figures of units below its own stand in the file as well
part as (
    select
        f.*,
        exists (
            select 1
            from above as a
            join figure as g
                on g.indicator = a.indicator
                and g.period = a.period
                and g.basis = a.basis
                and g.unit <> a.unit
                and starts_with(g.path, a.path)
            where a.unit = f.unit and a.indicator = f.indicator and a.period = f.period
        ) as has_parts
    from figure as f
)

select
    f.unit,
    f.indicator,
    f.period,
    f.sheet,
    f.cell,
    f.amount,
    f.reports,
    sum(below.amount) filter (where not below.has_parts)::bigint as summed,
    sum(below.amount)::bigint as summed_with_theirs,
    count(*) as units
from above as f
join part as below
    on below.indicator = f.indicator
    and below.period = f.period
    and below.basis = f.basis
    and below.unit <> f.unit
    and starts_with(below.path, f.path)
group by all
order by
    f.sheet,
    f.cell;
