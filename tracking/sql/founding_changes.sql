-- One row per change of an enterprise's entry ($unit) in the register of foundings, the newest first.
select
    f.*,
    s.received_at,
    s.received_by,
    s.reason,
    s.file_name
from founding as f
join submission as s using (submission)
where f.unit = $unit
order by f.submission desc;
