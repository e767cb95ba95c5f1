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
import urllib.request
from pathlib import Path

import psutil
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import connect

ROOT = Path(__file__).resolve().parents[1]
PAGES = ("", "formation", "contracts", "lagging", "calendar", "enterprise", "report", "followup", "records", "changes")


def free_port() -> int:
    """A port that nobody uses."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


def serve(port: int) -> psutil.Process:
    """The dashboard with the example, in a process of its own."""
    command = [sys.executable, "-c", "from tracking.cli import main; main()", "--example", "serve", "--port", str(port)]
    environment = {**os.environ, "STREAMLIT_SERVER_HEADLESS": "true", "PYTHONPATH": str(ROOT)}
    started = psutil.Process(subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL).pid)
    while True:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/_stcore/health", timeout=2).close()
        except OSError:
            time.sleep(0.2)
        else:
            return started


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


async def person(port: int, number: int, looks: int, think: float) -> list[tuple[float, int]]:
    """One session that looks at pages in an order of its own."""
    chance, address = random.Random(number), f"ws://127.0.0.1:{port}/_stcore/stream"
    async with connect(
        address, subprotocols=["streamlit"], origin=f"http://127.0.0.1:{port}", max_size=None
    ) as socket_:
        await look(socket_, "")
        found = []
        for _look in range(looks):
            await asyncio.sleep(think * (0.5 + chance.random()))
            found.append(await look(socket_, chance.choice(PAGES)))
        return found


async def measure(port: int, server: psutil.Process, people: int, looks: int, think: float) -> dict:
    """Looks by so many at once: the middle and the 95th of a hundred, in seconds, and the server's CPU for each."""
    before = sum(server.cpu_times()[:2])
    found = await asyncio.gather(*(person(port, number, looks, think) for number in range(people)))
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
    said = asked.parse_args()
    port = free_port()
    server = serve(port)
    try:
        asyncio.run(measure(port, server, 1, len(PAGES) * 3, 0.0))  # everything is made once
        one = asyncio.run(measure(port, server, 1, len(PAGES) * 3, 0.0))
        many = asyncio.run(measure(port, server, said.people, said.looks, said.think))
    finally:
        server.terminate()
        server.wait(30)
    for line in (one, many):
        print(json.dumps(line))
    print(json.dumps({"p95 to one's middle": round(many["p95"] / one["p50"], 1)}))


if __name__ == "__main__":
    main()
