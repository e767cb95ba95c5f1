"""Parts of a whole: what they add up to, how a whole is split among them, and what is missing or too much (分解差额)."""

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from fractions import Fraction
from typing import TypeVar

Node = TypeVar("Node", bound=Hashable)


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


def done_nothing(_node: object, _target: Mapping) -> int:
    """Of units that leave nothing behind."""
    return 0


def sum_of_parts(
    children: Mapping[Node, Sequence[Node]],
    own: Mapping[Node, Sequence[dict]],
    root: Node,
    left_out: Iterable[Node] = (),
    done: Callable[[Node, dict], int] = done_nothing,
) -> dict[Node, list[dict]]:
    """The targets of every node for one indicator: its own; without one, the sum of its children's (分解合计).

    ``own`` maps units to their targets (period_start, due_date, comparator, phasing, window_opens, target, tolerance,
    baseline …). Parts that differ in period, comparator or phasing give one row whose ``target`` is None and whose
    ``target_source`` is inconsistent. Of units in ``left_out`` (closed, 免考核) only what they had ``done`` of a target is
    added up. Sources are own, breakdown and inconsistent; ``parts`` counts the targets added up. A part without a
    baseline counts 0, and the sum is marked ``baseline_unknown``.
    """
    skipped = set(left_out)
    found: dict[Node, list[dict]] = {}

    def parts_of(child: Node) -> list[dict]:
        targets = targets_of(child)
        return targets if child not in skipped else left_behind(targets, lambda target: done(child, target))

    def targets_of(node: Node) -> list[dict]:
        if node not in found:
            below = [target for child in children.get(node, []) for target in parts_of(child)]
            alone = {"parts": 1, "baseline_unknown": False}
            told = [{**alone, **target, "target_source": "own"} for target in own.get(node, [])]
            found[node] = told if node in own else _added_up(below)
        return found[node]

    targets_of(root)
    return {node: targets for node, targets in found.items() if targets and node not in skipped}


def left_behind(targets: Iterable[dict], done: Callable[[dict], int]) -> list[dict]:
    """What a unit leaves of its targets where it is not counted any more: min(target, done), so that what it did there
    never flatters the others. It is no part that anybody still has to do."""
    kept = [(target, done(target)) for target in targets]
    return [
        {
            **target,
            "target": None if target["target"] is None else min(target["target"], amount),
            "tolerance": 0,
            "parts": 0,
        }
        for target, amount in kept
        if amount > 0
    ]


def _added_up(parts: list[dict]) -> list[dict]:
    if not parts:
        return []
    keys = {
        tuple(part[name] for name in ("period_start", "due_date", "comparator", "phasing", "window_opens"))
        for part in parts
    }
    counted = {**parts[0], "parts": sum(part["parts"] for part in parts)}
    if len(keys) > 1 or any(part["target"] is None for part in parts):
        nothing = {"target": None, "tolerance": 0, "baseline": None, "baseline_unknown": False}
        return [{**counted, **nothing, "parts": len(parts), "target_source": "inconsistent"}]
    known = [part["baseline"] for part in parts if part["baseline"] is not None]
    return [
        {
            **counted,
            "target": sum(part["target"] for part in parts),
            "tolerance": sum(part["tolerance"] for part in parts),
            "baseline": sum(known) if known else None,
            "baseline_unknown": len(known) < len(parts) or any(part["baseline_unknown"] for part in parts),
            "target_source": "breakdown",
        }
    ]
