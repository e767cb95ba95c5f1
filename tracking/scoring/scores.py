"""The year's score of every unit that a rule set scores: item by item, the total, and the places of each group."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction

import pandas as pd

from tracking.accounts import whole_of
from tracking.progress import load_parted, load_progress
from tracking.quarters import period_of, quarter_end
from tracking.scoring.figures import figure_of
from tracking.scoring.keeping import Mark, marks_of, teams_of
from tracking.scoring.points import (
    LEFT_OUT,
    NOT_REPORTED,
    NOT_SCORED,
    SCORED,
    VETOED,
    Figure,
    completion,
    places_of,
    points_of,
    ranked_points,
    rounded,
    what_more_brings,
)
from tracking.scoring.rules import BESIDES, BY_FIGURES, LAST_QUARTER, Item, Rules
from tracking.store import OtherStore, Store


@dataclass(frozen=True)
class Line:
    """One item of a unit's sheet: its full points (0 where it is left out), what it earned, why, and what it was reckoned from.

    ``share`` is the part of the full points that a verdict or a rank earned; ``more`` and ``gain`` what more would bring.
    """

    item: Item
    full: int
    points: int
    why: str
    figure: Figure = field(default_factory=Figure)
    share: Fraction | None = None
    more: int = 0
    gain: int = 0
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True)
class Sheet:
    """The score of one unit: its lines in the order of the rules, and its place in its group (None with a veto)."""

    unit: str
    name: str
    team: str
    lines: tuple[Line, ...]
    nominal: int
    place: int | None = None

    def _sum(self, *how: str) -> int:
        return sum(line.points for line in self.lines if line.item.how in how)

    @property
    def base(self) -> int:
        """The points of all items, without what is given or taken beside them."""
        return sum(line.points for line in self.lines if line.item.how not in BESIDES)

    @property
    def full(self) -> int:
        """The full points of the items that are not left out."""
        return sum(line.full for line in self.lines)

    @property
    def beyond(self) -> int:
        """The points that items earned beyond their full ones."""
        return sum(max(line.points - line.full, 0) for line in self.lines if line.item.how not in BESIDES)

    @property
    def scaled(self) -> int:
        """The points as if nothing were left out; what was earned beyond the full points of an item is not scaled."""
        if self.full in (0, self.nominal):
            return self.base
        return rounded(Fraction((self.base - self.beyond) * self.nominal, self.full)) + self.beyond

    @property
    def bonus(self) -> int:
        """The points given beside the items."""
        return self._sum("bonus")

    @property
    def deduction(self) -> int:
        """The points taken off, as a number above 0."""
        return -self._sum("deduction")

    @property
    def total(self) -> int:
        """Scaled points, with bonus and points off; never below 0."""
        return max(0, self.scaled + self.bonus - self.deduction)

    @property
    def vetoed(self) -> bool:
        """Whether a veto stands against the unit: it keeps its points and has no place."""
        return any(line.why == VETOED for line in self.lines)


def scores(store: Store | OtherStore, rules: Rules, year: int, quarter: int) -> list[Sheet]:
    """The sheets of all units that a rule set scores and that can be seen, at the end of a quarter: by group, the first place first.

    Places are those among all units, whoever looks.
    """
    day = quarter_end(period_of(year, quarter))
    seen = set(store.read("current_units", scope="/", day=day)["unit"])
    whole = whole_of(store) if isinstance(store, Store) else store
    units = whole.read("current_units", scope="/", day=day)
    stamp = pd.Timestamp(day)
    scored = units[units["kind"].isin(rules.kinds) & ~(units["closed"] <= stamp) & ~(units["opened"] > stamp)]
    if scored.empty:
        return []
    teams = teams_of(whole, rules.name)
    about = [(row["unit"], row["name"], teams.get(row["unit"], row["kind"])) for row in scored.to_dict("records")]
    figures = _figures(whole, rules, units, [unit for unit, _name, _team in about], year, quarter)
    marks, places = marks_of(whole, rules.name, year), _points_by_rank(rules, about, figures)
    sheets = [
        Sheet(unit, name, team, tuple(
            _line(rules, item, figures[unit][number], marks.get((unit, item.name), ()), places.get((unit, number)), quarter)
            for number, item in enumerate(rules.items)), rules.nominal)
        for unit, name, team in about
    ]  # fmt: skip
    return [sheet for sheet in in_places(sheets) if sheet.unit in seen]


def _figures(
    store: Store | OtherStore, rules: Rules, units: pd.DataFrame, scored: Sequence[str], year: int, quarter: int
) -> dict[str, list[Figure]]:
    """Unit → its figure for each item of the rules."""
    tops = units.loc[~units["parent"].isin(units["unit"]), "unit"]
    progress = pd.concat([_progress(store, top, units, set(scored), year, quarter) for top in tops])
    used = {item.indicator for item in rules.items}
    rows: dict[tuple[str, str], list[dict]] = {}
    for row in progress[progress["indicator"].isin(used)].sort_values("due_date").to_dict("records"):
        rows.setdefault((row["unit"], row["indicator"]), []).append(row)
    return {
        unit: [figure_of(item, rows.get((unit, item.indicator or ""), []), year, quarter) for item in rules.items]
        for unit in scored
    }


def _progress(
    store: Store | OtherStore, top: str, units: pd.DataFrame, scored: set[str], year: int, quarter: int
) -> pd.DataFrame:
    """The progress table at and below a unit; of a county whose towns are scored from what is kept of them."""
    just_below = {top, *units.loc[units["parent"] == top, "unit"]}
    towns = units["unit"].isin(scored) & units["kind"].eq("township")
    if isinstance(store, Store) and scored <= just_below and towns.any():
        parted = load_parted(store, top, period_of(year, quarter))
        if parted is not None and scored <= {top, *parted.below.nodes}:
            return parted.above
    return load_progress(store, top, year, quarter)


def in_places(sheets: Sequence[Sheet]) -> list[Sheet]:
    """Sheets with their places in their groups, shared by equals; who has a veto, or nothing that counts, has none. By group, the first
    place first."""
    places: dict[str, int] = {}
    for team in {sheet.team for sheet in sheets}:
        rivals = [sheet for sheet in sheets if sheet.team == team and sheet.full and not sheet.vetoed]
        reached = places_of([sheet.total for sheet in rivals])
        places |= {sheet.unit: place for sheet, place in zip(rivals, reached, strict=True)}
    return by_place(replace(sheet, place=places.get(sheet.unit)) for sheet in sheets)


def by_place(sheets: Iterable[Sheet]) -> list[Sheet]:
    """Sheets by group, the first place first, those without one last."""
    return sorted(sheets, key=lambda one: (one.team, one.place is None, one.place or 0, one.unit))


def _points_by_rank(
    rules: Rules, about: Sequence[tuple[str, str, str]], figures: Mapping[str, list[Figure]]
) -> dict[tuple[str, int], int]:
    """(unit, number of the item) → the points of items that are earned by rank."""
    found: dict[tuple[str, int], int] = {}
    for number, item in enumerate(rules.items):
        if item.how != "rank":
            continue
        for team in {team for _unit, _name, team in about}:
            units = [unit for unit, _name, of in about if of == team and figures[unit][number].why == SCORED]
            told = [figures[unit][number] for unit in units]
            asked = all(figure.goal is not None for figure in told)  # else what was done is compared, of all of them
            points = ranked_points(
                item, [completion(figure if asked else replace(figure, goal=None)) for figure in told]
            )
            found |= {(unit, number): earned for unit, earned in zip(units, points, strict=True)}
    return found


def _line(rules: Rules, item: Item, figure: Figure, marks: tuple[Mark, ...], ranked: int | None, quarter: int) -> Line:
    if item.how == "veto":
        return Line(item, 0, 0, VETOED if marks else SCORED, marks=marks)
    if item.how in BESIDES:
        given = sum(mark.points or 0 for mark in marks)
        most = item.points or given
        return Line(item, 0, -min(given, most) if item.how == "deduction" else min(given, most), SCORED, marks=marks)
    if item.how not in BY_FIGURES:
        if marks:
            return Line(item, item.points, min(marks[-1].points or 0, item.points), SCORED, marks=marks[-1:])
        return Line(item, item.points if quarter == LAST_QUARTER else 0, 0, NOT_SCORED)
    if figure.why in LEFT_OUT or (figure.why == NOT_REPORTED and rules.missing == "leave"):
        return Line(item, 0, 0, figure.why)
    if figure.why == NOT_REPORTED:
        return Line(item, item.points, 0, figure.why)
    points = points_of(item, figure) if ranked is None else ranked
    share = Fraction(points, item.points) if item.how in ("verdict", "rank") else None
    return Line(item, item.points, points, SCORED, figure, share, *what_more_brings(item, figure))
