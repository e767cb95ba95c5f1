"""Short texts to paste into a phone: one for each enterprise, one for the group; no names of persons."""

from tracking.letters.cases import ABOUT_CONTRACTS, ABOUT_TASKS, LATE_LETTER, Case, Letters, fields_of

MESSAGES = {LATE_LETTER: "催报短信", ABOUT_TASKS: "企业短信", ABOUT_CONTRACTS: "到期短信"}


def message_to(letters: Letters, case: Case) -> str:
    """The text for one enterprise."""
    return letters.wording.line(MESSAGES[case.kind], fields_of(letters, case))


def group_message(letters: Letters) -> str:
    """The text for the group of all."""
    return letters.wording.line("群消息", fields_of(letters))


def all_messages(letters: Letters) -> str:
    """The group's text and then one line for each enterprise."""
    return "\n\n".join([group_message(letters), *(message_to(letters, case) for case in letters.cases)]) + "\n"
