-- What belongs to reports: the chair's own words, the sections chosen, the figures of drafts made, a township's template.

-- One row per paragraph that somebody wrote for a section; the newest is in force, an empty one withdraws it.
create table report_words (
    submission bigint not null,
    unit varchar not null,
    kind varchar not null,
    period integer not null,
    section varchar not null,
    body varchar not null
);

-- One row per section of a kind of report, in the order chosen.
create table report_section (
    submission bigint not null,
    unit varchar not null,
    kind varchar not null,
    section varchar not null,
    position integer not null,
    shown boolean not null
);

-- One row per figure of a draft that was handed out.
create table report_figure (
    submission bigint not null,
    unit varchar not null,
    kind varchar not null,
    period integer not null,
    figure varchar not null,
    said varchar not null
);

-- One row per Word template of a unit's own; an empty body goes back to the built-in layout.
create table report_template (
    submission bigint not null,
    unit varchar not null,
    body blob not null
);
