-- One row per unit and item of a scoring as it was closed by a submission ($submission).
select *
from score_result
where submission = $submission
    and unit is not null
order by
    unit,
    position;
