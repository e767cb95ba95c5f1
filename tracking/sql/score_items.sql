-- One row per item of every version of a rule set, in their order.
select *
from score_item
order by
    rules,
    version,
    position;
