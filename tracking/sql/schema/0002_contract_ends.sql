-- Until when a unit's collective contract, wage agreement and contract on women's rights run; null where nobody said.
alter table unit add column contract_until date;
alter table unit add column wage_until date;
alter table unit add column womens_until date;
