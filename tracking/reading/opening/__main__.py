"""The process that opens a file: bytes in, its sheets out. It may die; nobody else does."""

import sys

from tracking.reading.opening.answer import refuse, tell
from tracking.reading.opening.kinds import open_file
from tracking.reading.opening.limits import CPU_SECONDS, MAX_FILE, MEMORY, Refused


def main() -> None:
    """Read the file on standard input and answer on standard output."""
    _limit_this_process()
    try:
        tell(open_file(sys.stdin.buffer.read(MAX_FILE + 1)), sys.stdout)
    except Refused as refused:
        refuse(refused, sys.stdout)
    except (Exception, SystemError) as error:
        refuse(Refused("damaged", type(error).__name__), sys.stdout)


def _limit_this_process() -> None:
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    main()
