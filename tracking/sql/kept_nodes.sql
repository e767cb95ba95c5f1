-- One row per node and quarter of which sums are kept.
select distinct
    node,
    period
from node_sum
order by all;
