"""AnkiConnect's protocol over real HTTP, with the real backend behind it: an import is an import.

What it answers follows the add-on's documentation; what it does is what the add-on does, down to
the importer that it takes, so that with an older `anki` installed the older importer is tried.
"""

import io
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stdout
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

from anki.collection import Collection
from anki.errors import NotFoundError
from anki.exporting import AnkiPackageExporter
from anki.importing import AnkiPackageImporter
from anki.lang import set_lang


class Server(HTTPServer):
    """Answers for one collection, one request at a time; `asked` lists the actions."""

    def __init__(self, collection: Collection | None, key: str | None = None) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.collection = collection
        self.key = key
        self.version = 6
        self.missing: frozenset[str] = frozenset()
        """Actions that an older add-on does not have."""
        self.asked: list[str] = []
        self.before_import: Callable[[], None] = lambda: None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def answer(self, request: dict[str, Any]) -> dict[str, Any]:
        name = request["action"]
        self.asked.append(name)
        if name == "requestPermission" and name not in self.missing:
            told = {"permission": "granted", "requireApikey": bool(self.key), "version": 6}
            return {"result": told, "error": None}
        try:
            if request.get("key") != self.key:
                raise ValueError("valid api key must be provided")
            action = getattr(self, f"do_{name}", None)
            if action is None or name in self.missing:
                raise ValueError("unsupported action")
            return {"result": action(**request.get("params", {})), "error": None}
        except Exception as problem:  # as the add-on: whatever it is, its text is the answer
            return {"result": None, "error": str(problem)}

    @property
    def col(self) -> Collection:
        if self.collection is None:
            raise ValueError("collection is not available")
        return self.collection

    def do_version(self) -> int:
        return self.version

    def do_findNotes(self, query: str) -> list[int]:
        return [int(id) for id in self.col.find_notes(query)]

    def do_notesInfo(self, notes: list[int]) -> list[dict[str, Any]]:
        return [self._note(id) for id in notes]

    def do_notesModTime(self, notes: list[int]) -> list[dict[str, Any]]:
        return [{"noteId": id, "mod": self.col.get_note(id).mod} for id in notes]

    def _note(self, id: int) -> dict[str, Any]:
        try:
            note = self.col.get_note(id)
        except NotFoundError:
            return {}
        note_type = note.note_type()
        return {
            "noteId": note.id,
            "tags": note.tags,
            "fields": {
                field["name"]: {"value": note.fields[field["ord"]], "order": field["ord"]}
                for field in note_type["flds"]
            },
            "modelName": note_type["name"],
            "cards": [card.id for card in sorted(note.cards(), key=lambda card: card.ord)],
        }

    def do_modelNamesAndIds(self) -> dict[str, int]:
        return {each.name: each.id for each in self.col.models.all_names_and_ids()}

    def do_modelFieldNames(self, modelName: str) -> list[str]:
        return [field["name"] for field in self.col.models.by_name(modelName)["flds"]]

    def do_modelTemplates(self, modelName: str) -> dict[str, dict[str, str]]:
        templates = self.col.models.by_name(modelName)["tmpls"]
        return {t["name"]: {"Front": t["qfmt"], "Back": t["afmt"]} for t in templates}

    def do_modelStyling(self, modelName: str) -> dict[str, str]:
        return {"css": self.col.models.by_name(modelName)["css"]}

    def do_getDecks(self, cards: list[int]) -> dict[str, list[int]]:
        decks: dict[str, list[int]] = {}
        for id in cards:
            decks.setdefault(self.col.decks.name(self.col.get_card(id).did), []).append(id)
        return decks

    def do_deckNames(self) -> list[str]:
        return [deck.name for deck in self.col.decks.all_names_and_ids()]

    def do_importPackage(self, path: str) -> bool:
        self.before_import()
        set_lang("en")  # a running Anki has set one, and the older importer cannot do without
        with redirect_stdout(io.StringIO()):  # where older releases warn of what they call
            AnkiPackageImporter(self.col, path).run()
        return True

    def do_exportPackage(self, deck: str, path: str, includeSched: bool = False) -> bool:
        found = self.col.decks.by_name(deck)
        if found is None:
            return False
        with redirect_stdout(io.StringIO()):
            exporter = AnkiPackageExporter(self.col)
            exporter.did = found["id"]
            exporter.includeSched = includeSched
            exporter.exportInto(path)
        return True

    def do_deleteNotes(self, notes: list[int]) -> None:
        self.col.remove_notes(notes)


class _Handler(BaseHTTPRequestHandler):
    server: Server

    def do_POST(self) -> None:
        size = int(self.headers["Content-Length"])
        body = json.dumps(self.server.answer(json.loads(self.rfile.read(size)))).encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments: object) -> None:
        pass


@contextmanager
def serving(server: HTTPServer) -> Iterator[None]:
    """Let it answer in a thread of its own."""
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
