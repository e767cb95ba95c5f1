"""Days of signing that stand in a quarter's figures (签订日期): offered to the register of contracts, once, and remembered."""

from dataclasses import replace
from datetime import timedelta

import pandas as pd

from tracking.language import _
from tracking.reading import AS_PROPOSED, LEAVE_OUT, Known, Question, Reading
from tracking.registers import CONTRACTS, Contract, contract_tables, known_contracts, may_renew
from tracking.store import Store

SIGNED = "signed_days"
NEAR = timedelta(days=60)  # between the day told and the one on record of the same contract
OFFERED = ("contract_enterprises", "contracts_in_force", "wage_enterprises", "womens_contract_enterprises")


def ask_about_signed(store: Store, reading: Reading, known: Known) -> None:
    """Ask whether the days of signing are contracts of the register, too, where it has none of the day."""
    found = signed_contracts(store, reading)
    if not found:
        return
    text = _("{count} days of signing stand among the figures, of contracts that the register does not have. Keep them there, too? "
             "When they end is not known yet.", count=len(found))  # fmt: skip
    choices = (
        (AS_PROPOSED, _("yes: in the register, too")),
        (LEAVE_OUT, _("no: only as figures")),
    )
    answer = known.answers.get(SIGNED, "")
    cells = tuple(contract.cell for contract in found if contract.sheet == found[0].sheet)
    said = _("days of signing")
    reading.questions.append(Question(SIGNED, text, cells, choices, answer, said, sheet=found[0].sheet))


def signed_contracts(store: Store, reading: Reading) -> list[Contract]:
    """The contracts that days of signing in a quarter's file tell of and the register does not have, one of each enterprise and
    kind; each renews the one before it that had ended by then."""
    told = reading.tables.get("signed", pd.DataFrame())
    if told.empty:
        return []
    units = store.read("current_units", scope="/", day=store.today())
    firms = set(units.loc[units["kind"] == "enterprise", "unit"])
    stored = known_contracts(store)
    found: dict[tuple[str, str], Contract] = {}
    for row in told[told["indicator"].isin(OFFERED) & told["unit"].isin(firms)].to_dict("records"):
        kind, day = CONTRACTS[row["indicator"]], row["day"]
        same = [one for one in stored if (one.unit, one.kind) == (row["unit"], kind)]
        if any(abs((one.signed_on or one.begins) - day) <= NEAR or abs(one.begins - day) <= NEAR for one in same):
            continue
        contract = Contract(row["unit"], kind, day, None, signed_on=day, sheet=row["sheet"], cell=row["cell"])
        before = may_renew(contract, stored)
        found.setdefault((row["unit"], kind), replace(contract, renews=before.number if before else None))
    return list(found.values())


def signed_tables(store: Store, reading: Reading) -> dict[str, pd.DataFrame]:
    """The rows of the register that a quarter's file brings, where somebody said so."""
    agreed = any(question.key == SIGNED and question.answer == AS_PROPOSED for question in reading.questions)
    found = signed_contracts(store, reading) if agreed else []
    return contract_tables(store, found, sure=True) if found else {}
