-- Evidence (证明材料): scans, photos, notices and links that show what a figure, a follow-up or a plan says. The files lie beside
-- the database under their hash.

-- One row per file or link. ``carrier`` is what carries it: figure (subject is its indicator), follow_up (subject is its own,
-- carried its submission) or plan (carried is its version). ``period`` is the quarter; of a plan the first of its year. ``item``
-- counts those of one submission. A row with withdraws takes back the one of that submission and item.
create table evidence (
    submission bigint not null,
    item integer not null,
    unit varchar not null,
    period integer not null,
    carrier varchar not null,
    subject varchar,
    carried bigint,
    title varchar not null,
    link varchar,
    sha256 varchar,
    kind varchar,
    bytes bigint,
    note varchar,
    withdraws bigint
);

-- One row per indicator of whose figures evidence is asked, or not any more; the newest is in force.
create table evidence_asked (
    submission bigint not null,
    indicator varchar not null,
    asked boolean not null
);
