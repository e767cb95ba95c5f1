"""Paper: letters to enterprises, the notice to all, the call list and messages; the wording stands in data/letters.txt."""

from tracking.letters.call_list import call_list_document
from tracking.letters.cases import Letters, founding_notices, letters_for, nothing_to_say
from tracking.letters.letter import letters_document, letters_zip, single_letters
from tracking.letters.messages import all_messages, group_message, message_to
from tracking.letters.notice import notice_document
from tracking.letters.scores import Scored, score_notice, score_workbook
from tracking.letters.units import missing_words, units_notice, units_poster, units_workbook
from tracking.letters.wording_file import WrongWording, read_wording
