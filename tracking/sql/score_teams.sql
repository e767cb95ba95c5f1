-- One row per unit that is ranked in a group of its own by a rule set ($rules).
select
    unit,
    arg_max(team, submission) as team
from score_team
where rules = $rules
group by unit
having arg_max(team, submission) <> ''
order by unit;
