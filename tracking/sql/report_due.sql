-- One row per quarter for which a day was set on which its reports are due: the newest one, with who set it and why.
select
    d.period,
    d.due_on,
    d.submission,
    s.received_by,
    s.received_at,
    s.reason
from report_due as d
join submission as s using (submission)
qualify row_number() over (partition by d.period order by d.submission desc) = 1;
