"""The plan, for reading: what a change does, its versions, and what parts add up to."""

from collections import Counter
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import pandas as pd

from tracking.catalogue import MONEY, PERCENT
from tracking.language import N_, _, name_of
from tracking.telling import amount_text, gap_text, number_text, percent_text, status_text, to_date_text
from tracking.telling.tables.changes import tell_turn
from tracking.telling.tables.records import local_times
from tracking.telling.tables.told import Told, number_or_none, tell_amount, tell_day, tell_gap, tell_number, tell_period
from tracking.words import PHASING_WORDS

TOUCH_WORDS = {"opened": N_("opened"), "closed": N_("closed"), "moved": N_("moved"), "exempt": N_("exempt")}
OVER_WORDS = {
    "children": N_("the units right below"),
    "villages": N_("the villages"),
    "parks": N_("the parks"),
    "enterprises": N_("the enterprises"),
}
BY_WORDS = {
    "employees": N_("by employees"),
    "members": N_("by members"),
    "equal": N_("equally"),
    "last_year": N_("by last year's figure"),
    "hand": N_("by hand"),
}
SCALE = {MONEY: 100, PERCENT: 1_000_000}


def stored_text(amount: int | None, measure: str) -> str:
    """A stored amount (分, millionths) with its measure."""
    return amount_text(None if pd.isna(amount) else amount / SCALE.get(measure, 1), measure)


def tell_stored(amount: int | None, measure: str) -> Told:
    """A stored amount with its measure, sorted by the amount."""
    return Told(stored_text(amount, measure), number_or_none(amount))


def phasing_text(phasing: str) -> str:
    """A phasing in words; percentages as they are."""
    return _(PHASING_WORDS[phasing]) if phasing in PHASING_WORDS else phasing


def effect_text(effect: pd.DataFrame, period: int) -> str:
    """What a plan would do to the verdicts at a quarter's end, in one sentence (plan.effect_of)."""
    turned = [(row["old_status"], row["status"]) for row in effect.to_dict("records")]
    turns = Counter(pair for pair in turned if None not in pair and pair[0] != pair[1])
    new, dropped = sum(old is None for old, _new in turned), sum(status is None for _old, status in turned)
    parts = [
        _(
            N_("1 indicator turns {before} → {after}") if count == 1 else N_("{count} indicators turn {before} → {after}"),
            count=count, before=status_text(before), after=status_text(after),
        )
        for (before, after), count in turns.most_common()
    ]  # fmt: skip
    if new:
        parts.append(_("new targets: {count}", count=new))
    if dropped:
        parts.append(_("targets dropped: {count}", count=dropped))
    if not parts:
        return _("With this change ({when}) no verdict turns.", when=to_date_text(period))
    return _("With this change ({when}): {turns}.", turns=_("; ").join(parts), when=to_date_text(period))


def effect_table(effect: pd.DataFrame, names: Mapping[str, str], indicators: pd.DataFrame) -> pd.DataFrame:
    """Every target that the plan would judge otherwise, for reading, now → then; those that stay as they are are left out."""
    about = indicators.set_index("indicator")
    lines = []
    for row in effect.to_dict("records"):
        pairs = {name: (row[f"old_{name}"], row[name]) for name in ("status", "target", "due", "completion")}
        if all(_same(*pair) for pair in pairs.values()):
            continue
        measure = row["measure"]
        lines.append(
            {
                _("Unit"): names.get(row["unit"], row["unit"]),
                _("Indicator"): name_of(about.loc[row["indicator"]]),
                _("Status"): tell_turn(row["old_status"], row["status"]),
                _("Done"): tell_amount(row["actual"], measure),
                _("Target"): _turn(pairs["target"], partial(amount_text, measure=measure)),
                _("Due by now"): _turn(pairs["due"], partial(amount_text, measure=measure)),
                _("Completion"): _turn(pairs["completion"], percent_text),
                _("Period"): tell_period(row),
            }
        )
    table = pd.DataFrame(lines)
    return table.drop(columns=_("Unit")) if effect["unit"].nunique() == 1 and len(table) else table


def _same(old: Any, new: Any) -> bool:
    return (pd.isna(old) and pd.isna(new)) or old == new


def _turn(pair: tuple, text: Callable[[float | None], str]) -> Told:
    was, now = (text(None if value is None else value) for value in pair)
    return Told(now if was == now else f"{was} → {now}", number_or_none(pair[1]))


def versions_table(versions: pd.DataFrame, in_force: int | None) -> pd.DataFrame:
    """The versions of a plan, for reading, the newest first; the one in force is marked."""
    rows = versions.sort_values("version", ascending=False)
    return pd.DataFrame(
        {
            _("Version"): rows["version"].astype("Int64"),
            _("In force"): ["✓" if version == in_force else "" for version in rows["version"]],
            _("In force from"): [tell_day(day) for day in rows["in_force_from"]],
            _("Document no."): rows["document"].fillna(""),
            _("Reason"): rows["reason"].fillna(""),
            _("Targets"): rows["targets"].astype("Int64"),
            _("By"): rows["received_by"],
            _("Received"): local_times(rows["received_at"]),
        }
    )


def levels_table(breakdown: pd.DataFrame, names: Mapping[str, str], indicators: pd.DataFrame) -> pd.DataFrame:
    """What parts add up to at every level (plan.breakdown_of), for reading, 分解差额 signed; who has no target is named."""
    about = indicators.set_index("indicator")
    lines = []
    for row in breakdown.to_dict("records"):
        measure = row["measure"]
        without = [names.get(unit, unit) for unit in row["without_target"]]
        difference = None if pd.isna(row["difference"]) else row["difference"] / SCALE.get(measure, 1)
        lines.append(
            {
                _("Unit"): row["name"],
                _("Indicator"): name_of(about.loc[row["indicator"]]),
                _("Period"): tell_period(row),
                _("Target"): tell_stored(row["whole"], measure),
                _("Sum of parts"): Told(_sum_text(row), number_or_none(row["parts"])),
                _("Parts − whole"): Told("0", 0) if difference == 0 else tell_gap(difference, measure),
                _("Parts"): int(row["with_target"]),
                _("Remark"): "" if row["agree"] else _("some parts have another period, comparator or phasing"),
                _("Without a target"): _named(without),
            }
        )
    return pd.DataFrame(lines)


def _sum_text(row: dict) -> str:
    if pd.isna(row["parts"]):
        return _("not broken down") if row["agree"] else "—"
    return stored_text(row["parts"], row["measure"])


def _named(names: list[str], most: int = 4) -> str:
    if len(names) <= most:
        return _(", ").join(names)
    return _("{names} and {count} more", names=_(", ").join(names[:most]), count=len(names) - most)


def touched_table(touched: pd.DataFrame, names: Mapping[str, str], indicators: pd.DataFrame) -> pd.DataFrame:
    """What happened to units since the plan came into force, and the targets it touches (plan.touched_by_moves), for reading."""
    about = indicators.set_index("indicator")
    lines = [
        {
            _("Change"): _(TOUCH_WORDS[row["change"]]),
            _("Unit"): row["name"],
            _("On"): tell_day(row["on"]),
            _("From / reason"): names.get(row["detail"], row["detail"] or ""),
            _("Indicator"): name_of(about.loc[row["indicator"]]),
            _("Period"): tell_period(row),
            _("Its target"): Told(_("none yet"))
            if pd.isna(row["target"])
            else tell_stored(row["target"], about.loc[row["indicator"], "measure"]),
            _("Part of"): names.get(row["whole_unit"], "") if row["whole_unit"] else "",
        }
        for row in touched.to_dict("records")
    ]
    return pd.DataFrame(lines)


def parts_table(parts: pd.DataFrame, measure: str) -> pd.DataFrame:
    """The parts of a whole (plan.split_target), for reading."""
    return pd.DataFrame(
        {
            _("Code"): parts["unit"],
            _("Unit"): parts["name"],
            _("Weight"): [tell_number(weight, number_text(weight, "")) for weight in parts["weight"]],
            _("Target now"): [tell_stored(amount, measure) for amount in parts["present"]],
            _("Its part"): [tell_stored(amount, measure) for amount in parts["part"]],
        }
    )


def parts_text(parts: pd.DataFrame, whole: int, measure: str, column: str = "part") -> str:
    """The sum of the parts against the whole, and who has no weight, in sentences."""
    total = int(parts[column].sum())
    difference = gap_text((total - whole) / SCALE.get(measure, 1), measure) if total != whole else "0"
    text = _(
        "Sum of parts {total}, target {whole}, parts − whole {difference}.",
        total=stored_text(total, measure), whole=stored_text(whole, measure), difference=difference,
    )  # fmt: skip
    weightless = parts.loc[parts["weight"] == 0, "name"].tolist()
    if not weightless:
        return text
    return text + _(" Without a weight, so with 0: {names}.", names=_named(weightless))
