-- The register of enterprises that should have a union (建会台账): how far each got on the way to one. It holds no worker's name.

-- One row per enterprise and change, which says all of it; the newest is in force, unless it is withdrawn. A step that was not taken
-- yet, or of which nobody knows the day, has none.
create table founding (
    submission bigint not null,
    unit varchar not null,
    surveyed_on date,
    noticed_on date,
    talked_on date,
    prepared_on date,
    approved_on date,
    founded_on date,
    stuck_reason varchar,
    promised_on date,
    note varchar,
    withdrawn boolean not null,
    sheet varchar,
    cell varchar
);
