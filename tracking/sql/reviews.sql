-- One row per unit and quarter ($period; null for all) of which a report was handed in: its state, who saw to that and who handed it in last.
select
    r.unit,
    r.period,
    r.state,
    r.node,
    r.reason,
    r.submission,
    s.received_by,
    s.received_at,
    max(r.submission) filter (where r.state = 'submitted') over everything as handed_in,
    arg_max(s.received_by, r.submission) filter (where r.state = 'submitted') over everything as handed_in_by,
    arg_max(s.received_at, r.submission) filter (where r.state = 'submitted') over everything as handed_in_at
from review as r
join submission as s using (submission)
where r.period = coalesce($period, r.period)
window everything as (partition by r.unit, r.period)
qualify r.submission = max(r.submission) over everything
order by
    r.period desc,
    handed_in_at,
    r.unit;
