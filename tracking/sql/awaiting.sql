-- One row per figure of a quarter ($period) that was handed in and is not accepted yet, with what counts without it (old_…).
-- ``held`` figures do not count before; ``overtaken`` ones may not come to count, because somebody stored another one since.
with last_accepted as (
    select
        unit,
        max(submission) filter (where state = 'accepted') as accepted
    from review
    where period = $period
    group by unit
),

handed_in as (
    select
        *,
        true as held
    from held_report
    where period = $period
    union all by name
    select
        *,
        false as held
    from report
    semi join (select submission, unit, period from review where state = 'submitted') as told using (submission, unit, period)
    where period = $period
),

waiting as (
    select handed_in.*
    from handed_in
    join last_accepted using (unit)
    where handed_in.submission > coalesce(accepted, 0)
),

newest as (
    select *
    from waiting
    qualify submission = max(submission) over (partition by unit, indicator)
),

other as (
    select
        unit,
        indicator,
        max(submission) as submission,
        arg_max_null({'amount': amount, 'state': state, 'basis': basis}, submission) as old
    from report
    anti join waiting using (submission, unit, indicator, period)
    where period = $period
    group by
        unit,
        indicator
)

select
    newest.unit,
    newest.indicator,
    newest.period,
    newest.amount,
    newest.state,
    newest.basis,
    newest.qualifier,
    newest.note,
    newest.sheet,
    newest.cell,
    newest.submission,
    newest.held,
    about.file_name,
    about.received_by,
    about.received_at,
    other.old.amount as old_amount,
    other.old.state as old_state,
    other.old.basis as old_basis,
    newest.held and coalesce(other.submission > newest.submission, false) as overtaken
from newest
join submission as about on about.submission = newest.submission
left join other using (unit, indicator)
order by
    newest.unit,
    newest.indicator;
