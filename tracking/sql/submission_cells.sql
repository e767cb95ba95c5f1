-- One row per figure of a submission: what it stored, what held before it (null: nothing), and whether it is in force still.
with touched as (
    select
        unit,
        indicator,
        period
    from report
    where submission = $submission
),

told as (
    select *
    from report
    semi join touched using (unit, indicator, period)
),

history as (
    select
        told.*,
        max(told.submission) over (partition by told.unit, told.indicator, told.period) as newest,
        lag({
            'amount': told.amount,
            'state': told.state,
            'basis': told.basis,
            'qualifier': told.qualifier,
            'note': told.note,
            'sheet': told.sheet,
            'cell': told.cell,
            'file_name': s.file_name
        }) over (partition by told.unit, told.indicator, told.period order by told.submission) as old
    from told
    join submission as s using (submission)
)

select
    unit,
    indicator,
    period,
    amount,
    state,
    basis,
    sheet,
    cell,
    newest = submission as in_force,
    old.amount as old_amount,
    old.state as old_state,
    old.basis as old_basis,
    old.qualifier as old_qualifier,
    old.note as old_note,
    old.sheet as old_sheet,
    old.cell as old_cell,
    old.file_name as old_file_name
from history
where submission = $submission
order by
    period,
    unit,
    indicator;
