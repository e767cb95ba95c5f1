"""People with accounts, and a tree of two towns in which one must never see the other."""

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest
from townships import add_plan, add_report, add_units, target, unit

from tracking.accounts import Person, Sessions, add_person, choose_password, person_named
from tracking.decisions.follow_up import record_follow_ups
from tracking.evidence import Carrier, attach, link_to
from tracking.intake.preview import prepare_store
from tracking.report.drafts import save_words
from tracking.screen.session import terms, whole_store
from tracking.screen.session.terms import Terms
from tracking.store.store import Store


@pytest.fixture
def signed_in(opened, towns: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., AppTest]]:
    """Opens a page of the test's ``towns`` as somebody who has an account there."""
    monkeypatch.setattr(terms.GATE, "terms", Terms(frozenset({"localhost"})))
    monkeypatch.setattr(terms.GATE, "sessions", Sessions())
    monkeypatch.setenv("TRACKING_DATABASE", str(towns))

    def open_as(name: str, page: str = "overview", locale: str = "en-GB", **link: str) -> AppTest:
        token = terms.GATE.sessions.begin(person_named(whole_store(), name))
        monkeypatch.setattr(terms, "token_of_browser", lambda: token)
        app = opened(towns, locale, page, **link)
        assert not app.exception
        return app

    yield open_as
    monkeypatch.setattr(terms.GATE, "terms", None)


OWN_WORDS = "苹果 火车 月亮 三十七"  # a password that nobody would guess soon
COUNTY = unit("C", None, "county", name="临溪县总工会")
HERE, THERE = "1", "10"  # codes of which one begins as the other
CANARY = "金丝雀"  # in every name and word of the other town
CANARY_FIGURE = 7_654_321  # a figure of the other town's


def fill_with_two_towns(store: Store) -> None:
    """Two towns of two enterprises each; everything about the second holds the canary."""
    prepare_store(store)
    add_units(
        store,
        [
            COUNTY,
            unit(HERE, "C", "township", name="溪东镇总工会"),
            unit(THERE, "C", "township", name=f"{CANARY}镇总工会"),
            *(unit(f"{HERE}{letter}", HERE, name=f"溪东{letter}厂") for letter in "AB"),
            *(
                unit(f"{THERE}{letter}", THERE, name=f"{CANARY}{letter}厂", contact=f"{CANARY}办公室")
                for letter in "AB"
            ),
        ],
    )
    for code, goal in ((HERE, 100), (THERE, 3 * CANARY_FIGURE)):
        add_plan(store, [target(code, "employee_training", goal)])
    for quarter in (1, 2):
        add_report(store, 2020, quarter, {("1A", "employee_training"): 10, ("1B", "employee_training"): 0})
        add_report(store, 2020, quarter, {("10A", "employee_training"): CANARY_FIGURE, ("10B", "employee_training"): 1})
    call = {"subject": "everything", "period": 8081, "said_on": date(2020, 7, 1), "contact": "call", "reason": "other"}
    record_follow_ups(store, [{**call, "unit": "10A", "reason_text": f"{CANARY}停产"}], CANARY)
    record_follow_ups(store, [{**call, "unit": "1A", "reason_text": "设备检修"}], "溪东办公室")
    link = link_to("https://oa.example.cn/8", f"{CANARY}的通知")
    attach(store, Carrier("10A", 8081, "figure", "employee_training"), [link], CANARY)
    save_words(store, THERE, "half-year", 8081, {"lead": f"{CANARY}的话"}, CANARY)


def give(store: Store, name: str, *roles: str, unit: str | None = "/") -> Person:
    """Somebody who has an account and a password of their own, OWN_WORDS."""
    if name != "管" and person_named(store, "管") is None:
        give(store, "管", "administrator")
    choose_password(store, name, add_person(store, name, roles, unit, "测试"), OWN_WORDS)
    found = person_named(store, name)
    assert found is not None
    return found


def figures(unit: str, period: int = 8081) -> dict[str, pd.DataFrame]:
    """One row of a figure, as an act of storing hands it in."""
    row = {"unit": unit, "indicator": "employee_training", "period": period, "amount": 5, "state": "value",
           "basis": "quarter", "qualifier": None, "note": None, "sheet": "", "cell": ""}  # fmt: skip
    return {"report": pd.DataFrame([row]).astype({"qualifier": object, "note": object})}
