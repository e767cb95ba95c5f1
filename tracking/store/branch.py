"""The store as one person may use it: reading tells of their branch alone, and storing asks first whether they may."""

import hashlib
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path

import pandas as pd

from tracking.language import _
from tracking.store.as_of import OtherStore
from tracking.store.lock import StoreProblem
from tracking.store.store import Store, Tables, safe_scope

Rows = dict[str, pd.DataFrame]
Allow = Callable[[str, Rows, int | None], Rows]


class Branch(Store):
    """Reads like a Store in which nothing but one branch was ever stored, and stores what the person may.

    ``whole`` is the store behind it, which only those ask who decide what a person may.
    """

    def __init__(self, whole: Store, scope: str, by: str, allow: Allow, may_look: Callable[[], None] = lambda: None):
        """``scope`` is the path of the branch; ``by`` who stores, as the log has it.

        ``allow`` is given the kind of a submission, its rows and which one it takes back, inside the transaction; it returns
        the rows that may be stored, or raises StoreProblem. ``may_look`` raises it where the person sees the branch no more; it is
        asked whenever something was stored since it was asked last.
        """
        self.whole, self.by, self._allow, self._may_look = whole, by, allow, may_look
        self._asked_at = whole.version()
        self.opened, self.clock = whole.opened, whole.clock
        self._catalog: str | None = None
        self.path = whole.path
        if len(whole.read("beyond", scope=safe_scope(scope))):
            self.scope = scope
            self._catalog = f"branch_{hashlib.sha256(scope.encode()).hexdigest()[:16]}"
            self.path = _path(whole, self._catalog)
            whole.opened.attach_for_good(self._catalog, None, scope)

    def close(self) -> None:
        """Nothing: the whole store stays open."""

    def read(
        self, query: str, tables: Rows | None = None, catalog: str | None = None, **parameters: object
    ) -> pd.DataFrame:
        """As Store.read, of the branch; raises StoreProblem where that is not the person's any more, as in a tab left open."""
        if (version := self.whole.version()) != self._asked_at:
            self._may_look()
            self._asked_at = version
        return self.whole.read(query, tables, catalog or self._catalog, **parameters)

    def as_of(self, submission: int, day: date | None = None) -> OtherStore:
        """As Store.as_of, of the branch."""
        if self._catalog is None:
            return self.whole.as_of(submission, day)
        catalog = f"{self._catalog}_as_of_{int(submission)}"
        self.opened.attach_for_good(catalog, submission, self.scope)
        return OtherStore(self, catalog, submission, day)

    def add(self, kind: str, tables: Tables, unless_changed_since: int | None = None, **about: object) -> int:
        """As Store.add, in the person's name; raises StoreProblem for what they may not store."""
        withdraws = about.get("withdraws")

        def allowed() -> Rows:
            rows = tables() if callable(tables) else tables
            return self._allow(kind, rows, withdraws if isinstance(withdraws, int) else None)

        return self.whole.add(kind, allowed, unless_changed_since, **{**about, "received_by": self.by})

    def backup(self, target: Path | str, replace: bool = False) -> None:
        """Raises StoreProblem: a backup holds everything."""
        raise StoreProblem(_("A backup holds the whole database; it is made on the computer on which that lies."))

    def kept_sums(self, nodes: Iterable[str], period: int) -> pd.DataFrame:
        """As Store.kept_sums; of a branch nothing is kept."""
        return self.whole.kept_sums(nodes if self.scope is None else [], period)

    def keep_sums(self, digests: pd.DataFrame, nodes: Iterable[str], period: int, checked: int) -> None:
        """As Store.keep_sums; of a branch nothing is kept."""
        if self.scope is None:
            self.whole.keep_sums(digests, nodes, period, checked)


def _path(whole: Store, catalog: str) -> Path:
    """A name of its own: what was read from it is never taken for what the store itself says."""
    return whole.path.with_name(f"{whole.path.name}@{catalog}")
