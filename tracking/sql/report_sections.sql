-- One row per section in the order chosen last for this kind of report, with who chose it and when.
select
    r.section,
    r.shown,
    r.submission,
    s.received_by,
    s.received_at
from report_section as r
join submission as s using (submission)
where r.unit = $unit
    and r.kind = $kind
    and r.submission = (select max(submission) from report_section where unit = $unit and kind = $kind)
order by r.position;
