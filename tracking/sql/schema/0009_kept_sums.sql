-- What a node and all below it add up to at the end of a quarter, kept beside the log: made from it, never the truth.
-- One row per node, quarter and span of an indicator. Amounts are whole (counts, 分), as in the table report. ``touched`` is the
-- newest submission that told anything about what stands below the node when the row was made, ``checked`` the one up to
-- which nothing else did, ``submissions`` how many there were up to it.
create table node_sum (
    node varchar not null,
    period integer not null,
    indicator varchar not null,
    period_start date not null,
    due_date date not null,
    touched bigint not null,
    checked bigint not null,
    submissions bigint not null,
    actual bigint,
    fresh bigint,
    level_before bigint,
    numerator bigint,
    denominator bigint,
    carried bigint not null,
    carried_beside bigint not null,
    expected bigint not null,
    reported bigint not null,
    answered bigint not null,
    this_quarter bigint not null,
    lacking bigint not null,
    planned boolean not null,
    target bigint,
    comparator varchar,
    tolerance bigint,
    phasing varchar,
    window_opens date,
    baseline bigint,
    plan_version integer,
    target_source varchar,
    parts integer,
    baseline_unknown boolean
);
