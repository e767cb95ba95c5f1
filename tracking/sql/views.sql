-- Views and table macros, made anew at every start. Each narrows to the scope first and then picks the newest row.

create or replace macro quarter_end(period) as
    (make_date(period // 4, 1, 1) + to_months((period % 4 + 1)::integer * 3) - interval 1 day)::date;

create or replace macro quarter_of(day) as
    (year(day) * 4 + (month(day) - 1) // 3)::integer;

-- One row per indicator: its newest description.
create or replace view current_indicator as
select
    indicator,
    unnest(arg_max_null(
        {
            'position': position,
            'theme': theme,
            'name': name,
            'name_en': name_en,
            'measure': measure,
            'kind': kind,
            'numerator': numerator,
            'denominator': denominator,
            'phasing': phasing,
            'weight': weight,
            'reported_by': reported_by,
            'synonyms': synonyms
        },
        submission
    ))
from indicator
group by indicator;

-- One row per unit that ever stood in the scope and date from which it stood at the place: its newest description of moves.
create or replace macro places_in(scope) as table
select
    unit,
    parent,
    path,
    valid_from
from place
semi join (select unit from place where starts_with(path, scope)) as inside using (unit)
qualify submission = max(submission) over (partition by unit);

-- One row per unit that ever stood in the scope: its newest description.
create or replace macro descriptions_in(scope) as table
select
    unit,
    unnest(arg_max_null(
        {
            'name': name,
            'kind': kind,
            'ownership': ownership,
            'sector': sector,
            'employees': employees,
            'opened': opened,
            'closed': closed,
            'contact': contact,
            'phone': phone
        },
        submission
    ))
from unit
semi join (select unit from place where starts_with(path, scope)) as inside using (unit)
group by unit;

-- One row per unit standing in the scope on the day: its newest description and its place.
create or replace macro units_in(scope, day) as table
with standing as (
    select
        unit,
        arg_max(parent, valid_from) as parent,
        arg_max(path, valid_from) as path
    from places_in(scope)
    where valid_from <= day
    group by unit
)

select *
from standing
join descriptions_in(scope) using (unit)
where starts_with(path, scope);

-- One row per unit, indicator and quarter: the cell of the newest submission, withdrawn ones left out.
create or replace macro cells_in(scope, first_period, last_period) as table
with scope_unit as materialized (
    select distinct unit
    from place
    where starts_with(path, scope)
),

newest as (
    select
        unit,
        indicator,
        period,
        unnest(arg_max_null({'amount': amount, 'state': state, 'basis': basis}, submission))
    from report
    semi join scope_unit using (unit)
    where period between first_period and last_period
    group by
        unit,
        indicator,
        period
)

select *
from newest
where state <> 'missing';

-- One row per unit, flow and quarter: what the quarter added to the year's running total, in the order of the quarters.
-- Told: that is the quarter's own figure; else it also holds earlier quarters that cannot be told apart.
create or replace macro added_in(scope, first_period, last_period, day) as table
with cell as materialized (
    select *
    from cells_in(scope, first_period, last_period)
    semi join (select indicator from current_indicator where kind = 'flow') as flows using (indicator)
),

scope_unit as (
    select
        unit,
        opened
    from units_in(scope, day)
),

reported_flow as (
    select distinct
        unit,
        indicator
    from cell
),

-- quarters before a unit opened, in which it was exempt, or in which it had no union yet, count as known and nothing
silent_unit as (
    select
        u.unit,
        null as indicator,
        q.period
    from (select unnest(generate_series(first_period, last_period)) as period) as q
    join scope_unit as u on quarter_end(q.period) < u.opened
    union all
    select
        e.unit,
        e.indicator,
        q.period
    from (select unnest(generate_series(first_period, last_period)) as period) as q
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
    join cells_in(scope, first_period, last_period) as w
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
    from cell
    union all
    select
        s.unit,
        s.indicator,
        s.period,
        0 as amount,
        'quarter' as basis,
        false as typed
    from silent_quarter as s
    anti join cell using (unit, indicator, period)
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
)

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
window year_so_far as (partition by unit, indicator, period // 4 order by period);
