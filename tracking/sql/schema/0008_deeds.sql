-- What units tell beside their figures (工作情况): one row per text; the newest about a quarter is in force.
create table deed (
    submission bigint not null,
    unit varchar not null,
    period integer not null,
    body varchar not null,
    sheet varchar not null,
    cell varchar not null
);
