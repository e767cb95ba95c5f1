"""What the register counts: the figures of the reference, each quarter as told slowly, beside reports, and in their place."""

from dataclasses import replace
from datetime import date, timedelta

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_once import filled_once
from obvious_contracts import told_of
from townships import add_plan, add_report, add_units, rows_of, target, unit

from tracking.decisions import close_quarter
from tracking.progress import load_progress
from tracking.registers import (
    CONTRACTS,
    COUNTED,
    Contract,
    Cover,
    apart,
    count_from_register,
    counted_since,
    known_contracts,
    record_contracts,
    register_beside_reports,
    sums_beside,
)
from tracking.store.lock import StoreProblem
from tracking.store.store import Store, StoreChanged

Q1, Q2 = 8080, 8081
FIRMS = {"A": 90, "B": 40}
TOWN = [unit("T", None, "township", name="柳溪镇总工会"), unit("V", "T", "village_federation", name="柳溪河湾村工会联合会"),
        *(unit(code, "V", employees=staff) for code, staff in FIRMS.items())]  # fmt: skip


@filled_once
def town(store: Store) -> None:
    """A township with a village of two enterprises with unions; A reported a contract in the first quarter of 2020, B none."""
    add_units(store, TOWN)
    add_plan(store, [target("T", "contract_enterprises", 2)])
    for quarter in (1, 2):
        figures = {(firm, "unionised"): 1 for firm in FIRMS}
        told = {("A", "contract_enterprises"): 1, ("B", "contract_enterprises"): 0} if quarter == 1 else {}
        add_report(store, 2020, quarter, figures | told, basis="level")


def count_of(store: Store, indicator: str, unit: str, period: int) -> tuple[int | None, ...]:
    """What the register and the report say of a unit; None where one says nothing."""
    found = register_beside_reports(store, "/T/", period)
    row = found[(found["indicator"] == indicator) & (found["unit"] == unit)].iloc[0]
    return tuple(None if pd.isna(row[name]) else int(row[name]) for name in ("register", "reported"))


# ---- the example -------------------------------------------------------------------------------------------------------


def sums(store: Store, period: int) -> dict[str, tuple[int, int]]:
    found = sums_beside(register_beside_reports(store, "/QHZ/", period))
    return {
        code: (register, reported) for code, register, reported in rows_of(found, "indicator", "register", "reported")
    }


def test_the_register_of_the_example_gives_the_figures_of_the_reference(example):
    """Of 50 enterprises with a union 45 have a contract, 43 a wage agreement and 30 one on women's rights; 12 expired in the
    first half of 2020 and were renewed, 6 are new."""
    first, second = sums(example, Q1), sums(example, Q2)
    assert [second[code] for code in ("contract_enterprises", "wage_enterprises", "womens_contract_enterprises")] == [
        (45, 45), (43, 43), (30, 30),
    ]  # fmt: skip
    for code, whole in (
        ("contracts_expired", 12),
        ("contracts_renewed", 12),
        ("contracts_signed", 6),
        ("new_union_contracts", 6),
    ):
        assert tuple(map(sum, zip(first[code], second[code], strict=True))) == (whole, whole)


def test_register_and_reports_of_the_example_agree_in_every_quarter_but_for_who_did_not_report(example):
    for period in range(8076, 8082):
        found = apart(register_beside_reports(example, "/QHZ/", period))
        found = found[found["indicator"].isin(list(CONTRACTS))]
        assert set(found["indicator"]) <= {"covered_employees"}
    names = example.read("unit_versions").set_index("unit")["name"]
    assert [(names[row["unit"]], row["register"], row["reported"]) for row in found.to_dict("records")] == [
        ("青禾顺达机械有限公司", 134, 135)
    ]


def test_every_renewal_of_the_example_follows_the_end_of_what_it_renews(example):
    known = {one.number: one for one in known_contracts(example)}
    renewals = [one for one in known.values() if one.renews]
    assert len(renewals) > 60
    for one in renewals:
        assert known[one.renews].until + timedelta(days=1) == one.valid_from
        assert (known[one.renews].unit, known[one.renews].kind) == (one.unit, one.kind)
    assert any(one.extent == "regional" and len(one.covers) > 1 for one in known.values())


# ---- each quarter, as told slowly --------------------------------------------------------------------------------------

DAYS = st.integers(0, 1400).map(lambda number: date(2018, 1, 1) + timedelta(days=number))


@st.composite
def contracts(draw: st.DrawFn) -> Contract:
    first = draw(DAYS)
    last = first + timedelta(days=draw(st.integers(0, 800))) if draw(st.booleans()) else None
    kind = draw(st.sampled_from(["collective", "collective", "wage", "womens"]))
    made = Contract(draw(st.sampled_from(["A", "B"])), kind, first, last)
    ended = first + timedelta(days=draw(st.integers(1, 500)))
    if draw(st.integers(0, 3)) == 0 and ended <= made.until:
        made = replace(made, ended_on=ended, ended_reason="搬迁")
    signed = first + timedelta(days=draw(st.integers(-100, 100)))
    if draw(st.booleans()) and signed <= made.until:
        made = replace(made, signed_on=signed)
    made = replace(made, employees=draw(st.sampled_from([None, 5, 200])), renews=draw(st.sampled_from([None, None, 0])))
    if draw(st.integers(0, 3)) == 0:
        covers = tuple(
            Cover(firm, draw(st.sampled_from([None, 7])), draw(st.none() | DAYS))
            for firm in draw(st.sampled_from(["A", "AB"]))
        )
        made = replace(made, unit="V", extent="regional", covers=covers)
    return made


@settings(max_examples=40)
@given(st.lists(contracts(), min_size=1, max_size=6), st.integers(0, 2**6 - 1))
def test_every_count_of_every_quarter_is_what_the_slow_telling_says(tmp_path_factory, made, chained):
    with Store(tmp_path_factory.mktemp("drawn") / "a.duckdb", keep_copy=False) as store:
        add_units(store, TOWN)
        record_contracts(store, made, "x", sure=True)
        known = known_contracts(store)
        for place, one in enumerate(known[1:], start=1):
            if chained >> place & 1 and known[place - 1].kind == one.kind and known[place - 1].begins < one.begins:
                record_contracts(store, [replace(one, renews=known[place - 1].number)], "x", sure=True, reason="链")
        known = known_contracts(store)
        found = store.read("register_counted", scope="/T/", first_period=8070, last_period=8092)
    counts = {
        key: amount for *key, amount in rows_of(found, "unit", "indicator", "period", "amount") for key in [tuple(key)]
    }
    for period in range(8070, 8093):
        for firm, staff in FIRMS.items():
            for indicator, amount in told_of(known, firm, staff, period).items():
                assert counts[firm, indicator, period] == amount, (firm, indicator, period)


def test_who_was_not_open_or_had_closed_by_the_quarters_end_is_not_counted(store):
    firms = [unit("A", "T", opened=date(2020, 4, 1)), unit("B", "T", closed=date(2020, 6, 30))]
    add_units(store, [TOWN[0], *firms])
    record_contracts(store, [Contract(code, "collective", date(2020, 1, 1), date(2021, 12, 31)) for code in "AB"], "x")
    found = store.read("register_counted", scope="/T/", first_period=Q1, last_period=Q2)
    rows = set(rows_of(found[found["indicator"] == "contract_enterprises"], "unit", "period", "amount"))
    assert rows == {("A", Q2, 1), ("B", Q1, 1)}


def test_an_enterprise_that_joined_later_is_covered_from_then_on(town):
    covers = Cover("A"), Cover("B", joined_on=date(2020, 4, 10))
    record_contracts(
        town, [Contract("V", "collective", date(2019, 1, 1), date(2021, 12, 31), "regional", covers=covers)], "x"
    )
    assert count_of(town, "contract_enterprises", "B", Q1) == (0, 0)
    assert count_of(town, "contract_enterprises", "B", Q2) == (1, 0), "the level of the first quarter, carried"
    assert count_of(town, "contracts_in_force", "V", Q2) == (1, None)


def test_a_renewal_of_one_that_was_ended_early_is_no_renewal_of_one_that_expired(town):
    record_contracts(
        town,
        [
            Contract(
                "A", "collective", date(2019, 3, 1), date(2022, 2, 28), ended_on=date(2020, 6, 1), ended_reason="搬迁"
            )
        ],
        "x",
    )
    (first,) = known_contracts(town)
    renewal = Contract("A", "collective", date(2020, 6, 1), None, signed_on=date(2020, 5, 28), renews=first.number)
    record_contracts(town, [renewal], "x")
    for period in (Q2, 2022 * 4):
        assert [count_of(town, code, "A", period)[0] for code in ("contracts_expired", "contracts_renewed")] == [0, 0]


def test_who_joins_a_regional_contract_later_renewed_nothing(town):
    record_contracts(
        town, [Contract("V", "collective", date(2018, 3, 1), date(2020, 5, 31), "regional", covers=(Cover("A"),))], "x"
    )
    (first,) = known_contracts(town)
    covers = Cover("A"), Cover("B", joined_on=date(2020, 6, 15))
    record_contracts(
        town, [Contract("V", "collective", date(2020, 6, 1), None, "regional", covers=covers, renews=first.number)], "x"
    )
    assert [count_of(town, "contracts_renewed", firm, Q2)[0] for firm in FIRMS] == [1, 0]


def test_a_union_that_signed_nothing_counts_nought_and_is_not_missing(town):
    assert count_of(town, "contracts_in_force", "V", Q2) == (0, None)


def test_what_does_not_apply_to_a_unit_is_not_counted(town):
    record_contracts(town, [Contract(firm, "collective", date(2020, 5, 1), date(2021, 4, 30)) for firm in FIRMS], "x")
    add_report(town, 2020, 2, {("B", "contracts_signed"): "exempt"}, basis="quarter")
    count_from_register(town, {"contracts_signed": Q2}, "主席")
    found = load_progress(town, "T", 2020, 2)
    assert found.loc[(found["unit"] == "T") & (found["indicator"] == "contracts_signed"), "actual"].tolist() == [1]


def test_of_year_to_date_figures_only_the_quarter_of_the_founding_counts(town):
    for quarter in (1, 2, 3, 4):
        add_report(town, 2019, quarter, {("A", "new_unions"): 1}, basis="cumulative")
    record_contracts(town, [Contract("A", "collective", date(2020, 5, 1), date(2021, 4, 30))], "x")
    assert count_of(town, "new_union_contracts", "A", Q2)[0] == 0


def test_a_first_contract_counts_as_that_of_a_new_union_where_one_was_founded_within_a_year(town):
    add_report(town, 2019, 4, {("A", "new_unions"): 1}, basis="quarter")
    record_contracts(town, [Contract(firm, "collective", date(2020, 5, 1), date(2021, 4, 30)) for firm in FIRMS], "x")
    assert [count_of(town, "new_union_contracts", firm, Q2)[0] for firm in FIRMS] == [1, 0]


# ---- beside the reports ------------------------------------------------------------------------------------------------


def test_a_year_to_date_figure_stands_beside_the_register_with_what_the_quarter_brought(town):
    add_report(town, 2020, 1, {("A", "contracts_signed"): 2}, basis="cumulative")
    add_report(town, 2020, 2, {("A", "contracts_signed"): 3, ("B", "contracts_signed"): 1}, basis="cumulative")
    assert count_of(town, "contracts_signed", "A", Q2)[1] == 1
    assert count_of(town, "contracts_signed", "B", Q2)[1] is None, "what it brought cannot be told"


def test_who_causes_a_difference_is_named_and_of_how_many_each_says_more(town):
    record_contracts(town, [Contract("B", "collective", date(2020, 1, 1), date(2021, 12, 31), employees=30)], "x")
    beside = register_beside_reports(town, "/T/", Q1)
    differ = apart(beside)
    mine = differ[differ["indicator"] == "contract_enterprises"]
    assert rows_of(mine, "unit", "register", "reported") == [("A", 0, 1), ("B", 1, 0)]
    row = sums_beside(beside).set_index("indicator").loc["contract_enterprises"]
    assert row.tolist() == [1, 1, 1, 1]
    assert list(sums_beside(beside)["indicator"]) == list(COUNTED)


# ---- in their place ----------------------------------------------------------------------------------------------------


def progress(store: Store, quarter: int) -> tuple[int, int, int]:
    found = load_progress(store, "T", 2020, quarter)
    row = found[(found["unit"] == "T") & (found["indicator"] == "contract_enterprises")].iloc[0]
    return int(row["actual"]), int(row["reported"]), int(row["expected"])


def test_from_the_quarter_that_somebody_chose_the_register_counts_and_what_was_reported_stays(town):
    record_contracts(town, [Contract(firm, "collective", date(2019, 1, 1), date(2021, 12, 31)) for firm in FIRMS], "x")
    assert (progress(town, 1), progress(town, 2)) == ((1, 2, 2), (1, 0, 2))
    count_from_register(town, {"contract_enterprises": Q2}, "主席")
    assert (progress(town, 1), progress(town, 2)) == ((1, 2, 2), (2, 2, 2))
    add_report(town, 2020, 2, {("A", "contract_enterprises"): 0}, basis="level")
    assert progress(town, 2) == (2, 2, 2), "a report changes nothing of what the register counts"
    sources = town.read("register_sources", scope="/T/", as_of=date(2020, 6, 30), first_period=Q1, last_period=Q2)
    mine = sources[(sources["indicator"] == "contract_enterprises") & (sources["period"] == Q2)]
    assert rows_of(mine, "unit", "amount") == [("A", 1), ("B", 1)]
    count_from_register(town, {}, "主席")
    assert counted_since(town) == {}
    assert progress(town, 2) == (0, 1, 2)


def test_a_contract_that_ends_leaves_the_count_of_the_quarter_by_itself(town):
    record_contracts(town, [Contract("A", "collective", date(2019, 1, 1), date(2020, 6, 29))], "x")
    count_from_register(town, {"contract_enterprises": Q1}, "主席")
    assert (progress(town, 1)[0], progress(town, 2)[0]) == (1, 0)


def test_which_of_the_two_counts_is_refused_for_a_closed_quarter_an_unknown_indicator_and_without_a_change(town):
    close_quarter(town, 2020, 1, "主席", "已上报")
    with pytest.raises(StoreProblem, match="2020 Q1 is closed"):
        count_from_register(town, {"contract_enterprises": Q1}, "主席")
    with pytest.raises(StoreProblem, match="does not follow from a register"):
        count_from_register(town, {"members": Q2}, "主席")
    with pytest.raises(StoreProblem, match="what counts already"):
        count_from_register(town, {}, "主席")
    with pytest.raises(StoreProblem, match="who you are"):
        count_from_register(town, {"contract_enterprises": Q2}, " ")
    count_from_register(town, {"contract_enterprises": Q2}, "主席", seen=0)
    with pytest.raises(StoreChanged, match="主席"):
        count_from_register(town, {"wage_enterprises": Q2}, "别人", seen=0)
