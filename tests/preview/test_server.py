"""Whom the preview's server answers, and what it says about who can read the cards."""

import socket
import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("uvicorn")
pytest.importorskip("watchfiles")

from flashgen.preview.server import _KnownHost, listen, who_can_read

KNOWN = [
    *("localhost", "localhost:8642", "LOCALHOST:1", "127.0.0.1", "127.0.0.1:8642", "10.1.2.3:80"),
    *("[::1]", "[::1]:8642", "[fe80::1]:1", "desk.local", "Desk.local:8642"),
]
ODD = [
    *(
        "",
        ":",
        ":80",
        "example.org",
        "localhost.example.org",
        "user@localhost",
        "user@127.0.0.1:80",
    ),
    *(
        "a:b@[::1]:80",
        "[fe80::1%eth0]",
        "[fe80::1%25eth0]:80",
        "fe80::1%eth0",
        "::1",
        "[::1",
        "::1]",
    ),
    *("[[::1]]", "[127.0.0.1]", "127.0.0.1]", "127.0.0.1:80:80", "localhost:port", "localhost:"),
    *("localhost/", "localhost ", " localhost", "127.1", "0x7f.0.0.1", "[::1]x", "x[::1]", "é"),
    *("localhost:123456", "localhost,evil.org", "127.0.0.1\t", "[v1.x]", "desk.local."),
]


@pytest.fixture(scope="module")
def known() -> _KnownHost:
    return _KnownHost(None, "desk.local")


@pytest.mark.parametrize("host", KNOWN)
def test_its_own_names_and_any_address_are_known(known: _KnownHost, host: str) -> None:
    assert known._knows(host)


@pytest.mark.parametrize("host", ODD)
def test_anything_else_is_rejected(known: _KnownHost, host: str) -> None:
    assert not known._knows(host)


@pytest.mark.parametrize(
    ("host", "said"),
    [("127.0.0.1", ""), ("localhost", ""), ("0.0.0.0", "any address of this machine")],
)
def test_who_can_read_the_cards(host: str, said: str) -> None:
    with listen(host, 0) as listener:
        warning = who_can_read(listener)
    assert bool(warning) == bool(said)
    assert said in warning


@pytest.mark.skipif(not socket.has_ipv6, reason="there is no IPv6 here")
def test_of_the_other_family() -> None:
    try:
        listener = listen("::", 0)
    except Exception:
        pytest.skip("IPv6 is switched off here")
    with listener:
        assert "any address of this machine" in who_can_read(listener)


def test_the_command_says_so_before_it_serves(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(
        "namespace: a-k3v9\ndeck: D\ncards:\n- id: a\n  front: Why?\n  back: So.\n",
        encoding="utf-8",
    )
    command = [sys.executable, "-c", "from flashgen.cli import main; main()", "preview"]
    with subprocess.Popen(
        [*command, "--no-open", "--host", "0.0.0.0", "--port", "0", str(tmp_path)],
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    ) as process:
        assert process.stderr is not None
        first, second = process.stderr.readline(), process.stderr.readline()
        process.terminate()
    assert first.startswith("preview at http://127.0.0.1:")
    assert second.startswith("warning: everybody who can reach any address of this machine")
