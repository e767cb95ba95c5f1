"""A township's own indicators: a sheet with Chinese headings as ours, or a file of the form of data/indicators.csv."""

import re
from collections.abc import Collection, Mapping

from tracking.catalogue import (
    INDICATOR_COLUMNS,
    KINDS,
    MEASURES,
    MONEY,
    PERCENT,
    REPORTERS,
    THEMES,
    UNIT_KINDS,
    fold,
    indicator_table,
    meaning_of,
    measures_mean_the_same,
    standard_indicators,
    words,
)
from tracking.harmless import LONGEST_NAME
from tracking.language import _, current_language
from tracking.opening import Book, address
from tracking.reading.distorted import too_long
from tracking.reading.layout.tables import text_of
from tracking.reading.layout.titles import header_of_indicators, shown_sheets
from tracking.reading.problems import Fault
from tracking.reading.sheets import Known, Reading

OWN_MEASURE = re.compile(r"(?![万千亿百十])[\u4e00-\u9fff]{1,4}")
SEPARATORS = re.compile(r"[;；、，,/\n]+")


def read_indicators(book: Book, known: Known, in_use: Collection[str] = ()) -> Reading:
    """A township's own indicators; ``tables`` gets indicator. ``in_use`` are those of which figures are stored.

    What a line leaves blank is proposed: complete_indicator.
    """
    reading = Reading("indicators")
    sheet, (first, columns) = next((one, there) for one in shown_sheets(book) if (there := header_of_indicators(one)))
    lines = {}
    for number, cells in enumerate(sheet.rows[first + 1 :], start=first + 1):
        said = {field: text_of(cells, columns.get(field)) for field in INDICATOR_COLUMNS}
        if said["name"] or said["code"]:
            lines[number] = said
    rows = {number: complete_indicator(said, known, lines.values()) for number, said in lines.items()}
    taken: dict[str, str] = {}
    for number, row in rows.items():
        at = address(number, columns.get("code", columns["name"]))
        if row["code"] in taken:
            expected = _("a code used once; it stands in {cell} too", cell=taken[row["code"]])
            reading.faults.append(Fault(expected, sheet.name, at, row["code"]))
        taken[row["code"]] = at
        for field, expected in faults_of_indicator(row, known, in_use, {other["code"] for other in rows.values()}):
            found = (lines[number][field] or row[field])[:LONGEST_NAME]
            reading.faults.append(
                Fault(expected, sheet.name, address(number, columns.get(field, columns["name"])), found)
            )
    position = int(known.indicators["position"].max()) + 1 if len(known.indicators) else 0
    if not reading.faults:
        reading.tables["indicator"] = indicator_table(list(rows.values()), position)
    return reading


def complete_indicator(said: Mapping[str, str], known: Known, beside: Collection[Mapping] = ()) -> dict[str, str]:
    """A line of the catalogue from what was said of an indicator, in Chinese or as data/indicators.csv writes it.

    万元 is kept as 元; who reports is, unless said, every enterprise; the year's work is spread evenly; a rate is due all
    the time. ``beside`` are the other lines of its file, which a rate may name.
    """
    row = {field: str(said.get(field) or "").strip() for field in INDICATOR_COLUMNS}
    names = known.indicator_names()
    own = names.get(fold(row["name"]))
    own = own if own and fold(known.by_indicator()[own]["name"]) == fold(row["name"]) else None
    row["code"] = row["code"] or own or own_code(row["name"])
    row["name_en"] = row["name_en"] or row["name"]
    row["theme"] = _said(row["theme"], "theme_", THEMES)
    row["kind"] = _said(row["kind"], "counted_", KINDS)
    row["measure"] = {"万元": MONEY, "千元": MONEY, "％": PERCENT}.get(row["measure"], row["measure"])
    others = {fold(other["name"]): other["code"] or own_code(other["name"]) for other in beside}
    is_rate = row["kind"] == "rate"
    for part in ("numerator", "denominator"):
        row[part] = names.get(fold(row[part])) or others.get(fold(row[part])) or row[part] if is_rate else row[part]
    reporters = [word for word in SEPARATORS.split(row["reported_by"]) if word]
    meant = [_said(_said(word, "kind_", UNIT_KINDS), "reporter_", ("unionised_enterprise",)) for word in reporters]
    row["reported_by"] = ";".join(meant) or ("" if is_rate else "enterprise")
    row["synonyms"] = ";".join(word.strip() for word in SEPARATORS.split(row["synonyms"]) if word.strip())
    row["phasing"] = _said(row["phasing"], "phasing_", ("even", "keep", "window")) or ("keep" if is_rate else "even")
    row["weight"] = row["weight"] or "1"
    return row


def _said(text: str, prefix: str, codes: Collection[str]) -> str:
    """The code that a text says in the words of data/words.csv, else the text."""
    return (meaning_of(text, *(f"{prefix}{code}" for code in codes)) or text).removeprefix(prefix)


def _choices(field: str, codes: Collection[str]) -> str:
    """Codes as they are typed in the language of the reader: the Chinese word, or the code itself."""
    prefixes = {"theme": ("theme_",), "kind": ("counted_",), "reported_by": ("kind_", "reporter_")}[field]
    said = words()
    known = (
        next((said[f"{prefix}{code}"][0] for prefix in prefixes if f"{prefix}{code}" in said), code) for code in codes
    )
    return ", ".join(codes if current_language() == "en" else known)


def own_code(name: str) -> str:
    """The code of an indicator of one's own, from the sounds of its name: 爱心驿站走访 → own_ai_xin_yi_zhan_zou_fang."""
    from pypinyin import lazy_pinyin  # 50 MB of sounds, for those who add an indicator

    sounds = lazy_pinyin(name, errors=lambda text: re.sub(r"[^a-z0-9]", "", text.lower()))
    return f"own_{'_'.join(filter(None, sounds))[:60].strip('_')}"


def faults_of_indicator(
    row: dict[str, str], known: Known, in_use: Collection[str] = (), beside: Collection[str] = ()
) -> list[tuple[str, str]]:
    """(field, what is expected) for everything wrong with a whole line: also names that mean another indicator already,
    and another measure or kind than that in which figures are stored (``in_use``)."""
    if row["code"] in set(standard_indicators()["indicator"]):
        is_named = fold(row["name"]) == fold(known.by_indicator().get(row["code"], {}).get("name", ""))
        return [("name" if is_named else "code", _("a name and code that no indicator of data/indicators.csv has"))]
    about = known.by_indicator()
    faults = [(field, _("a name that does not mean {other} already", other=other))
              for field, _name, other in _names_taken(row, known)]  # fmt: skip
    stored = about.get(row["code"]) if row["code"] in in_use else None
    if stored and not measures_mean_the_same(row["measure"], stored["measure"]):
        told = _(
            "{measure}, in which figures are stored; for another measure add another indicator",
            measure=stored["measure"],
        )
        faults.append(("measure", told))
    if stored and row["kind"] != stored["kind"]:
        faults.append(("kind", _("the kind in which its figures are stored; for another kind add another indicator")))
    return faults + indicator_faults(row, set(about) | set(beside), own=True)


def _names_taken(row: dict[str, str], known: Known) -> list[tuple[str, str, str]]:
    """(column, name, indicator) for every name or synonym that means another indicator already: later headings of it would
    silently go to the new one."""
    means, about = known.indicator_names(), known.by_indicator()
    said = [("name", row["name"]), *(("synonyms", name) for name in row["synonyms"].split(";"))]
    found = [(column, name, means.get(fold(name), row["code"])) for column, name in said if name]
    return [(column, name, about[code]["name"]) for column, name, code in found if code != row["code"]]


def indicator_faults(row: dict[str, str], codes: set[str], own: bool = False) -> list[tuple[str, str]]:
    """(column, what is expected) for everything wrong with one line of a catalogue; ``own``: it may count in a measure of
    its own."""
    faults = []
    phasing = row["phasing"]
    quarters = phasing.split("/")
    if not re.fullmatch(r"[a-z][a-z0-9_]*", row["code"]):
        faults.append(("code", _("a code of small letters, digits and underscores")))
    for column, allowed in (("theme", THEMES), ("kind", KINDS)):
        if row[column] not in allowed:
            faults.append((column, _("one of {choices}", choices=_choices(column, allowed))))
    if row["measure"] not in MEASURES and not (own and OWN_MEASURE.fullmatch(row["measure"])):
        faults.append(("measure", _("a measure such as {choices}", choices=", ".join(MEASURES))))
    elif (row["measure"] == PERCENT) != (row["kind"] == "rate") and row["kind"] in KINDS:
        faults.append(("measure", _("% for a rate, and only for one")))
    for column in ("name", "name_en"):
        if not row[column]:
            faults.append((column, _("a name")))
        if column == "name" or row[column] != row["name"]:
            faults += [(column, fault.expected) for fault in too_long("", "", row[column])]
    parts = [row["numerator"], row["denominator"]]
    if row["kind"] == "rate" and not all(part in codes for part in parts):
        faults.append(("numerator", _("two indicators of the catalogue as numerator and denominator")))
    if row["kind"] != "rate" and (any(parts) or not row["reported_by"]):
        faults.append(("reported_by", _("who reports it, and no numerator or denominator")))
    for kind in filter(None, row["reported_by"].split(";")):
        if kind not in REPORTERS:
            faults.append(("reported_by", _("one of {choices}", choices=_choices("reported_by", REPORTERS))))
    if phasing not in ("even", "keep", "window") and not (
        len(quarters) == 4
        and all(q.isdigit() for q in quarters)
        and quarters[3] == "100"
        and [int(q) for q in quarters] == sorted(int(q) for q in quarters)
    ):
        faults.append(("phasing", _("even, keep, window, or four rising percentages such as 30/70/90/100")))
    if not row["weight"].isdigit():
        faults.append(("weight", _("a whole number")))
    return faults
