"""What a report is made from: one unit's figures at the end of a quarter, gathered once and never asked for again."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from tracking.accounts import units_waiting
from tracking.catalogue import MONEY, NOT_ASKED, PERCENT
from tracking.decisions import exempt_enterprises, exemptions_of, follow_ups_of, moved_days, report_due_of
from tracking.evidence import evidence_needed, evidence_of
from tracking.lagging import enterprises_not_reported, rank_enterprises, without_union
from tracking.plan import plan_difference
from tracking.progress import has_ended, judged_today, load_quarters, with_names
from tracking.quarters import period_of, quarter_end, quarter_start
from tracking.registers import counted_since, ending_between, open_cases, standing
from tracking.store import Store
from tracking.telling import UnitQuarter

OF_A_TARGET = ["target", "due", "completion", "gap", "shortfall", "needed", "forecast"]
FIRST_VERSION = 1  # of a unit's plan of a year
SMALLEST = {MONEY: 100, PERCENT: 1_000_000}  # of a unit in which amounts are stored
Loader = Callable[[int, bool], pd.DataFrame]


@dataclass(frozen=True, kw_only=True)
class Facts(UnitQuarter):
    """One unit at the end of one quarter, and what a report tells of it.

    ``earlier`` and ``year_ago`` are
    the unit's own rows at the ends of this year's earlier quarters and of the same quarter a year before (empty where
    there is none). ``ranked``, ``silent`` and ``no_union`` are the tables of tracking.lagging, ``lacking`` (without a union), ``stands`` and ``ending`` those of tracking.registers; ``sources``
    has one row per cell in force, ``target_sources`` one per target of the unit and of all below it, each with file, sheet and cell; ``qualifiers`` are the words (多, 近 …) beside this year's figures;
    ``adjusted`` is what the version in force of the unit's plan changed of the year's first (target_changes), ``adjusted_by``
    the documents of the versions since;
    ``follow_ups`` the contacts with enterprises about this year's quarters, judged (follow_up.follow_ups_of);
    ``exemptions`` are those in force at its end, ``deeds`` what units told beside this year's figures (sql/deeds.sql); ``evidence`` is what they
    handed in for the year, ``needed`` the quarter's figures of which it is asked (evidence.evidence_of, evidence_needed); ``moved`` are the days
    that are worked on, or off, by a notice (working_days.moved_days).
    """

    earlier: list[pd.DataFrame]
    year_ago: pd.DataFrame
    ranked: pd.DataFrame
    silent: pd.DataFrame
    no_union: pd.DataFrame
    lacking: pd.DataFrame
    ending: pd.DataFrame
    stands: pd.DataFrame
    sources: pd.DataFrame
    target_sources: pd.DataFrame
    plan: dict = field(default_factory=dict)
    adjusted: pd.DataFrame = field(default_factory=pd.DataFrame)
    adjusted_by: list[str] = field(default_factory=list)
    qualifiers: dict[str, set[str]] = field(default_factory=dict)
    follow_ups: pd.DataFrame = field(default_factory=pd.DataFrame)
    exemptions: pd.DataFrame = field(default_factory=pd.DataFrame)
    deeds: pd.DataFrame = field(default_factory=pd.DataFrame)
    evidence: pd.DataFrame = field(default_factory=pd.DataFrame)
    needed: pd.DataFrame = field(default_factory=pd.DataFrame)
    moved: dict[date, bool] = field(default_factory=dict)
    data_version: int = 0
    data_at: pd.Timestamp | None = None

    @cached_property
    def own(self) -> pd.DataFrame:
        """The unit's own rows of the progress table, with plan_year and as_of; a target of another year's plan is none here."""
        rows = self.progress[self.progress["unit"] == self.unit] if len(self.progress) else self.progress
        if rows.empty:
            return rows
        of_plan = self.target_sources[self.target_sources["plan_year"] == self.year]
        known = set(zip(of_plan["indicator"], of_plan["due_date"], strict=True))
        keys = zip(rows["indicator"], rows["due_date"], strict=True)
        others = rows["target"].notna() & ~pd.Series([key in known for key in keys], rows.index)
        rows = rows.assign(plan_year=self.year, as_of=self.as_of)
        rows.loc[others, OF_A_TARGET] = np.nan
        rows.loc[others, "status"] = "no_target"
        return rows

    @cached_property
    def planned(self) -> pd.DataFrame:
        """The unit's own rows that have a target (not 0, and no rate of nothing)."""
        own = self.own
        return own[own["target"].notna() & (own["status"] != "no_target")] if len(own) else own

    @cached_property
    def unplanned(self) -> pd.DataFrame:
        """The unit's own rows without a target of which something was reported."""
        own = self.own
        return own[own["target"].isna() & (own["actual"] > 0)] if len(own) else own

    def target_before(self, row: dict) -> float | None:
        """The target of a row before the plan was adjusted, as in the progress table; None if the adjustment left it."""
        for change in self.adjusted.to_dict("records"):
            if (change["indicator"], change["due_date"]) == (row["indicator"], row["due_date"].date()):
                return change["old_target"] / SMALLEST.get(row["measure"], 1)
        return None

    def plan_cells(self, row: dict, units: set[str] | None = None) -> pd.DataFrame:
        """The plan's cells of a row's indicator and period: the unit's own target, or those of other units."""
        rows = self._plan_by_key.get((row["indicator"], row["due_date"]), self.target_sources.iloc[:0])
        return rows[rows["unit"].isin(units or {self.unit})]

    @cached_property
    def _plan_by_key(self) -> dict[object, pd.DataFrame]:
        return dict(iter(self.target_sources.groupby(["indicator", "due_date"])))

    @cached_property
    def behind(self) -> pd.DataFrame:
        """The enterprises that are behind in something, without those that did not report: these are not judged."""
        return self.ranked[(self.ranked["behind"] > 0) & ~self.ranked["unit"].isin(self.silent["unit"])]

    @cached_property
    def cells_found(self) -> dict[tuple, pd.DataFrame]:
        """What tracing.cells_of found already, by indicator, start of the period and quarter."""
        return {}

    @cached_property
    def standing(self) -> set[str]:
        """The units not closed by the quarter's end."""
        return set(self.units.loc[~(self.units["closed"] <= pd.Timestamp(self.as_of)), "unit"])

    @cached_property
    def rows_by_key(self) -> dict[tuple[str, str], dict]:
        """(indicator, due date as 20200930) → the unit's own row."""
        return {(row["indicator"], f"{row['due_date']:%Y%m%d}"): row for row in self.own.to_dict("records")}

    @cached_property
    def cells(self) -> dict[str, pd.DataFrame]:
        """Indicator → its cells in force, in the order of ``sources``."""
        return {str(code): cells for code, cells in self.sources.groupby("indicator")}

    def exempt_enterprises(self) -> pd.DataFrame:
        """The enterprises of which nothing is expected because they are exempt (decisions.exempt_enterprises)."""
        return exempt_enterprises(self.exemptions, self.units, self.progress, self.as_of)


def said_status(rows: pd.DataFrame) -> pd.Series:
    """The status of rows of the progress table as it is told: what is not to be reported is not called exempt."""
    return rows["status"].mask(rows["exemption"].eq(NOT_ASKED).fillna(False), NOT_ASKED)


def behind_or_silent(facts: Facts) -> set[str]:
    """The enterprises that are behind in something or did not report."""
    return set(facts.ranked.loc[facts.ranked["behind"] > 0, "unit"]) | set(facts.silent["unit"])


def gather(
    store: Store,
    unit: str,
    year: int,
    quarter: int,
    load: Loader | None = None,
    follow_ups: pd.DataFrame | None = None,
) -> Facts:
    """Everything that a report on a unit says, read once.

    ``load(period, alone)`` gives the progress table with names, from a cache if there is one; empty where the unit did
    not stand in the tree. ``follow_ups`` are those of follow_up.follow_ups_of if they were read already. Raises
    LookupError for a unit that is not known.
    """
    period, as_of = period_of(year, quarter), quarter_end(period_of(year, quarter))
    if (path := store.read("unit_path", unit=unit, day=as_of)["path"]).empty:
        raise LookupError(unit)
    units, indicators = store.read("current_units", scope="/", day=as_of), store.read("current_indicators")
    wanted = [(period, False), (period - 4, True), *((number, True) for number in range(period_of(year, 1), period))]
    progress, year_ago, *earlier = _load_all(store, unit, indicators, wanted, load)
    inside = units[units["path"].str.startswith(path.iloc[0])]
    scope, waiting = {"scope": path.iloc[0], "as_of": as_of}, units_waiting(store, period)
    sources = _cut_fast(_sources_of(store, period, scope))
    spoken = follow_ups_of(store, unit, period) if follow_ups is None else follow_ups
    newest = [store.read(what).iloc[0] for what in ("newest_data", "newest_follow_up")]
    return Facts(
        unit=unit,
        year=year,
        quarter=quarter,
        today=store.today(),
        units=units,
        indicators=indicators,
        progress=progress,
        earlier=earlier,
        year_ago=year_ago,
        ranked=rank_enterprises(progress, inside, indicators.set_index("indicator")["weight"], unit),
        silent=enterprises_not_reported(progress, inside, has_ended(period, store.today()), waiting),
        **_without_union(store, path.iloc[0], period, without_union(progress, inside)),
        **_contracts_of(store, path.iloc[0], period),
        sources=sources,
        qualifiers=_qualifiers(sources, period_of(year, 1)),
        target_sources=_cut_fast(store.read("target_sources", plan_year=year, **scope)),
        **_plan_of(store, unit, year, as_of),
        follow_ups=spoken[spoken["period"].between(period_of(year, 1), period)],
        **_calendar_of(store, period),
        exemptions=exemptions_of(store, unit, as_of),
        **_told_beside(store, path.iloc[0], period),
        data_version=int(max(row["submission"] for row in newest)),
        data_at=newest[0]["received_at"],
    )


def _qualifiers(sources: pd.DataFrame, first: int) -> dict[str, set[str]]:
    said = sources[sources["qualifier"].notna() & (sources["period"] >= first)]
    return {str(code): set(rows["qualifier"]) for code, rows in said.groupby("indicator")}


def _calendar_of(store: Store, period: int) -> dict:
    """The fields of Facts about days."""
    return {"report_due": report_due_of(store, period), "moved": moved_days(store)}


def _sources_of(store: Store, period: int, scope: dict[str, Any]) -> pd.DataFrame:
    """The cells of three years, and in their place what the register of contracts counts."""
    asked = {"first_period": period - 11, "last_period": period, **scope}
    reported = store.read("sources", **asked)
    if not counted_since(store):
        return reported
    found = pd.concat([reported, store.read("register_sources", **asked)])
    return found.sort_values(["indicator", "period", "unit"], ignore_index=True)


def _contracts_of(store: Store, scope: str, period: int) -> dict:
    """The fields of Facts about contracts: how those of enterprises stand, and which end in what the report looks ahead to."""
    last = quarter_end(period + (1, 2, 1, 4)[period % 4])
    stands = standing(store, scope, min(store.today(), last), quarter_end(period))
    return {"stands": stands, "ending": ending_between(stands, quarter_start(period + 1), last)}


def _without_union(store: Store, scope: str, period: int, no_union: pd.DataFrame) -> dict:
    """The fields of Facts about enterprises without a union: by the reports, and by the register as they stand on the day up to which
    the report looks ahead, or today."""
    last = quarter_end(period + (1, 2, 1, 4)[period % 4])
    cases = open_cases(store, scope, min(store.today(), last), no_union["unit"].tolist())
    lacking = cases["unit"].isin(no_union["unit"]) | ((cases["step"] != "founded_on") & ~cases["reported"])
    return {"no_union": no_union, "lacking": cases[lacking]}


def _told_beside(store: Store, scope: str, period: int) -> dict:
    """The fields of Facts about what units told and handed in beside this year's figures."""
    first = period_of(period // 4, 1)
    deeds = store.read("deeds", scope=scope, day=quarter_end(period), first_period=first, last_period=period)
    given, needed = evidence_of(store, scope, first, period), evidence_needed(store, scope, period)
    return {"deeds": deeds, "evidence": given, "needed": needed}


def _plan_of(store: Store, unit: str, year: int, as_of: date) -> dict:
    """The fields of Facts about the version of the unit's plan that is in force, and what it changed since the first."""
    plan = next(iter(store.read("node_plan", unit=unit, plan_year=year, as_of=as_of).to_dict("records")), {})
    if not plan or plan["version"] == 1:
        return {"plan": plan}
    changes = plan_difference(store, unit, year, FIRST_VERSION, int(plan["version"]))
    versions = store.read("plan_versions")
    own = versions[versions["unit"].eq(unit) & versions["plan_year"].eq(year)]
    later = own[own["version"].between(FIRST_VERSION + 1, plan["version"])]
    first = own.loc[own["version"] == FIRST_VERSION, "document"].dropna()
    return {
        "plan": plan | {"first_document": next(iter(first), None)},
        "adjusted": changes[changes["change"] != "unchanged"],
        "adjusted_by": later["document"].dropna().drop_duplicates().tolist(),
    }


def _load_all(
    store: Store, unit: str, indicators: pd.DataFrame, wanted: list[tuple[int, bool]], load: Loader | None
) -> list[pd.DataFrame]:
    if load:
        return [load(*one) for one in wanted]
    tables = load_quarters(store, unit, wanted)
    found, today = zip(wanted, tables, strict=True), store.today()
    return [
        pd.DataFrame() if table is None else with_names(judged_today(table, period, today), indicators)
        for (period, _alone), table in found
    ]


def _cut_fast(table: pd.DataFrame) -> pd.DataFrame:
    """The same table with plain Python texts, of which rows are taken many times faster than of Arrow's."""
    return table.astype({name: object for name in table.columns if table[name].dtype == "str"})
