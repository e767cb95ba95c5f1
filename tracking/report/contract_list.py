"""The annex that lists the contracts that end soon or lapsed without a new one (合同到期情况表)."""

import pandas as pd
from docx.document import Document as WordDocument

from tracking.handouts.templates import contract_name
from tracking.office import NOTE, add_table
from tracking.registers import LAPSED
from tracking.report.facts import Facts
from tracking.report.half_year import Report
from tracking.report.wording import day


def contract_name_of(row: dict) -> str:
    """What a contract (registers.standing) is called: 区域性工资专项集体合同."""
    return contract_name(row["kind"], row["extent"])


def contract_list(document: WordDocument, report: Report, _made: object, _sources: object) -> None:
    """The contracts that end in what the report looks ahead to, then those that lapsed, the first to end first."""
    facts = report.facts
    rows = [*_soon(facts).to_dict("records"), *facts.stands[facts.stands["state"] == LAPSED].to_dict("records")]
    lines = [
        [str(number), row["name"], facts.names.get(row["parent"], ""), contract_name_of(row), day(row["until"].date()),
         "到期未续" if row["state"] == LAPSED else "将到期"]
        for number, row in enumerate(rows, start=1)
    ]  # fmt: skip
    add_table(
        document, ["序号", "企业", "所属工会", "合同", "到期日期", "情况"], lines, [9, 44, 32, 30, 26, 16], "clllcc", 9
    )
    document.add_paragraph(f"注：据合同台账和单位名册，截至{day(facts.today)}。", style=NOTE)


def _soon(facts: Facts) -> pd.DataFrame:
    """Those of facts.ending that have not ended yet, with what the register says of them."""
    stands = facts.stands[facts.stands["state"] != LAPSED]
    return stands.merge(facts.ending[["unit", "contract"]].rename(columns={"contract": "kind"}), on=["unit", "kind"])
