"""A process that is held back runs for a share of the time, and goes on afterwards."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.bench.pace import SLOWER, held_back

pytestmark = pytest.mark.slow

COUNTS = "import time\nwhile True: time.sleep(0)"
TICKS = os.sysconf("SC_CLK_TCK")


def used_s(process: int) -> float:
    """Seconds of processor time that it has had."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


@pytest.mark.skipif(not Path("/proc/self/stat").is_file(), reason="processor time is told by /proc")
def test_it_gets_no_more_than_its_share_and_all_of_it_afterwards() -> None:
    with subprocess.Popen([sys.executable, "-c", COUNTS]) as process:
        try:
            before, start = used_s(process.pid), time.monotonic()
            with held_back([process.pid, 2**22 + 1]):  # nobody has the second number
                time.sleep(2)
            assert used_s(process.pid) - before < 1.5 * (time.monotonic() - start) / SLOWER
            state = Path(f"/proc/{process.pid}/stat").read_text().rpartition(")")[2].split()[0]
            assert state in "RS"
        finally:
            process.kill()
