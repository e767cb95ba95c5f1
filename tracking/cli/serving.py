"""Commands around the running dashboard: serve, stop."""

import os
import socket
import sys
import tomllib
import urllib.request
import webbrowser
from typing import Annotated
from urllib.parse import urlsplit

import typer

from tracking.accounts import has_people
from tracking.cli.command import app, choices, missing_file, say
from tracking.language import _
from tracking.places import DASHBOARD, PACKAGE, ROOT, SETTINGS, text_of, usual_database
from tracking.screen import HERE, refused_address
from tracking.store import StoreProblem
from tracking.watching import addresses_of_this_computer, end_who_listens

GATED = PACKAGE / "screen" / "gate" / "app.py"


@app.command()
def serve(
    port: int = 8501,
    listen: Annotated[
        str, typer.Option(help="The address of this computer at which others reach it; 0.0.0.0 for all.")
    ] = "",
    behind: Annotated[
        str, typer.Option(help="The address that browsers use of a proxy here that ends TLS: https://…")
    ] = "",
    plain_http_on_lan: Annotated[
        bool, typer.Option(help="Without TLS: passwords cross the network as they are.")
    ] = False,
    name: Annotated[list[str] | None, typer.Option(help="A name by which browsers ask for this computer.")] = None,
) -> None:
    """Open the dashboard in the browser of this computer; with --listen or --behind to people with accounts on others."""
    import streamlit.web.cli

    if choices.example:
        os.environ["TRACKING_EXAMPLE"] = "1"
    else:
        os.environ["TRACKING_DATABASE"] = text_of(choices.database)
    os.environ["FORWARDED_ALLOW_IPS"] = (
        HERE if behind else "0.0.0.0"
    )  # whose word on who asks is believed: only a proxy's
    os.chdir(ROOT)  # where Streamlit looks for its settings
    configured = tomllib.loads(SETTINGS.read_text(encoding="utf-8")).get("server", {})
    address = listen or os.environ.get("STREAMLIT_SERVER_ADDRESS") or configured.get("address") or HERE
    # For an origin that it does not know, Streamlit asks a host in the internet what this computer's address is.
    streamlit.net_util.get_external_ip = streamlit.net_util.get_internal_ip = lambda: None
    gated = not choices.example and _stand_before_it(address, behind, plain_http_on_lan, name or [])
    if not gated and (why := refused_address(address)):
        say(why)
        say(
            _(
                "Give people accounts first, an administrator before all others: tracking user add NAME --role administrator"
            )
        )
        raise typer.Exit(2)
    _refuse_taken_port(address, port)
    options = ["--server.port", str(port), "--server.address", address]
    if gated:
        for host in sorted(gated):
            options += ["--server.allowedHosts", host]
        options += ["--server.headless", "true"] if refused_address(address) or behind else []
    sys.argv = ["streamlit", "run", str(GATED if gated else DASHBOARD), *options]
    say(_("The dashboard is at {address}; Ctrl+C ends it.", address=behind or f"http://localhost:{port}"))
    if not choices.example:
        say(_("Its database is {file}.", file=str(usual_database())))
    streamlit.web.cli.main()


def _stand_before_it(address: str, behind: str, plain: bool, names: list[str]) -> frozenset[str]:
    """Put the gate before the pages, where people have accounts; by which names they then ask for it. Nothing where nobody has.

    Ends the command where others would reach it and nobody said how their passwords are kept from listeners.
    """
    from tracking.screen.session import GATE, Terms, whole_store

    others = refused_address(address) is not None
    if missing_file():
        return frozenset()
    try:
        store = whole_store()
    except (
        StoreProblem
    ):  # the page says what is the matter; without knowing who has an account it is for this computer only
        return frozenset()
    if not has_people(store):
        return frozenset()
    if behind and urlsplit(behind).scheme != "https":
        raise typer.BadParameter(_("The proxy's address begins with https://, for it is what ends TLS."))
    if others and not behind and not plain:
        say(_("Passwords would cross the network as they are. Name the proxy that ends TLS (--behind https://…), or say that it is to"
              " be so in your office's own network (--plain-http-on-lan)."))  # fmt: skip
        raise typer.Exit(2)
    hosts = {*names, "localhost", HERE, *([urlsplit(behind).hostname or ""] if behind else [])}
    if others:
        hosts |= {address} if address not in ("0.0.0.0", "::") else addresses_of_this_computer()
    GATE.terms = Terms(frozenset(hosts), https=bool(behind), open_lan=others and not behind)
    return GATE.terms.hosts


def _refuse_taken_port(address: str, port: int) -> None:
    """Say that a port is taken, and whether by a dashboard that runs already, and end the command."""
    with socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET) as place:
        place.settimeout(2)
        if place.connect_ex((address, port)):
            return
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/_stcore/health", timeout=2) as answer:
            running = answer.read() == b"ok"
    except OSError:
        running = False
    here = f"http://localhost:{port}"
    if running:
        say(
            _(
                "A dashboard is running already: open {address} in the browser, or end it with “tracking stop”.",
                address=here,
            )
        )
        webbrowser.open(here)
    else:
        say(_("Port {port} is taken by another program; choose another one with --port.", port=port))
    raise typer.Exit(2)


@app.command()
def stop(port: int = 8501) -> None:
    """End the dashboard that runs on this computer."""
    if end_who_listens(port, DASHBOARD.name) or end_who_listens(port, "serve"):
        say(_("The dashboard was ended."))
    else:
        say(_("No dashboard is running on port {port}.", port=port))
        raise typer.Exit(1)
