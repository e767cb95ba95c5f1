-- One row per indicator of whose figures evidence is asked.
select indicator
from evidence_asked
group by indicator
having arg_max(asked, submission)
order by indicator;
