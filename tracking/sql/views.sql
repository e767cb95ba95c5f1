-- Views and table macros, made anew at every start. Each narrows to the scope first and then picks the newest row.

create or replace macro quarter_end(period) as
    (make_date(period // 4, 1, 1) + to_months((period % 4 + 1)::integer * 3) - interval 1 day)::date;

-- One row per quarter of the span, both ends in it: the quarter and its last day.
create or replace macro quarters_between(first_period, last_period) as table
select
    period,
    quarter_end(period) as day
from (select unnest(range(first_period, last_period + 1))::integer as period);

create or replace macro quarter_of(day) as
    (year(day) * 4 + (month(day) - 1) // 3)::integer;

-- One row per submission that changed figures, units, plans, indicators, exemptions or due days, and not only what is said of them.
create or replace view data_submission as
select *
from submission
where kind not in ('report', 'follow_up', 'evidence', 'answers', 'closing', 'account', 'acceptance', 'scoring', 'scoring_rules',
    'scoring_closing');

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

-- One row per contract of the register that was not taken back: its newest description, ``until`` when it runs by its words (as
-- long as the law or custom allows where they are not known: three years, a wage agreement one) and the last day it holds.
create or replace view current_contract as
with newest as (
    select
        contract,
        max(submission) as submission,
        unnest(arg_max_null(
            {
                'unit': unit,
                'kind': kind,
                'extent': extent,
                'employees': employees,
                'signed_on': signed_on,
                'valid_from': valid_from,
                'valid_to': valid_to,
                'filed_on': filed_on,
                'renews': renews,
                'ended_on': ended_on,
                'ended_reason': ended_reason,
                'note': note,
                'withdrawn': withdrawn
            },
            submission
        ))
    from contract
    group by contract
),

dated as (
    select
        *,
        coalesce(
            valid_to,
            (
                valid_from + to_years(case when kind = 'wage' then 1 else 3 end)
                - to_days(case when month(valid_from) = 2 and day(valid_from) = 29 then 0 else 1 end)
            )::date
        ) as until
    from newest
    where not withdrawn
)

select
    *,
    least(until, (ended_on - interval 1 day)::date) as last_day
from dated;

-- One row per contract and enterprise that it covers: since when, how many employees (null where nobody said), until when; and the end
-- of the contract before it, if that covered the enterprise, too, and ran out.
create or replace view contract_coverage as
with covered as (
    select
        contract,
        unit,
        employees,
        valid_from as since
    from current_contract
    where extent = 'own'
    union all
    select
        cover.contract,
        cover.unit,
        cover.employees,
        greatest(told.valid_from, cover.joined_on) as since
    from contract_cover as cover
    join current_contract as told using (contract, submission)
)

select
    covered.*,
    told.kind,
    told.extent,
    told.signed_on,
    told.valid_from,
    told.until,
    told.last_day,
    told.ended_on,
    told.renews,
    ran_out.until as before_until
from covered
join current_contract as told using (contract)
left join covered as before on before.contract = told.renews and before.unit = covered.unit and covered.since = told.valid_from
left join current_contract as ran_out on ran_out.contract = before.contract and ran_out.ended_on is null;

-- One row per enterprise in the register of those that should have a union (建会台账), unless it was taken back: its newest description.
create or replace view current_founding as
with newest as (
    select
        unit,
        max(submission) as submission,
        unnest(arg_max_null(
            {
                'surveyed_on': surveyed_on,
                'noticed_on': noticed_on,
                'talked_on': talked_on,
                'prepared_on': prepared_on,
                'approved_on': approved_on,
                'founded_on': founded_on,
                'stuck_reason': stuck_reason,
                'promised_on': promised_on,
                'note': note,
                'withdrawn': withdrawn
            },
            submission
        ))
    from founding
    group by unit
)

select * exclude (withdrawn)
from newest
where not withdrawn;

-- One row per unit that ever stood in the scope, indicator and quarter: what the register of foundings counts in the quarter. Steps
-- count where the enterprise is; a meeting, held for several enterprises of one day, with the nearest unit above that reports it.
-- Nought of every enterprise that existed then (new unions) and of each unit that reports the others.
create or replace macro founding_counts_in(scope, first_period, last_period) as table
with there as (
    select
        u.unit,
        u.kind,
        q.period
    from descriptions_in(scope) as u
    cross join quarters_between(first_period, last_period) as q
    where (u.opened is null or u.opened <= q.day)
        and (u.closed is null or u.closed > q.day)
),

asked as (
    select
        t.unit,
        t.period,
        i.indicator
    from there as t
    join current_indicator as i on list_contains(string_split(i.reported_by, ';'), t.kind)
    where i.indicator in ('survey_visits', 'formation_notices', 'formation_meetings', 'new_unions')
),

step as (
    select
        unit,
        unnest([
            {'indicator': 'survey_visits', 'day': surveyed_on},
            {'indicator': 'formation_notices', 'day': noticed_on},
            {'indicator': 'new_unions', 'day': founded_on}
        ], recursive := true)
    from current_founding
),

standing as (
    select
        p.unit,
        q.period,
        arg_max(p.path, p.valid_from) as path
    from places_in(scope) as p
    join quarters_between(first_period, last_period) as q on p.valid_from <= q.day
    group by
        p.unit,
        q.period
),

called as (
    select
        f.unit,
        f.talked_on,
        s.period,
        arg_max(a.unit, length(caller.path)) as caller
    from current_founding as f
    join standing as s on s.unit = f.unit and s.period = quarter_of(f.talked_on)
    join standing as caller on caller.period = s.period and starts_with(s.path, caller.path)
    join asked as a on a.unit = caller.unit and a.period = caller.period and a.indicator = 'formation_meetings'
    group by
        f.unit,
        f.talked_on,
        s.period
),

counted as (
    select
        unit,
        indicator,
        period,
        0 as amount
    from asked
    union all
    select
        t.unit,
        s.indicator,
        t.period,
        1 as amount
    from there as t
    join step as s on s.unit = t.unit and quarter_of(s.day) = t.period
    union all
    select
        caller as unit,
        'formation_meetings' as indicator,
        period,
        count(distinct talked_on) as amount
    from called
    group by
        caller,
        period
)

select
    unit,
    indicator,
    period,
    sum(amount)::bigint as amount
from counted
group by
    unit,
    indicator,
    period;

-- One row per unit that ever stood in the scope, indicator and quarter: what the register of contracts counts at the quarter's end
-- (a level) or in the quarter (a flow), nought too. Of every enterprise that existed then, and of each union that signed.
-- A renewal counts when the contract before it has ended and it is signed itself; one before it that is not on record ended the
-- day before. And what the register of foundings counts.
create or replace macro register_counts_in(scope, first_period, last_period) as table
with there as (
    select
        u.unit,
        q.period,
        q.day,
        u.employees
    from descriptions_in(scope) as u
    cross join quarters_between(first_period, last_period) as q
    where u.kind = 'enterprise'
        and (u.opened is null or u.opened <= q.day)
        and (u.closed is null or u.closed > q.day)
),

signed as (
    select
        u.unit,
        q.period,
        count(*) filter (where c.valid_from <= q.day and c.last_day >= q.day) as in_force,
        count(*) filter (where quarter_of(coalesce(c.signed_on, c.valid_from)) = q.period and c.renews is null) as newly
    from descriptions_in(scope) as u
    cross join quarters_between(first_period, last_period) as q
    left join current_contract as c on c.unit = u.unit and c.kind = 'collective'
    where u.kind <> 'enterprise'
        and exists (
            select 1
            from current_indicator as i
            where i.indicator = 'contracts_in_force'
                and list_contains(string_split(i.reported_by, ';'), u.kind)
        )
        or c.contract is not null
    group by
        u.unit,
        q.period
),

founded as (
    select
        unit,
        period as founded_in
    from (
        select
            unit,
            period,
            arg_max(amount, submission) as amount,
            arg_max(basis, submission) as basis
        from report
        where indicator = 'new_unions'
        group by
            unit,
            period
    )
    qualify amount > case
        when basis = 'cumulative' then coalesce(lag(amount) over (partition by unit, period // 4 order by period), 0)
        else 0
    end
    union all
    select
        unit,
        quarter_of(founded_on) as founded_in
    from current_founding
    where founded_on is not null
),

covered as (
    select
        t.unit,
        t.period,
        bool_or(c.kind = 'collective' and c.since <= t.day and c.last_day >= t.day) as collective,
        bool_or(c.kind = 'wage' and c.since <= t.day and c.last_day >= t.day) as wage,
        bool_or(c.kind = 'womens' and c.since <= t.day and c.last_day >= t.day) as womens,
        max(coalesce(c.employees, t.employees)) filter (
            where c.kind = 'collective' and c.since <= t.day and c.last_day >= t.day
        ) as employees,
        bool_or(
            c.kind = 'collective'
            and quarter_of(c.until) = t.period
            and c.ended_on is null
            and c.since <= c.until
        ) or bool_or(
            c.kind = 'collective'
            and c.renews = 0
            and c.since = c.valid_from
            and quarter_of((c.valid_from - interval 1 day)::date) = t.period
        ) as expired,
        bool_or(
            c.kind = 'collective'
            and (c.before_until is not null or (c.renews = 0 and c.since = c.valid_from))
            and quarter_of(greatest(
                coalesce(c.signed_on, c.valid_from),
                coalesce(c.before_until, (c.valid_from - interval 1 day)::date)
            )) = t.period
        ) as renewed,
        bool_or(
            c.kind = 'collective'
            and c.renews is null
            and quarter_of(greatest(coalesce(c.signed_on, c.valid_from), c.since)) = t.period
            and exists (
                select 1
                from founded as f
                where f.unit = t.unit
                    and f.founded_in between t.period - 3 and t.period
            )
        ) as newly_founded
    from there as t
    left join contract_coverage as c on c.unit = t.unit
    group by
        t.unit,
        t.period
),

counted as (
    select
        t.unit,
        t.period,
        unnest([
            {'indicator': 'contract_enterprises', 'amount': c.collective::bigint},
            {'indicator': 'wage_enterprises', 'amount': c.wage::bigint},
            {'indicator': 'womens_contract_enterprises', 'amount': c.womens::bigint},
            {'indicator': 'covered_employees', 'amount': c.employees},
            {'indicator': 'contracts_expired', 'amount': c.expired::bigint},
            {'indicator': 'contracts_renewed', 'amount': c.renewed::bigint},
            {'indicator': 'new_union_contracts', 'amount': c.newly_founded::bigint}
        ], recursive := true)
    from there as t
    join covered as c using (unit, period)
    union all
    select
        coalesce(t.unit, s.unit),
        coalesce(t.period, s.period),
        unnest([
            {'indicator': 'contracts_in_force', 'amount': s.in_force},
            {'indicator': 'contracts_signed', 'amount': s.newly}
        ], recursive := true)
    from there as t
    full join signed as s on s.unit = t.unit and s.period = t.period
)

select
    unit,
    indicator,
    period,
    coalesce(amount, 0)::bigint as amount
from counted
union all
select
    unit,
    indicator,
    period,
    amount
from founding_counts_in(scope, first_period, last_period);

-- One row per indicator of which a register counts instead of the reports, and the first quarter of which it does.
create or replace view indicator_of_register as
select
    indicator,
    arg_max_null(since_period, submission) as since_period
from register_counts
group by indicator
having since_period is not null;

-- One row per unit that ever stood in the scope, indicator and quarter of which the register counts; of a quarter that has not
-- ended, by the contracts known by now.
create or replace macro register_cells_in(scope, first_period, last_period) as table
select
    c.unit,
    c.indicator,
    c.period,
    c.amount
from register_counts_in(
    scope,
    greatest(first_period, coalesce((select min(since_period) from indicator_of_register), last_period + 1)),
    last_period
) as c
join indicator_of_register as i using (indicator)
where c.period >= i.since_period;
