-- One row per node, indicator and target period: what was reported at the node and below it, added up to the quarter.
-- A unit that moved also has rows named unit@parent: the flows that it left at a place where it no longer stands.
-- The registered table `periods` holds the periods asked for: indicator, period_start, due_date.
with scope_unit as materialized (
    select
        unit,
        path,
        kind,
        opened,
        (opened is null or opened <= $as_of) and (closed is null or closed > $as_of) as existing,
        closed
    from units_in($scope, $as_of)
),

exempt_now as materialized (
    select distinct
        unit,
        indicator
    from exemption
    where $as_of between exempt_from and exempt_to
),

-- the catalogue with the quarters that each period takes in: those whose first day lies in it
span as materialized (
    select
        p.indicator,
        p.period_start,
        p.due_date,
        i.kind,
        i.numerator,
        i.denominator,
        i.reported_by,
        quarter_of(p.period_start - interval 1 day) + 1 as first_period,
        least(quarter_of(p.due_date), $period) as last_period,
        quarter_of(p.period_start - interval 1 day) as baseline_period
    from periods as p
    join current_indicator as i using (indicator)
),

cell as materialized (
    select *
    from cells_in($scope, $first_period, $period)
),

flow_report as materialized (
    select *
    from cell
    semi join (select indicator from current_indicator where kind = 'flow') as flows using (indicator)
    where period >= (select min(first_period) // 4 * 4 from span)
),

reported_flow as (
    select distinct
        unit,
        indicator
    from flow_report
),

-- quarters before a unit opened, in which it was exempt, or in which it had no union yet, count as known and nothing
silent_unit as (
    select
        u.unit,
        null as indicator,
        q.period
    from (select unnest(generate_series($first_period, $period)) as period) as q
    join scope_unit as u on quarter_end(q.period) < u.opened
    union all
    select
        e.unit,
        e.indicator,
        q.period
    from (select unnest(generate_series($first_period, $period)) as period) as q
    join exemption as e on quarter_end(q.period) between e.exempt_from and e.exempt_to
),

silent_quarter as (
    select
        c.unit,
        c.indicator,
        s.period
    from reported_flow as c
    join silent_unit as s on s.unit = c.unit and coalesce(s.indicator, c.indicator) = c.indicator
    union
    select
        c.unit,
        c.indicator,
        w.period
    from reported_flow as c
    join cell as w
        on w.unit = c.unit
        and w.indicator = 'unionised'
        and w.amount = 0
    join current_indicator as i on i.indicator = c.indicator
    where not list_contains(string_split(i.reported_by, ';'), 'enterprise')
),

flow_cell as (
    select
        unit,
        indicator,
        period,
        coalesce(amount, 0) as amount,
        basis,
        amount is not null as typed
    from flow_report
    union all
    select
        s.unit,
        s.indicator,
        s.period,
        0 as amount,
        'quarter' as basis,
        false as typed
    from silent_quarter as s
    anti join flow_report using (unit, indicator, period)
),

-- the running total of a year restarts at its latest cumulative figure
anchored as (
    select
        *,
        max(period) filter (where basis = 'cumulative') over so_far as anchor
    from flow_cell
    window so_far as (partition by unit, indicator, period // 4 order by period)
),

running as (
    select
        unit,
        indicator,
        period,
        basis,
        typed,
        sum(amount) over since_anchor as total,
        count(*) over since_anchor
        = period - coalesce(anchor, period // 4 * 4) + 1 as complete
    from anchored
    window since_anchor as (partition by unit, indicator, period // 4, anchor order by period)
),

-- what each quarter added; told: that is its own figure, else it also holds earlier quarters that cannot be told apart
added as materialized (
    select
        unit,
        indicator,
        period,
        typed,
        complete,
        total - lag(total, 1, 0) over year_so_far as amount,
        basis = 'quarter'
        or period % 4 = 0
        or (lag(period) over year_so_far = period - 1 and lag(complete) over year_so_far) as told
    from running
    window year_so_far as (partition by unit, indicator, period // 4 order by period)
),
flow_period as (
    select
        s.indicator,
        s.period_start,
        s.due_date,
        s.first_period,
        s.last_period,
        a.unit,
        a.period,
        case when a.typed then a.amount end as amount,
        a.complete,
        a.told,
        s.first_period <= a.period // 4 * 4 as from_year_start
    from span as s
    join added as a on a.indicator = s.indicator and a.period between s.first_period and s.last_period
    where s.kind = 'flow'
),

flow_unit as (
    select
        unit,
        indicator,
        period_start,
        due_date,
        count(distinct period // 4) filter (
            where from_year_start
                and complete
                and period = least(period // 4 * 4 + 3, last_period)
        )
        + count(*) filter (where not from_year_start and told)
        = any_value(last_period // 4 - (first_period + 3) // 4 + 1)
        + any_value(least((4 - first_period % 4) % 4, last_period - first_period + 1)) as known,
        bool_or(period = $period) as this_quarter,
        bool_or(period = last_period) as answered
    from flow_period
    group by
        unit,
        indicator,
        period_start,
        due_date
),

-- a flow stays where the unit stood at that quarter's end
flow_at_place as (
    select
        f.unit,
        f.indicator,
        f.period_start,
        f.due_date,
        p.path,
        sum(f.amount)::bigint as amount
    from flow_period as f
    asof join places_in($scope) as p on f.unit = p.unit and quarter_end(f.period) >= p.valid_from
    where f.from_year_start or f.told
    group by all
),

not_applicable as materialized (
    select
        unit,
        indicator
    from cell
    where period = $period and state = 'exempt'
),

-- a level is carried from its last report, at most four quarters, never past closing, never past a 不适用
level_cell as (
    select
        c.unit,
        c.indicator,
        c.period,
        c.amount
    from cell as c
    join scope_unit as u using (unit)
    anti join not_applicable as x on x.unit = c.unit and x.indicator = c.indicator
    where c.state in ('value', 'zero')
        and u.existing
),

-- a unit that closed since a period began is no part of the level now, but was of the level then
closed_cell as (
    select
        c.unit,
        c.indicator,
        c.period,
        c.amount,
        u.closed
    from cell as c
    join scope_unit as u using (unit)
    where c.state in ('value', 'zero')
        and u.closed <= $as_of
),

closed_level as (
    select
        s.indicator,
        s.period_start,
        s.due_date,
        c.unit,
        arg_max(c.amount, c.period) as baseline
    from span as s
    join closed_cell as c on c.indicator = s.indicator and c.period between s.baseline_period - 4 and s.baseline_period
    where s.kind = 'stock'
        and c.closed > quarter_end(s.baseline_period)
    group by
        s.indicator,
        s.period_start,
        s.due_date,
        c.unit
),

level_now as (
    select
        s.indicator,
        s.period_start,
        s.due_date,
        c.unit,
        arg_max(c.amount, c.period) filter (where c.period >= $period - 4) as amount,
        max(c.period) = $period as this_quarter,
        arg_max(c.amount, c.period) filter (
            where c.period between s.baseline_period - 4 and s.baseline_period
        ) as baseline
    from span as s
    join level_cell as c using (indicator)
    where s.kind = 'stock'
    group by
        s.indicator,
        s.period_start,
        s.due_date,
        c.unit
),

-- both parts of a rate come from the same quarter of the same unit
-- (numerators are taken first: joined at once, every figure of a unit would meet every other of its quarter)
level_numerator as materialized (
    select
        s.indicator,
        s.period_start,
        s.due_date,
        s.denominator as denominator_indicator,
        n.unit,
        n.period,
        n.amount
    from span as s
    join level_cell as n on n.indicator = s.numerator
    where s.kind = 'rate'
        and n.period >= $period - 4
        and (select kind from current_indicator where indicator = s.numerator) = 'stock'
),

rate_of_levels as (
    select
        n.indicator,
        n.period_start,
        n.due_date,
        n.unit,
        arg_max(n.amount, n.period) as numerator,
        arg_max(d.amount, d.period) as denominator,
        max(n.period) = $period as this_quarter
    from level_numerator as n
    join level_cell as d
        on d.indicator = n.denominator_indicator
        and d.unit = n.unit
        and d.period = n.period
    group by
        n.indicator,
        n.period_start,
        n.due_date,
        n.unit
),

flow_numerator as materialized (
    select
        s.indicator,
        s.period_start,
        s.due_date,
        s.denominator as denominator_indicator,
        s.last_period,
        s.last_period - s.first_period + 1 as quarters_due,
        n.unit,
        n.period,
        n.amount
    from span as s
    join added as n on n.indicator = s.numerator and n.period between s.first_period and s.last_period
    where s.kind = 'rate' and n.told
),

rate_of_flows as (
    select
        n.indicator,
        n.period_start,
        n.due_date,
        n.unit,
        p.path,
        sum(n.amount)::bigint as numerator,
        sum(d.amount)::bigint as denominator,
        count(*) as quarters,
        any_value(n.quarters_due) as quarters_due,
        bool_or(n.period = $period) as this_quarter,
        bool_or(n.period = n.last_period) as answered
    from flow_numerator as n
    join added as d on d.indicator = n.denominator_indicator and d.unit = n.unit and d.period = n.period
    asof join places_in($scope) as p on n.unit = p.unit and quarter_end(n.period) >= p.valid_from
    where d.told
    group by
        n.indicator,
        n.period_start,
        n.due_date,
        n.unit,
        p.path
),

-- one row per unit, place, indicator and period: what the unit adds to every node above it
part as (
    select
        unit,
        path,
        indicator,
        period_start,
        due_date,
        amount,
        amount as fresh,
        null::bigint as baseline,
        null::bigint as numerator,
        null::bigint as denominator,
        false as carried
    from flow_at_place
    union all
    select
        l.unit,
        u.path,
        l.indicator,
        l.period_start,
        l.due_date,
        l.amount,
        case when l.this_quarter then l.amount end as fresh,
        l.baseline,
        null as numerator,
        null as denominator,
        l.amount is not null and not l.this_quarter as carried
    from level_now as l
    join scope_unit as u using (unit)
    union all
    select
        l.unit,
        u.path,
        l.indicator,
        l.period_start,
        l.due_date,
        null as amount,
        null as fresh,
        l.baseline,
        null as numerator,
        null as denominator,
        false as carried
    from closed_level as l
    join scope_unit as u using (unit)
    union all
    select
        r.unit,
        u.path,
        r.indicator,
        r.period_start,
        r.due_date,
        null as amount,
        case when r.this_quarter then r.numerator end as fresh,
        null as baseline,
        r.numerator,
        r.denominator,
        not r.this_quarter as carried
    from rate_of_levels as r
    join scope_unit as u using (unit)
    union all
    select
        unit,
        path,
        indicator,
        period_start,
        due_date,
        null as amount,
        case
            when bool_or(answered) over (partition by unit, indicator, period_start, due_date) then numerator
        end as fresh,
        null as baseline,
        numerator,
        denominator,
        false as carried
    from rate_of_flows
),

-- answered: the last quarter that counts is in (this one, or that of a due date gone by)
has_reported as (
    select unit, indicator, period_start, due_date, known and answered as reported, answered, this_quarter from flow_unit
    union all
    select unit, indicator, period_start, due_date, this_quarter as reported, this_quarter as answered, this_quarter from level_now
    union all
    select unit, indicator, period_start, due_date, this_quarter as reported, this_quarter as answered, this_quarter from rate_of_levels
    union all
    select
        unit,
        indicator,
        period_start,
        due_date,
        sum(quarters) = any_value(quarters_due) as reported,
        bool_or(answered) as answered,
        bool_or(this_quarter) as this_quarter
    from rate_of_flows
    group by
        unit,
        indicator,
        period_start,
        due_date
),

unionised as materialized (
    select
        unit,
        arg_max(amount, period) >= 1 as unionised
    from level_cell
    where indicator = 'unionised'
    group by unit
),

-- who is expected to report what: existing, of a kind that reports it, not exempt
reporter as (
    select distinct
        s.indicator,
        u.unit
    from span as s
    join scope_unit as u on u.existing
    left join unionised as h using (unit)
    left join current_indicator as n on n.indicator = s.numerator
    left join current_indicator as d on d.indicator = s.denominator
    where list_bool_and([
        list_contains(string_split(kinds, ';'), u.kind)
        or (u.kind = 'enterprise' and coalesce(h.unionised, false) and list_contains(string_split(kinds, ';'), 'unionised_enterprise'))
        for kinds in case when s.kind = 'rate' then [n.reported_by, d.reported_by] else [s.reported_by] end
    ])
),

expected as (
    select
        s.indicator,
        s.period_start,
        s.due_date,
        u.unit,
        u.path
    from span as s
    join reporter as r using (indicator)
    join scope_unit as u on u.unit = r.unit
    where not exists (
        select 1
        from exempt_now as e
        where e.unit = u.unit and (e.indicator is null or e.indicator = s.indicator)
    )
        and not exists (
            select 1
            from not_applicable as x
            where x.unit = u.unit and x.indicator in (s.indicator, s.numerator, s.denominator)
        )
),

counted as (
    select
        e.unit,
        e.path,
        e.indicator,
        e.period_start,
        e.due_date,
        coalesce(h.reported, false) as reported,
        coalesce(h.answered, false) as answered,
        coalesce(h.this_quarter, false) as this_quarter
    from expected as e
    left join has_reported as h using (unit, indicator, period_start, due_date)
),

summed as (
    select
        node,
        indicator,
        period_start,
        due_date,
        sum(amount)::bigint as actual,
        sum(fresh)::bigint as fresh,
        sum(baseline)::bigint as baseline_level,
        sum(numerator)::bigint as numerator,
        sum(denominator)::bigint as denominator,
        count(*) filter (where carried) as carried
    from (
        select *, unnest(string_split(path, '/')[2:-2]) as node from part
        union all
        select p.*, p.unit || '@' || string_split(p.path, '/')[-3] as node
        from part as p
        left join scope_unit as u using (unit)
        where p.path is distinct from u.path
    ) as exploded
    where $only_unit is null or node = $only_unit or contains(node, '@')
    group by
        node,
        indicator,
        period_start,
        due_date
),

covered as (
    select
        node,
        indicator,
        period_start,
        due_date,
        count(*) as expected,
        count(*) filter (where reported) as reported,
        count(*) filter (where answered) as answered,
        count(*) filter (where this_quarter) as this_quarter
    from (select *, unnest(string_split(path, '/')[2:-2]) as node from counted) as exploded
    where $only_unit is null or node = $only_unit
    group by
        node,
        indicator,
        period_start,
        due_date
)

select
    node as unit,
    indicator,
    period_start,
    due_date,
    s.actual,
    s.fresh,
    s.baseline_level,
    s.numerator,
    s.denominator,
    coalesce(s.carried, 0) as carried,
    coalesce(c.expected, 0) as expected,
    coalesce(c.reported, 0) as reported,
    coalesce(c.answered, 0) as answered,
    coalesce(c.this_quarter, 0) as this_quarter
from summed as s
full join covered as c using (node, indicator, period_start, due_date)
left join scope_unit as inside on inside.unit = node
where inside.unit is not null or contains(node, '@')
order by
    node,
    indicator,
    period_start,
    due_date;
