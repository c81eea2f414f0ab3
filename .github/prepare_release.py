"""Prepare the sources of a release: the project's addresses, which depend on where it is released.

    python .github/prepare_release.py https://github.com/OWNER/NAME v0.2.0

In `pyproject.toml` the addresses are added; in `README.md`, which PyPI shows, links into the
repository become complete ones. What changed in this version is printed.
"""

import re
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).parent.parent
PICTURE = re.compile(r"(!\[[^]]*\]\()(?!https?:)([^)]+)\)")
LINK = re.compile(r"((?<!!)\[[^]]*\]\()(?!https?:|#)([^)]+)\)")


def with_addresses(pyproject: str, repository: str) -> str:
    """Return the metadata of the project with its addresses."""
    addresses = {
        "Homepage": repository,
        "Documentation": f"{repository}/blob/HEAD/flashgen/guide/README.md",
        "Changelog": f"{repository}/blob/HEAD/flashgen/guide/changes.md",
        "Issues": f"{repository}/issues",
    }
    table = "".join(f'{name} = "{address}"\n' for name, address in addresses.items())
    return pyproject.replace("[project.scripts]\n", f"[project.urls]\n{table}\n[project.scripts]\n")


def with_complete_links(readme: str, repository: str, tag: str) -> str:
    """Return the README with links that work anywhere."""
    pictures = PICTURE.sub(rf"\g<1>{repository}/raw/{tag}/\g<2>)", readme)
    return LINK.sub(rf"\g<1>{repository}/blob/{tag}/\g<2>)", pictures)


def changes(text: str, version: str) -> str:
    """Return the changes of a version."""
    found = re.search(rf"^## {re.escape(version)}\n+(.*?)(?=^## |\Z)", text, re.M | re.S)
    if found is None:
        sys.exit(f"flashgen/guide/changes.md has no section {version}")
    return found[1].strip() + "\n"


def main() -> None:
    """Change the files in place."""
    repository, tag = sys.argv[1].rstrip("/"), sys.argv[2]
    pyproject, readme = ROOT / "pyproject.toml", ROOT / "README.md"
    text = pyproject.read_text(encoding="utf-8")
    version = tomllib.loads(text)["project"]["version"]
    if tag != f"v{version}":
        sys.exit(f"the tag is {tag}, and pyproject.toml has version {version}")
    notes = changes((ROOT / "flashgen" / "guide" / "changes.md").read_text("utf-8"), version)
    pyproject.write_text(with_addresses(text, repository), encoding="utf-8")
    shown = readme.read_text(encoding="utf-8")
    readme.write_text(with_complete_links(shown, repository, tag), encoding="utf-8")
    print(notes, end="")


if __name__ == "__main__":
    main()
