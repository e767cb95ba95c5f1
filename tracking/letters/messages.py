"""Short texts to paste into a phone: one for each enterprise, one for the group; no names of persons."""

from tracking.letters.cases import Case, Letters, fields_of


def message_to(letters: Letters, case: Case) -> str:
    """The text for one enterprise."""
    return letters.wording.line("催报短信" if case.silent else "企业短信", fields_of(letters, case))


def group_message(letters: Letters) -> str:
    """The text for the group of all."""
    return letters.wording.line("群消息", fields_of(letters))


def all_messages(letters: Letters) -> str:
    """The group's text and then one line for each enterprise."""
    return "\n\n".join([group_message(letters), *(message_to(letters, case) for case in letters.cases)]) + "\n"
