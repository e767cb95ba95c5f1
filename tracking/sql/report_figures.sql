-- One row per figure of each draft handed out of a report, the newest draft first.
select
    f.submission,
    f.figure,
    f.said,
    s.received_at,
    s.received_by,
    s.file_name
from report_figure as f
join submission as s using (submission)
where f.unit = $unit
    and f.kind = $kind
    and f.period = $period
order by
    f.submission desc,
    f.figure;
