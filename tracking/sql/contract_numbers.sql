-- One row per contract of which a submission ($submission) says anything: the newest submission that does.
select
    contract,
    max(submission) as newest
from contract
where contract in (select contract from contract where submission = $submission)
group by contract
order by contract;
