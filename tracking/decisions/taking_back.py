"""Taking back a whole file: what it changed, and rows added that put back what held before it. Nothing is deleted."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pandas as pd

from tracking.intake import target_changes
from tracking.language import _
from tracking.plan import newest_versions, plan_tables, same_targets, targets_of_versions
from tracking.registers import put_back, put_back_foundings
from tracking.rows import plain
from tracking.store import OtherStore, Store, StoreProblem, changed_by

KINDS = ("quarter", "plan", "units", "indicators", "contracts", "foundings")
LAST_PERIOD = 4 * 9999
NEVER_OPEN = date(1900, 1, 1)  # a unit closed on this day stands in no quarter
CELL = ["unit", "indicator", "period"]


@dataclass
class TakingBack:
    """What taking a submission back would do. Nothing is stored yet.

    ``tables`` holds the rows to be added. ``cells`` has one row per figure put back: unit, indicator, period, sheet, cell,
    change (corrected or withdrawn), old_amount, old_state, old_basis (as it is now), amount, state, basis (as it will be).
    ``targets`` are the changes of plans (target_changes), ``others`` sentences about units and the like. ``texts`` are
    those of 工作情况 that go with it. ``later`` counts what stays, because something else was stored over it since.
    """

    submission: int
    tables: dict[str, pd.DataFrame] = field(default_factory=dict)
    cells: pd.DataFrame = field(default_factory=pd.DataFrame)
    targets: pd.DataFrame = field(default_factory=pd.DataFrame)
    others: list[str] = field(default_factory=list)
    texts: int = 0
    later: int = 0
    file_name: str = ""

    def signature(self) -> str:
        """What it would do, as one text: two with the same one would do the same."""
        return repr({name: rows.to_csv(index=False) for name, rows in self.tables.items() if len(rows)})


def preview_taking_back(store: Store, submission: int) -> TakingBack:
    """What would change if a submission was taken back, by the data as they are now."""
    row = _submission(store, submission)
    found = TakingBack(submission)
    before, after = store.as_of(submission - 1), store.as_of(submission)
    if row["kind"] == "quarter":
        _put_back_cells(store, found)
        _take_texts_along(store, found)
        _put_back_plans(store, found, before, after)  # targets that the file implied
    elif row["kind"] == "plan":
        _put_back_plans(store, found, before, after)
    elif row["kind"] == "units":
        _put_back_units(store, found, before, after)
        _put_back_exemptions(store, found)
    elif row["kind"] == "indicators":
        _put_back_indicators(store, found, before, after)
    elif row["kind"] == "contracts":
        _put_back_contracts(store, found, before)
    elif row["kind"] == "foundings":
        _put_back_foundings(store, found, before)
    _forget_answers(store, found)
    return found


def take_back(store: Store, submission: int, by: str, reason: str, seen: str | None = None) -> int:
    """Put back what held before a submission, as one submission that names it, and return its number.

    ``seen`` is the signature of what was shown. Raises StoreProblem without a reason or name, or where nothing of it is in
    force any more; StoreChanged where it was taken back meanwhile, or would do something else by now.
    """
    if not reason.strip():
        raise StoreProblem(_("Say why the file is taken back."))
    if not by.strip():
        raise StoreProblem(_("Please say who you are: a name or an office."))
    row = _submission(store, submission)

    def tables() -> dict[str, pd.DataFrame]:
        withdrawn = store.read("taken_back")
        gone = withdrawn[withdrawn["withdraws"] == submission]
        if len(gone):
            raise changed_by(gone.iloc[0].to_dict())
        now = preview_taking_back(store, submission)
        if seen is not None and now.signature() != seen:
            raise changed_by(store.read("submissions").iloc[0].to_dict())
        if not now.texts and not any(len(rows) for rows in now.tables.values()):
            raise StoreProblem(_("Nothing of this file is in force any more, so there is nothing to take back."))
        return now.tables

    about = {"period": _whole(row["period"]), "plan_year": _whole(row["plan_year"]), "withdraws": submission}
    file_name = preview_taking_back(store, submission).file_name
    return store.add("taking_back", tables, received_by=by.strip(), reason=reason.strip(), file_name=file_name, **about)


def _submission(store: Store, submission: int) -> dict:
    found = store.read("submissions")
    row = found[found["submission"] == submission].to_dict("records")[0]
    if row["kind"] not in KINDS:
        raise StoreProblem(
            _("Only files of units, plans, quarters, indicators or registers are taken back as a whole.")
        )
    return row


def _whole(value: Any) -> int | None:
    return None if pd.isna(value) else int(value)


def _put_back_cells(store: Store, found: TakingBack) -> None:
    """Every figure that is in force still becomes what it was; where there was none it is withdrawn."""
    rows = store.read("submission_cells", submission=found.submission)
    mine = rows[rows["in_force"]]
    found.later += len(rows) - len(mine)
    none = mine["old_state"].isna() | mine["old_state"].eq("missing")
    old = {name: mine[f"old_{name}"] for name in ("amount", "state", "basis", "qualifier", "note", "sheet", "cell")}
    put = mine[CELL].assign(**old)
    put["state"] = put["state"].where(~none, "missing")
    for name in ("basis", "sheet", "cell"):
        put[name] = put[name].where(~none, mine[name])
    put["amount"] = put["amount"].where(~none).astype("Int64")
    found.tables["report"] = put.reset_index(drop=True)
    now = mine[["amount", "state", "basis"]].add_prefix("old_")
    found.cells = put.join(now).assign(change=none.map({True: "withdrawn", False: "corrected"})).reset_index(drop=True)
    files = set(mine.loc[~none, "old_file_name"])
    found.file_name = files.pop() if len(files) == 1 else ""


def _take_texts_along(store: Store, found: TakingBack) -> None:
    """What units told in the file (工作情况) counts no more once it is taken back: sql/deeds.sql leaves it out."""
    told = store.read("deeds", scope="/", day=store.today(), first_period=0, last_period=LAST_PERIOD)
    found.texts = int((told["submission"] == found.submission).sum())
    if found.texts:
        found.others.append(_("What {count} units tell of their work is taken back.", count=found.texts))


def _put_back_contracts(store: Store, found: TakingBack, before: OtherStore) -> None:
    """Contracts that are new with it are withdrawn, others become what they were."""
    tables, count, later = put_back(store, before, found.submission)
    found.tables |= tables
    found.later += later
    if count:
        found.others.append(_("{count} contracts of the register would be as before.", count=count))


def _put_back_foundings(store: Store, found: TakingBack, before: OtherStore) -> None:
    """Enterprises that are new in the register with it are taken out, others stand as they did."""
    tables, count, later = put_back_foundings(store, before, found.submission)
    found.tables |= tables
    found.later += later
    if count:
        found.others.append(_("{count} enterprises of the register would stand as before.", count=count))


def _put_back_plans(store: Store, found: TakingBack, before: OtherStore, after: OtherStore) -> None:
    """Every plan whose newest version is the file's gets another version: the one before it, or an empty one."""
    versions = after.read("plan_versions")
    mine = versions[versions["submission"] == found.submission]
    if mine.empty:
        return
    year = int(mine["plan_year"].iloc[0])
    numbers = {row["unit"]: int(row["version"]) for row in mine.to_dict("records")}
    newest = newest_versions(store, numbers, year)
    units = [unit for unit, number in numbers.items() if newest[unit] == number]
    found.later += len(numbers) - len(units)
    earlier = newest_versions(before, units, year)
    rows = targets_of_versions(before, earlier, year)
    now = targets_of_versions(store, {unit: newest[unit] for unit in units}, year)
    start = max([mine["in_force_from"].max().date(), date(year, 1, 1)]) if units else date(year, 1, 1)
    if units and not same_targets(now, rows):
        reason = _("taken back")
        following = {unit: newest[unit] + 1 for unit in units}
        found.tables |= plan_tables(rows, following, year, start, None, reason)
        found.targets = target_changes(now, rows)


def _put_back_units(store: Store, found: TakingBack, before: OtherStore, after: OtherStore) -> None:
    """Every unit reads as before again; one that the file brought in stands in no quarter any more."""
    was, then, now = (_by_unit(one.read("unit_versions")) for one in (before, after, store))
    rows, names = [], []
    for unit, described in then.items():
        if described == was.get(unit):
            continue
        if now[unit] != described:
            found.later += 1
            continue
        rows.append(was.get(unit) or described | {"closed": NEVER_OPEN})
        names.append(described["name"])
    if rows:
        found.tables["unit"] = pd.DataFrame(rows, dtype="object").astype({"employees": "Int64"})
        new = [row["name"] for row in rows if row["closed"] == NEVER_OPEN]
        found.others.append(_("{count} units read as before again: {names}.", count=len(names), names=_some(names)))
        if new:
            found.others.append(_("{count} of them came with this file and leave the list.", count=len(new)))
            _withdraw_cells_of(store, found, [row["unit"] for row in rows if row["closed"] == NEVER_OPEN])
    places = [_places(one) for one in (before, after, store)]
    moved = [unit for unit, there in places[1].items() if unit in places[0] and there != places[0][unit]]
    back = [unit for unit in moved if places[2][unit] == places[1][unit]]
    found.later += len(moved) - len(back)
    if back:
        found.tables["place"] = pd.DataFrame([place for unit in back for place in places[0][unit]])
        moved_names = [now[unit]["name"] for unit in back]
        found.others.append(_("{count} units stand where they stood before: {names}.", count=len(back),
                              names=_some(moved_names)))  # fmt: skip


def _withdraw_cells_of(store: Store, found: TakingBack, units: list[str]) -> None:
    cells = store.read("cells", scope="/", first_period=0, last_period=LAST_PERIOD)
    lost = cells[cells["unit"].isin(units)]
    if len(lost):
        nothing = pd.array([None] * len(lost), dtype="Int64")
        found.tables["report"] = lost.assign(amount=nothing, state="missing", sheet="", cell="").reset_index(drop=True)
        found.others.append(_("{count} reported figures are withdrawn with these.", count=len(lost)))


def _by_unit(units: pd.DataFrame) -> dict[str, dict]:
    return {row["unit"]: {name: plain(value) for name, value in row.items()} for row in units.to_dict("records")}


def _places(store: Store | OtherStore) -> dict[str, list[dict]]:
    rows = store.read("all_places").to_dict("records")
    found: dict[str, list[dict]] = {}
    for row in rows:
        found.setdefault(row["unit"], []).append({name: plain(value) for name, value in row.items()})
    return found


def _some(names: list[str]) -> str:
    return _(", ").join(names[:5]) + (" …" if len(names) > 5 else "")


def _put_back_exemptions(store: Store, found: TakingBack) -> None:
    rows = store.read("exemptions", scope="/", day=None)
    mine = rows[rows["submission"] == found.submission]
    if len(mine):
        keys = mine[["unit", "indicator", "exempt_from", "exempt_to", "code", "reason"]]
        found.tables["exemption"] = keys.assign(withdrawn=True).reset_index(drop=True)
        found.others.append(_("{count} exemptions are taken back.", count=len(mine)))


def _put_back_indicators(store: Store, found: TakingBack, before: OtherStore, after: OtherStore) -> None:
    """Every indicator reads as before again; one that the file brought in is reported by nobody any more."""
    was, then, now = (
        {row["indicator"]: row for row in one.read("current_indicators").to_dict("records")}
        for one in (before, after, store)
    )
    changed = [code for code, row in then.items() if str(row) != str(was.get(code))]
    mine = [code for code in changed if str(now[code]) == str(then[code])]
    found.later += len(changed) - len(mine)
    if mine:
        found.tables["indicator"] = pd.DataFrame([was.get(code) or then[code] | {"reported_by": ""} for code in mine])
        names = _some([then[code]["name"] for code in mine])
        found.others.append(_("{count} indicators read as before again: {names}.", count=len(mine), names=names))


def _forget_answers(store: Store, found: TakingBack) -> None:
    """What was answered in the file is asked again by the next one."""
    answers = store.read("remembered_answers")
    mine = answers.loc[answers["submission"] == found.submission, "question"]
    if len(mine):
        nothing = pd.Series([None] * len(mine), dtype="str")
        found.tables["remembered_answer"] = pd.DataFrame(
            {"question": mine.tolist(), "answer": nothing, "said": nothing}
        )
        found.others.append(_("{count} names or headings answered in it are asked about again.", count=len(mine)))
