-- Everything is added, nothing is changed: the newest submission that names a thing is the one in force.
-- A period is a calendar quarter counted from year 0: year * 4 + quarter - 1, so 2020 Q2 is 8081.

-- One row per file or form taken in.
create table submission (
    submission bigint not null,
    kind varchar not null,
    file_name varchar not null,
    sha256 varchar not null,
    received_by varchar not null,
    received_at timestamp not null,
    period integer,
    plan_year integer,
    reason varchar,
    row_count bigint not null
);

-- One row per unit and submission that described it.
create table unit (
    submission bigint not null,
    unit varchar not null,
    name varchar not null,
    kind varchar not null,
    ownership varchar,
    sector varchar,
    employees bigint,
    opened date,
    closed date,
    contact varchar,
    phone varchar
);

-- One row per unit, submission and date from which the unit stood at this place in the tree.
create table place (
    submission bigint not null,
    unit varchar not null,
    parent varchar,
    path varchar not null,
    valid_from date not null
);

-- One row per indicator and submission of a catalogue.
create table indicator (
    submission bigint not null,
    indicator varchar not null,
    position integer not null,
    theme varchar not null,
    name varchar not null,
    name_en varchar not null,
    measure varchar not null,
    kind varchar not null,
    numerator varchar,
    denominator varchar,
    phasing varchar not null,
    weight integer not null,
    reported_by varchar not null,
    synonyms varchar not null
);

-- One row per unit, plan year and version of its whole plan.
create table plan (
    submission bigint not null,
    unit varchar not null,
    plan_year integer not null,
    version integer not null,
    in_force_from date not null,
    document varchar,
    reason varchar
);

-- One row per target of a plan version. Amounts are whole: counts, money in 分, rates in millionths.
create table target (
    submission bigint not null,
    unit varchar not null,
    plan_year integer not null,
    version integer not null,
    indicator varchar not null,
    period_start date not null,
    due_date date not null,
    target bigint not null,
    comparator varchar not null,
    tolerance bigint not null,
    phasing varchar not null,
    window_opens date,
    baseline bigint,
    note varchar,
    sheet varchar not null,
    cell varchar not null
);

-- One row per reported cell. State is value, zero, exempt (不适用) or missing (withdrawn); a blank writes no row.
create table report (
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

-- One row per decision not to judge a unit (免考核), for one indicator or for all (null).
create table exemption (
    submission bigint not null,
    unit varchar not null,
    indicator varchar,
    exempt_from date not null,
    exempt_to date not null,
    reason varchar not null,
    approved_by varchar,
    document varchar
);

-- One row per quarter whose reports are due on another day than the 10th of the next month.
create table report_due (
    submission bigint not null,
    period integer not null,
    due_on date not null
);

-- One row per closing or reopening of a quarter.
create table closed_quarter (
    submission bigint not null,
    period integer not null,
    closed boolean not null,
    reason varchar
);

-- One row per setting of this database: whether it is the example, and a fixed date of today.
create table setting (
    submission bigint not null,
    name varchar not null,
    value varchar not null
);
