"""The process that opens a file: bytes in, its sheets out. It may die; nobody else does."""

import sys

from tracking.opening.answer import refuse, tell
from tracking.opening.kinds import open_file
from tracking.opening.limits import CPU_SECONDS, MAX_FILE, MEMORY, Refused, limit_this_process


def main() -> None:
    """Read the file on standard input and answer on standard output."""
    limit_this_process(MEMORY, CPU_SECONDS)
    try:
        tell(open_file(sys.stdin.buffer.read(MAX_FILE + 1)), sys.stdout)
    except Refused as refused:
        refuse(refused, sys.stdout)
    except (Exception, SystemError) as error:
        refuse(Refused("damaged", type(error).__name__), sys.stdout)


if __name__ == "__main__":
    main()
