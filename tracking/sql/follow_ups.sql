-- One row per contact with an enterprise in the scope on the day that was not taken back, the newest first.
with withdrawn as (
    select
        unit,
        withdraws as submission
    from follow_up
    where withdraws is not null
)

select
    f.submission,
    f.unit,
    f.subject,
    f.period,
    f.said_on,
    f.contact,
    f.reason,
    f.reason_text,
    f.measures,
    f.responsible,
    f.promised_on,
    s.received_at,
    s.received_by
from follow_up as f
join submission as s using (submission)
semi join units_in($scope, $day) as u using (unit)
anti join withdrawn using (unit, submission)
where f.withdraws is null
order by
    f.said_on desc,
    f.submission desc,
    f.unit,
    f.subject;
