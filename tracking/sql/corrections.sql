-- One row per figure that was corrected or withdrawn after it was first stored, the newest first.
with numbered as (
    select
        r.unit,
        r.indicator,
        r.period,
        r.amount,
        r.state,
        r.basis,
        lag(r.amount) over cell_history as old_amount,
        lag(r.state) over cell_history as old_state,
        lag(r.basis) over cell_history as old_basis,
        r.sheet,
        r.cell,
        r.submission
    from report as r
    window cell_history as (partition by r.unit, r.indicator, r.period order by r.submission)
)

select
    n.*,
    s.received_at,
    s.received_by,
    s.file_name,
    s.reason
from numbered as n
join submission as s using (submission)
where n.old_state is not null
order by
    n.submission desc,
    n.unit,
    n.indicator;
