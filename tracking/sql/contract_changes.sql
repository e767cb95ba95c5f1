-- One row per change of a contract ($contract), the newest first.
select
    c.*,
    s.received_at,
    s.received_by,
    s.reason,
    s.file_name
from contract as c
join submission as s using (submission)
where c.contract = $contract
order by c.submission desc;
