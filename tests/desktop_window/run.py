"""The cards in the real window of Anki's desktop program, with real keys.

`python tests/desktop_window/run.py [--flips 200] [--pictures FOLDER]` needs Xvfb and xdotool. It
installs the program into an environment of its own in `.anki/`, imports a card of every kind and
the deck of `tests/browser/kinds.yaml`, studies them on a screen of its own and prints a table. Exit
status 1 where something does not hold.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

HERE = Path(__file__).parent
CHECKOUT = HERE.parent.parent
VERSION = "26.9.3"
ENVIRONMENT = CHECKOUT / ".anki" / f"desktop-{VERSION}"
PYTHON = ENVIRONMENT / "bin" / "python"
LONGEST = 1200  # seconds

PROFILE = """
import sys
from pathlib import Path
from anki.collection import Collection, ImportAnkiPackageOptions, ImportAnkiPackageRequest
from anki.lang import set_lang
from aqt.profiles import ProfileManager

base, package = Path(sys.argv[1]), sys.argv[2]
set_lang("en_US")
base.mkdir()
profiles = ProfileManager(base)
profiles.setupMeta()
profiles.meta |= {"defaultLang": "en_US", "firstRun": False, "suppressUpdate": True}
profiles.create("Learner")
profiles.load("Learner")
profiles.save()
(base / "Learner").mkdir(exist_ok=True)
collection = Collection(str(base / "Learner" / "collection.anki2"))
collection.import_anki_package(
    ImportAnkiPackageRequest(package_path=package, options=ImportAnkiPackageOptions())
)
deck = collection.decks.id_for_name("Kinds")
collection.decks.select(deck)
options = collection.decks.get_config(1)
options["new"]["perDay"] = 1000
collection.decks.update_config(options)
collection.close()
"""


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--flips", type=int, default=200, help="how often a card is turned over")
    parser.add_argument("--pictures", type=Path, help="a folder for pictures of the window")
    chosen = parser.parse_args()
    for program in ("Xvfb", "xdotool"):
        if shutil.which(program) is None:
            sys.exit(f"{program} is missing: install it with the system's packages")
    prepare()
    with tempfile.TemporaryDirectory() as folder:
        results = study(Path(folder), chosen.flips, chosen.pictures)
    for line in results["versions"]:
        print(line)
    for name, outcome in results["checks"].items():
        print(f"ok      {name}" if outcome == "ok" else f"FAILED  {name}: {outcome}")
    return 0 if results["checks"] and set(results["checks"].values()) == {"ok"} else 1


def prepare() -> None:
    """Make the environment of the desktop program, if it is not there."""
    if not PYTHON.exists():
        venv.create(ENVIRONMENT, with_pip=False, symlinks=True)
        pip = [sys.executable, "-m", "pip", "--python", str(PYTHON), "install", "-qq"]
        subprocess.run([*pip, "--disable-pip-version-check", f"aqt[qt6]=={VERSION}"], check=True)


def study(folder: Path, flips: int, pictures: Path | None) -> dict:
    """Study in the window; what came of it."""
    package, base, results = folder / "kinds.apkg", folder / "base", folder / "results.json"
    command = [sys.executable, "-m", "flashgen", "build", "-o", str(package), "--no-cache"]
    cards = folder / "cards"
    cards.mkdir()
    shutil.copy(CHECKOUT / "tests" / "browser" / "kinds.yaml", cards)
    subprocess.run([*command, str(cards)], cwd=CHECKOUT, check=True, capture_output=True)
    subprocess.run([PYTHON, "-c", PROFILE, base, package], check=True, stdout=subprocess.DEVNULL)
    addon = base / "addons21" / "study"
    addon.mkdir(parents=True)
    shutil.copy(HERE / "addon.py", addon / "__init__.py")
    if pictures:
        pictures.mkdir(parents=True, exist_ok=True)
    with Screen() as display:
        done = subprocess.run(
            [PYTHON, "-c", "import aqt; aqt.run()", "-b", base, "-p", "Learner", "-l", "en_US"],
            env={
                **os.environ,
                "DISPLAY": display,
                "QT_QPA_PLATFORM": "xcb",
                "QTWEBENGINE_DISABLE_SANDBOX": "1",
                "FLASHGEN_RESULTS": str(results),
                "FLASHGEN_FLIPS": str(flips),
                "FLASHGEN_PICTURES": str(pictures.resolve()) if pictures else "",
            },
            capture_output=True,
            encoding="utf-8",
            timeout=LONGEST,
            check=False,
        )
    if not results.exists():
        sys.exit(f"the window ended with {done.returncode}:\n{done.stderr}")
    return json.loads(results.read_text(encoding="utf-8"))


class Screen:
    """A screen of its own for the time of a `with`, by its name."""

    def __enter__(self) -> str:
        reading, writing = os.pipe()
        self.server = subprocess.Popen(
            ["Xvfb", "-displayfd", str(writing), "-screen", "0", "900x800x24"],
            pass_fds=[writing],
            stderr=subprocess.DEVNULL,
        )
        os.close(writing)
        with os.fdopen(reading) as pipe:
            return f":{pipe.readline().strip()}"

    def __exit__(self, *_: object) -> None:
        self.server.terminate()
        self.server.wait()


if __name__ == "__main__":
    sys.exit(main())
