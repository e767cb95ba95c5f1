-- One row per span of the nodes in rows_to_keep takes the place of what was kept of them; all nodes named hold up to the submission checked.
delete from node_sum
where period = $period
    and node in (select distinct node from rows_to_keep);

insert into node_sum by name
select
    *,
    $checked as touched,
    $checked as checked,
    0 as submissions
from rows_to_keep;

update node_sum
set
    checked = $checked,
    submissions = (select count(*) from submission where submission <= $checked)
where period = $period
    and node in (select unnest(string_split($nodes, chr(10))));
