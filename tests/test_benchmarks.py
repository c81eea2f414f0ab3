"""The benchmarks run and print their tables; how fast anything is, no test says."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


@pytest.mark.skipif(sys.platform == "win32", reason="they measure as POSIX systems do")
@pytest.mark.parametrize("name", ["numeric", "check", "hostile", "package", "startup"])
def test_benchmark_prints_a_table(name: str) -> None:
    command = [sys.executable, "-m", "tests.benchmarks", name, "--quick", "--runs", "1"]
    done = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, done.stderr
    assert len(re.findall(r"\d\.\d\d s +\d+\.\d\d s ", done.stdout)) >= 2
