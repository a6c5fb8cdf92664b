"""The peak of memory is that of the process that is asked, at its highest."""

import subprocess
import sys

from homeroom.bench.memory import peak_mb

ASK = "from homeroom.bench.memory import peak_mb; print(peak_mb())"


def _of_a_child() -> float:
    done = subprocess.run([sys.executable, "-c", ASK], stdout=subprocess.PIPE, check=True)
    return float(done.stdout)


def test_what_was_given_back_still_counts() -> None:
    before = peak_mb()
    block = bytearray(int(before + 64) << 20)
    del block
    assert peak_mb() > before + 60


def test_a_process_does_not_begin_with_the_peak_of_the_one_that_started_it() -> None:
    alone = _of_a_child()
    block = bytearray(b"x") * (256 << 20)
    beside = _of_a_child()
    assert len(block) >> 20 == 256
    assert beside < alone + 100
