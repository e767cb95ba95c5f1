-- One row per file that some evidence which was not taken back needs, wherever its unit stands: hash and name.
select
    sha256,
    min(title) as title
from evidence as e
anti join (select withdraws as submission, item from evidence where withdraws is not null) as withdrawn using (submission, item)
where withdraws is null
    and sha256 is not null
group by sha256
order by sha256;
