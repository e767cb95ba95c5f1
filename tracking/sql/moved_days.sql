-- One row per day that somebody said is worked on, or off: the newest word on it, with who said so and why.
select
    d.moved_on,
    d.works,
    d.submission,
    s.received_by,
    s.received_at,
    s.reason
from moved_day as d
join submission as s using (submission)
qualify row_number() over (partition by d.moved_on order by d.submission desc) = 1
order by d.moved_on;
