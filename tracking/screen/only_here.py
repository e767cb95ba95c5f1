"""The dashboard serves this computer and no other until people have accounts."""

import ipaddress

from tracking.language import _

HERE = "127.0.0.1"


def refused_address(address: str | None) -> str | None:
    """Why the dashboard may not listen on an address, in a sentence; None for one that only this computer reaches."""
    said = (address or "0.0.0.0").strip().strip("[]")
    try:
        only_here = said.lower() == "localhost" or ipaddress.ip_address(said).is_loopback
    except ValueError:
        only_here = False
    if only_here:
        return None
    return _(
        "The dashboard would be open to other computers ({address}), and whoever reaches it could see and change everything: "
        "there are no accounts yet. It serves this computer only, with the address {here}.",
        address=address or _("every address"), here=HERE,
    )  # fmt: skip
