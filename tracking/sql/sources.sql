-- One row per cell in force that adds to the scope, of the quarters asked for: the figure and the file, sheet and cell it came from.
-- What the register of contracts counts instead (register_sources.sql) is left out.
-- A flow counts where its unit stood at that quarter's end, a level where it stands on the day.
with newest as (
    select
        unit,
        indicator,
        period,
        unnest(arg_max_null(
            {
                'amount': amount,
                'state': state,
                'basis': basis,
                'qualifier': qualifier,
                'sheet': sheet,
                'cell': cell,
                'submission': submission
            },
            submission
        ))
    from report
    semi join (select unit from place where starts_with(path, $scope)) as inside using (unit)
    where period between $first_period and $last_period
        and not exists (
            select 1
            from indicator_of_register as i
            where i.indicator = report.indicator
                and report.period >= i.since_period
        )
    group by
        unit,
        indicator,
        period
),

dated as (
    select
        n.*,
        i.kind,
        case when i.kind = 'flow' then quarter_end(n.period) else $as_of end as counted_on
    from newest as n
    join current_indicator as i using (indicator)
    where n.state <> 'missing'
)

select
    d.unit,
    d.indicator,
    d.period,
    d.amount,
    d.state,
    d.basis,
    d.qualifier,
    d.sheet,
    d.cell,
    d.submission,
    s.file_name,
    s.received_at
from dated as d
asof join places_in($scope) as p on d.unit = p.unit and d.counted_on >= p.valid_from
join submission as s using (submission)
where starts_with(p.path, $scope)
order by
    d.indicator,
    d.period,
    d.unit;
