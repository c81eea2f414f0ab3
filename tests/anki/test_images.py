import hashlib
import os
from pathlib import Path
from unicodedata import normalize

import pytest

from flashgen.anki.images import LARGEST, MediaError, find_image

PNG = b"\x89PNG\r\n\x1a\n" + b"pixels"
SVG = b'<?xml version="1.0"?>\n<!-- a lens -->\n<svg xmlns="http://www.w3.org/2000/svg">%s</svg>'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    deck = tmp_path / "cards"
    (deck / "img").mkdir(parents=True)
    (deck / "lens.png").write_bytes(PNG)
    (deck / "img" / "a lens.PNG").write_bytes(PNG)
    (deck / "not.png").write_bytes(b"<html><script>")
    (deck / "notes.txt").write_text("text")
    (deck / "large.png").write_bytes(PNG)
    os.truncate(deck / "large.png", LARGEST + 1)
    (deck / "folder.png").mkdir()
    (tmp_path / "secret.png").write_bytes(PNG)
    if os.name != "nt":
        (deck / "away.png").symlink_to(tmp_path / "secret.png")
        (deck / "outside").symlink_to(tmp_path)
        (deck / "same.png").symlink_to(deck / "lens.png")
        os.mkfifo(deck / "pipe.png")
    return deck


@pytest.mark.parametrize("path", ["lens.png", "./lens.png", "img/a lens.PNG", "img/a%20lens.PNG"])
def test_the_name_is_a_hash_of_the_content(folder: Path, path: str) -> None:
    image = find_image(path, folder)
    assert image.name == f"flashgen-{hashlib.sha256(PNG).hexdigest()[:24]}.png"
    assert image.path.read_bytes() == PNG


@pytest.mark.parametrize(("typed", "there"), [("NFC", "NFD"), ("NFD", "NFC"), ("NFD", "NFD")])
def test_a_name_in_letters_of_either_kind(folder: Path, typed: str, there: str) -> None:
    name = "loupe à é.png"
    (folder / normalize(there, name)).write_bytes(PNG)
    assert find_image(normalize(typed, name), folder).path.read_bytes() == PNG


def test_changed_content_has_another_name(folder: Path) -> None:
    before = find_image("lens.png", folder)
    (folder / "lens.png").write_bytes(PNG + b"more")
    assert find_image("lens.png", folder).name != before.name


def test_a_folder_that_is_a_link_itself(folder: Path, tmp_path: Path) -> None:
    link = tmp_path / "link"
    link.symlink_to(folder, target_is_directory=True)
    assert find_image("lens.png", link).path == (folder / "lens.png").resolve()
    assert find_image("same.png", link).name == find_image("lens.png", folder).name


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("none.png", "there is no image"),
        ("../secret.png", "outside"),
        ("img/../../secret.png", "outside"),
        ("%2e%2e/secret.png", "outside"),
        ("away.png", "outside"),
        ("outside/secret.png", "outside"),
        ("/etc/passwd.png", "relative path"),
        ("img\\lens.png", "relative path"),
        ("C:/lens.png", "not a file of this deck"),
        ("http://example.org/lens.png", "not a file of this deck"),
        ("//example.org/lens.png", "not a file of this deck"),
        ("data:image/png;base64,AAAA", "not a file of this deck"),
        ("file:///etc/lens.png", "not a file of this deck"),
        ("notes.txt", "not an image that Anki shows"),
        ("lens", "not an image that Anki shows"),
        ("not.png", "not a png image"),
        ("folder.png", "is not a file"),
        ("pipe.png", "is not a file"),
        ("large.png", "bytes"),
        ("", "empty"),
        ("a\0b.png", "control character"),
        ("lens.png\n", "control character"),
        ("lens%00.png", "control character"),
        ("x" * 300 + ".png", "cannot be read"),
    ],
)
def test_refused_paths(folder: Path, path: str, message: str) -> None:
    with pytest.raises(MediaError, match=message):
        find_image(path, folder)


@pytest.mark.parametrize(
    ("content", "fine"),
    [
        (b'<path d="M0 0" fill="#123"/>', True),
        (b'<use href="#lens"/><use xlink:href="#lens"/>', True),
        (b'<rect fill="url(#shade)"/>', True),
        (b"<rect fill=\"url('#shade')\"/>", True),
        (b'<image href="data:image/png;base64,AAAA"/>', True),
        (b"<script>alert(1)</script>", False),
        (b"<svg:script>alert(1)</svg:script>", False),
        (b'<rect onclick="alert(1)"/>', False),
        (b"<rect\nonload='alert(1)'/>", False),
        (b'<a href="javascript:alert(1)"/>', False),
        (b'<image href="https://example.org/a.png"/>', False),
        (b'<image xlink:href = "//example.org/a.png"/>', False),
        (b'<use href="data:text/html,x"/>', False),
        (b"<style>@import 'https://example.org'</style>", False),
        (b'<rect style="fill: url(https://example.org)"/>', False),
        (b"<foreignObject><b/></foreignObject>", False),
        (b'<a><animate attributeName="xlink:href" to="&#106;avascript:alert(1)"/></a>', False),
        (b'<a><set attributeName = href to="&#x6a;avascript:alert(1)"/></a>', False),
        (b'<animate attributeName="opacity" values="0;1"/>', True),
    ],
)
def test_an_active_svg_is_refused(tmp_path: Path, content: bytes, fine: bool) -> None:
    (tmp_path / "lens.svg").write_bytes(SVG % content)
    if fine:
        assert find_image("lens.svg", tmp_path).name.endswith(".svg")
    else:
        with pytest.raises(MediaError, match="script"):
            find_image("lens.svg", tmp_path)


@pytest.mark.parametrize(
    "content",
    [
        (SVG % b"").decode().encode("utf-16"),
        b'<?xml version="1.0" encoding="utf-7"?><svg></svg>',
        b'<!DOCTYPE svg [<!ENTITY x "y">]><svg></svg>',
        b"<html></html>",
    ],
)
def test_what_is_no_plain_svg(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "lens.svg").write_bytes(content)
    with pytest.raises(MediaError, match="svg"):
        find_image("lens.svg", tmp_path)
