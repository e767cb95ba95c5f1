"""What many people at once cost: sessions that look from page to page, as ratios to one alone. See README.md."""

import argparse
import asyncio
import json
import os
import random
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import suppress
from http.cookiejar import CookieJar
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlencode

import pandas as pd
import psutil
from counties import fill
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import connect

from tracking.accounts.passwords import hash_of
from tracking.intake import prepare_store
from tracking.store import Store

ROOT = Path(__file__).resolve().parents[1]
PASSWORD = "horse battery staple correct"
PAGES = ("", "formation", "contracts", "lagging", "calendar", "enterprise", "report", "followup", "records", "changes")


def free_port() -> int:
    """A port that nobody uses."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


def fill_township(database: Path, enterprises: int, people: int) -> list[str]:
    """A township of so many enterprises with eight quarters, and so many people with accounts, of whom each third has one of its
    enterprises for a branch and the others all of it; their passwords are PASSWORD."""
    with Store(database) as store:
        prepare_store(store)
        fill(store, enterprises * 8 * 30, enterprises)
        town = store.read("current_units", scope="/", day=store.today())
        top, firms = town["unit"].iloc[0], town.loc[town["kind"] == "enterprise", "unit"].tolist()
        names = ["administrator", *(f"person {number}" for number in range(people))]
        rows = [
            {"account": name, "roles": "administrator" if number == 0 else "clerk",
             "unit": "/" if number == 0 else firms[number] if number % 3 == 0 else top,
             "password": hash_of(PASSWORD) if number < 2 else "", "one_time": False, "disabled": False}
            for number, name in enumerate(names)
        ]  # fmt: skip
        rows = [row | {"password": row["password"] or rows[1]["password"]} for row in rows]
        store.add("account", {"account": pd.DataFrame(rows)})
    return names[1:]


def serve(port: int, database: Path | None) -> psutil.Process:
    """The dashboard on the example or a database, in a process of its own."""
    said = ["--example"] if database is None else ["--database", str(database)]
    command = [sys.executable, "-c", "from tracking.cli import main; main()", *said, "serve", "--port", str(port)]
    environment = {**os.environ, "STREAMLIT_SERVER_HEADLESS": "true", "PYTHONPATH": str(ROOT)}
    started = psutil.Process(subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL).pid)
    while True:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/_stcore/health", timeout=2).close()
        except OSError:
            time.sleep(0.2)
        else:
            return started


def sign_in(port: int, name: str) -> str:
    """The cookie of somebody who signed in."""
    jar = CookieJar()
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))
    browser.addheaders = [("Origin", f"http://127.0.0.1:{port}"), ("Accept", "text/html")]
    browser.open(f"http://127.0.0.1:{port}/sign-in").read()
    form = {"form": next(one.value for one in jar if one.name == "tracking_form"), "name": name, "password": PASSWORD}
    with suppress(urllib.error.HTTPError):
        browser.open(f"http://127.0.0.1:{port}/sign-in", urlencode({**form, "to": "/_stcore/health"}).encode())
    return "; ".join(f"{one.name}={one.value}" for one in jar)


async def look(socket_, page: str) -> tuple[float, int]:
    """Go to a page: how long until it is drawn, in seconds, and how many errors it shows."""
    asked, start, errors = BackMsg(), time.monotonic(), 0
    asked.rerun_script.page_name = page
    await socket_.send(asked.SerializeToString())
    while True:
        told = ForwardMsg.FromString(await asyncio.wait_for(socket_.recv(), 120))
        if told.WhichOneof("type") == "delta" and told.delta.new_element.WhichOneof("type") == "exception":
            errors += 1
        if told.WhichOneof("type") == "script_finished" and told.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN:
            return time.monotonic() - start, errors


async def person(port: int, number: int, looks: int, think: float, cookie: str) -> list[tuple[float, int]]:
    """One session that looks at pages in an order of its own."""
    chance, address = random.Random(number), f"ws://127.0.0.1:{port}/_stcore/stream"
    async with connect(
        address,
        subprotocols=["streamlit"],
        origin=f"http://127.0.0.1:{port}",
        max_size=None,
        additional_headers={"Cookie": cookie} if cookie else None,
    ) as socket_:
        await look(socket_, "")
        found = []
        for _look in range(looks):
            await asyncio.sleep(think * (0.5 + chance.random()))
            found.append(await look(socket_, chance.choice(PAGES)))
        return found


async def measure(port: int, server: psutil.Process, people: int, looks: int, think: float, cookies: list[str]) -> dict:
    """Looks by so many at once: the middle and the 95th of a hundred, in seconds, and the server's CPU for each."""
    before = sum(server.cpu_times()[:2])
    found = await asyncio.gather(
        *(person(port, number, looks, think, cookies[number % len(cookies)]) for number in range(people))
    )
    spent = sum(server.cpu_times()[:2]) - before
    seconds = sorted(second for one in found for second, _errors in one)
    return {
        "people": people, "looks": len(seconds), "errors": sum(errors for one in found for _second, errors in one),
        "p50": round(seconds[len(seconds) // 2], 3), "p95": round(seconds[int(len(seconds) * 0.95)], 3),
        "cpu_ms_per_look": round(1000 * spent / (len(seconds) + people)), "rss_mb": server.memory_info().rss >> 20,
    }  # fmt: skip


def main() -> None:
    """Print one line of JSON for one person and one for many, and the ratios between them."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--people", type=int, default=30)
    asked.add_argument("--looks", type=int, default=10)
    asked.add_argument("--think", type=float, default=5.0, help="seconds between two looks")
    asked.add_argument(
        "--enterprises", type=int, default=0, help="of a township whose people have accounts; else the example"
    )
    asked.add_argument(
        "--sessions", type=int, default=0, help="more sessions, one after the other, to see what memory they leave"
    )
    said = asked.parse_args()
    port = free_port()
    with TemporaryDirectory() as folder:
        database = Path(folder) / "town.duckdb" if said.enterprises else None
        names = fill_township(database, said.enterprises, said.people) if database else []
        server = serve(port, database)
        try:
            cookies = [sign_in(port, name) for name in names] or [""]
            asyncio.run(measure(port, server, 1, len(PAGES) * 3, 0.0, cookies))  # everything is made once
            one = asyncio.run(measure(port, server, 1, len(PAGES) * 3, 0.0, cookies))
            begin = asyncio.run(
                measure(port, server, said.people, 2, said.think, cookies)
            )  # what each branch sees is computed once
            many = asyncio.run(measure(port, server, said.people, said.looks, said.think, cookies))
            grown = []
            for _hundred in range(said.sessions // 100):
                for _ten in range(10):
                    asyncio.run(measure(port, server, 10, 1, 0.0, cookies))
                grown.append(server.memory_info().rss >> 20)
        finally:
            server.terminate()
            server.wait(30)
    if grown:
        print(json.dumps({"rss_mb after each hundred sessions": grown}))
    for line in (one, begin, many):
        print(json.dumps(line))
    print(json.dumps({"p95 to one's middle": round(many["p95"] / one["p50"], 1)}))


if __name__ == "__main__":
    main()
