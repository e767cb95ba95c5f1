-- One row per thing that was changed by a submission after $since.
-- A corrected or withdrawn figure, one that came after its quarter was closed, a field of a target or unit, a move, an
-- exemption, a closing or reopening, another day for reports.
with figure_key as (
    select distinct
        unit,
        indicator,
        period
    from report
    where submission > $since
),

figure_history as (
    select
        r.*,
        lag(r.amount) over earlier as old_amount,
        lag(r.state) over earlier as old_state,
        lag(r.basis) over earlier as old_basis
    from report as r
    semi join figure_key using (unit, indicator, period)
    window earlier as (partition by r.unit, r.indicator, r.period order by r.submission)
),

figure_change as (
    select
        h.*,
        coalesce(c.closed, false) as after_closing
    from figure_history as h
    asof left join closed_quarter as c on c.period = h.period and h.submission >= c.submission
    where h.submission > $since
),

version_pair as (
    select
        submission,
        unit,
        plan_year,
        version
    from plan
    where version > 1 and submission > $since
),

new_target as (
    select
        p.submission,
        t.* exclude (submission)
    from version_pair as p
    join target as t using (unit, plan_year, version)
),

old_target as (
    select
        p.submission,
        t.* exclude (submission)
    from version_pair as p
    join target as t on t.unit = p.unit and t.plan_year = p.plan_year and t.version = p.version - 1
),

target_field as (
    select
        coalesce(n.submission, o.submission) as submission,
        coalesce(n.unit, o.unit) as unit,
        coalesce(n.indicator, o.indicator) as indicator,
        coalesce(n.period_start, o.period_start) as first_day,
        coalesce(n.due_date, o.due_date) as last_day,
        unnest([
            {'field': 'target', 'old_amount': o.target, 'amount': n.target, 'old_text': null::varchar, 'text': null::varchar},
            {'field': 'tolerance', 'old_amount': o.tolerance, 'amount': n.tolerance, 'old_text': null, 'text': null},
            {'field': 'baseline', 'old_amount': o.baseline, 'amount': n.baseline, 'old_text': null, 'text': null},
            {'field': 'comparator', 'old_amount': null, 'amount': null, 'old_text': o.comparator, 'text': n.comparator},
            {'field': 'phasing', 'old_amount': null, 'amount': null, 'old_text': o.phasing, 'text': n.phasing},
            {'field': 'window_opens', 'old_amount': null, 'amount': null, 'old_text': o.window_opens::varchar, 'text': n.window_opens::varchar}
        ]) as change,
        o.unit is not null and n.unit is not null as in_both
    from new_target as n
    full outer join old_target as o
        on o.submission = n.submission
        and o.unit = n.unit
        and o.indicator = n.indicator
        and o.period_start = n.period_start
        and o.due_date = n.due_date
),

unit_history as (
    select
        u.*,
        lag(u.submission) over earlier as old_submission,
        lag(u) over earlier as old
    from unit as u
    semi join (select unit from unit where submission > $since) as touched using (unit)
    window earlier as (partition by u.unit order by u.submission)
),

unit_field as (
    select
        submission,
        unit,
        unnest([
            {'field': 'name', 'old_text': old.name, 'text': name},
            {'field': 'kind', 'old_text': old.kind, 'text': kind},
            {'field': 'ownership', 'old_text': old.ownership, 'text': ownership},
            {'field': 'sector', 'old_text': old.sector, 'text': sector},
            {'field': 'employees', 'old_text': old.employees::varchar, 'text': employees::varchar},
            {'field': 'opened', 'old_text': old.opened::varchar, 'text': opened::varchar},
            {'field': 'closed', 'old_text': old.closed::varchar, 'text': closed::varchar},
            {'field': 'contact', 'old_text': old.contact, 'text': contact},
            {'field': 'phone', 'old_text': old.phone, 'text': phone},
            {'field': 'contract_until', 'old_text': old.contract_until::varchar, 'text': contract_until::varchar},
            {'field': 'wage_until', 'old_text': old.wage_until::varchar, 'text': wage_until::varchar},
            {'field': 'womens_until', 'old_text': old.womens_until::varchar, 'text': womens_until::varchar}
        ]) as change
    from unit_history
    where submission > $since and old_submission is not null
),

-- a unit's places as told by a submission, and by the one before
place_history as (
    select
        unit,
        submission,
        list({'parent': parent, 'valid_from': valid_from} order by valid_from) as places,
        lag(list({'parent': parent, 'valid_from': valid_from} order by valid_from)) over (
            partition by unit
            order by submission
        ) as old_places
    from place
    group by
        unit,
        submission
),

move as (
    select
        submission,
        unit,
        old_places,
        unnest(places) as place
    from place_history
    where submission > $since and old_places is not null
),

report_day as (
    select
        *,
        lag(due_on) over (partition by period order by submission) as old_due_on
    from report_due
),

day_moved as (
    select
        *,
        lag(works) over (partition by moved_on order by submission) as old_works
    from moved_day
),

change as (
    select
        submission,
        case when old_state is null then 'late_figure' else 'figure' end as what,
        unit,
        indicator,
        period,
        null::date as first_day,
        null::date as last_day,
        'amount' as field,
        old_amount,
        amount,
        old_state,
        state,
        old_basis,
        basis,
        null::varchar as old_text,
        null::varchar as text,
        sheet,
        cell,
        after_closing
    from figure_change
    where old_state is not null or after_closing
    union all by name
    select
        submission,
        'target' as what,
        unit,
        indicator,
        first_day,
        last_day,
        change.field as field,
        change.old_amount as old_amount,
        change.amount as amount,
        change.old_text as old_text,
        change.text as text
    from target_field
    where change.field = 'target' and change.amount is distinct from change.old_amount
        or in_both and (change.amount is distinct from change.old_amount or change.text is distinct from change.old_text)
    union all by name
    select
        submission,
        'unit' as what,
        unit,
        change.field as field,
        change.old_text as old_text,
        change.text as text
    from unit_field
    where change.text is distinct from change.old_text
    union all by name
    select
        submission,
        'move' as what,
        unit,
        place.valid_from as first_day,
        list_last(list_filter(old_places, lambda old: old.valid_from <= place.valid_from)).parent as old_text,
        place.parent as text
    from move
    where not list_contains(old_places, place)
    union all by name
    select
        submission,
        case when withdrawn then 'exemption_withdrawn' else 'exemption' end as what,
        unit,
        indicator,
        exempt_from as first_day,
        exempt_to as last_day,
        case when withdrawn then coalesce(code, reason) end as old_text,
        case when withdrawn is not true then coalesce(code, reason) end as text
    from exemption
    where submission > $since
    union all by name
    select
        submission,
        case when closed then 'closed' else 'reopened' end as what,
        period
    from closed_quarter
    where submission > $since
    union all by name
    select
        submission,
        'report_due' as what,
        period,
        old_due_on::varchar as old_text,
        due_on::varchar as text
    from report_day
    where submission > $since
    union all by name
    select
        submission,
        'moved_day' as what,
        moved_on as first_day,
        old_works::varchar as old_text,
        works::varchar as text
    from day_moved
    where submission > $since
)

select
    c.*,
    s.received_at,
    s.received_by,
    s.file_name,
    s.reason
from change as c
join submission as s using (submission)
order by
    c.submission desc,
    c.what,
    c.unit,
    c.indicator,
    c.period,
    c.field;
