-- One row per figure of a quarter ($period) that was marked when the report of a unit was last returned.
select
    m.unit,
    m.indicator,
    m.submission
from marked_figure as m
where m.period = $period
qualify m.submission = max(m.submission) over (partition by m.unit)
order by
    m.unit,
    m.indicator;
