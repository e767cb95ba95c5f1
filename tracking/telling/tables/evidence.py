"""Evidence for reading: what each piece is, what carries it, who handed it in and when; and what is still without."""

import pandas as pd

from tracking.evidence import CARRIERS, ENDINGS, packed, stem_of
from tracking.harmless import file_names
from tracking.language import _
from tracking.opening import MEGABYTE
from tracking.store import OtherStore, Store
from tracking.telling import contract_text
from tracking.telling.tables.export import excel_of
from tracking.telling.tables.records import cell_text, local_times
from tracking.telling.tables.told import Told
from tracking.words import quarter_text


def carrier_text(row: dict, subjects: dict[str, str]) -> str:
    """What carries a piece: an indicator's figure, a follow-up, the version of a plan; ``subjects`` are those of subject_words."""
    if row["carrier"] == "plan":
        return _("plan of {year}, version {version}", year=int(row["period"]) // 4, version=int(row["carried"]))
    if row["carrier"] == "contract":
        return f"{_(CARRIERS['contract'])}: {contract_text(row['subject'])}"
    subject = subjects.get(row["subject"], row["subject"])
    return subject if row["carrier"] == "figure" else f"{_(CARRIERS['follow_up'])}: {subject}"


def evidence_table(found: pd.DataFrame, units: dict[str, str], subjects: dict[str, str]) -> pd.DataFrame:
    """Evidence (evidence.evidence_of), for reading; ``units`` and ``subjects`` are names."""
    rows = found.to_dict("records")
    return pd.DataFrame(
        {
            _("Evidence"): [row["title"] for row in rows],
            _("Unit"): [units.get(row["unit"], row["unit"]) for row in rows],
            _("Of what"): [carrier_text(row, subjects) for row in rows],
            _("Quarter"): [
                Told(str(row["period"] // 4) if row["carrier"] == "plan" else quarter_text(row["period"]), row["period"])
                for row in rows
            ],
            _("Format"): [_kind_text(row) for row in rows],
            _("By"): [row["received_by"] for row in rows],
            _("Time"): local_times(found["received_at"]),
            _("Note"): [row["note"] if isinstance(row["note"], str) else "" for row in rows],
        }
    )  # fmt: skip


def evidence_archive(
    store: Store | OtherStore, found: pd.DataFrame, units: dict[str, str], subjects: dict[str, str], union: str
) -> bytes:
    """The files of some evidence as one zip file, named by unit and what carries them, with the list of all of it as Excel."""
    files = found[found["sha256"].notna()]
    told = files.to_dict("records")
    stems = [
        (f"{units.get(row['unit'], row['unit'])}_{carrier_text(row, subjects)}_{stem_of(row)}", str(row["submission"]))
        for row in told
    ]
    names = [name + ENDINGS[row["kind"]] for name, row in zip(file_names(stems, ""), told, strict=True)]
    head = _("Evidence")
    listed = excel_of([(head, evidence_table(found, units, subjects))], head, union, store.today(), "")
    return packed(store, files, names, {f"{head}.xlsx": listed})


def _kind_text(row: dict) -> str:
    if not isinstance(row["kind"], str):
        return _("link")
    size = row["bytes"] / MEGABYTE
    return f"{ENDINGS[row['kind']][1:].upper()} · " + (
        f"{size:.1f} MB" if size >= 0.1 else f"{row['bytes'] / 1024:.0f} KB"
    )


def lacking_table(needed: pd.DataFrame, units: pd.DataFrame, indicators: pd.DataFrame) -> pd.DataFrame:
    """Figures without the evidence that is asked of them (evidence.evidence_needed), for reading."""
    about, named = units.set_index("unit"), indicators.set_index("indicator")
    rows = needed.to_dict("records")
    return pd.DataFrame(
        {
            _("Unit"): [about["name"].get(row["unit"], row["unit"]) for row in rows],
            _("Indicator"): [named["shown"].get(row["indicator"], row["indicator"]) for row in rows],
            _("Reported"): [cell_text(row, named.loc[row["indicator"], "measure"]) for row in rows],
            _("Contact"): [_text(about["contact"].get(row["unit"])) for row in rows],
            _("Phone"): [_text(about["phone"].get(row["unit"])) for row in rows],
        }
    )


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
