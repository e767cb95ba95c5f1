"""What is kept of scoring: rule sets as versions, points given by hand, groups, objections and scorings that were closed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import pandas as pd

from tracking.language import _
from tracking.rows import plain, plain_whole
from tracking.scoring.rules import BESIDES, BY_FIGURES, Item, Rules, WrongRules, faults_of_rules, shares_of, shares_text
from tracking.store import OtherStore, Store, refuse_unless_seen


@dataclass(frozen=True)
class Mark:
    """Points that somebody gave or took by hand (hundredths; none for a veto), why, and on what it rests."""

    unit: str
    item: str
    points: int | None
    reason: str
    evidence: str
    by: str
    at: datetime
    submission: int


def _named(by: str) -> str:
    if not by.strip():
        raise WrongRules(_("Please say who you are: a name or an office."))
    return by.strip()


# ---- rule sets ---------------------------------------------------------------------------------------------------------


def rules_on_record(store: Store | OtherStore) -> list[Rules]:
    """Every version of every rule set, the newest first."""
    items = store.read("score_items")
    found = []
    for row in store.read("score_rules").to_dict("records"):
        own = items[(items["rules"] == row["rules"]) & (items["version"] == row["version"])]
        found.append(
            Rules(row["rules"], int(row["year"]), tuple(row["kinds"].split(";")), tuple(map(_item, own.to_dict("records"))),
                  row["document"] if isinstance(row["document"], str) else "", plain(row["decided_on"]), row["missing"],
                  int(row["version"]), bool(row["in_force"]), int(row["submission"]))
        )  # fmt: skip
    return found


def _item(row: dict) -> Item:
    said: dict[str, Any] = {
        name: plain_whole(row[name])
        for name in ("standard", "each", "step", "over", "most", "lowest", "indicator", "heading", "rule")
    }
    said |= {name: said[name] or 0 for name in ("step", "over", "most", "lowest")} | {
        name: said[name] or "" for name in ("heading", "rule")
    }
    return Item(row["item"], row["how"], int(row["points"]), shares=shares_of(plain(row["shares"])), **said)


def rules_in_force(store: Store | OtherStore, year: int) -> list[Rules]:
    """Of each rule set the version by which a year is scored: the newest in force of that year, else of the year before that has one."""
    found: dict[str, Rules] = {}
    for rules in rules_on_record(store):
        best = found.get(rules.name)
        if (
            rules.in_force
            and rules.year <= year
            and (best is None or (rules.year, rules.version) > (best.year, best.version))
        ):
            found[rules.name] = rules
    return sorted(found.values(), key=lambda rules: rules.name)


def record_rules(store: Store, rules: Rules, by: str, seen: int | None = None) -> int:
    """Keep a rule set as the next version, which is not in force yet, and return the version's number.

    Raises WrongRules with every fault at once, StoreChanged where somebody kept another version since the one that was ``seen``.
    """
    indicators = store.read("current_indicators")
    kinds = dict(zip(indicators["indicator"], indicators["kind"], strict=True))
    if faults := faults_of_rules(rules, kinds):
        raise WrongRules(" ".join(faults))
    made = 0

    def tables() -> dict[str, pd.DataFrame]:
        nonlocal made
        older = [one for one in rules_on_record(store) if one.name == rules.name.strip()]
        newest = max(older, key=lambda one: one.version, default=None)
        if seen is not None:
            _refuse_other(store, seen, newest)
        made = (newest.version if newest else 0) + 1
        return _rows_of(replace(rules, name=rules.name.strip(), version=made, in_force=False))

    store.add("scoring_rules", tables, received_by=_named(by))
    return made


def _refuse_other(store: Store, seen: int, newest: Rules | None) -> None:
    submissions = store.read("submissions").set_index("submission")
    now = None if newest is None else submissions.loc[newest.submission].to_dict() | {"submission": newest.submission}
    refuse_unless_seen(seen, now)


def _rows_of(rules: Rules, with_items: bool = True) -> dict[str, pd.DataFrame]:
    head = {"rules": rules.name, "version": rules.version, "year": rules.year, "document": rules.document or None,
            "decided_on": rules.decided_on, "kinds": ";".join(rules.kinds), "missing": rules.missing, "in_force": rules.in_force}  # fmt: skip
    rows = [
        {"rules": rules.name, "version": rules.version, "position": place, "heading": item.heading or None, "item": item.name.strip(),
         "how": item.how, "points": item.points, "indicator": item.indicator if item.how in BY_FIGURES else None,
         "standard": item.standard, "each": item.each, "step": item.step, "over": item.over, "most": item.most, "lowest": item.lowest,
         "shares": shares_text(item.shares) if item.how == "verdict" else None, "rule": item.rule or None}
        for place, item in enumerate(rules.items, start=1)
    ]  # fmt: skip
    whole = dict.fromkeys(("standard", "each", "step", "over", "most", "lowest"), "Int64")
    tables = {"score_rules": pd.DataFrame([head])}
    return tables | ({"score_item": pd.DataFrame(rows).astype(whole)} if with_items else {})


def put_in_force(store: Store, rules: Rules, by: str) -> int:
    """Put a version in force (or, where it is, out of force). Raises WrongRules where it was changed meanwhile or the year is closed."""

    def tables() -> dict[str, pd.DataFrame]:
        now = next(
            (one for one in rules_on_record(store) if (one.name, one.version) == (rules.name, rules.version)), None
        )
        if now is None or now.in_force != rules.in_force:
            raise WrongRules(_("These rules were put in or out of force meanwhile; look again."))
        if rules.year in closed_years(store, rules.name):
            raise WrongRules(_("The scoring of {year} is closed; open it again first.", year=rules.year))
        if not now.in_force:
            _refuse_lost_marks(store, now)
        return _rows_of(replace(now, in_force=not now.in_force), with_items=False)

    return store.add("scoring_rules", tables, received_by=_named(by))


def _refuse_lost_marks(store: Store, rules: Rules) -> None:
    """Raise WrongRules where points by hand are on record of the rules' year for items that this version does not have, or scores otherwise."""
    by_hand = {item.name: item.how for item in rules.items if item.how not in BY_FIGURES}
    before = {
        item.name: item.how for one in rules_in_force(store, rules.year) if one.name == rules.name for item in one.items
    }
    marked = {item for _unit, item in marks_of(store, rules.name, rules.year)}
    lost = sorted(item for item in marked if item not in by_hand or by_hand[item] != before.get(item, by_hand[item]))
    if lost:
        text = _("Points were given by hand for items that this version does not have, or scores otherwise: {items}. Take them back first.",
                 items=_(", ").join(lost))  # fmt: skip
        raise WrongRules(text)


# ---- points by hand ----------------------------------------------------------------------------------------------------


def marks_of(store: Store | OtherStore, rules: str, year: int) -> dict[tuple[str, str], tuple[Mark, ...]]:
    """(unit, item) → what was given by hand and not taken back, the oldest first."""
    found: dict[tuple[str, str], tuple[Mark, ...]] = {}
    for row in store.read("score_marks", rules=rules, year=year).to_dict("records"):
        mark = Mark(row["unit"], row["item"], plain_whole(row["points"]), row["reason"], row["evidence"] or "", row["received_by"],
                    row["received_at"], int(row["submission"]))  # fmt: skip
        found[mark.unit, mark.item] = (*found.get((mark.unit, mark.item), ()), mark)
    return found


def record_mark(
    store: Store,
    rules: Rules,
    year: int,
    unit: str,
    item: str,
    points: int | None,
    reason: str,
    evidence: str,
    by: str,
    seen: int | None = None,
) -> int:
    """Give or take points by hand, or set a veto (points none).

    Raises WrongRules with every fault at once, StoreChanged where something was given for the unit's item since the entry that was ``seen``
    (its submission, 0 for none).
    """
    about = next((one for one in rules.items if one.name == item), None)
    faults = [] if about and about.how not in BY_FIGURES else [_("Choose an item that is scored by hand.")]
    faults += [] if unit else [_("Choose the unit.")]
    kinds = store.read("current_units", scope="/", day=store.today()).set_index("unit")["kind"]
    if unit and kinds.get(unit) not in rules.kinds:
        faults.append(_("This unit is not scored by these rules."))
    faults += [] if reason.strip() else [_("Say why.")]
    if about and about.how != "veto":
        if points is None or points < 0 or (points == 0 and about.how in BESIDES):
            faults.append(_("Say how many points."))
        elif about.points and points > about.points:
            faults.append(_("The item has {most} points at most.", most=f"{about.points / 100:g}"))
    if faults:
        raise WrongRules(" ".join(faults))
    row = {"rules": rules.name, "year": year, "unit": unit, "item": item, "points": None if about and about.how == "veto" else points,
           "reason": reason.strip(), "evidence": evidence.strip() or None, "withdraws": None}  # fmt: skip

    def tables() -> dict[str, pd.DataFrame]:
        _refuse_closed(store, rules.name, year)
        now = marks_of(store, rules.name, year).get((unit, item), ())
        newest = (
            {"submission": now[-1].submission, "received_by": now[-1].by, "received_at": now[-1].at} if now else None
        )
        refuse_unless_seen(seen, newest)
        return {"score_mark": pd.DataFrame([row]).astype({"points": "Int64", "withdraws": "Int64"})}

    return store.add("scoring", tables, received_by=_named(by), reason=reason.strip())


def withdraw_mark(store: Store, rules: str, year: int, mark: Mark | None, by: str, reason: str) -> int:
    """Take back what was given by hand. Raises WrongRules without a mark or reason, or where it was taken back already."""
    if mark is None or not reason.strip():
        raise WrongRules(
            _("Choose the entry that is taken back.") if mark is None else _("Say why the entry is taken back.")
        )
    row = {"rules": rules, "year": year, "unit": mark.unit, "item": mark.item, "points": None, "reason": reason.strip(),
           "evidence": None, "withdraws": mark.submission}  # fmt: skip

    def tables() -> dict[str, pd.DataFrame]:
        _refuse_closed(store, rules, year)
        if mark not in marks_of(store, rules, year).get((mark.unit, mark.item), ()):
            raise WrongRules(_("This was taken back already."))
        return {"score_mark": pd.DataFrame([row]).astype({"points": "Int64"})}

    return store.add("scoring", tables, received_by=_named(by), reason=reason.strip())


# ---- groups ------------------------------------------------------------------------------------------------------------


def teams_of(store: Store | OtherStore, rules: str) -> dict[str, str]:
    """The units that are ranked in a group of their own making → its name; others are ranked with those of their kind."""
    found = store.read("score_teams", rules=rules)
    return dict(zip(found["unit"], found["team"], strict=True))


def record_team(
    store: Store, rules: str, units: Sequence[str], team: str, by: str, seen: Mapping[str, str] | None = None
) -> int:
    """Rank some units in a group of this name; a blank one ranks them with those of their kind again.

    Raises WrongRules without a unit, or where the groups are no longer those that were ``seen`` (teams_of).
    """
    if not units:
        raise WrongRules(_("Choose the unit."))

    def tables() -> dict[str, pd.DataFrame]:
        if seen is not None and teams_of(store, rules) != seen:
            raise WrongRules(_("The groups were changed meanwhile; look again."))
        return {"score_team": pd.DataFrame({"rules": rules, "unit": list(units), "team": team.strip()})}

    return store.add("scoring", tables, received_by=_named(by))


# ---- objections --------------------------------------------------------------------------------------------------------


def objections_of(store: Store | OtherStore, rules: str, year: int) -> pd.DataFrame:
    """One row per objection: objection (its submission), unit, item, said, received_by, received_at, answer, upheld, answered_by and
    answered_at; answer is missing while it is open."""
    return store.read("score_objections", rules=rules, year=year)


def record_objection(store: Store, rules: str, year: int, unit: str, item: str, said: str, by: str) -> int:
    """Note what a unit objects to, in an item or (blank) as a whole. Raises WrongRules where that is on record already."""
    if not unit or not said.strip():
        raise WrongRules(_("Say which unit objects, and to what."))
    row = {
        "rules": rules,
        "year": year,
        "unit": unit,
        "item": item or None,
        "said": said.strip(),
        "answers": None,
        "upheld": None,
    }

    def tables() -> dict[str, pd.DataFrame]:
        found = objections_of(store, rules, year)
        if ((found["unit"] == unit) & (found["said"] == said.strip())).any():
            raise WrongRules(_("This objection is on record already."))
        return {"score_objection": pd.DataFrame([row]).astype({"answers": "Int64", "upheld": "boolean"})}

    return store.add("scoring", tables, received_by=_named(by))


def answer_objection(
    store: Store, rules: str, year: int, objection: int | None, said: str, upheld: bool, by: str
) -> int:
    """Answer an objection. Raises WrongRules without one or a text, or where it was answered already."""
    if objection is None or not said.strip():
        raise WrongRules(_("Choose the objection and write the answer."))

    def tables() -> dict[str, pd.DataFrame]:
        found = objections_of(store, rules, year)
        own = found[found["objection"] == objection]
        if own.empty or own["answer"].notna().any():
            raise WrongRules(_("This objection was answered already; look again."))
        row = {"rules": rules, "year": year, "unit": own["unit"].iloc[0], "item": plain(own["item"].iloc[0]), "said": said.strip(),
               "answers": objection, "upheld": upheld}  # fmt: skip
        return {"score_objection": pd.DataFrame([row])}

    return store.add("scoring", tables, received_by=_named(by))


# ---- closing -----------------------------------------------------------------------------------------------------------


def closed_years(store: Store | OtherStore, rules: str) -> Mapping[int, int]:
    """The years whose scoring is closed → the submission that closed it."""
    found = store.read("score_closings", rules=rules)
    return {int(row["year"]): int(row["submission"]) for row in found[found["closed"]].to_dict("records")}


def _refuse_closed(store: Store, rules: str, year: int) -> None:
    if year in closed_years(store, rules):
        raise WrongRules(_("The scoring of {year} is closed; open it again first.", year=year))
