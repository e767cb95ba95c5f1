-- One row per objection to a year's scoring by a rule set ($rules), with its answer, if there is one; the newest first.
select
    o.submission as objection,
    o.unit,
    o.item,
    o.said,
    s.received_by,
    s.received_at,
    a.said as answer,
    a.upheld,
    answered.received_by as answered_by,
    answered.received_at as answered_at
from score_objection as o
join submission as s on s.submission = o.submission
left join score_objection as a on a.answers = o.submission
left join submission as answered on answered.submission = a.submission
where o.rules = $rules
    and o.year = $year
    and o.answers is null
order by o.submission desc;
