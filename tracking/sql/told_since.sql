-- One row per submission after $version and unit of which it says something (null: names, headings or indicators).
with told as (
    select submission, unit from report where submission > $version
    union
    select submission, unit from plan where submission > $version
    union
    select submission, unit from unit where submission > $version
    union
    select submission, unit from place where submission > $version
    union
    select submission, unit from exemption where submission > $version
    union
    select submission, unit from contract where submission > $version
    union
    select submission, unit from founding where submission > $version
    union
    select submission, null as unit from register_counts where submission > $version
    union
    select submission, null as unit from remembered_answer where submission > $version
    union
    select submission, null as unit from indicator where submission > $version
)

select
    told.unit,
    s.submission,
    s.kind,
    s.received_by,
    s.received_at
from told
join submission as s using (submission)
order by
    s.submission desc,
    told.unit nulls last;
