"""Storing what a person has seen: one file, or all the clean ones of a drop, one transaction each."""

from collections.abc import Callable, Set
from dataclasses import dataclass, field

from tracking.intake.drop import Choices, Drop, File
from tracking.intake.preview import store_preview
from tracking.intake.verdicts import overwrites, verdict_of
from tracking.reading import ReportProblem, masked
from tracking.store import Store, StoreProblem


def store_seen(
    drop: Drop, store: Store, file: File, choices: Choices, by: str, reason: str | None, accepted: Set[str]
) -> bool:
    """Store a file if it would still change what was shown; False, and nothing stored, where it would not.

    Raises ReportProblem and StoreProblem as store_preview does.
    """

    def store_it() -> bool:
        found = drop.understand(store, file, choices, exact=True)
        if isinstance(found, ReportProblem) or not drop.as_shown(file):
            return False
        store_preview(store, found, by, reason, accepted)
        return True

    return store.undisturbed(store_it)


@dataclass
class Done:
    """What storing many files came to: the keys of those stored, and sentences about those the store refused."""

    stored: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)


def store_clean(
    drop: Drop, store: Store, files: list[File], choices: Choices, by: str, tell: Callable[[int, File], None]
) -> Done:
    """Store every file that waits for nobody, units before plans before quarters.

    Each is compared anew just before, because those before it may have changed what is known; and those left over are
    looked at again as long as another was stored. One that would overwrite something is stored only as it was shown.
    ``tell`` hears how many are done and which file is next.
    """
    done, left = Done(), list(files)
    while left:
        kept: list[File] = []
        refused: list[str] = []
        for number, file in enumerate(sorted(left, key=lambda file: (drop.rank(file), file.name))):
            tell(len(files) - len(left) + number, file)
            try:
                stored = _store_if_clean(drop, store, file, choices, by)
            except (ReportProblem, StoreProblem) as problem:
                stored = False
                refused.append(f"{masked(file.name)}: {problem}")
            if stored:
                done.stored.append(file.file_id)
            else:
                kept.append(file)
        done.refused = refused
        if len(kept) == len(left):
            return done
        left = kept
    return done


def _store_if_clean(drop: Drop, store: Store, file: File, choices: Choices, by: str) -> bool:
    def store_it() -> bool:
        found = drop.understand(store, file, choices, exact=True)
        if isinstance(found, ReportProblem) or verdict_of(found).name != "ready":
            return False
        if overwrites(found) and not drop.as_shown(file):
            return False
        return store_preview(store, found, by) is not None

    return store.undisturbed(store_it)
