-- One row per figure ever reported by a unit, the newest first, with the file it came from.
select
    r.indicator,
    r.period,
    r.amount,
    r.state,
    r.basis,
    r.qualifier,
    r.note,
    r.sheet,
    r.cell,
    s.file_name,
    s.received_at,
    s.received_by,
    s.reason,
    r.submission = max(r.submission) over (partition by r.indicator, r.period) as in_force,
    coalesce(c.closed, false) as after_closing
from report as r
asof left join closed_quarter as c on c.period = r.period and r.submission >= c.submission
join submission as s on s.submission = r.submission
where r.unit = $unit
order by
    r.period desc,
    r.indicator,
    r.submission desc;
