"""Evidence (证明材料) that a figure, a follow-up or a plan carries: kept, listed with who and when, taken back, counted."""

import contextlib
import tempfile
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass

import pandas as pd

from tracking.accounts import whole_of
from tracking.evidence.looking import ENDINGS, Piece, WrongEvidence
from tracking.harmless import file_name
from tracking.language import N_, _
from tracking.opening import MEGABYTE
from tracking.quarters import quarter_end
from tracking.store import OtherStore, Store, StoreProblem, changed_by, hash_of, refuse_unless_seen

CARRIERS = {"figure": N_("Figure"), "follow_up": N_("Follow-up"), "plan": N_("Plan"), "contract": N_("Contract")}
GONE = N_("This was taken back meanwhile, or is not to be seen by this account.")
MOST_AT_ONCE = 20
MOST_OF_A_QUARTER = 300 * MEGABYTE  # of one unit
MOST_PACKED = 500 * MEGABYTE
LAST_PERIOD = 4 * 9999 + 3
COLUMNS = ("unit", "period", "carrier", "subject", "carried", "title", "link", "sha256", "kind", "bytes", "note")


@dataclass(frozen=True)
class Carrier:
    """What carries evidence: a figure (``subject`` is its indicator), a follow-up (``subject`` its own, ``carried`` its
    submission), a plan (``carried`` its version) or a contract of the register (``carried`` its number, ``subject`` its kind) of a
    unit; ``period`` is the quarter, of a plan the first of its year, of a contract that in which it is handed in."""

    unit: str
    period: int
    carrier: str
    subject: str | None = None
    carried: int | None = None


def attach(store: Store, to: Carrier, pieces: Sequence[Piece], by: str, note: str = "", sure: bool = False) -> int:
    """Keep files and links of one carrier as one submission, and return its number: all of them or none.

    ``sure``: also where a file may hold a list of people. Raises WrongEvidence with every fault at once, StoreProblem where
    the carrier is not known or a file cannot be written.
    """
    if faults := _faults(pieces, by, sure):
        raise WrongEvidence(" ".join(faults))
    put: list[str] = []

    def tables() -> dict[str, pd.DataFrame]:
        known = store.read("evidence", scope="/", day=store.today(), first_period=to.period, last_period=to.period)
        _refuse_more(known[known["unit"] == to.unit], to, pieces)
        put.extend(hash_of(piece.data) for piece in pieces if piece.data is not None and store.files.put(piece.data))
        return {"evidence": pd.DataFrame([_row(item, to, piece, note) for item, piece in enumerate(pieces, start=1)])}

    with store.alone():
        try:
            return store.add("evidence", tables, received_by=by.strip(), period=to.period)
        except BaseException:
            for sha256 in put:
                with contextlib.suppress(StoreProblem):
                    store.files.drop(sha256)
            raise


def _faults(pieces: Sequence[Piece], by: str, sure: bool) -> list[str]:
    faults = [] if by.strip() else [_("Please say who you are: a name or an office.")]
    if not pieces:
        faults.append(_("Choose a file, or give a link."))
    if len(pieces) > MOST_AT_ONCE:
        faults.append(_("At most {count} files at a time.", count=MOST_AT_ONCE))
    for piece in pieces if not sure else ():
        faults += [doubt_text(piece)] if piece.doubts else []
    return faults


def doubt_text(piece: Piece) -> str:
    """Why a file may hold a list of people, as one sentence."""
    why = "; ".join(piece.doubts)
    return _("{name} may hold data of persons ({why}). Evidence needs none; leave such columns out, or say that it is needed.",
             name=piece.title, why=why)  # fmt: skip


def _refuse_more(known: pd.DataFrame, to: Carrier, pieces: Sequence[Piece]) -> None:
    """Raise WrongEvidence for what the carrier has already, and where a unit would keep too much of a quarter."""
    mine = known[[to == _carrier_of(row) for row in known.to_dict("records")]] if len(known) else known
    there = {*mine["sha256"].dropna(), *mine["link"].dropna()}
    keys = [piece.link if piece.data is None else hash_of(piece.data) for piece in pieces]
    twice = [piece.title for number, (piece, key) in enumerate(zip(pieces, keys, strict=True)) if key in there or key in keys[:number]]  # fmt: skip
    if twice:
        raise WrongEvidence(_("This is there already: {names}.", names=_(", ").join(twice)))
    size = known["bytes"].fillna(0).sum() + sum(len(piece.data) for piece in pieces if piece.data)
    if size > MOST_OF_A_QUARTER:
        text = _("A unit keeps at most {count} MB of one quarter.", count=MOST_OF_A_QUARTER // MEGABYTE)
        raise WrongEvidence(text)


def _carrier_of(row: dict) -> Carrier:
    subject, carried = row["subject"], row["carried"]
    return Carrier(row["unit"], int(row["period"]), row["carrier"], subject if isinstance(subject, str) else None,
                   None if pd.isna(carried) else int(carried))  # fmt: skip


def _row(item: int, to: Carrier, piece: Piece, note: str) -> dict:
    sha256 = None if piece.data is None else hash_of(piece.data)
    size = None if piece.data is None else len(piece.data)
    return {**asdict(to), "item": item, "title": piece.title, "link": piece.link, "sha256": sha256, "kind": piece.kind,
            "bytes": size, "note": note.strip() or None}  # fmt: skip


def take_back_evidence(store: Store, entry: dict | None, by: str, reason: str) -> int:
    """Take back one piece (a row of evidence_of): what it was stays on record, its file goes for good where no other needs it.

    Raises WrongEvidence without a reason or name, StoreChanged where it was taken back meanwhile; StoreProblem where it is taken
    back, and its file could not be removed.
    """
    faults = [] if entry else [_("Choose the entry that is taken back.")]
    faults += [] if reason.strip() else [_("Say why the entry is taken back.")]
    faults += [] if by.strip() else [_("Please say who you are: a name or an office.")]
    if entry is None or faults:
        raise WrongEvidence(" ".join(faults))
    rows = pd.DataFrame([{name: entry[name] for name in (*COLUMNS, "item")} | {"withdraws": int(entry["submission"])}])

    def tables() -> dict[str, pd.DataFrame]:
        gone = store.read("evidence_taken_back", submission=int(entry["submission"]))
        if len(gone := gone[gone["item"] == entry["item"]]):
            raise changed_by(gone.iloc[0].to_dict())
        return {"evidence": rows}

    with store.alone():
        number = store.add(
            "evidence", tables, received_by=by.strip(), reason=reason.strip(), period=int(entry["period"])
        )
        sha256 = entry["sha256"]
        if isinstance(sha256, str) and sha256 not in set(whole_of(store).read("evidence_files")["sha256"]):
            store.files.drop(sha256)
    return number


def _in_force(store: Store | OtherStore, submission: int, item: int) -> dict | None:
    """One piece of evidence that the store tells of; None where it was taken back or is none of its own."""
    found = store.read("evidence", scope="/", day=store.today(), first_period=0, last_period=LAST_PERIOD)
    found = found[(found["submission"] == submission) & (found["item"] == item)]
    return next(iter(found.to_dict("records")), None)


def evidence_of(store: Store | OtherStore, scope: str, first_period: int, last_period: int) -> pd.DataFrame:
    """The evidence of these quarters, of units that stand in a scope at the end of the last, the newest first; columns as
    sql/evidence.sql."""
    day = quarter_end(last_period)
    return store.read("evidence", scope=scope, day=day, first_period=first_period, last_period=last_period)


def evidence_needed(store: Store | OtherStore, scope: str, period: int) -> pd.DataFrame:
    """The figures of a quarter, other than nought, of which evidence is asked; columns as sql/evidence_needed.sql. Where it is
    asked of none, the figures are not gone through."""
    if not asks_evidence(store):
        return pd.DataFrame(columns=["unit", "indicator", "amount", "state", "basis", "pieces"])
    return store.read("evidence_needed", scope=scope, day=quarter_end(period), period=period)


def given_of_needed(needed: pd.DataFrame) -> tuple[int, int]:
    """How many of the figures of which evidence is asked have some, and how many there are."""
    return int((needed["pieces"] > 0).sum()), len(needed)


def asks_evidence(store: Store | OtherStore) -> list[str]:
    """The indicators of whose figures evidence is asked."""
    return list(store.read("evidence_asked")["indicator"])


def newest_evidence_asked(store: Store | OtherStore) -> dict | None:
    """Who last said of which indicators evidence is asked: submission, received_by and received_at; None before anybody did."""
    return next(iter(store.read("newest_evidence_asked").to_dict("records")), None)


def ask_evidence(store: Store, indicators: Iterable[str], by: str, seen: int | None = None) -> int:
    """From now on evidence is asked of the figures of these indicators, and of no others.

    ``seen`` is the number of the newest such act that somebody saw. Raises StoreProblem, StoreChanged for a newer one.
    """
    if not by.strip():
        raise StoreProblem(_("Please say who you are: a name or an office."))
    wanted = set(indicators)

    def tables() -> dict[str, pd.DataFrame]:
        refuse_unless_seen(seen, newest_evidence_asked(store))
        changed = sorted(wanted ^ set(asks_evidence(store)))
        if not changed:
            raise StoreProblem(_("This is what is asked already."))
        return {"evidence_asked": pd.DataFrame([{"indicator": code, "asked": code in wanted} for code in changed])}

    return store.add("setting", tables, received_by=by.strip())


def file_of(store: Store | OtherStore, submission: int, item: int) -> bytes:
    """The file of one piece. Raises StoreProblem where it is not to be seen, missing or altered."""
    row = _in_force(store, submission, item)
    if row is None or not isinstance(row["sha256"], str):
        raise StoreProblem(_(GONE))
    return store.files.get(row["sha256"])


def file_name_of(row: dict) -> str:
    """The name under which a piece is handed out: its title, with the ending of what it is."""
    return file_name(stem_of(row), ENDINGS[row["kind"]])


def stem_of(row: dict) -> str:
    """The title of a file without the ending of what it is."""
    title, ending = row["title"], ENDINGS[row["kind"]]
    return title[: -len(ending)] if title.lower().endswith(ending) else title


def packed(store: Store | OtherStore, rows: pd.DataFrame, names: list[str], more: dict[str, bytes]) -> bytes:
    """The files of some evidence as one zip file, under these names, with ``more`` files; what is missing is listed in it.

    Raises StoreProblem where they are too much for one.
    """
    if rows["bytes"].fillna(0).sum() > MOST_PACKED:
        raise StoreProblem(_("These are more than {count} MB. Choose fewer of them.", count=MOST_PACKED // MEGABYTE))
    seen = store.read("evidence", scope="/", day=store.today(), first_period=0, last_period=LAST_PERIOD)
    there = set(seen[["submission", "item", "sha256"]].itertuples(index=False, name=None))
    missing = []
    with tempfile.SpooledTemporaryFile(max_size=32 * MEGABYTE) as file:
        with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
            for name, data in more.items():
                archive.writestr(name, data)
            for name, row in zip(names, rows.to_dict("records"), strict=True):
                try:
                    if (row["submission"], row["item"], row["sha256"]) not in there:
                        raise StoreProblem(_(GONE))
                    archive.writestr(name, store.files.get(row["sha256"]))
                except StoreProblem as problem:
                    missing.append(f"{name}: {problem}")
            if missing:
                archive.writestr(_("missing") + ".txt", "\n".join(missing))
        file.seek(0)
        return file.read()


def evidence_files_wrong(store: Store) -> pd.DataFrame:
    """One row per file of evidence that is missing or altered; columns as sql/integrity.sql."""
    rows = []
    for sha256, title in store.read("evidence_files").itertuples(index=False):
        try:
            store.files.get(sha256)
        except StoreProblem as problem:
            rows.append({"code": "evidence_file", "unit": None, "indicator": None, "detail": f"{title}: {problem}"})
    return pd.DataFrame(rows, columns=["code", "unit", "indicator", "detail"])
