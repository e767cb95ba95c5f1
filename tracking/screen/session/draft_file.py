"""What people typed and have not stored yet: kept in a file beside the database until it is stored or thrown away."""

import json
import os
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from pathlib import Path

NAMES_KEPT, VISITS_KEPT = 50, 20


@dataclass(frozen=True)
class Kept:
    """The draft of a form: what was typed in its fields, and what its person had ``seen`` when it was begun.

    ``by`` is who typed it, as far as they said, ``at`` when (UTC, without zone).
    """

    owner: str
    form: str
    fields: dict[str, object] = field(default_factory=dict)
    seen: object = None
    by: str = ""
    at: datetime = datetime.min


class DraftFile:
    """The drafts of one database. An owner is a browser; a form is a page's form with the unit, quarter … it is about."""

    def __init__(self, path: Path):
        self._path, self._lock = path, threading.Lock()
        self._drafts: dict[tuple[str, str], Kept] = {}
        self._names: dict[str, str] = {}
        self._views: dict[str, dict] = {}
        self._visits: dict[str, int] = {}
        self.unwritten = False  # whether what is kept here could not be written down, so that it ends with the program
        if path.exists():
            self._read()

    def of(self, owner: str, form: str) -> Kept | None:
        """The draft that somebody began of a form."""
        return self._drafts.get((owner, form))

    def others(self, owner: str, form: str) -> list[Kept]:
        """The drafts that others began of a form, the newest first."""
        found = [
            replace(kept, by=self._names.get(who) or kept.by)
            for (who, what), kept in self._drafts.items()
            if what == form and who != owner
        ]
        return sorted(found, key=lambda kept: kept.at, reverse=True)

    def keep(self, owner: str, form: str, fields: Mapping[str, object], seen: object = None) -> None:
        """Keep what was typed so far; nothing typed is no draft."""
        with self._lock:
            self._drafts.pop((owner, form), None)
            if fields:
                now = datetime.now(UTC).replace(tzinfo=None)
                kept = Kept(owner, form, dict(fields), seen, self._names.get(owner, ""), now)
                self._drafts[owner, form] = kept
            self._write()

    def forget(self, owner: str, form: str) -> None:
        """Drop a draft: it is stored, or thrown away."""
        if (owner, form) in self._drafts:
            self.keep(owner, form, {})

    def take_over(self, owner: str, kept: Kept) -> None:
        """Make another's draft one's own."""
        with self._lock:
            self._drafts.pop((kept.owner, kept.form), None)
        self.keep(owner, kept.form, kept.fields, kept.seen)

    def name(self, owner: str) -> str:
        """The name that somebody gave, on whatever page."""
        return self._names.get(owner, "")

    def set_name(self, owner: str, name: str) -> None:
        """Keep the name that somebody gave."""
        with self._lock:
            self._names.pop(owner, None)
            self._names[owner] = name
            self._write()

    def views(self, branch: str = "") -> dict[str, dict]:
        """The views that people of a branch kept ("": of everything): name → page, and the values of its link."""
        own = {key: view for key, view in self._views.items() if view.get("branch", "") == branch}
        return {key.removeprefix(branch): own[key] for key in sorted(own)}

    def keep_view(self, name: str, page: str, link: dict[str, str], branch: str = "") -> None:
        """Keep a page with what its link carries, in the place of a view of the same name."""
        with self._lock:
            self._views[branch + name] = {"page": page, "link": link} | ({"branch": branch} if branch else {})
            self._write()

    def forget_view(self, name: str, branch: str = "") -> None:
        """Keep a view no longer."""
        with self._lock:
            self._views.pop(branch + name, None)
            self._write()

    def visit(self, visitor: str, day: date, version: int) -> tuple[date, int] | None:
        """Note that a visitor looks at a version of the data on a day; the day and the version of the visit before this one,
        whoever made it."""
        this = f"{day:%Y-%m-%d} {visitor}"
        with self._lock:
            if self._visits.get(this) != version:
                self._visits.pop(this, None)
                self._visits[this] = version
                self._visits = dict(list(self._visits.items())[-VISITS_KEPT:])
                self._write()
            before = [visit for visit in self._visits if visit != this]
        if not before:
            return None
        return date.fromisoformat(before[-1].split(" ")[0]), self._visits[before[-1]]

    def _write(self) -> None:
        self._names = dict(list(self._names.items())[-NAMES_KEPT:])
        drafts = [{**vars(kept), "at": kept.at.isoformat()} for kept in self._drafts.values()]
        kept = {"names": self._names, "drafts": drafts, "views": self._views, "visits": self._visits}
        text = json.dumps(kept, ensure_ascii=False, default=_day_to_json)
        part = self._path.with_name(self._path.name + ".part")
        try:
            with part.open("w", encoding="utf-8") as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
            os.replace(part, self._path)
            self.unwritten = False
        except OSError:
            part.unlink(missing_ok=True)
            self.unwritten = True

    def _read(self) -> None:
        """What the file holds; one that nobody can read is put aside, and begun anew."""
        try:
            found = json.loads(self._path.read_text(encoding="utf-8"), object_hook=_day_from_json)
            drafts = [Kept(**{**one, "at": datetime.fromisoformat(one["at"])}) for one in found["drafts"]]
            self._names = dict(found["names"])
            self._views, self._visits = dict(found.get("views", {})), dict(found.get("visits", {}))
        except (OSError, ValueError, TypeError, KeyError):
            os.replace(self._path, self._path.with_name(self._path.name + ".unreadable"))
            return
        self._drafts = {(kept.owner, kept.form): kept for kept in drafts}


def _day_to_json(value: object) -> dict[str, str]:
    if isinstance(value, date):
        return {"day": value.isoformat()}
    raise TypeError(type(value))


def _day_from_json(value: dict) -> object:
    return date.fromisoformat(value["day"]) if set(value) == {"day"} else value
