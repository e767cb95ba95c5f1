-- The register of contracts (合同台账): which collective contracts, wage agreements and contracts on women workers' rights there
-- are, and which enterprises each covers. It holds no worker's name.

-- One row per contract and change of it, which says all of it; the newest is in force, unless it is withdrawn. ``unit`` signed it:
-- an enterprise for itself (extent own), a union for enterprises (regional or sectoral). ``renews`` is the contract before it, 0
-- for one that is not on record. Without valid_to its end is not known. ``ended_on`` is the first day on which it did not hold any
-- more, where it was ended early.
create table contract (
    submission bigint not null,
    contract bigint not null,
    unit varchar not null,
    kind varchar not null,
    extent varchar not null,
    employees bigint,
    signed_on date,
    valid_from date not null,
    valid_to date,
    filed_on date,
    renews bigint,
    ended_on date,
    ended_reason varchar,
    note varchar,
    withdrawn boolean not null,
    sheet varchar,
    cell varchar
);

-- One row per enterprise that a regional or sectoral contract covers, by the change of the contract that says so; since the day it
-- joined, or from the beginning.
create table contract_cover (
    submission bigint not null,
    contract bigint not null,
    unit varchar not null,
    employees bigint,
    joined_on date
);

-- One row per indicator of which the register counts from a quarter on, or (null) does not count any more; the newest is in force.
create table register_counts (
    submission bigint not null,
    indicator varchar not null,
    since_period integer
);
