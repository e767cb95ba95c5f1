"""How far a file may go, and how to say no."""

MEGABYTE = 1 << 20
MAX_FILE, MAX_UNPACKED, MAX_ENTRIES, MAX_RATIO = 20 * MEGABYTE, 200 * MEGABYTE, 2000, 150
MAX_ROWS, MAX_COLUMNS, MAX_FILLED, MAX_FRAMED = 20_000, 400, 1_000_000, 3_000_000
MAX_SHARED_STRINGS, MAX_MERGED, MAX_SHEETS, MAX_CHARACTERS = 2_000_000, 20_000, 500, 32_767
MAX_CELLS_OF_BOOK, MAX_CHARACTERS_OF_BOOK = 3_000_000, 20_000_000
# Of one person's files at once; what is kept instead of one that would be more, and how many cells stay opened.
MOST_HELD, HELD_BACK, MOST_OPENED = 100 * MEGABYTE, b"\0held back: too much at once\0", 1_500_000
MEMORY, CPU_SECONDS = 1200 * MEGABYTE, 20


class Refused(Exception):
    """The file is not read. ``code`` names the sentence, ``place`` the line or cell that the sentence speaks of."""

    def __init__(self, code: str, place: object = ""):
        self.code, self.place = code, str(place)
        super().__init__(code, self.place)


def limit_this_process(memory: int, cpu_seconds: int) -> None:
    """Let the system end this process when it takes more bytes or seconds; Windows has no such limits."""
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
