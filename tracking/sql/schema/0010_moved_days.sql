-- One row per day of which a notice says that people work on it or have it off, as a holiday moved to it; the newest is in force.
create table moved_day (
    submission bigint not null,
    moved_on date not null,
    works boolean not null
);
