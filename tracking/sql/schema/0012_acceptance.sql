-- Reports that are handed in from below, and returned or accepted above (审核).

-- One row per unit and change of what it asks of reports from below: off, marked (they count at once, and are shown as not
-- accepted), held (they count once they are accepted). The newest is in force.
create table acceptance_rule (
    submission bigint not null,
    unit varchar not null,
    asks varchar not null
);

-- One row per report that was handed in (submitted), returned or accepted: the quarter of a unit. ``node`` is the unit that asks.
create table review (
    submission bigint not null,
    unit varchar not null,
    period integer not null,
    state varchar not null,
    node varchar not null,
    reason varchar
);

-- One row per figure that was marked when a report was returned.
create table marked_figure (
    submission bigint not null,
    unit varchar not null,
    indicator varchar not null,
    period integer not null
);

-- One row per figure that was handed in and does not count before it is accepted; as the table report.
create table held_report (
    submission bigint not null,
    unit varchar not null,
    indicator varchar not null,
    period integer not null,
    amount bigint,
    state varchar not null,
    basis varchar not null,
    qualifier varchar,
    note varchar,
    sheet varchar not null,
    cell varchar not null
);
