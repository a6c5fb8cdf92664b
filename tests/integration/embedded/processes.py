"""Looking at the operating system's processes, as the tests need it."""

from pathlib import Path


def lives(pid: int) -> bool:
    """Tell whether a process runs; one that has ended and waits for init to notice does not."""
    numbers = _numbers(pid)
    return bool(numbers) and numbers[0] not in "ZX"


def children(parent: int) -> dict[int, str]:
    """Return the command line of each child of a process."""
    numbers = _text(Path("/proc", str(parent), "task", str(parent), "children")).split()
    return {int(number): _text(Path("/proc", number, "cmdline")) for number in numbers}


def fact(pid: int, name: str) -> str:
    """Return a line of what the kernel says about a process, as `Uid` or `Groups`."""
    lines = Path("/proc", str(pid), "status").read_text().splitlines()
    return next(line.partition(":")[2].strip() for line in lines if line.startswith(f"{name}:"))


def _numbers(pid: int) -> list[str]:
    return _text(Path("/proc", str(pid), "stat")).rpartition(")")[2].split()


def _text(path: Path) -> str:
    try:
        return path.read_text(errors="replace")
    except (FileNotFoundError, ProcessLookupError):
        return ""
