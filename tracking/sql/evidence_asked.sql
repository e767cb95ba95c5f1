-- One row per indicator of whose figures evidence is asked.
select indicator
from indicator_with_evidence
order by indicator;
