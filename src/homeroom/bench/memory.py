"""How much memory a process has taken at most."""

from pathlib import Path

_STATUS = Path("/proc/self/status")


def peak_mb() -> float:
    """Return the most memory that this program has held at once, in MB (VmHWM of Linux).

    `getrusage` would not do: a process begins there with the peak of the one that started it.
    """
    lines = _STATUS.read_text(encoding="ascii").splitlines()
    peak = next(line for line in lines if line.startswith("VmHWM:"))
    return int(peak.split()[1]) / 1024
