-- One row per node asked for ($nodes, one a line), quarter and span of an indicator: what is kept of what it adds up to.
select *
from node_sum
where period = $period
    and node in (select unnest(string_split($nodes, chr(10))))
order by
    node,
    indicator,
    period_start,
    due_date;
