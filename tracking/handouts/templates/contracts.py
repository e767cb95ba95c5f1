"""The register of contracts as a workbook (合同台账): to be filled in, handed on, and taken in again as it stands."""

from collections.abc import Sequence

import pandas as pd

from tracking.handouts.templates.workbooks import Template
from tracking.registers import Contract

HEADINGS = ("单位代码", "单位名称", "合同种类", "签订日期", "起始日期", "到期日期", "覆盖职工人数", "备案日期", "是否续签", "覆盖企业",
            "提前终止日期", "终止原因", "备注")  # fmt: skip
KIND_NAMES = {"collective": "集体合同", "wage": "工资专项集体合同", "womens": "女职工专项集体合同"}
EXTENT_NAMES = {"own": "", "regional": "区域性", "sectoral": "行业性"}
RENEWAL, NEW = "续签", "新签"
HINT = ("一行一份合同（协议）；区域性、行业性的填签订的工会，并在“覆盖企业”中列出企业。到期未知的留空。"
        "本表只登记合同，请勿填写职工个人信息。")  # fmt: skip
WIDTHS = (22, 28, 22, 12, 12, 12, 12, 12, 10, 36, 14, 18, 18)


def contract_name(kind: str, extent: str) -> str:
    """A kind of contract as it is written: 区域性工资专项集体合同."""
    return EXTENT_NAMES[extent] + KIND_NAMES[kind]


def contracts_workbook(union: str, contracts: Sequence[Contract], names: dict[str, str], blank_rows: int = 40) -> bytes:
    """The register as a workbook; ``names`` are those of units. Read again, it changes nothing."""
    book = Template()
    sheet = book.sheet("合同台账", f"{union}集体合同台账", HINT, HEADINGS)
    for column, width in enumerate(WIDTHS):
        sheet.set_column(column, column, width)
    for place in range(len(contracts) + blank_rows):
        row = _row(contracts[place], names) if place < len(contracts) else (None,) * len(HEADINGS)
        for column, value in enumerate(row):
            day = HEADINGS[column].endswith("日期")
            book.put(sheet, 3 + place, column, value, book.day if day else book.open)
    last = 2 + len(contracts) + blank_rows
    kinds = [contract_name(kind, extent) for extent in EXTENT_NAMES for kind in KIND_NAMES]
    sheet.data_validation(3, 2, last, 2, {"validate": "list", "source": kinds})
    sheet.data_validation(3, 8, last, 8, {"validate": "list", "source": [RENEWAL, NEW]})
    return book.finish()


def _row(contract: Contract, names: dict[str, str]) -> tuple:
    covers = "、".join(names.get(cover.unit, cover.unit) for cover in contract.covers)
    return (
        contract.unit, names.get(contract.unit, contract.unit), contract_name(contract.kind, contract.extent),
        contract.signed_on, contract.valid_from, contract.valid_to, contract.employees, contract.filed_on,
        NEW if contract.renews is None else RENEWAL, covers, contract.ended_on, contract.ended_reason, contract.note,
    )  # fmt: skip


def in_order(contracts: Sequence[Contract], units: pd.DataFrame) -> list[Contract]:
    """Contracts in the order of the list of units, each unit's by kind and first day."""
    place = {unit: number for number, unit in enumerate(units["unit"])}
    kinds = list(KIND_NAMES)
    return sorted(
        contracts, key=lambda one: (place.get(one.unit, len(place)), one.unit, kinds.index(one.kind), one.begins)
    )
