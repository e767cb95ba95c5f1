-- One row per incoming figure that breaks or strains a rule. Level: fault (blocks), question (a person decides) or note.
-- Questions and notes about many figures are one row: amount counts them, cell and unit are the first of them.
-- The registered table `incoming` holds the rows of one file: unit, indicator, period, amount, this_quarter, state, basis, sheet, cell,
-- and fresh (false where the very same is stored already: nobody is asked about that again).
with unit_now as (
    select *
    from units_in('/', current_date)
),

figure as materialized (
    select
        i.*,
        bool_or(i.fresh) over (partition by i.unit, i.indicator, i.period // 4 order by i.period) as fresh_to_date,
        c.kind,
        c.measure,
        c.reported_by,
        u.employees,
        u.kind as unit_kind,
        u.opened,
        u.closed
    from incoming as i
    join current_indicator as c using (indicator)
    join unit_now as u using (unit)
),

stored as materialized (
    select
        unit,
        indicator,
        period,
        amount,
        basis
    from cells_in('/', $first_period, $last_period)
),

-- what will hold when the file is in
together as materialized (
    select unit, indicator, period, amount, basis, fresh from figure where state in ('value', 'zero')
    union all
    select s.unit, s.indicator, s.period, s.amount, s.basis, false
    from stored as s
    anti join incoming using (unit, indicator, period)
    where s.amount is not null
),

unionised as (
    select
        f.unit,
        f.period,
        arg_max(t.amount, t.period) as unionised
    from (select distinct unit, period from figure) as f
    join together as t on t.unit = f.unit and t.indicator = 'unionised' and t.period <= f.period
    group by
        f.unit,
        f.period
),

-- every figure of the years that the file touches, stored ones too
flow_cell as (
    select
        t.*,
        max(t.period) filter (where t.basis = 'cumulative') over before_it as anchor
    from together as t
    semi join (select unit, indicator, period // 4 as year from figure where kind = 'flow') as touched
        on touched.unit = t.unit and touched.indicator = t.indicator and touched.year = t.period // 4
    window before_it as (
        partition by t.unit, t.indicator, t.period // 4
        order by t.period
        rows between unbounded preceding and 1 preceding
    )
),

-- what was known before it: the latest year-to-date figure and the quarters after that
running_total as (
    select
        c.unit,
        c.indicator,
        c.period,
        any_value(c.amount) as amount,
        any_value(c.basis) as basis,
        sum(t.amount)::bigint as total,
        count(*) = c.period - coalesce(any_value(c.anchor), c.period // 4 * 4) as complete
    from flow_cell as c
    join flow_cell as t
        on t.unit = c.unit
        and t.indicator = c.indicator
        and t.period between coalesce(c.anchor, c.period // 4 * 4) and c.period - 1
    group by
        c.unit,
        c.indicator,
        c.period
),

repeated_total as (
    select
        f.indicator,
        count(*) filter (where f.amount = r.total) as equal,
        count(*) as compared
    from figure as f
    join running_total as r using (unit, indicator, period)
    where f.basis = 'quarter' and f.amount > 0 and r.total > 0 and f.fresh_to_date
    group by f.indicator
),

-- what a unit reported before, where six quarters or more are known
scale_before as (
    select
        f.unit,
        f.indicator,
        f.period,
        max(s.amount) as most,
        min(s.amount) as least
    from figure as f
    join stored as s on s.unit = f.unit and s.indicator = f.indicator and s.basis = f.basis and s.period < f.period
    where s.amount > 0 and f.basis <> 'cumulative' and f.fresh
    group by
        f.unit,
        f.indicator,
        f.period
    having count(*) >= 6
),

-- this quarter's figure beside one for the year to date, and what must be their difference
beside as (
    select
        f.*,
        case when f.period % 4 = 0 then 0 when r.complete then r.total end as before
    from figure as f
    left join running_total as r using (unit, indicator, period)
    where f.basis = 'cumulative' and f.this_quarter is not null and f.fresh_to_date
),

-- the last level of a unit within a year before
level_before as (
    select
        f.unit,
        f.indicator,
        f.period,
        arg_max(s.amount, s.period) as amount
    from figure as f
    join stored as s on s.unit = f.unit and s.indicator = f.indicator and s.period between f.period - 4 and f.period - 1
    where f.kind = 'stock' and f.fresh
    group by
        f.unit,
        f.indicator,
        f.period
),

-- what units of one kind report of one thing in one file, where five or more do
neighbours as (
    select
        indicator,
        unit_kind,
        basis,
        median(amount) as middle
    from figure
    where kind = 'flow' and amount > 0
    group by
        indicator,
        unit_kind,
        basis
    having count(*) >= 5
),

-- units that report what they reported a quarter before, or one number everywhere
repeating as (
    select
        f.unit,
        min(f.sheet) as sheet,
        min(f.cell) as cell,
        count(*) filter (where f.amount > 0) as figures,
        count(*) filter (where f.amount > 0 and s.amount is distinct from f.amount) as different,
        count(*) as every,
        min(f.amount) = max(f.amount) as one_number,
        bool_or(f.fresh) as fresh
    from figure as f
    left join stored as s
        on s.unit = f.unit and s.indicator = f.indicator and s.basis = f.basis and s.period = f.period - 1
    where f.basis = 'quarter'
    group by
        f.unit,
        f.period
),

-- sums that a unit told of those below it, though its kind does not report the thing itself
told_sum as (
    select
        t.unit,
        u.path,
        t.indicator,
        t.period,
        t.amount
    from together as t
    join unit_now as u using (unit)
    join current_indicator as c using (indicator)
    where u.kind <> 'enterprise'
        and not list_contains(string_split(c.reported_by, ';'), u.kind)
        and list_has_any(string_split(c.reported_by, ';'), ['enterprise', 'unionised_enterprise'])
),

-- those of them in the file of which no unit below tells anything that would count twice: flows of the year, levels of four quarters
sum_of_below as (
    select f.*
    from figure as f
    join told_sum as s using (unit, indicator, period)
    where not exists (
        select 1
        from together as t
        join unit_now as b on b.unit = t.unit and starts_with(b.path, s.path) and b.path <> s.path
        where t.indicator = f.indicator and t.period <= f.period
            and t.period >= case when f.kind = 'flow' then f.period // 4 * 4 else f.period - 4 end
    )
),

-- units without any figure in an earlier quarter of the year, though they existed
gap_before as (
    select
        f.unit,
        min(f.sheet) as sheet,
        min(f.cell) as cell
    from figure as f
    cross join generate_series(f.period // 4 * 4, f.period - 1) as g(earlier)
    where f.basis = 'quarter' and coalesce(f.opened <= quarter_end(g.earlier), true)
        and not exists (select 1 from together as t where t.unit = f.unit and t.period >= g.earlier and t.period < f.period
            and (t.period = g.earlier or t.basis = 'cumulative'))
    group by f.unit
    having bool_or(f.fresh)
)

select 'future_quarter' as code, 'fault' as level, sheet, cell, unit, indicator, amount, null::bigint as other
from figure
where quarter_end(period - 1) >= $today
union all
select 'unit_not_open_yet', 'fault', sheet, cell, unit, indicator, amount, null
from figure
where opened > quarter_end(period)
union all
select 'unit_closed', 'fault', sheet, cell, unit, indicator, amount, null
from figure
where closed <= quarter_end(period - 1)
union all
select 'kind_does_not_report', 'fault', sheet, cell, unit, indicator, amount, null
from figure
anti join sum_of_below using (unit, indicator, period)
where amount is not null
    and not list_contains(string_split(reported_by, ';'), unit_kind)
    and not (unit_kind = 'enterprise' and list_contains(string_split(reported_by, ';'), 'unionised_enterprise'))
union all
select 'sum_of_below', 'question', min(sheet), min(cell), min(unit), null, count(*), count(distinct unit)
from sum_of_below
where fresh
having count(*) > 0
union all
select 'below_a_sum', 'fault', f.sheet, f.cell, s.unit, f.indicator, f.amount, s.amount
from figure as f
join unit_now as u using (unit)
join told_sum as s
    on s.indicator = f.indicator
    and s.period <= f.period
    and s.period >= case when f.kind = 'flow' then f.period // 4 * 4 else f.period - 4 end
    and starts_with(u.path, s.path)
    and u.path <> s.path
qualify row_number() over (partition by f.unit, f.indicator, f.period order by s.period desc) = 1
union all
select 'no_union_yet', 'fault', f.sheet, f.cell, f.unit, f.indicator, f.amount, null
from figure as f
join unionised as u using (unit, period)
where f.amount > 0
    and u.unionised = 0
    and not list_contains(string_split(f.reported_by, ';'), f.unit_kind)
union all
select 'part_over_whole', 'fault', f.sheet, f.cell, f.unit, f.indicator, f.amount, w.amount
from current_indicator as r
join figure as f on f.indicator = r.numerator
join together as w on w.indicator = r.denominator and w.unit = f.unit and w.period = f.period
where r.kind = 'rate' and f.kind = 'stock' and f.amount > w.amount
union all
select 'whole_under_part', 'fault', f.sheet, f.cell, f.unit, f.indicator, f.amount, max(w.amount)
from current_indicator as r
join figure as f on f.indicator = r.denominator
join stored as w on w.indicator = r.numerator and w.unit = f.unit and w.period = f.period
anti join incoming as i on i.unit = w.unit and i.indicator = w.indicator and i.period = w.period
where r.kind = 'rate' and f.kind = 'stock' and f.amount < w.amount
group by all
union all
select 'cumulative_falls', 'question', f.sheet, f.cell, f.unit, f.indicator, f.amount, r.total
from figure as f
join running_total as r using (unit, indicator, period)
where f.basis = 'cumulative' and f.amount < r.total and f.fresh_to_date
union all
select 'cumulative_falls', 'question', any_value(f.sheet), min(f.cell), f.unit, f.indicator, any_value(r.amount), any_value(r.total)
from running_total as r
anti join incoming using (unit, indicator, period)
join figure as f on f.unit = r.unit and f.indicator = r.indicator and f.period // 4 = r.period // 4 and f.period < r.period
where r.basis = 'cumulative' and r.amount < r.total and f.fresh
group by
    f.unit,
    f.indicator,
    r.period
union all
select 'total_in_quarter_column', 'question', any_value(f.sheet), min(f.cell), null, f.indicator, any_value(q.equal), any_value(q.compared)
from figure as f
join repeated_total as q using (indicator)
where q.equal >= 3 and q.equal * 2 > q.compared and f.fresh_to_date
group by f.indicator
union all
select 'out_of_scale', 'question', any_value(f.sheet), min(f.cell), null, f.indicator, count(*), null
from figure as f
join scale_before as b using (unit, indicator, period)
where f.amount >= 10 * b.most or (f.amount > 0 and f.amount * 10 <= b.least)
group by f.indicator
union all
select 'level_falls', 'question', any_value(f.sheet), min(f.cell), null, f.indicator, count(*), max(b.amount)
from figure as f
join level_before as b using (unit, indicator, period)
where f.amount * 2 < b.amount and b.amount >= 4
group by f.indicator
union all
select 'above_its_neighbours', 'question', any_value(f.sheet), min(f.cell), null, f.indicator, count(*), null
from figure as f
join neighbours as n using (indicator, unit_kind, basis)
where f.fresh and f.amount > 100 * n.middle
group by f.indicator
union all
select 'little_money', 'question', any_value(sheet), min(cell), null, indicator, count(*), null
from figure
where fresh and measure = '元' and amount between 1 and 999
group by indicator
union all
select 'much_money', 'question', any_value(sheet), min(cell), null, indicator, count(*), null
from figure
where fresh and measure = '元' and unit_kind = 'enterprise' and amount >= 1000000000
group by indicator
union all
select 'flow_part_over_whole', 'question', any_value(f.sheet), min(f.cell), null, f.indicator, count(*), null
from current_indicator as r
join figure as f on f.indicator = r.numerator
join together as w on w.indicator = r.denominator and w.unit = f.unit and w.period = f.period and w.basis = f.basis
where r.kind = 'rate' and f.kind = 'flow' and f.amount > w.amount and (f.fresh or w.fresh)
group by f.indicator
union all
select 'quarter_is_not_difference', 'question', any_value(sheet), min(cell), null, indicator, count(*), null
from beside
where this_quarter > amount or amount - before <> this_quarter
group by indicator
union all
select 'more_than_employees', 'question', any_value(sheet), min(cell), null, indicator, count(*), null
from figure
where fresh
    and measure in ('人', '名')
    and amount > employees * case when indicator = 'employees' then 2 else 1 end
group by indicator
union all
select 'year_to_date_unchanged', 'note', any_value(f.sheet), min(f.cell) filter (where f.amount = r.total), null, null, count(*) filter (where f.amount = r.total), count(*)
from figure as f
join running_total as r using (unit, indicator, period)
where f.basis = 'cumulative' and r.total > 0 and f.fresh_to_date
having count(*) filter (where f.amount = r.total) >= 3 and count(*) filter (where f.amount = r.total) * 2 > count(*)
union all
select 'same_as_last_quarter', 'note', min(sheet), min(cell), min(unit), null, count(*), null
from repeating
where figures >= 4 and different = 0 and fresh
having count(*) > 0
union all
select 'one_number_everywhere', 'note', min(sheet), min(cell), min(unit), null, count(*), null
from repeating
where every >= 5 and one_number and fresh
having count(*) > 0
union all
select 'earlier_quarter_missing', 'note', min(sheet), min(cell), min(unit), null, count(*), null
from gap_before
having count(*) > 0
order by sheet, cell, code;
