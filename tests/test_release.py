"""What a release needs: one version everywhere, a package without tests, addresses, workflows."""

import importlib.util
import re
import subprocess
import sys
import tomllib
import venv
import zipfile
from pathlib import Path
from types import ModuleType

import pytest
import yaml
from extent import only_long

import flashgen

ROOT = Path(__file__).parent.parent
PYPROJECT = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
README = (ROOT / "README.md").read_text(encoding="utf-8")
CHANGES = (ROOT / "flashgen" / "guide" / "changes.md").read_text(encoding="utf-8")
VERSION = tomllib.loads(PYPROJECT)["project"]["version"]
ADDRESS = "https://example.org/owner/flashgen"


@pytest.fixture(scope="module")
def preparing() -> ModuleType:
    """The script that the workflow runs, as a module."""
    path = ROOT / ".github" / "prepare_release.py"
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_version_is_the_same_everywhere() -> None:
    assert flashgen.__version__ == VERSION
    assert re.search(r"^## ([\d.]+)$", CHANGES, re.M)[1] == VERSION


def test_the_changes_of_a_version_are_found(preparing: ModuleType) -> None:
    notes = preparing.changes(CHANGES, VERSION)
    assert len(notes) > 200
    assert "## " not in notes
    with pytest.raises(SystemExit):
        preparing.changes(CHANGES, "9.9.9")


def test_the_metadata_get_their_addresses(preparing: ModuleType) -> None:
    project = tomllib.loads(preparing.with_addresses(PYPROJECT, ADDRESS))["project"]
    assert project["urls"]["Issues"] == f"{ADDRESS}/issues"
    assert len(project["urls"]) == 4
    for address in project["urls"].values():
        path = address.partition("/blob/HEAD/")[2]
        assert not path or (ROOT / path).exists()
    del project["urls"]
    assert project == tomllib.loads(PYPROJECT)["project"]


def test_the_links_of_the_readme_work_anywhere(preparing: ModuleType) -> None:
    text = preparing.with_complete_links(README, ADDRESS, "v1")
    targets = re.findall(r"\]\(([^)]+)\)", text)
    assert len(targets) == len(re.findall(r"\]\(([^)]+)\)", README)) > 20
    assert all(target.startswith(("https://", "#")) for target in targets)
    assert "![" in text and f"]({ADDRESS}/raw/v1/.github/images/card.png)" in text
    assert f"]({ADDRESS}/blob/v1/flashgen/guide/write.md)" in text


FORMS = sorted((ROOT / ".github").glob("*/*.yml"))


@pytest.mark.parametrize("path", FORMS, ids=lambda path: path.stem)
def test_a_workflow_or_form_is_yaml_of_the_right_shape(path: Path) -> None:
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    if path.parent.name == "workflows":
        assert content["permissions"] == {"contents": "read"}
        for job in content["jobs"].values():
            assert job["timeout-minutes"] <= 60
            for need in [job["needs"]] if "needs" in job else []:
                assert need in content["jobs"]
    elif path.stem != "config":
        assert content["name"] and content["description"]
        ids = [part["id"] for part in content["body"]]
        assert len(set(ids)) == len(ids)


def test_the_release_runs_what_exists() -> None:
    workflow = (ROOT / ".github" / "workflows" / "release.yml").read_text(encoding="utf-8")
    for path in re.findall(r"python (\.github/[\w./]+)", workflow):
        assert (ROOT / path).exists()
    assert "id-token: write" in workflow
    assert "password" not in workflow.replace("no password", "")


@only_long
def test_the_wheel_works_and_carries_no_tests(tmp_path: Path) -> None:
    command = [
        sys.executable,
        "-m",
        "pip",
        "wheel",
        "-q",
        "--no-deps",
        "-w",
        str(tmp_path),
        str(ROOT),
    ]
    subprocess.run(command, check=True, timeout=300)
    (wheel,) = tmp_path.glob("*.whl")
    names = zipfile.ZipFile(wheel).namelist()
    assert {name.split("/")[0] for name in names} == {"flashgen", f"flashgen-{VERSION}.dist-info"}
    assert not [name for name in names if "test" in Path(name).name.lower()]
    assert "flashgen/guide/for-llm.md" in names
    assert "flashgen/py.typed" in names
    venv.create(tmp_path / "installed", with_pip=True)
    scripts = tmp_path / "installed" / ("Scripts" if sys.platform == "win32" else "bin")
    subprocess.run(
        [scripts / "python", "-m", "pip", "install", "-q", wheel], check=True, timeout=600
    )
    for arguments in (["--version"], ["guide", "study"], ["new", "deck", "Mine"], ["check"]):
        done = subprocess.run(
            [scripts / "flashgen", *arguments],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=120,
            check=False,
        )
        assert done.returncode == 0, done.stderr
