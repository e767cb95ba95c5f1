-- One row per unit that says whether reports from below are to be accepted: what it asks by its newest word, and where it stands.
select
    r.unit,
    r.asks,
    r.submission,
    s.received_by,
    s.received_at
from acceptance_rule as r
join submission as s using (submission)
qualify r.submission = max(r.submission) over (partition by r.unit)
order by r.unit;
