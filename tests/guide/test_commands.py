"""Every command of the guide runs, page by page, and prints what the page says that it prints."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from anki.collection import Collection
from connect_server import Server, serving
from documentation import GUIDE, blocks, commands
from sessions import Session, matches

TOPICS = sorted(
    page.stem
    for page in GUIDE.glob("*.md")
    if any(block.language in ("console", "sh") for block in blocks(page))
)


@pytest.fixture
def anki(tmp_path: Path) -> Iterator[str]:
    """A running Anki with AnkiConnect."""
    place = tmp_path / "running"
    place.mkdir()
    col = Collection(str(place / "collection.anki2"))
    server = Server(col)
    with serving(server):
        yield server.url
    col.close()


@pytest.mark.parametrize("topic", TOPICS)
def test_the_commands_of_a_page(
    topic: str, tmp_path: Path, anki: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "session"
    folder.mkdir()
    session = Session(folder, monkeypatch, anki)
    session.begin(topic)
    ran = 0
    for block in blocks(GUIDE / f"{topic}.md"):
        if block.file:
            session.write(block)
        elif block.language in ("console", "sh"):
            for command in commands(block):
                status, printed = session.run(command.line)
                assert status == 0, f"{block.name} {command.line}\n{printed}"
                if command.output:
                    assert matches(command.output, printed), (
                        f"{block.name} {command.line}\n{printed}"
                    )
                ran += 1
    assert ran
