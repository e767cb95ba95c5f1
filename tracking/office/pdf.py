"""A Word file as PDF, where LibreOffice is found."""

import shutil
import subprocess
import tempfile
from pathlib import Path

SECONDS = 120


class NoOffice(Exception):
    """There is no LibreOffice on this computer, or it made nothing of the file."""


def office_program() -> str | None:
    """Where LibreOffice is on this computer; None where it is not."""
    return shutil.which("soffice") or shutil.which("libreoffice")


def as_pdf(document: bytes) -> bytes:
    """The PDF of a .docx file. Raises NoOffice."""
    office = office_program()
    if office is None:
        raise NoOffice
    with tempfile.TemporaryDirectory(prefix="union-target-") as name:
        folder = Path(name)
        (folder / "report.docx").write_bytes(document)
        profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
        command = [office, profile, "--headless", "--convert-to", "pdf", "--outdir", name, str(folder / "report.docx")]
        try:
            subprocess.run(command, check=True, capture_output=True, timeout=SECONDS)
            return (folder / "report.pdf").read_bytes()
        except (OSError, subprocess.SubprocessError):
            raise NoOffice from None
