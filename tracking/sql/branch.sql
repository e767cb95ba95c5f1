-- One row per row of a table that a person of one branch (the table branch holds its path) may see.
-- It tells of units that ever stood in the branch, as long as they did. The tables with everything are in the schema
-- «everything»; one without a view here is not there for such a person.

-- One row per stay of a unit in the branch: since when, and the day from which it did not stand there any more.
create view stay as
with newest as (
    select *
    from everything.place
    qualify submission = max(submission) over (partition by unit)
),

stand as (
    select
        unit,
        path,
        if(row_number() over dated = 1, date '0001-01-01', valid_from) as since,
        lead(valid_from) over dated as left_on
    from newest
    window dated as (partition by unit order by valid_from)
)

select
    unit,
    since,
    coalesce(left_on, date '9999-01-01') as until,
    year(since) * 4 + (month(since) - 1) // 3 as since_quarter,
    coalesce(year(left_on) * 4 + (month(left_on) - 1) // 3, 99999) as until_quarter
from stand
where starts_with(path, (select top from branch));

-- Whether a unit stood in the branch in a quarter, and on some of the days from one to another.
create macro stood_in_quarter(of_unit, quarter) as exists (
    select 1
    from stay
    where stay.unit = of_unit
        and quarter >= stay.since_quarter
        and quarter < stay.until_quarter
);

create macro stood_between(of_unit, first_day, last_day) as exists (
    select 1
    from stay
    where stay.unit = of_unit
        and first_day < stay.until
        and last_day >= stay.since
);

-- One row per unit that ever stood in the branch: since when, and the day from which it does not any more.
create view inside as
select
    unit,
    min(since) as since,
    max(until) as until,
    max(until_quarter) as until_quarter
from stay
group by unit;

-- Of a unit that left, as it was described until then.
create view unit as
select told.* replace (
    if(inside.until = date '9999-01-01', told.contact, null) as contact,
    if(inside.until = date '9999-01-01', told.phone, null) as phone
)
from everything.unit as told
join inside using (unit)
join everything.submission as about using (submission)
where inside.until = date '9999-01-01'
    or about.received_at < inside.until
    or told.submission = (select min(first.submission) from everything.unit as first where first.unit = told.unit);

create view place as
select *
from everything.place
semi join inside using (unit);

create view plan as
select told.*
from everything.plan as told
join inside using (unit)
where plan_year <= year(until);

create view target as
select told.*
from everything.target as told
join inside using (unit)
where plan_year <= year(until);

create view report as
select told.*
from everything.report as told
join inside using (unit)
where period < until_quarter;

create view deed as
select told.*
from everything.deed as told
where stood_in_quarter(told.unit, told.period);

create view report_words as
select told.*
from everything.report_words as told
where stood_in_quarter(told.unit, told.period);

create view report_figure as
select told.*
from everything.report_figure as told
where stood_in_quarter(told.unit, told.period);

create view report_section as
select *
from everything.report_section
semi join inside using (unit);

create view report_template as
select *
from everything.report_template
semi join inside using (unit);

create view exemption as
select told.*
from everything.exemption as told
where stood_between(told.unit, told.exempt_from, told.exempt_to);

create view follow_up as
select told.*
from everything.follow_up as told
where stood_between(told.unit, told.said_on, told.said_on);

create view evidence as
select told.*
from everything.evidence as told
where stood_in_quarter(told.unit, told.period);

-- A contract is seen where it was signed and where it covers an enterprise, by those who stood there when it began or later.
create view contract as
select told.*
from everything.contract as told
where exists (
    select 1
    from (
        select told.unit
        union all
        select cover.unit
        from everything.contract_cover as cover
        where cover.contract = told.contract
    ) as about
    join inside using (unit)
    where told.valid_from < inside.until
);

create view contract_cover as
select told.*
from everything.contract_cover as told
semi join inside using (unit)
semi join contract using (submission, contract);

-- What was said of an enterprise that moved away since is not seen any more.
create view founding as
select told.*
from everything.founding as told
join everything.submission as about using (submission)
where exists (
    select 1
    from inside
    where inside.unit = told.unit
        and about.received_at < inside.until
);

create view score_rules as
select *
from everything.score_rules;

create view score_item as
select *
from everything.score_item;

create view score_mark as
select told.*
from everything.score_mark as told
semi join inside using (unit);

create view score_team as
select told.*
from everything.score_team as told
semi join inside using (unit);

create view score_objection as
select told.*
from everything.score_objection as told
semi join inside using (unit);

create view score_result as
select told.*
from everything.score_result as told
where told.unit is null
    or told.unit in (select unit from inside);

create view register_counts as
select *
from everything.register_counts;

create view evidence_asked as
select *
from everything.evidence_asked;

create view remembered_answer as
select *
from everything.remembered_answer
where starts_with(question, 'heading ') or answer in (select unit from inside);

create view acceptance_rule as
select *
from everything.acceptance_rule
semi join inside using (unit);

create view review as
select told.*
from everything.review as told
join inside using (unit)
where period < until_quarter;

create view marked_figure as
select told.*
from everything.marked_figure as told
join inside using (unit)
where period < until_quarter;

create view held_report as
select told.*
from everything.held_report as told
join inside using (unit)
where period < until_quarter;

create view indicator as
select *
from everything.indicator;

create view report_due as
select *
from everything.report_due;

create view closed_quarter as
select *
from everything.closed_quarter;

create view setting as
select *
from everything.setting;

create view moved_day as
select *
from everything.moved_day;

-- Nobody of a branch sees who else may sign in.
create view account as
select *
from everything.account
where false;

create view identity as
select *
from everything.identity
where false;

-- One row per submission that says anything of what can be seen, with how many rows of it those are.
create view submission as
with told as (
    select submission from unit
    union all
    select submission from place
    union all
    select submission from plan
    union all
    select submission from target
    union all
    select submission from report
    union all
    select submission from deed
    union all
    select submission from held_report
    union all
    select submission from review
    union all
    select submission from acceptance_rule
    union all
    select submission from marked_figure
    union all
    select submission from report_words
    union all
    select submission from report_figure
    union all
    select submission from report_section
    union all
    select submission from report_template
    union all
    select submission from exemption
    union all
    select submission from follow_up
    union all
    select submission from evidence
    union all
    select submission from evidence_asked
    union all
    select submission from contract
    union all
    select submission from contract_cover
    union all
    select submission from founding
    union all
    select submission from score_rules
    union all
    select submission from score_item
    union all
    select submission from score_mark
    union all
    select submission from score_team
    union all
    select submission from score_objection
    union all
    select submission from score_result
    union all
    select submission from register_counts
    union all
    select submission from remembered_answer
    union all
    select submission from indicator
    union all
    select submission from report_due
    union all
    select submission from closed_quarter
    union all
    select submission from setting
    union all
    select submission from moved_day
),

seen as (
    select
        submission,
        count(*) as rows_seen
    from told
    group by submission
)

select about.* replace (rows_seen as row_count)
from everything.submission as about
join seen using (submission);
