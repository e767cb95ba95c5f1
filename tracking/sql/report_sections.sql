-- One row per section in the order chosen last for this kind of report.
select
    section,
    shown
from report_section
where unit = $unit
    and kind = $kind
    and submission = (select max(submission) from report_section where unit = $unit and kind = $kind)
order by position;
