"""Sheets → tidy rows, or every fault at once."""

from tracking.reading.appearance import notes_about, questions_about
from tracking.reading.contacts import KEEP, OFFICE_CONTACTS, notes_on_contacts, question_on_contacts, without_contacts
from tracking.reading.contracts import read_contracts
from tracking.reading.credit_code import CREDIT_ALPHABET
from tracking.reading.distorted import refuse_distorted_cells
from tracking.reading.files import ask_child, read_book
from tracking.reading.foundings import read_foundings
from tracking.reading.indicators import complete_indicator, faults_of_indicator, read_indicators
from tracking.reading.kinds import kind_of, notes_on_registers
from tracking.reading.layout.memory import LAYOUT, Answers, answered_for_drawing
from tracking.reading.layout.picture import (
    DAY,
    ROLES,
    ReadColumn,
    ReadRow,
    ReadTable,
    Said,
    key_of_row,
    roles_of,
    said_of_words,
)
from tracking.reading.layout.titles import INDICATOR_HEADINGS, shown_sheets
from tracking.reading.named_units import NamedUnit, units_named
from tracking.reading.numbers import Amount, Proposal, as_fault, as_typed, is_blank, read_amount
from tracking.reading.personal_numbers import masked, numbers_in_text
from tracking.reading.phasing import default_phasing, phasing_fits, quarter_ends_inside
from tracking.reading.plan import read_plan
from tracking.reading.privacy import KINDS, TELEPHONES, refuse_personal_data
from tracking.reading.problems import AS_PROPOSED, LEAVE_OUT, Fault, PersonalData, Question, ReportProblem, in_sheet
from tracking.reading.quarter import read_quarter, says_no, says_yes
from tracking.reading.roster import ROSTER_TOP
from tracking.reading.roster_names import initials
from tracking.reading.scoring_rules import read_scoring_rules
from tracking.reading.sheets import Known, Reading, similar_names
from tracking.reading.units import read_units
