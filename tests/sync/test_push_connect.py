"""AnkiConnect: what is said where it cannot be spoken to, and where its import would do harm."""

import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from anki.collection import Collection
from anki_backend import fields_of, note_of
from command import run
from connect_server import Server, serving
from desk import CARDS, LATER, Desk, guid, study

from flashgen.sync.ankiconnect import AnkiConnect, ConnectError, RemoteError, address

LENS = CARDS["lens"].replace("What bends", "What focuses")


def refused(desk: Desk, url: str, *options: str) -> str:
    """Push to an address; return what is said, with nothing done."""
    desk.write()
    lock = desk.lock
    result = run("push", "--url", url, *options, status=3)
    assert "Traceback" not in result.output
    assert desk.lock == lock
    return result.output


def test_nothing_listens(running: Desk) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    shown = refused(running, f"127.0.0.1:{port}")
    assert f"no Anki answers at 127.0.0.1:{port}" in shown
    assert "code 2055492159" in shown
    assert "--collection FILE" in shown


class _Stranger(BaseHTTPRequestHandler):
    bodies: list[bytes] = []
    said = b"<html>hello</html>"
    status = 200

    def do_POST(self) -> None:
        self.bodies.append(self.rfile.read(int(self.headers["Content-Length"])))
        self.send_response(self.status)
        self.end_headers()
        self.wfile.write(self.said)

    def log_message(self, *arguments: object) -> None:
        pass


@pytest.mark.parametrize(
    ("said", "status"),
    [
        (b"<html>hello</html>", 200),
        (b"[1, 2]", 200),
        (b'{"result": 6}', 200),
        (b"[" * 100_000, 200),
        (b"", 404),
        (b'{"result": null, "error": null}', 500),
    ],
)
def test_another_program_gets_no_key(running: Desk, said: bytes, status: int) -> None:
    handler = type("Handler", (_Stranger,), {"bodies": [], "said": said, "status": status})
    server = HTTPServer(("127.0.0.1", 0), handler)
    with serving(server):
        shown = refused(running, f"127.0.0.1:{server.server_port}", "--key", "secret")
    assert "is not AnkiConnect: name its address with --url" in shown
    assert handler.bodies
    assert not any(b"secret" in body for body in handler.bodies)


@contextmanager
def listening(answer: bytes | None) -> Iterator[int]:
    """A program that takes connections and says this, or nothing at all."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        done = threading.Event()

        def serve() -> None:
            peer, _ = server.accept()
            with peer:
                if answer is not None:
                    peer.recv(100)
                    peer.sendall(answer)
                else:
                    done.wait(30)

        thread = threading.Thread(target=serve)
        thread.start()
        try:
            yield server.getsockname()[1]
        finally:
            done.set()
            thread.join()


def test_a_program_that_speaks_no_http(running: Desk) -> None:
    with listening(b"SSH-2.0-OpenSSH_9.2\r\n") as port:
        assert "another program" in refused(running, f"127.0.0.1:{port}")


def test_an_anki_that_does_not_answer() -> None:
    with listening(None) as port:
        connect = AnkiConnect(address(f"127.0.0.1:{port}"), seconds=0.05)
        with pytest.raises(ConnectError, match="it is busy, or shows a question"):
            connect.greet()


def test_forbidden(running: Desk) -> None:
    handler = type("Handler", (_Stranger,), {"said": b"", "status": 403})
    server = HTTPServer(("127.0.0.1", 0), handler)
    with serving(server):
        assert "permission denied" in refused(running, f"127.0.0.1:{server.server_port}")


def test_the_key(running: Desk) -> None:
    running.key = "open sesame"
    with running.served() as server:
        shown = refused(running, server.url)
        assert "wants its API key: --key KEY, or ANKICONNECT_KEY" in shown
        shown = refused(running, server.url, "--key", "abracadabra")
        assert "does not take this key" in shown
        assert "abracadabra" not in shown
    told = running.told("--key", "open sesame")
    assert told["counts"] == {"new": 4}
    assert "sesame" not in str(told)
    running.monkeypatch.setenv("ANKICONNECT_KEY", "open sesame")
    assert running.told()["counts"] == {"unchanged": 4}


def test_an_old_version_of_the_protocol(running: Desk) -> None:
    with running.served() as server:
        server.version = 5
        shown = refused(running, server.url)
    assert "speaks version 5, and 6 is needed: update it" in shown


def test_an_addon_too_old(running: Desk) -> None:
    running.told()
    with running.served() as server:
        server.missing = frozenset({"requestPermission", "notesModTime"})
        shown = refused(running, server.url)
    assert "is too old: it does not know notesModTime; update it" in shown


def test_no_profile_is_open(running: Desk) -> None:
    server = Server(None)
    with serving(server):
        assert "Anki has no profile open" in refused(running, server.url)


def test_a_proxy_is_never_asked(running: Desk) -> None:
    running.monkeypatch.setenv("http_proxy", "http://192.0.2.1:1")
    running.monkeypatch.setenv("HTTP_PROXY", "http://192.0.2.1:1")
    assert running.told()["counts"] == {"new": 4}


@pytest.mark.parametrize(
    ("url", "here"),
    [
        ("http://127.0.0.1:8765", True),
        ("localhost", True),
        ("http://[::1]:8765/", True),
        ("127.8.8.8:1", True),
        ("https://anki.example:443", False),
        ("http://10.0.0.1:8765", False),
        ("http://localhost.example:8765", False),
        ("http://127.0.0.1.example", False),
    ],
)
def test_only_this_machine_unless_agreed(url: str, here: bool) -> None:
    where = address(url)
    assert where.on_this_machine is here
    AnkiConnect(where, remote=True)
    if not here:
        with pytest.raises(RemoteError):
            AnkiConnect(where)


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("http://10.0.0.1:8765", "if you mean it, add --allow-remote"),
        ("ftp://127.0.0.1", "neither http nor https"),
        ("http://me:secret@127.0.0.1", "host and port"),
        ("http://", "no host"),
        ("http://127.0.0.1:x", "port"),
        ("http://my host:8765", "is not the name of a host"),
        ("http://127.0.0.1:8765/a b", "write %20 for a space"),
    ],
)
def test_addresses_that_are_refused(running: Desk, url: str, why: str) -> None:
    running.write()
    result = run("push", "--url", url, status=2)
    assert why in " ".join(result.output.split()).lower()


def test_a_name_that_no_host_has(running: Desk) -> None:
    assert "no Anki answers at a..b:1" in refused(running, "http://a..b:1", "--allow-remote")


def with_a_field(col: Collection) -> None:
    note_type = col.models.by_name("flashgen Concept Card")
    col.models.add_field(note_type, col.models.new_field("My field"))
    col.models.update_dict(note_type)
    note = note_of(col, guid("lens"))
    note["My field"] = "mine"
    col.update_note(note)


def with_a_template(col: Collection) -> None:
    note_type = col.models.by_name("flashgen Concept Card")
    template = col.models.new_template("My card")
    template["qfmt"], template["afmt"] = "{{ID}} {{Back}}", "{{Front}}"
    col.models.add_template(note_type, template)
    col.models.update_dict(note_type)


def renamed_field(col: Collection) -> None:
    note_type = col.models.by_name("flashgen Concept Card")
    col.models.rename_field(note_type, note_type["flds"][3], "My extra")
    col.models.update_dict(note_type)


@pytest.mark.parametrize("change", [with_a_field, with_a_template, renamed_field])
@pytest.mark.parametrize("options", [[], ["--dry-run"]], ids=["push", "dry run"])
def test_a_note_type_that_the_user_changed(
    running: Desk, change: object, options: list[str]
) -> None:
    running.told()
    before = study(running, change)
    running.cards["lens"] = LENS
    shown = running.push(*options, now=LATER, status=3).output
    assert "the note type `flashgen Concept Card` has other" in shown
    assert "My" in shown
    assert "importPackage" not in running.asked
    assert running.state() == before


def test_what_anki_says_when_it_fails(running: Desk) -> None:
    running.told()
    before = running.state()
    running.cards["lens"] = LENS

    def fail() -> None:
        raise OSError("[Errno 28] No space\x1b left\non device")

    with running.served() as server:
        server.before_import = fail
        running.write()
        running.monkeypatch.setenv("SOURCE_DATE_EPOCH", str(LATER))
        result = run("push", "--url", server.url)
    assert result.exit_code == 3
    assert "Anki could not do importPackage: [Errno 28] No space  left on device" in result.output
    assert running.state() == before
    # The lock has the change's time already; the next push brings it all the same.
    assert running.told(now=LATER + 5)["counts"] == {"updated": 1, "unchanged": 3}


def test_an_anki_that_cannot_see_the_package(running: Desk) -> None:
    def fail() -> None:
        raise FileNotFoundError("[Errno 2] No such file or directory: 'flashgen.apkg'")

    with running.served() as server:
        server.before_import = fail
        running.write()
        result = run("push", "--url", server.url)
    assert result.exit_code == 3
    assert "an Anki in a sandbox or on another machine" in result.output


def test_what_did_not_arrive_is_told(running: Desk) -> None:
    class Lazy(Server):
        def do_importPackage(self, path: str) -> bool:  # noqa: N802 - the name of the action
            return True

    running.write()
    with running.open() as col:
        server = Lazy(col)
        with serving(server):
            result = run("push", "--url", server.url, "--json")
    assert result.exit_code == 3
    assert len(json.loads(result.stdout)["summary"]["missed"]) == 4


def test_two_notes_with_one_id(running: Desk) -> None:
    running.told()
    with running.open() as col:
        original = note_of(col, guid("eye"))
        twin = col.new_note(original.note_type())
        twin.fields = list(original.fields)
        col.add_note(twin, col.decks.id("My own"))
    running.cards["eye"] = CARDS["eye"].replace("sees", "looks")
    assert running.told(now=LATER)["counts"] == {"updated": 1, "unchanged": 3}
    with running.open() as col:
        assert fields_of(col, guid("eye"))["Front"] == "<p>What looks?</p>"
        assert col.get_note(twin.id)["Front"] == "<p>What sees?</p>"


def test_decks_whose_description_may_change_are_named(running: Desk) -> None:
    assert running.told()["notice"] is None
    running.cards["ray"] = "- id: ray\n  front: What is straight?\n  back: A ray.\n"
    for options in ["--dry-run"], []:
        shown = running.push(*options, now=LATER).output
        assert "Anki before 26.9 takes a deck's description from the deck files" in shown
        assert "this is about `Physics`, `Physics::Optics`" in shown
    assert running.told(now=LATER)["notice"] is None
