-- One row per unit in the scope and quarter: what it told beside its figures, with its cell; what was taken back does not count.
select
    d.unit,
    d.period,
    d.body,
    s.file_name,
    d.sheet,
    d.cell,
    d.submission
from deed as d
join submission as s using (submission)
semi join units_in($scope, $day) as u using (unit)
where d.period between $first_period and $last_period
    and d.submission not in (select withdraws from submission where withdraws is not null)
qualify row_number() over (partition by d.unit, d.period order by d.submission desc) = 1
order by d.unit, d.period;
