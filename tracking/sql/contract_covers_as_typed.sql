-- One row per contract in force and enterprise that it covers, as it was said: employees and the day it joined, or nothing.
select
    cover.contract,
    cover.unit,
    cover.employees,
    cover.joined_on
from contract_cover as cover
semi join current_contract as told using (contract, submission)
order by
    cover.contract,
    cover.unit;
