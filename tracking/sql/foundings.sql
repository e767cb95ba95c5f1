-- One row per enterprise in the scope on the day that stands in the register of foundings, with who said it last.
select
    f.*,
    s.received_at,
    s.received_by
from current_founding as f
join submission as s using (submission)
semi join units_in($scope, $day) as u using (unit)
order by f.unit;
