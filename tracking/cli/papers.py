"""Commands that write files to hand out: report, letters."""

from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tracking.cli.command import Quarter, UnitCode, Year, app, facts_for, open_store, refuse_file, say, topmost
from tracking.lagging import load_history
from tracking.language import _
from tracking.report import (
    DETAILED,
    KIND_OF_QUARTER,
    PART_OF,
    SOURCES,
    Report,
    WrongKind,
    current_report,
    own_look,
)

if TYPE_CHECKING:  # loaded where letters are written
    from tracking.letters import Letters


class Kind(StrEnum):
    """The reports there are."""

    half_year = "half-year"
    quarter = "quarter"
    annual = "annual"
    annex = "annex"


@app.command()
def report(
    year: Year,
    quarter: Quarter,
    output: Annotated[Path, typer.Option("-o", "--output", help="A .docx, .pdf, .txt, .xlsx or .csv file.")],
    unit: UnitCode = None,
    kind: Annotated[Kind | None, typer.Option(help="Else the one usual for the quarter.")] = None,
    detailed: Annotated[
        bool, typer.Option("--detailed", help="Dues, gaps and last year in the text, not in the annex alone.")
    ] = False,
    with_sources: Annotated[
        bool, typer.Option("--with-sources", help="An annex with the cells of every figure.")
    ] = False,
    without: Annotated[
        list[str] | None, typer.Option(help="A section or annex to leave out, such as annex_charts; may be repeated.")
    ] = None,
) -> None:
    """Write the half-year report, a briefing, the annual report or the tables alone."""
    from tracking.office import NoOffice

    changed = _changes(detailed, with_sources, without)
    with open_store() as store:
        unit = unit or topmost(store, year, quarter)
        write, facts = _writer(output, own_look(store, unit)), facts_for(store, unit, year, quarter)
        try:
            made = current_report(store, facts, kind.value if kind else KIND_OF_QUARTER[quarter], changed)
        except WrongKind as problem:
            say(str(problem))
            raise typer.Exit(2) from None
        try:
            output.write_bytes(write(made))
        except NoOffice:
            say(
                _("A .pdf needs LibreOffice, which was not found here; make a .docx and save it as PDF in Word or WPS.")
            )
            raise typer.Exit(1) from None
    say(str(output))


def _writer(output: Path, like: bytes | None) -> Callable[[Report], bytes]:
    """What writes a report into a file of this ending; ends with a sentence where nothing does."""
    from tracking.office import as_pdf
    from tracking.report import as_plain_text, report_csv, report_document, report_workbook

    writers: dict[str, Callable[[Report], bytes]] = {
        ".docx": lambda made: report_document(made, like),
        ".xlsx": report_workbook,
        ".csv": report_csv,
        ".txt": lambda made: as_plain_text(made).encode("utf-8-sig"),
        ".pdf": lambda made: as_pdf(report_document(made, like)),
    }
    if output.suffix.lower() not in writers:
        say(_("The report can be a .docx, .pdf, .txt, .xlsx or .csv file, not {name}.", name=output.name))
        raise typer.Exit(2)
    return writers[output.suffix.lower()]


def _changes(detailed: bool, with_sources: bool, without: list[str] | None) -> dict[str, bool]:
    """Section → whether it is wanted this once; ends with a sentence where one is not known."""
    changed = dict.fromkeys(without or (), False)
    if unknown := sorted(changed.keys() - set(PART_OF)):
        say(_("{names} is no section; there are: {known}.", names=", ".join(unknown), known=", ".join(PART_OF)))
        raise typer.Exit(2)
    return changed | ({DETAILED: True} if detailed else {}) | ({SOURCES: True} if with_sources else {})


@app.command()
def letters(
    year: Year,
    quarter: Quarter,
    output: Annotated[Path, typer.Option("-o", "--output", help="A folder; it is made if there is none.")],
    unit: UnitCode = None,
) -> None:
    """Write the letters to enterprises behind or silent, the notice, the call list and the messages for the phone."""
    from tracking.letters import (
        WrongWording,
        all_messages,
        letters_for,
        read_wording,
        single_letters,
    )

    try:
        wording = read_wording()
    except WrongWording as problem:
        for fault in problem.faults:
            say(fault)
        raise typer.Exit(1) from None
    with open_store() as store:
        facts = facts_for(store, unit, year, quarter)
        made = letters_for(facts, load_history(store, facts.unit, facts.period), wording)
    refuse_file(output)
    single = output / _("one each")
    single.mkdir(parents=True, exist_ok=True)
    for name, document in single_letters(made):
        (single / name).write_bytes(document)
    _write_documents(output, made)
    (output / f"{_('messages')}.txt").write_text(all_messages(made), encoding="utf-8-sig")
    say(_("{count} letters, a notice, a call list and messages in {folder}", count=len(made.cases), folder=str(output)))


def _write_documents(output: Path, made: "Letters") -> None:
    """Letters, notice and call list, without those that would be empty."""
    from tracking.letters import call_list_document, letters_document, nothing_to_say, notice_document

    whole = {_("notice"): notice_document}
    if made.cases:
        whole |= {_("letters"): letters_document, _("call list"): call_list_document}
    if nothing_to_say(made):
        del whole[_("notice")]
        say(_("No notice was written: no target is broken down among enterprises, and every one of them reported."))
    for name, write in whole.items():
        (output / f"{name}.docx").write_bytes(write(made))
