-- One row per unit of which a submission says anything.
select unit from unit where submission = $submission
union
select unit from place where submission = $submission
union
select unit from plan where submission = $submission
union
select unit from report where submission = $submission
union
select unit from held_report where submission = $submission
union
select unit from deed where submission = $submission
union
select unit from exemption where submission = $submission
union
select unit from follow_up where submission = $submission
union
select unit from evidence where submission = $submission
union
select unit from contract where submission = $submission
union
select unit from contract_cover where submission = $submission
union
select unit from founding where submission = $submission
union
select unit from score_mark where submission = $submission
union
select unit from score_team where submission = $submission
union
select unit from score_objection where submission = $submission
union
select unit from score_result where submission = $submission and unit is not null
order by unit;
