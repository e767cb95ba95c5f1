"""What is to be done about a file: store it, answer it, give a reason, send it back, or nothing."""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256

from tracking.intake.comparing import Preview
from tracking.intake.preview import open_questions
from tracking.reading import ReportProblem

# A person comes first, in the order of how little it takes; what waits or is stored asks for nothing.
VERDICTS = ("questions", "reason", "faults", "waits", "ready", "nothing_new")
READ_FIRST = (
    "indicators",
    "units",
    "contracts",
    "foundings",
    "plan",
    "quarter",
)  # each is checked against those before it
SEEN = {
    "contracts": ["change", "contract"],
    "foundings": ["change", "founding"],
    "quarter": [
        *("unit", "indicator", "period", "change", "old_amount", "old_state", "old_basis", "amount", "state", "basis"),
    ],
}


@dataclass(frozen=True)
class Verdict:
    """One of VERDICTS, and how many faults or questions there are."""

    name: str
    count: int = 0


def verdict_of(found: Preview | ReportProblem) -> Verdict:
    """What a file as it was understood waits for, while nobody has agreed to anything in it.

    One of which only some rows or cells are held back is faulty too: a person decides whether the rest is stored.
    """
    if isinstance(found, ReportProblem):
        return Verdict("faults", len(found.faults))
    asked = open_questions(found, set())
    if is_stored(found):
        return Verdict("nothing_new")
    if found.held:
        return Verdict("faults", len(found.held))
    if asked:
        return Verdict("questions", len(asked))
    if found.reading.kind in ("quarter", "plan") and found.needs_reason(set()):
        return Verdict("reason")
    return Verdict("ready")


def verdicts_in(
    found: Mapping[str, Preview | ReportProblem], kinds: Mapping[str, str | None], without_units: bool
) -> dict[str, Verdict]:
    """The verdict of each file of a drop; ``without_units`` where the store knows none yet.

    Then plans and quarters are not faulty but wait, if the units workbook lies among them.
    """
    verdicts = {key: verdict_of(one) for key, one in found.items()}
    listed = any(kinds[key] == "units" and verdict.name == "ready" for key, verdict in verdicts.items())
    if without_units and listed:
        waiting = [key for key, one in verdicts.items() if one.name == "faults" and kinds[key] in ("plan", "quarter")]
        verdicts |= dict.fromkeys(waiting, Verdict("waits"))
    return verdicts


def is_stored(preview: Preview) -> bool:
    """Whether nothing is left to do about a file; dashes nobody agreed to are blanks."""
    asked = open_questions(preview, set())
    return not any(question.choices for question in asked) and not any(counts_without_dashes(preview).values())


def counts_without_dashes(preview: Preview) -> dict[str, int]:
    """How many rows are new, corrected and withdrawn, without the dashes that may mean 不适用."""
    counts = preview.counts()
    if preview.reading.kind == "quarter" and len(preview.changes):
        dashes = preview.changes.loc[preview.changes["state"] == "proposed", "change"]
        counts = {change: count - int((dashes == change).sum()) for change, count in counts.items()}
    return {change: counts[change] for change in ("new", "corrected", "withdrawn")}


def overwrites(preview: Preview) -> bool:
    """Whether something stored would read otherwise afterwards."""
    counts = counts_without_dashes(preview)
    return bool(counts["corrected"] or counts["withdrawn"])


def signature_of(preview: Preview) -> str:
    """What a preview shows a person, as one short text: two previews with the same one would change the same."""
    if len(preview.details):
        shown = preview.details
    else:
        rows = preview.changes
        shown = rows[rows["change"] != "unchanged"] if len(rows) else rows
        shown = shown[SEEN[preview.reading.kind]] if preview.reading.kind in SEEN and len(shown) else shown
    return sha256(shown.to_csv(index=False).encode()).hexdigest()


def units_in(preview: Preview) -> list[str]:
    """The units that a file says something of, as they stand in it."""
    return list(dict.fromkeys(preview.changes["unit"])) if "unit" in preview.changes else []
