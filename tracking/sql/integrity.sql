-- One row per breach of a rule that stored rows must keep: in one submission ($submission), or in all of them (null).
with known_unit as (select distinct unit from unit),

known_indicator as (select distinct indicator from indicator),

report_row as (
    select * from report where submission = coalesce($submission, submission)
    union all
    select * from held_report where submission = coalesce($submission, submission)
),

target_row as (select * from target where submission = coalesce($submission, submission)),

place_row as (select * from place where submission = coalesce($submission, submission)),

follow_up_row as (select * from follow_up where submission = coalesce($submission, submission)),

exemption_row as (select * from exemption where submission = coalesce($submission, submission)),

evidence_row as (select * from evidence where submission = coalesce($submission, submission)),

contract_row as (select * from contract where submission = coalesce($submission, submission)),

about_a_unit as (
    select 'report' as kind, unit, indicator, cell as detail from report_row
    union all
    select 'target', unit, indicator, cell from target_row
    union all
    select 'follow_up', unit, subject, said_on::varchar from follow_up_row
    union all
    select 'exemption', unit, indicator, exempt_from::varchar from exemption_row
    union all
    select 'evidence', unit, if(carrier = 'figure', subject, null), title from evidence_row
)

select kind || '_of_unknown_unit' as code, unit, indicator, detail
from about_a_unit anti join known_unit using (unit)
union all
select kind || '_of_unknown_' || if(kind = 'follow_up', 'subject', 'indicator'), unit, indicator, detail
from about_a_unit
where indicator is not null
    and indicator not in (select indicator from known_indicator)
    and not (kind = 'follow_up' and indicator in ('everything', 'report'))
union all
select 'report_of_rate', unit, indicator, cell
from report_row semi join (select indicator from indicator where kind = 'rate') as rates using (indicator)
union all
select 'report_without_amount', unit, indicator, cell
from report_row
where (state = 'value' and (amount is null or amount = 0))
    or (state = 'zero' and amount is distinct from 0)
    or (state in ('exempt', 'missing') and amount is not null)
    or state not in ('value', 'zero', 'exempt', 'missing')
union all
select 'report_of_unknown_basis', unit, indicator, cell
from report_row
where basis not in ('quarter', 'cumulative', 'level')
union all
select 'report_twice_in_one_submission', unit, indicator, any_value(cell)
from report_row
group by submission, unit, indicator, period
having count(*) > 1
union all
select 'report_without_submission', unit, indicator, cell
from report_row anti join submission using (submission)
union all
select 'target_twice_in_one_version', unit, indicator, any_value(cell)
from target_row
group by unit, plan_year, version, indicator, period_start, due_date
having count(*) > 1
union all
select 'target_due_before_it_starts', unit, indicator, cell
from target_row
where due_date < period_start
union all
select 'target_without_plan', unit, indicator, cell
from target_row anti join plan using (unit, plan_year, version)
union all
select 'target_negative', unit, indicator, cell
from target_row
where target < 0 or tolerance < 0
union all
select 'path_without_slashes', unit, null, path
from place_row
where path not like '/%/' or path not like '%/' || unit || '/'
union all
select 'place_below_unknown_unit', unit, null, parent
from place_row
where parent is not null and parent not in (select unit from known_unit)
union all
select 'unit_without_place', unit, null, name
from unit anti join place using (unit)
union all
select 'rate_without_parts', null, indicator, name
from current_indicator
where kind = 'rate'
    and (
        numerator is null
        or denominator is null
        or numerator not in (select indicator from known_indicator)
        or denominator not in (select indicator from known_indicator)
    )
union all
select 'promise_before_it_was_made', unit, subject, promised_on::varchar
from follow_up_row
where promised_on < said_on
union all
select 'withdrawal_of_nothing', unit, subject, withdraws::varchar
from follow_up_row
where withdraws is not null
    and not exists (
        select 1
        from follow_up as f
        where f.submission = follow_up_row.withdraws
            and f.unit = follow_up_row.unit
            and f.subject = follow_up_row.subject
            and f.withdraws is null
    )
union all
select 'exemption_ends_before_it_begins', unit, indicator, exempt_from::varchar
from exemption_row
where exempt_to < exempt_from
union all
select 'not_asked_of_no_indicator', unit, indicator, exempt_from::varchar
from exemption_row
where code = 'not_asked' and indicator is null
union all
select 'exemption_taken_back_that_never_was', unit, indicator, exempt_from::varchar
from exemption_row
where withdrawn
    and not exists (
        select 1
        from exemption as e
        where e.submission < exemption_row.submission
            and e.unit = exemption_row.unit
            and e.indicator is not distinct from exemption_row.indicator
            and e.exempt_from = exemption_row.exempt_from
            and e.exempt_to = exemption_row.exempt_to
            and e.withdrawn is not true
    )
union all
select 'evidence_of_nothing', unit, subject, title
from evidence_row
where carrier is null
    or carrier not in ('figure', 'follow_up', 'plan', 'contract')
    or (carrier = 'figure' and subject is null)
    or (carrier = 'follow_up' and not exists (
        select 1
        from follow_up as f
        where f.submission = evidence_row.carried
            and f.unit = evidence_row.unit
            and f.subject = evidence_row.subject
            and f.withdraws is null
    ))
    or (carrier = 'plan' and not exists (
        select 1
        from plan as p
        where p.unit = evidence_row.unit
            and p.plan_year = evidence_row.period // 4
            and p.version = evidence_row.carried
    ))
    or (carrier = 'contract' and not exists (
        select 1
        from contract as c
        where c.unit = evidence_row.unit
            and c.contract = evidence_row.carried
            and c.kind = evidence_row.subject
    ))
union all
select 'evidence_without_file_or_link', unit, subject, title
from evidence_row
where (link is null) = (sha256 is null)
    or (sha256 is null) <> (bytes is null)
    or (sha256 is null) <> (kind is null)
    or not regexp_full_match(coalesce(sha256, repeat('0', 64)), '[0-9a-f]{64}')
    or not regexp_matches(coalesce(link, 'https://a'), '^https?://[^/]')
    or coalesce(kind, 'pdf') not in ('pdf', 'ofd', 'jpeg', 'png', 'docx', 'xlsx', 'doc', 'xls')
union all
select 'evidence_taken_back_that_never_was', unit, subject, title
from evidence_row
where withdraws is not null
    and not exists (
        select 1
        from evidence as e
        where e.submission = evidence_row.withdraws
            and e.item = evidence_row.item
            and e.unit = evidence_row.unit
            and e.withdraws is null
    )
union all
select 'evidence_asked_of_unknown_indicator', null, indicator, null
from evidence_asked anti join known_indicator using (indicator)
where submission = coalesce($submission, submission)
union all
select 'contract_of_unknown_unit', unit, null, contract::varchar
from (
    select unit, contract from contract_row
    union all
    select unit, contract from contract_cover where submission = coalesce($submission, submission)
) anti join known_unit using (unit)
union all
select 'contract_of_unknown_kind', unit, null, contract::varchar
from contract_row
where kind not in ('collective', 'wage', 'womens') or extent not in ('own', 'regional', 'sectoral') or employees < 0
union all
select 'contract_ends_before_it_begins', unit, null, contract::varchar
from contract_row
where valid_to < valid_from or ended_on < valid_from
union all
select 'contract_of_two_units', min(unit), null, contract::varchar
from contract
group by contract
having count(distinct unit) > 1
union all
select 'contract_twice_in_one_submission', min(unit), null, contract::varchar
from contract_row
group by submission, contract
having count(*) > 1
union all
select 'contract_renews_itself_or_nothing', unit, null, contract::varchar
from contract_row
where renews = contract or (renews > 0 and renews not in (select contract from contract))
union all
select 'cover_of_no_contract', unit, null, contract::varchar
from contract_cover
anti join (select submission, contract from contract where extent <> 'own') as told using (submission, contract)
where submission = coalesce($submission, submission)
union all
select 'founding_of_no_enterprise', unit, null, null
from founding
where submission = coalesce($submission, submission)
    and unit not in (select unit from unit where kind = 'enterprise')
union all
select 'founding_twice_in_one_submission', unit, null, null
from founding
where submission = coalesce($submission, submission)
group by submission, unit
having count(*) > 1
union all
select 'score_of_unknown_unit', unit, null, null
from (
    select unit from score_mark where submission = coalesce($submission, submission)
    union all
    select unit from score_team where submission = coalesce($submission, submission)
    union all
    select unit from score_objection where submission = coalesce($submission, submission)
    union all
    select unit from score_result where submission = coalesce($submission, submission) and unit is not null
) anti join known_unit using (unit)
union all
select 'score_item_of_unknown_indicator', null, indicator, item
from score_item anti join known_indicator using (indicator)
where submission = coalesce($submission, submission)
    and indicator is not null
union all
select 'score_item_of_no_rules', null, null, item
from score_item anti join score_rules using (submission, rules, version)
where submission = coalesce($submission, submission)
union all
select 'register_counts_unknown_indicator', null, indicator, null
from register_counts anti join known_indicator using (indicator)
where submission = coalesce($submission, submission)
union all
select 'two_accounts_of_one_person', null, null, string_agg(account, ', ' order by account)
from (
    select *
    from identity
    qualify submission = max(submission) over (partition by account)
)
where subject is not null
group by issuer, subject
having count(*) > 1
union all
select 'reports_due_before_the_quarter_ends', null, null, due_on::varchar
from report_due
where submission = coalesce($submission, submission) and due_on <= quarter_end(period)
order by code, unit, indicator;
