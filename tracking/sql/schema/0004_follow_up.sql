-- Follow-up (督办): what was said to an enterprise, why it is behind, and what it promised. Rows are added, never changed.

-- One row per contact with an enterprise. Subject is an indicator, everything (all that is behind) or report (hand it in).
-- A row with withdraws takes back the row of that submission.
create table follow_up (
    submission bigint not null,
    unit varchar not null,
    subject varchar not null,
    period integer not null,
    said_on date not null,
    contact varchar not null,
    reason varchar,
    reason_text varchar,
    measures varchar,
    responsible varchar,
    promised_on date,
    withdraws bigint
);
