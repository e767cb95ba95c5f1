-- One row per unit and level that stood above nothing at the end of some of the quarters asked for: the last of them.
with newest as (
    select
        unit,
        indicator,
        period,
        unnest(arg_max_null({'amount': amount, 'state': state}, submission))
    from report
    semi join (select unit from place where starts_with(path, $scope)) as inside using (unit)
    semi join (select indicator from current_indicator where kind = 'stock') as levels using (indicator)
    where period between $first_period and $last_period
    group by
        unit,
        indicator,
        period
)

select
    unit,
    indicator,
    max(period) as held
from newest
where state = 'value' and amount > 0
group by
    unit,
    indicator
order by
    unit,
    indicator;
