-- Who an office's own sign-in says somebody is (OpenID Connect): one row per account and change; the newest is in force, and one
-- without a subject says that the account is nobody's there any more.
create table identity (
    submission bigint not null,
    account varchar not null,
    issuer varchar not null,
    subject varchar
);
