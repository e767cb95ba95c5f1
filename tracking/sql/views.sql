-- Views and table macros, made anew at every start. Each narrows to the scope first and then picks the newest row.

create or replace macro quarter_end(period) as
    (make_date(period // 4, 1, 1) + to_months((period % 4 + 1)::integer * 3) - interval 1 day)::date;

create or replace macro quarter_of(day) as
    (year(day) * 4 + (month(day) - 1) // 3)::integer;

-- One row per submission that changed figures, units, plans, indicators, exemptions or due days, and not only what is said of them.
create or replace view data_submission as
select *
from submission
where kind not in ('report', 'follow_up', 'evidence', 'answers', 'closing', 'account', 'acceptance');

-- One row per piece of evidence that was not taken back.
create or replace view evidence_in_force as
select told.*
from evidence as told
anti join (select withdraws as submission, item from evidence where withdraws is not null) as withdrawn using (submission, item)
where told.withdraws is null;

-- One row per indicator of whose figures evidence is asked.
create or replace view indicator_with_evidence as
select indicator
from evidence_asked
group by indicator
having arg_max(asked, submission);

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
            'phone': phone,
            'contract_until': contract_until,
            'wage_until': wage_until,
            'womens_until': womens_until
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
