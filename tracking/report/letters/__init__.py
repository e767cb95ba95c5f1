"""Paper: letters to enterprises, the notice to all, the call list and messages; the wording stands in data/letters.txt."""

from tracking.report.letters.call_list import call_list_document
from tracking.report.letters.cases import Case, Letters, letters_for
from tracking.report.letters.letter import letters_document, letters_zip, single_letters
from tracking.report.letters.messages import all_messages, group_message, message_to
from tracking.report.letters.notice import notice_document
from tracking.report.letters.wording_file import WrongWording, read_wording

__all__ = [
    "Case",
    "Letters",
    "WrongWording",
    "all_messages",
    "call_list_document",
    "group_message",
    "letters_document",
    "letters_for",
    "letters_zip",
    "message_to",
    "notice_document",
    "read_wording",
    "single_letters",
]
