-- One row per version of a section's own words, the newest first.
select
    w.section,
    w.body,
    w.submission,
    s.received_at,
    s.received_by
from report_words as w
join submission as s using (submission)
where w.unit = $unit
    and w.kind = $kind
    and w.period = $period
order by w.submission desc;
