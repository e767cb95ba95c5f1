"""Evidence (证明材料): what may be kept of it, and what carries it."""

from tracking.evidence.keeping import (
    CARRIERS,
    MOST_AT_ONCE,
    Carrier,
    ask_evidence,
    asks_evidence,
    attach,
    doubt_text,
    evidence_files_wrong,
    evidence_needed,
    evidence_of,
    file_name_of,
    file_of,
    given_of_needed,
    newest_evidence_asked,
    packed,
    stem_of,
    take_back_evidence,
)
from tracking.evidence.looking import ENDINGS, LARGEST, Piece, WrongEvidence, link_to, looked_at
