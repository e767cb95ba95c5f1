"""Contracts in words: what one is called, how it stands, and what of it needs somebody's attention."""

from datetime import date

import pandas as pd

from tracking.language import N_, _
from tracking.registers import EXPIRING, KINDS, LAPSED, STATES, WARNED, warned
from tracking.telling.attention import Attention, a_few_of
from tracking.telling.figures import day_text

CONTRACT_ICONS = {"expiring": "△", "lapsed": "✕", "in_force": "✓", "to_come": "○", "renewed": "→", "ended": "–"}
OF_AN_EXTENT = {"regional": N_("{kind} (regional)"), "sectoral": N_("{kind} (sectoral)")}


def contract_text(kind: str, extent: str = "own") -> str:
    """What a contract is called: wage agreement (regional)."""
    name = _(KINDS[kind])
    return _(OF_AN_EXTENT[extent], kind=name) if extent in OF_AN_EXTENT else name


def contract_state_text(state: str) -> str:
    """Icon and word of how a contract stands."""
    return f"{CONTRACT_ICONS[state]} {_(STATES[state])}"


def left_text(left: int | None, until: date | None) -> str:
    """How long a contract still runs, or since when it does not: 23 days left, 12 days ago."""
    if left is None or pd.isna(left) or until is None:
        return "—"
    return _("{days} days left", days=int(left)) if left >= 0 else _("{days} days ago", days=-int(left))


def contracts_attention(stands: pd.DataFrame) -> list[Attention]:
    """The sentence about contracts that expire or lapsed (registers.standing), if there are any."""
    counts = warned(stands)
    soon = stands[stands["state"] == EXPIRING]
    if soon.empty and not counts[LAPSED]:
        return []
    rest = []
    if len(soon):
        start = _("{count} contracts expire within {days} days", count=len(soon), days=WARNED[-1])
        named = [_("{name} {day}", name=row["name"], day=day_text(row["until"])) for row in soon.to_dict("records")]
        rest.append(a_few_of(list(dict.fromkeys(named))))
        if counts[LAPSED]:
            rest.append(_("{count} lapsed, not renewed", count=counts[LAPSED]))
    else:
        start = _("{count} contracts lapsed", count=counts[LAPSED])
        rest.append(_("they were not renewed; see which"))
    return [Attention("not_due", start, _("; ").join(rest), "register")]
