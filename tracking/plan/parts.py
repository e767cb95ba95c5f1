"""Parts of a whole: what they add up to, how a whole is split among them, and what is missing or too much (分解差额)."""

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction


def split_whole(whole: int, weights: Sequence[int]) -> list[int]:
    """Whole numbers in the ratio of the weights that add up to the whole exactly: the largest-remainder method.

    Everybody gets the whole part of its share; what is left goes, one each, to the largest remainders, of equal ones to the
    larger weight, then to the earlier. Raises ValueError for a negative weight or whole, or if no weight is above 0.
    """
    total = sum(weights)
    if whole < 0 or total <= 0 or min(weights) < 0:
        raise ValueError(f"cannot split {whole} by {weights}")
    shares = [Fraction(whole * weight, total) for weight in weights]
    parts = [int(share) for share in shares]
    order = sorted(range(len(parts)), key=lambda n: (parts[n] - shares[n], -weights[n], n))
    for number in order[: whole - sum(parts)]:
        parts[number] += 1
    return parts


def sum_of_parts(
    children: Mapping[str, list[str]], own: Mapping[str, list[Mapping]], root: str, left_out: Iterable[str] = ()
) -> dict[str, list[dict]]:
    """The targets of every node for one indicator: its own; without one, the sum of its children's (分解合计).

    ``own`` maps units to their targets (period_start, due_date, comparator, phasing, window_opens, target, tolerance,
    baseline …). Parts that differ in period, comparator or phasing give one row whose ``target`` is None and whose
    ``target_source`` is inconsistent. Units in ``left_out`` (免考核) are not added up. Sources are own, breakdown and
    inconsistent; ``parts`` counts the targets added up.
    """
    skipped = set(left_out)
    found: dict[str, list[dict]] = {}

    def targets_of(node: str) -> list[dict]:
        if node not in found:
            below = [targets_of(child) for child in children.get(node, []) if child not in skipped]
            if node in own:
                found[node] = [{**target, "target_source": "own", "parts": 1} for target in own[node]]
            else:
                found[node] = _added_up([target for targets in below for target in targets])
        return found[node]

    targets_of(root)
    return {node: targets for node, targets in found.items() if targets}


def _added_up(parts: list[dict]) -> list[dict]:
    if not parts:
        return []
    keys = {
        tuple(part[name] for name in ("period_start", "due_date", "comparator", "phasing", "window_opens"))
        for part in parts
    }
    if len(keys) > 1 or any(part["target"] is None for part in parts):
        return [
            {
                **parts[0],
                "target": None,
                "tolerance": 0,
                "baseline": None,
                "target_source": "inconsistent",
                "parts": len(parts),
            }
        ]
    baselines = [part["baseline"] for part in parts]
    return [
        {
            **parts[0],
            "target": sum(part["target"] for part in parts),
            "tolerance": sum(part["tolerance"] for part in parts),
            "baseline": None if None in baselines else sum(baselines),
            "target_source": "breakdown",
            "parts": sum(part["parts"] for part in parts),
        }
    ]
