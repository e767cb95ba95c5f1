"""A file as a browser sends it."""

from dataclasses import dataclass


@dataclass
class Sent:
    """A file as the uploader hands it over."""

    file_id: str
    name: str
    data: bytes

    def getvalue(self) -> bytes:
        """What it holds."""
        return self.data
