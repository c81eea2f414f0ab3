"""The preview as plain files, to be opened from disk or put on any web server."""

from pathlib import Path

from flashgen.preview import site
from flashgen.preview.site import Site
from flashgen.preview.workspace import Snapshot
from flashgen.source import files

_MARK = b'<meta name="generator" content="flashgen preview">'
_HEAD = 4096
_PAGE_SCRIPT = '<script src="page.js" defer></script>'


def is_free(folder: Path) -> bool:
    """Tell whether a folder is missing, empty, or has the page of an earlier preview in it.

    Hidden files, such as git's own, do not count. Raises OSError.
    """
    try:
        with (folder / "index.html").open("rb") as file:
            return _MARK in file.read(_HEAD)
    except FileNotFoundError:
        return not folder.exists() or all(p.name.startswith(".") for p in folder.iterdir())


def write_site(snapshot: Snapshot, folder: Path) -> int:
    """Write the page with all its cards into a folder; return how many cards there are.

    The folder is made where it is missing, and is to be free; files of other names in it are left
    alone. Raises OSError.
    """
    whole = Site.of(snapshot)
    cards = {key: whole.card(key) for key in whole.cards}
    data = site.as_json({"index": whole.index(), "cards": cards})
    folder.mkdir(parents=True, exist_ok=True)
    for name in site.PAGE_FILES:
        text = site.page_file(name)
        if name == "index.html":
            # Behind cards.js, which makes the name that the data are given to.
            script = '<script src="data.js" defer></script>'
            text = text.replace(_PAGE_SCRIPT, f"{script}\n{_PAGE_SCRIPT}")
        files.write_text(folder / name, text)
    files.write_text(folder / "data.js", f"PREVIEW.written = {data};\n")
    files.write_text(folder / "frame.html", site.frame())
    return len(cards)
