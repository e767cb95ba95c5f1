-- Who may sign in: one row per account and change of it, which says all of it; the newest is in force. ``unit`` is the top of
-- the branch, «/» for everything, null for nothing. ``password`` is a salted hash; a one_time password is to be replaced first.
create table account (
    submission bigint not null,
    account varchar not null,
    roles varchar not null,
    unit varchar,
    password varchar not null,
    one_time boolean not null,
    disabled boolean not null
);
