"""Save and load: the only room that knows DuckDB."""

from tracking.store.as_of import OtherStore
from tracking.store.attached import Attachments, hash_of
from tracking.store.backups import WouldReplace, take_drafts_along
from tracking.store.branch import Branch
from tracking.store.coming_back import DatabaseGone, gone
from tracking.store.copies import dated_copies, day_of, forget_new
from tracking.store.door import refuse_text
from tracking.store.engine import obstacle_of
from tracking.store.error_log import unforeseen
from tracking.store.lock import StoreProblem
from tracking.store.shared import bring_up_to_date, take_over
from tracking.store.store import NothingToStore, Store, StoreChanged, changed_by, number_of, refuse_unless_seen, restore
