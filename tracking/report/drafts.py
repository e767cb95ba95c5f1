"""What is kept of a report: the chair's own words in every version, the sections chosen, and the figures of drafts made."""

import contextlib
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from tracking.harmless import file_name
from tracking.language import _
from tracking.report.facts import Facts
from tracking.report.half_year import OPENING_LINE, PART_OF, Report, blocks, compose, default_sections
from tracking.report.sentences import FIELDS_OF_LINE, unknown_fields
from tracking.report.wording import bare, without_marks
from tracking.store import NothingToStore, Store, StoreChanged, StoreProblem, refuse_unless_seen

TEXT = "text"
NO_WORDS = {"body": "", "submission": 0}
OF_EVERY_REPORT = ("every", 0)  # kind and quarter of what is said once for all reports


def current_report(store: Store, facts: Facts, kind: str, changed: Mapping[str, bool] | None = None) -> Report:
    """The report as it stands: today's figures, the sections chosen, the chair's words. Raises WrongKind.

    ``changed`` says of sections that they are wanted, or not, this once.
    """
    words = words_of(store, facts.unit, kind, facts.period)
    if line := opening_line_of(store, facts.unit)["body"]:
        words[OPENING_LINE] = line
    chosen = sections_of(store, facts.unit, kind)
    return compose(facts, kind, [(key, (changed or {}).get(key, shown)) for key, shown in chosen], words)


@dataclass(frozen=True)
class Draft:
    """The last draft handed out: which one it was, when, and its figures as printed."""

    number: int
    submission: int
    made_at: pd.Timestamp
    figures: dict[str, str]


class WordsChanged(StoreChanged):
    """Somebody stored other words for these sections since they were looked at; nothing was stored.

    ``theirs`` maps the sections to the newest versions: body, submission, received_at, received_by.
    """

    def __init__(self, theirs: dict[str, dict]):
        last = max(theirs.values(), key=lambda version: version["submission"])
        super().__init__(last["received_by"], last["received_at"])
        self.theirs = theirs


class WrongLine(StoreProblem):
    """An opening line that cannot be used; the message says why."""


def is_a_place(section: str) -> bool:
    """Whether words can stand there: a section, section/before, section/role of a sentence, or the opening line."""
    return section.partition("/")[0] in PART_OF or section == OPENING_LINE


def words_of(store: Store, unit: str, kind: str, period: int) -> dict[str, str]:
    """The chair's own words in force, by section."""
    newest = newest_words(store, unit, kind, period)
    return {section: version["body"] for section, version in newest.items() if version["body"]}


def newest_words(store: Store, unit: str, kind: str, period: int) -> dict[str, dict]:
    """Section → its newest version: body (empty where the words were withdrawn), submission, received_at, received_by."""
    newest = word_versions(store, unit, kind, period).drop_duplicates("section")
    return {row["section"]: row for row in newest.to_dict("records")}


def word_versions(store: Store, unit: str, kind: str, period: int) -> pd.DataFrame:
    """One row per version ever saved, the newest first: section, body, submission, received_at, received_by."""
    return store.read("report_words", unit=unit, kind=kind, period=period)


def opening_line_of(store: Store, unit: str) -> dict:
    """The unit's own opening line of all its reports: body (empty for the usual one), submission, received_at, received_by."""
    return newest_words(store, unit, *OF_EVERY_REPORT).get(OPENING_LINE, NO_WORDS)


def save_opening_line(store: Store, unit: str, line: str, by: str, seen: int | None = None) -> int | None:
    """Keep the unit's own opening line; an empty one goes back to the usual. None if it is in force already.

    Raises WordsChanged where somebody stored another since the submission that was ``seen`` (0: none), and WrongLine where it
    has a field that nothing fills in.
    """
    if fields := unknown_fields(line):
        known = " ".join(FIELDS_OF_LINE)
        raise WrongLine(_("{fields} is no field; there are {known}.", fields=" ".join(fields), known=known))
    return save_words(
        store, unit, *OF_EVERY_REPORT, {OPENING_LINE: line}, by, None if seen is None else {OPENING_LINE: seen}
    )


def tidy_words(text: str) -> str:
    """Words as they are stored."""
    return without_marks(text.strip())


def save_words(
    store: Store,
    unit: str,
    kind: str,
    period: int,
    words: Mapping[str, str],
    by: str,
    seen: Mapping[str, int] | None = None,
) -> int | None:
    """Keep the words of the sections in ``words`` as new versions, in one submission; None if nothing differs.

    ``seen`` maps each of them to the submission of the version that stood beside it on the screen (0: none). Sections that
    are not in ``words`` are left alone. Raises WordsChanged with what somebody else stored for one of them meanwhile.
    """
    key = {"unit": unit, "kind": kind, "period": period}
    said = {section: tidy_words(text) for section, text in words.items() if is_a_place(section)}

    def rows() -> dict[str, pd.DataFrame]:
        newest = newest_words(store, unit, kind, period)
        changed = {section: text for section, text in said.items() if text != newest.get(section, NO_WORDS)["body"]}
        shown = seen if seen is not None else {section: one["submission"] for section, one in newest.items()}
        theirs = {
            section: newest[section]
            for section in changed
            if section in newest and newest[section]["submission"] != shown.get(section, 0)
        }
        if theirs:
            raise WordsChanged(theirs)
        if not changed:
            raise NothingToStore
        return {"report_words": pd.DataFrame([{**key, "section": at, "body": text} for at, text in changed.items()])}

    with contextlib.suppress(NothingToStore):
        return store.add("report", rows, received_by=by, period=period)
    return None


def sections_of(store: Store, unit: str, kind: str) -> list[tuple[str, bool]]:
    """The sections in the order chosen, with whether they are wanted; new ones of the program come last."""
    chosen = [
        (row["section"], bool(row["shown"]))
        for row in store.read("report_sections", unit=unit, kind=kind).to_dict("records")
    ]
    known = {section for section, _shown in chosen}
    return [
        *(pair for pair in chosen if pair[0] in PART_OF),
        *(pair for pair in default_sections(kind) if pair[0] not in known),
    ]


def choice_of_sections(store: Store, unit: str, kind: str) -> dict | None:
    """Who chose the sections in force and when: submission, received_by, received_at; None where nobody did."""
    found = store.read("report_sections", unit=unit, kind=kind).to_dict("records")
    return found[0] if found else None


def save_sections(
    store: Store, unit: str, kind: str, chosen: list[tuple[str, bool]], by: str, seen: int | None = None
) -> int:
    """Keep the order and choice of sections for this kind of report.

    Raises StoreChanged where somebody chose others since the submission that was ``seen`` (0: none).
    """
    rows = [
        {"unit": unit, "kind": kind, "section": section, "position": position, "shown": shown}
        for position, (section, shown) in enumerate(chosen)
    ]

    def tables() -> dict[str, pd.DataFrame]:
        refuse_unless_seen(seen, choice_of_sections(store, unit, kind))
        return {"report_section": pd.DataFrame(rows)}

    return store.add("report", tables, received_by=by)


def _kept_of(report: Report) -> dict[str, str]:
    """What is kept of a draft: its figures, and a digest of its whole text."""
    text = "\n".join(f"{style} {bare(text)}" for style, text in blocks(report))
    return {**report.figures(), TEXT: hashlib.sha256(text.encode()).hexdigest()[:16]}


def record_draft(store: Store, report: Report, file: str, by: str) -> int | None:
    """Keep the figures of a draft that is handed out, so that later changes can be told; None if it is the last one."""
    facts, kept = report.facts, _kept_of(report)
    key = {"unit": facts.unit, "kind": report.kind, "period": facts.period}

    def rows() -> dict[str, pd.DataFrame]:
        last = last_draft(store, facts.unit, report.kind, facts.period)
        if last and last.figures == kept:
            raise NothingToStore
        return {
            "report_figure": pd.DataFrame([{**key, "figure": figure, "said": said} for figure, said in kept.items()])
        }

    with contextlib.suppress(NothingToStore):
        return store.add("report", rows, received_by=by, period=facts.period, file_name=file)
    return None


def last_draft(store: Store, unit: str, kind: str, period: int) -> Draft | None:
    """The newest draft of this report that was handed out."""
    rows = store.read("report_figures", unit=unit, kind=kind, period=period)
    if rows.empty:
        return None
    newest = rows[rows["submission"] == rows["submission"].iloc[0]]
    return Draft(
        number=rows["submission"].nunique(),
        submission=int(newest["submission"].iloc[0]),
        made_at=newest["received_at"].iloc[0],
        figures=dict(zip(newest["figure"], newest["said"], strict=True)),
    )


def is_outdated(report: Report, draft: Draft | None) -> bool:
    """Whether figures, units, plan or indicators were stored after the draft was made."""
    return draft is not None and report.facts.data_version > draft.submission


def changed_figures(report: Report, draft: Draft | None) -> list[tuple[str, str | None, str | None]]:
    """(key, then, now) of every figure that differs from the draft; None where it was not there."""
    if draft is None:
        return []
    now = report.figures()
    keys = dict.fromkeys(key for key in (*draft.figures, *now) if key != TEXT)
    return [(key, draft.figures.get(key), now.get(key)) for key in keys if draft.figures.get(key) != now.get(key)]


def file_name_of(report: Report, draft: Draft | None, ending: str) -> str:
    """The title, which draft it is, and whether the data changed since the last one."""
    number = 1 if draft is None else draft.number + (draft.figures != _kept_of(report))
    changed = "（数据有更新）" if is_outdated(report, draft) else ""
    return file_name(report.title, f"_第{number}稿{changed}.{ending}")
