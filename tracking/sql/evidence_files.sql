-- One row per file that some evidence which was not taken back needs, wherever its unit stands: hash and name.
select
    sha256,
    min(title) as title
from evidence_in_force
where sha256 is not null
group by sha256
order by sha256;
