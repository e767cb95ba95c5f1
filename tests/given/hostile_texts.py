"""Texts that people might type and that some screen would take for something else, and a township full of them."""

from datetime import date
from pathlib import Path

import pandas as pd
from townships import add_plan, add_report, add_units, report_rows, target, unit

from tracking.catalogue import standard_indicators
from tracking.decisions.closing import close_quarter
from tracking.decisions.due_days import set_due_day
from tracking.decisions.exemption import record_exemption
from tracking.decisions.follow_up import record_follow_ups
from tracking.intake.preview import prepare_store
from tracking.report.drafts import save_words
from tracking.store.store import Store

ADDRESS = "evil.example"
INLINE = [
    f"http://{ADDRESS}/a", f"HTTPS://{ADDRESS}:80/?a=1", f"www.{ADDRESS}", f"a@{ADDRESS}", f"<http://{ADDRESS}>",
    f"[链](http://{ADDRESS})", f"![图](http://{ADDRESS}/x.png)", f"<a href='http://{ADDRESS}'>x</a>", f"mailto:a@{ADDRESS}",
    f"<img src=//{ADDRESS}/x onerror=alert(1)>", ":material/home:", ":smile:", ":+1:", ":streamlit:", ":red[红]",
    ":red-badge[红]", ":help[红]", "$x^2$", "$$y$$", "**粗**", "_斜_", "`码`", "~~删~~", "<b>粗</b>", "&lt;b&gt;", "a -> b", "a -- b",
    "a <- b", "a >= b", "[^1]", "\\*", "%{x}",
]  # fmt: skip
AT_LINE_START = ["# 题", "- 项", "1. 项", "> 引", "    码", "\t码", "---", "+ 项", "* 项"]
EVERYTHING = "、".join(INLINE)
TOWNSHIP, VILLAGE = "0001", "0002"


def hostile_township(database: Path) -> Path:
    """A database in which every text that people type or send holds hostile ones."""
    texts = dict(enumerate([EVERYTHING, *INLINE, *AT_LINE_START]))
    firms = {f"E{number:02}": text for number, text in texts.items()}
    with Store(database) as store:
        prepare_store(store)
        add_units(store, [
            unit(TOWNSHIP, None, "township", name="镇"), unit(VILLAGE, TOWNSHIP, "village_federation", name="村"),
            *(unit(code, VILLAGE, name=text[:200], employees=20, contact=text[:200], sector=text[:200], ownership="私营")
              for code, text in firms.items()),
        ])  # fmt: skip
        store.add("indicators", {"indicator": _indicators(store, INLINE[:12])})
        add_plan(store, [target(TOWNSHIP, code, 400, note=EVERYTHING) for code in _codes(12)]
                 + [target(code, "proposals", 40) for code in (TOWNSHIP, *firms)])  # fmt: skip
        for quarter in (1, 2):
            add_report(store, 2020, quarter, {(code, "proposals"): 1 for code in list(firms)[:-4]})
            rows = report_rows(2020, quarter, {(code, "proposals"): 1 for code in list(firms)[:6]})
            store.add("quarter", {"report": pd.concat([rows.assign(indicator=own) for own in _codes(12)])})
        close_quarter(store, 2020, 1, EVERYTHING[:200], EVERYTHING)
        about = {"unit": "E00", "subject": "everything", "period": 8081, "said_on": date(2020, 7, 4), "contact": "call"}
        said = dict.fromkeys(("reason_text", "measures"), EVERYTHING) | {"responsible": EVERYTHING[:200]}
        record_follow_ups(
            store, [{**about, **said, "reason": "other", "promised_on": date(2020, 8, 1)}], EVERYTHING[:200]
        )
        record_follow_ups(store, [{**about, "subject": "own_1"}], EVERYTHING[:200])
        exempt = {
            "unit": "E03",
            "exempt_from": date(2020, 1, 1),
            "code": "other",
            "note": EVERYTHING,
            "document": INLINE[0],
        }
        record_exemption(store, exempt | {"approved_by": INLINE[10]}, EVERYTHING[:200])
        set_due_day(store, 8081, date(2020, 7, 20), EVERYTHING, EVERYTHING[:200])
        words = dict.fromkeys(
            ("lead", "formation", "other", "model_case"), EVERYTHING + "\n" + "\n".join(AT_LINE_START)
        )
        save_words(store, TOWNSHIP, "half-year", 8081, words, EVERYTHING[:200])
        add_report(store, 2020, 1, {("E01", "proposals"): 30})
        add_plan(store, [target(TOWNSHIP, "proposals", 500)], version=2)
        _as_before_there_was_a_door(store)
    return database


def _codes(count: int) -> list[str]:
    return [f"own_{number}" for number in range(count)]


def _indicators(store: Store, names: list[str]) -> pd.DataFrame:
    """Indicators of the township's own with these names, like «proposals» in everything else."""
    like = standard_indicators().set_index("indicator").loc["proposals"].to_dict()
    first = int(store.read("current_indicators")["position"].max()) + 1
    return pd.DataFrame([
        {**like, "indicator": code, "name": name, "name_en": name, "synonyms": "", "position": first + number}
        for number, (code, name) in enumerate(zip(_codes(len(names)), names, strict=True))
    ])  # fmt: skip


def _as_before_there_was_a_door(store: Store) -> None:
    """Names as long as they could be."""
    for table, column, where in (
        ("unit", "name", f"unit in ('{TOWNSHIP}', '{VILLAGE}', 'E00')"), ("plan", "document", "true"),
        ("plan", "reason", "true"), ("submission", "file_name", "true"), ("submission", "reason", "true"),
        ("report", "note", "true"), ("report", "sheet", "true"),
    ):  # fmt: skip
        store.opened._root.execute(f"update {table} set {column} = $text where {where}", {"text": EVERYTHING})
