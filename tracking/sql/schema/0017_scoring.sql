-- The year's scoring (考核): rule sets as versions, what was scored by hand, groups, objections, and scorings that were closed.

-- One row per version of a rule set (考核办法), and one more when it is put in force; the newest of a version is in force. ``kinds`` are the
-- kinds of unit that it scores, between ;. ``missing`` says how an item without a report is scored: none (no points) or leave (left out).
create table score_rules (
    submission bigint not null,
    rules varchar not null,
    version integer not null,
    year integer not null,
    document varchar,
    decided_on date,
    kinds varchar not null,
    missing varchar not null,
    in_force boolean not null
);

-- One row per item of a version, in their order; points, step, over and most in hundredths, standard and each in the indicator's smallest unit,
-- lowest in per cent, shares as status:per cent between ;.
create table score_item (
    submission bigint not null,
    rules varchar not null,
    version integer not null,
    position integer not null,
    heading varchar,
    item varchar not null,
    how varchar not null,
    points bigint not null,
    indicator varchar,
    standard bigint,
    each bigint,
    step bigint,
    over bigint,
    most bigint,
    lowest integer,
    shares varchar,
    rule varchar
);

-- One row per thing scored by hand: points in hundredths (none for a veto), why, and on what it rests; withdraws another by its submission.
create table score_mark (
    submission bigint not null,
    rules varchar not null,
    year integer not null,
    unit varchar not null,
    item varchar not null,
    points bigint,
    reason varchar not null,
    evidence varchar,
    withdraws bigint
);

-- One row per unit that is ranked in another group than that of its kind; the newest is in force, a blank one goes back.
create table score_team (
    submission bigint not null,
    rules varchar not null,
    unit varchar not null,
    team varchar not null
);

-- One row per objection (申诉), and one more for the answer, which names it.
create table score_objection (
    submission bigint not null,
    rules varchar not null,
    year integer not null,
    unit varchar not null,
    item varchar,
    said varchar not null,
    answers bigint,
    upheld boolean
);

-- One row per unit and item (by its position) of a scoring that was closed, as it stood then: the item's full points (0 where it was left
-- out), what was earned, why, and what was done and asked as fractions; a scoring that is opened again has one row without a unit.
create table score_result (
    submission bigint not null,
    rules varchar not null,
    year integer not null,
    version integer not null,
    unit varchar,
    name varchar,
    team varchar,
    place integer,
    position integer,
    "full" bigint,
    points bigint,
    why varchar,
    done varchar,
    goal varchar,
    whole bigint,
    comparator varchar,
    status varchar
);
