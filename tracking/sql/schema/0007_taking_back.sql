-- Which submission was taken back as a whole by this one: rows that put back what held before it were added with it.
alter table submission add column withdraws bigint;
