"""A PostgreSQL server of the tests' own, and databases in it that offices share."""

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from tracking.places import SharedAddress
from tracking.store.store import Store

WHERE_DEBIAN_HAS_IT = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)


def program(name: str) -> str | None:
    """The path of one of PostgreSQL's programs; None where it is not installed."""
    return shutil.which(name, path=os.pathsep.join([os.environ.get("PATH", ""), *map(str, WHERE_DEBIAN_HAS_IT)]))


INSTALLED = bool(program("initdb"))


class Server:
    """A running server, which nobody but the tests knows of."""

    def __init__(self, folder: Path, port: int):
        """``folder`` belongs to whom the server runs as."""
        self.folder, self.port, self._made = folder, port, 0

    def start(self) -> None:
        """Start it, and wait until it answers."""
        settings = f"-p {self.port} -k {self.folder} -c listen_addresses=127.0.0.1 -c fsync=off -c max_connections=200"
        _run("pg_ctl", "-D", self.folder / "data", "-l", self.folder / "log", "-w", "-o", settings, "start")

    def stop(self) -> None:
        """Stop it at once, as a failing computer would."""
        _run("pg_ctl", "-D", self.folder / "data", "-m", "immediate", "stop")

    def says(self, sql: str, database: str = "postgres") -> str:
        """What the server answers."""
        return _run("psql", *self._here(), "-d", database, "-X", "-A", "-t", "-c", sql).strip()

    def new_database(self, like: str = "template1") -> str:
        """The name of a new database, with what another one has."""
        self._made += 1
        name = f"union_{self._made}"
        _run("createdb", *self._here(), "-T", like, name)
        return name

    def address(self, database: str, folder: Path | None) -> SharedAddress:
        """The address of a shared database; without ``folder`` as for one that is there already."""
        where = f" data_path={folder}" if folder else ""
        return SharedAddress(f"ducklake:postgres:dbname={database} host=127.0.0.1 port={self.port} user={OWNER}{where}")

    def _here(self) -> list[str]:
        return ["-h", "127.0.0.1", "-p", str(self.port), "-U", OWNER]


OWNER = "union"
RUNS_AS = "postgres" if os.name == "posix" and os.geteuid() == 0 else None


def _run(name: str, *arguments: object) -> str:
    """Run one of PostgreSQL's programs as whom it runs as; never as root, which it refuses."""
    command = [program(name) or name, *map(str, arguments)]
    done = subprocess.run(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=60, user=RUNS_AS, cwd="/"
    )
    assert done.returncode == 0, done.stdout
    return done.stdout


@contextmanager
def running_server() -> Iterator[Server]:
    """A server with nothing in it; it is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="union-pg-") as name, closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
        folder = Path(name)
        if RUNS_AS:
            shutil.chown(folder, RUNS_AS)
        _run("initdb", "-D", folder / "data", "-U", OWNER, "-A", "trust", "-E", "UTF8", "--no-locale", "-N")
        free.close()
        server = Server(folder, port)
        server.start()
        try:
            yield server
        finally:
            server.stop()


class Copies:
    """Shared databases that each begin as a copy of one made once."""

    def __init__(self, server: Server, folder: Path, fill: Callable[[Store], None]):
        """``fill`` fills the one that the others are copies of; ``folder`` is where it lies."""
        self.server, self._folder = server, folder / "model"
        self._model = server.new_database()
        with Store(server.address(self._model, self._folder)) as store:
            fill(store)

    def another(self, folder: Path) -> SharedAddress:
        """The address of a new one, whose rows lie in ``folder``."""
        name = self.server.new_database(self._model)
        shutil.copytree(self._folder, folder)
        return self.server.address(name, folder)
