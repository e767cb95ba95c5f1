-- One row per unit that moved, flow and quarter at a place that it left since: what it did there.
select
    a.unit,
    a.indicator,
    a.period,
    p.parent,
    a.amount::bigint as amount
from added_in($scope, $first_period, $period, $as_of) as a
semi join (select unit from places_in($scope) group by unit having count(distinct parent) > 1) as moved using (unit)
asof join places_in($scope) as p on a.unit = p.unit and quarter_end(a.period) >= p.valid_from
join units_in($scope, $as_of) as u on u.unit = a.unit
where a.typed
    and a.told
    and p.parent <> u.parent
order by
    a.unit,
    a.indicator,
    a.period;
