"""The package of functions that the guide shows works as it says, once it is installed."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from documentation import GUIDE, blocks

CARD = """\
namespace: lenses
deck: Lenses
cards:
- id: power
  parameters:
    f: uniform(0.1, 2, decimals=3)
  question: What is the power of a lens with a focal length of <<f>> m?
  answer: lens_power(f)
  unit: dpt
  decimals: 2
"""


@pytest.fixture
def installed(tmp_path: Path) -> Path:
    """A folder with the package as an installer leaves it there."""
    entry, module = blocks(GUIDE / "extend.md")
    path = tmp_path / module.file
    path.parent.mkdir()
    path.write_text(module.content, encoding="utf-8")
    declared = entry.text.partition("[project.entry-points.")[2].partition("]\n")
    info = tmp_path / "optics_cards-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: optics-cards\nVersion: 1.0\n")
    names = declared[0].strip('"')
    (info / "entry_points.txt").write_text(f"[{names}]\n{declared[2].replace(chr(34), '')}")
    return tmp_path


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "flashgen", *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder)},
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )


def test_the_reference_shows_the_function(installed: Path) -> None:
    shown = run(installed, "functions", "lens_power")
    assert shown.returncode == 0, shown.stderr
    assert shown.stdout.startswith("lens_power(focal_length)\n  optics\n")
    assert "Power of a thin lens, elementwise." in shown.stdout
    assert "Source:     Hecht, Optics, chapter 5." in shown.stdout
    assert "lens_power(0.5) = 2.0" in shown.stdout


def test_a_card_calls_it_and_its_error_is_the_cards(installed: Path) -> None:
    (installed / "lenses.yaml").write_text(CARD, encoding="utf-8")
    checked = run(installed, "check", "lenses.yaml", "--draws", "200")
    assert checked.returncode == 0, checked.stderr
    assert "no errors, no warnings" in checked.stderr
    (installed / "lenses.yaml").write_text(CARD.replace("(f)", "(f - f)"), encoding="utf-8")
    checked = run(installed, "check", "lenses.yaml", "--draws", "200")
    assert checked.returncode == 1
    assert "a lens has no focal length of 0" in checked.stderr


def test_a_name_that_exists_is_an_error_that_names_both(installed: Path) -> None:
    path = installed / "optics_cards" / "functions.py"
    path.write_text(path.read_text().replace("lens_power", "softmax"), encoding="utf-8")
    (installed / "lenses.yaml").write_text(CARD, encoding="utf-8")
    checked = run(installed, "check", "lenses.yaml")
    assert checked.returncode != 0
    assert "Traceback" not in checked.stderr
    assert "softmax" in checked.stderr and "optics_cards.functions" in checked.stderr
