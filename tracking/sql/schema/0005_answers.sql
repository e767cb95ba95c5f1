-- What people answered once for the township about names and headings in files. Rows are added, never changed.

-- One row per answer. Question is unit or heading and the folded text; answer is a unit, an indicator or leave out, and
-- null where it was taken back; said is the text as it was written.
create table remembered_answer (
    submission bigint not null,
    question varchar not null,
    answer varchar,
    said varchar
);
