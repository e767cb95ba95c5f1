"""The one place that decides what a person may see and store: by role, by branch, and what is named nowhere is refused."""

from collections.abc import Callable

import pandas as pd

from tracking.accounts.acceptance import asked_of, handed_in, refuse_wrong_review
from tracking.accounts.people import EVERYTHING, Person, person_named
from tracking.language import _
from tracking.quarters import quarter_end
from tracking.store import Branch, Store, StoreProblem

CLERK, REVIEWER, ADMINISTRATOR = frozenset({"clerk"}), frozenset({"reviewer"}), frozenset({"administrator"})
EVERYBODY = frozenset({"chair", "viewer", "clerk", "reviewer", "administrator"})

# Kind of a submission → who may add one. A kind that stands nowhere here is stored by nobody who signs in.
ACTS = {
    "units": CLERK,
    "plan": CLERK,
    "quarter": CLERK,
    "taking_back": CLERK,
    "answers": CLERK,
    "exemption": CLERK,
    "follow_up": CLERK,
    "evidence": CLERK,
    "contracts": CLERK,
    "foundings": CLERK,
    "scoring": CLERK,
    "scoring_rules": ADMINISTRATOR,
    "scoring_closing": ADMINISTRATOR,
    "calendar": CLERK,
    "report": EVERYBODY,  # that a draft was handed out is noted, whoever takes it; its words are a clerk's
    "closing": ADMINISTRATOR,
    "indicators": ADMINISTRATOR,
    "setting": ADMINISTRATOR,
    "account": ADMINISTRATOR,
    "acceptance": ADMINISTRATOR,
    "review": REVIEWER,
}
# Table → who may add rows, whatever the act, and whether these are about everything there is and not about a unit.
CLERKS = ("unit", "place", "plan", "target", "report", "deed", "exemption", "follow_up", "evidence", "report_words", "report_section",
          "report_template", "contract", "contract_cover", "founding", "score_mark", "score_team", "score_objection")  # fmt: skip
TABLES = dict.fromkeys(CLERKS, CLERK) | {
    "report_figure": EVERYBODY,
    "remembered_answer": CLERK,
    "report_due": CLERK,
    "moved_day": CLERK,
    "closed_quarter": ADMINISTRATOR,
    "indicator": CLERK | ADMINISTRATOR,  # taking back a file of indicators, or recording one
    "setting": ADMINISTRATOR,
    "evidence_asked": ADMINISTRATOR,
    "register_counts": ADMINISTRATOR,
    "score_rules": ADMINISTRATOR,
    "score_item": ADMINISTRATOR,
    "score_result": ADMINISTRATOR,
    "account": ADMINISTRATOR,
    "identity": ADMINISTRATOR,
    "acceptance_rule": ADMINISTRATOR,
    "review": REVIEWER,
    "marked_figure": REVIEWER,
    "held_report": frozenset(),  # comes of storing figures below a unit that asks for acceptance, and in no other way
}
# Figures come to count by being accepted, too.
BESIDES = {("review", "report"): REVIEWER}
# Table → the day at which its unit has to stand in the branch.
DATED = {"exemption": "exempt_from", "follow_up": "said_on"}
OF_EVERYTHING = {
    "report_due",
    "moved_day",
    "closed_quarter",
    "indicator",
    "setting",
    "evidence_asked",
    "register_counts",
    "score_rules",
    "score_item",
    "score_result",
    "identity",
    "remembered_answer",
}


def may(person: Person, kind: str) -> bool:
    """Whether a person's roles allow a kind of act, somewhere."""
    return not person.disabled and not person.one_time and person.is_any(*ACTS.get(kind, ()))


def as_seen_by(store: Store, person: Person, still: Callable[[], bool] = lambda: True) -> Branch:
    """The store as a person may use it. Raises StoreProblem for a person without a branch: nobody sees anything then.

    ``still`` tells whether their session holds; it is asked, like the account, whenever something is stored.
    """
    if person.disabled or person.scope is None:
        raise StoreProblem(
            _("This account has no branch yet, so there is nothing to be seen. An administrator can give it one.")
        )

    def allow(kind: str, rows: dict[str, pd.DataFrame], withdraws: int | None) -> dict[str, pd.DataFrame]:
        now = person_named(store, person.name)
        if now is None or now.disabled or not still():
            raise StoreProblem(_("You are signed out by now, so nothing was stored. Please sign in again."))
        return allowed(store, now, kind, rows, withdraws)

    def may_look() -> None:
        now = person_named(store, person.name)
        if now is None or now.disabled or now.scope != person.scope:
            raise StoreProblem(_("Your account was changed. Please load the page anew."))

    return Branch(store, person.scope, person.name, allow, may_look)


def allowed(
    store: Store, person: Person, kind: str, rows: dict[str, pd.DataFrame], withdraws: int | None = None
) -> dict[str, pd.DataFrame]:
    """The rows of an act that a person may store: all of them, but for answers that others would be given, too.

    Raises StoreProblem where the kind of act or a table is not for the person's roles, where a unit, or the place to which one
    is moved, lies outside their branch, where something holds for everybody, or where a file that is taken back told of others.
    """
    tables = {table: part for table, part in rows.items() if len(part)}
    if not may(person, kind) or any(
        not person.is_any(*BESIDES.get((kind, table), TABLES.get(table, ()))) for table in tables
    ):
        raise StoreProblem(_("Your account may look at this, but not store it. Nothing was stored."))
    if kind == "review":
        refuse_wrong_review(store, person, rows)
    if person.scope == EVERYTHING or not len(store.read("beyond", scope=person.scope)):
        return rows
    if kind != "answers":  # a name or heading would be read so in everybody's files
        tables.pop("remembered_answer", None)
    of_everything = OF_EVERYTHING & tables.keys()
    if kind == "account" and "identity" in tables and tables["identity"]["subject"].isna().all():
        of_everything -= {"identity"}  # ends with a new password: that is about the account alone
    if of_everything:
        raise StoreProblem(
            _("This holds for all units, so somebody who sees all of them has to store it. Nothing was stored.")
        )
    asked = [_asked(store, table, part) for table, part in tables.items() if table != "identity"]
    outside = _outside(store, str(person.scope), pd.concat(asked) if asked else _nobody(), tables.get("place"))
    if withdraws is not None:
        told = store.read("units_of_submission", submission=withdraws).assign(day=store.today())
        if _outside(store, str(person.scope), told, None):
            raise StoreProblem(_("This file told of units outside your branch, too. Nothing was stored."))
    if "exemption" in tables and asked_of(store, person):
        raise StoreProblem(
            _("Whether this unit is exempt is decided above, where its reports are accepted. Nothing was stored.")
        )
    if outside:
        raise StoreProblem(
            _(
                "This is about units outside your branch: {units}. Nothing was stored.",
                units=_(", ").join(sorted(outside)[:5]),
            )
        )
    kept = {table: part for table, part in rows.items() if table in tables}
    return kept if kind == "review" else handed_in(store, person, kept)


def _asked(store: Store, table: str, rows: pd.DataFrame) -> pd.DataFrame:
    """The units of some rows, and the day at which each has to stand in the branch: the end of the quarter told of, else today."""
    today = store.today()
    if table == "account":
        before = [person_named(store, name) for name in rows["account"]]
        units = [*rows["unit"], *(one.unit for one in before if one)]
        return pd.DataFrame({"unit": [unit or "—" for unit in units], "day": today})
    if (column := DATED.get(table)) is not None:
        days = [min(pd.Timestamp(day).date(), today) for day in rows[column]]
        return pd.DataFrame({"unit": rows["unit"].tolist(), "day": days}).drop_duplicates()
    days = (
        [min(quarter_end(int(period)), today) for period in rows["period"]] if "period" in rows else [today] * len(rows)
    )
    return pd.DataFrame({"unit": rows["unit"].tolist(), "day": days}).drop_duplicates()


def _nobody() -> pd.DataFrame:
    return pd.DataFrame({"unit": pd.Series(dtype=object), "day": pd.Series(dtype=object)})


def _outside(store: Store, scope: str, asked: pd.DataFrame, places: pd.DataFrame | None) -> set[str]:
    """Of units and days those that do not stand in the scope. A unit that is new with these ``places`` stands where they say."""
    if asked.empty:
        return set()
    asked = asked.assign(day=pd.to_datetime(asked["day"]))
    found = store.read("stands_outside", {"asked": asked}, scope=scope)
    known = {_stand(row) for row in store.read("all_places").to_dict("records")}
    known_units = {unit for unit, _path, _day in known}
    new: dict[str, list[str]] = {}
    told: dict[str, set[tuple]] = {}
    strange: set[str] = set()
    for stand in [] if places is None else map(_stand, places.to_dict("records")):
        unit, path, _day = stand
        if unit not in known_units:
            new.setdefault(unit, []).append(path)
        if not path.startswith(scope) and stand not in known:
            strange.add(unit)
        told.setdefault(unit, set()).add(stand)
    for unit, stands in told.items():  # what was told of it elsewhere stays
        strange |= {
            unit for stand in known if stand[0] == unit and not stand[1].startswith(scope) and stand not in stands
        }
    inside = {unit for unit, paths in new.items() if all(path.startswith(scope) for path in paths)}
    return strange | {str(unit) for unit in found["unit"] if unit not in inside}


def _stand(row: dict) -> tuple[str, str, pd.Timestamp]:
    """Which unit stands where from when."""
    return str(row["unit"]), str(row["path"]), pd.Timestamp(row["valid_from"])
