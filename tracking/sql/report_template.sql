-- One row: the newest Word template of a unit's own, if it has one, with who stored it and when.
select
    t.body,
    t.submission,
    s.file_name,
    s.received_by,
    s.received_at
from report_template as t
join submission as s using (submission)
where t.unit = $unit
order by t.submission desc
limit 1;
