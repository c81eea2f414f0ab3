"""The add-on AnkiConnect in a running Anki, spoken to over HTTP: one action, one answer."""

import http.client
import ipaddress
import json
import re
from collections.abc import Iterator, Sequence
from typing import Any, TypeVar
from urllib.parse import urlsplit

from msgspec import Struct

DEFAULT_URL = "http://127.0.0.1:8765"
VERSION = 6  # of the protocol; 6 came in 2018

_SECONDS = 30.0
_SECONDS_TO_IMPORT = 900.0
_MAX_ANSWER = 1 << 28
_BATCH = 100  # notes in one question, so that an answer stays small and Anki's window alive
_INSTALL = (
    "start Anki; if it has no AnkiConnect, install that by Tools > Add-ons > Get Add-ons, code "
    "2055492159, and restart Anki. With Anki closed, --collection FILE goes without it"
)

_T = TypeVar("_T")


class ConnectError(Exception):
    """What keeps AnkiConnect from doing what it is asked; the message says what to do."""


class RemoteError(ConnectError):
    """The address is on another machine, and nobody has agreed to that."""


class Address(Struct, frozen=True):
    """Where AnkiConnect listens."""

    host: str
    port: int
    secure: bool = False
    path: str = "/"

    @property
    def on_this_machine(self) -> bool:
        """Whether only this machine can be meant."""
        if self.host == "localhost":
            return True
        try:
            return ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return False

    def __str__(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{host}:{self.port}"


def address(url: str) -> Address:
    """Parse an address. Raises ValueError, with the reason, where it is malformed."""
    parts = urlsplit(url if "//" in url else f"//{url}")
    if parts.scheme not in ("", "http", "https"):
        raise ValueError(f"`{parts.scheme}` is neither http nor https")
    if parts.username or parts.password or parts.query or parts.fragment:
        raise ValueError("an address is host and port, such as 127.0.0.1:8765")
    if not parts.hostname:
        raise ValueError("there is no host in it")
    if " " in parts.netloc or not parts.netloc.isprintable():
        raise ValueError(f"{parts.hostname!r} is not the name of a host")
    if not re.fullmatch("[!-~]*", parts.path):
        raise ValueError(
            "the path in it has a character that no address has: write %20 for a space"
        )
    secure = parts.scheme == "https"
    port = parts.port or (443 if secure else 8765)  # ValueError from urllib where it is no number
    return Address(parts.hostname, port, secure, parts.path or "/")


class AnkiConnect:
    """One running Anki."""

    def __init__(
        self,
        where: Address,
        key: str | None = None,
        *,
        remote: bool = False,
        seconds: float = _SECONDS,
    ) -> None:
        """Remember where it is; `remote` says that another machine may be meant.

        An answer is waited for `seconds` long, longer only for an import. Raises RemoteError
        where another machine is meant and `remote` does not say so.
        """
        if not remote and not where.on_this_machine:
            raise RemoteError(f"{where} is not on this machine")
        self.where = where
        self._key = key
        self._seconds = seconds

    def greet(self) -> None:
        """Make sure that this is AnkiConnect, new enough, and that it takes the key.

        Raises ConnectError.
        """
        # Asked for without the key: it is for nobody but AnkiConnect.
        reply = self._send({"action": "requestPermission", "version": VERSION}, self._seconds)
        if reply.get("error") is None:
            granted = _a_dict(reply.get("result"))
            if granted.get("permission") != "granted":
                raise ConnectError(
                    f"AnkiConnect at {self.where} rejects the request: its settings in Anki "
                    "(Tools > Add-ons > AnkiConnect > Config) say who may use it"
                )
            if granted.get("requireApikey") and not self._key:
                raise ConnectError(_key_wanted(self.where))
        version = self.ask("version")
        if not isinstance(version, int) or version < VERSION:
            raise ConnectError(
                f"AnkiConnect at {self.where} speaks version {version}, and {VERSION} is needed: "
                "update it by Tools > Add-ons > Check for Updates"
            )

    def ask(self, action: str, *, seconds: float | None = None, **params: object) -> Any:
        """Return the reply to an action. Raises ConnectError if it fails or takes too long."""
        request: dict[str, object] = {"action": action, "version": VERSION, "params": params}
        if self._key:
            request["key"] = self._key
        reply = self._send(request, seconds or self._seconds)
        if reply.get("error") is not None:
            raise ConnectError(self._explained(action, str(reply["error"])))
        return reply.get("result")

    def find_notes(self, query: str) -> list[int]:
        """Return the ids of the notes that a search finds."""
        return _integers(self.ask("findNotes", query=query))

    def notes_info(self, ids: Sequence[int]) -> Iterator[dict[str, Any]]:
        """Yield AnkiConnect's description of each note; deleted notes are left out."""
        for batch in batches(ids, _BATCH):
            found = self.ask("notesInfo", notes=list(batch))
            yield from filter(None, map(_a_dict, _a_list(found)))

    def import_package(self, path: str) -> None:
        """Let Anki import a package that it can read at this path."""
        if self.ask("importPackage", seconds=_SECONDS_TO_IMPORT, path=path) is not True:
            raise ConnectError("Anki did not import the package: no profile is open")

    def export_package(self, deck: str, path: str) -> bool:
        """Let Anki write a deck, without its schedule, to this path; tell whether it did."""
        params = {"deck": deck, "path": path, "includeSched": False}
        return self.ask("exportPackage", seconds=_SECONDS_TO_IMPORT, **params) is True

    def _explained(self, action: str, problem: str) -> str:
        problem = "".join(c if c.isprintable() else " " for c in problem)
        lower = problem.lower()
        if "valid api key" in lower:
            if self._key:
                return f"AnkiConnect at {self.where} does not take this key"
            return _key_wanted(self.where)
        if "unsupported action" in lower:
            return (
                f"AnkiConnect at {self.where} is too old: it does not know {action}; update it "
                "by Tools > Add-ons > Check for Updates"
            )
        if "collection is not available" in lower:
            return "Anki has no profile open, or is at its start or its end: open one, try again"
        if action == "importPackage" and ("no such file" in lower or "not found" in lower):
            return (
                f"Anki cannot read the package that was made for it ({problem}); an Anki in a "
                "sandbox or on another machine takes a package of flashgen build by File > Import"
            )
        return f"Anki could not do {action}: {problem}"

    def _send(self, request: dict[str, object], seconds: float) -> dict[str, Any]:
        where = self.where
        kind = http.client.HTTPSConnection if where.secure else http.client.HTTPConnection
        connection = kind(where.host, where.port, timeout=seconds)
        body = json.dumps(request).encode()
        try:
            try:
                connection.connect()
            except (OSError, UnicodeError) as problem:  # the latter for a name that no host has
                reason = getattr(problem, "strerror", None) or problem
                raise ConnectError(f"no Anki answers at {where} ({reason}): {_INSTALL}") from None
            connection.request(
                "POST",
                where.path,
                body,
                {"Content-Type": "application/json", "Connection": "close"},
            )
            response = connection.getresponse()
            data = response.read(_MAX_ANSWER + 1)
        except TimeoutError:
            raise ConnectError(
                f"Anki at {where} has not answered for {seconds:.0f} seconds: it is busy, or "
                "shows a question; look at its window, then push again: what is done stays done"
            ) from None
        except (OSError, http.client.HTTPException) as problem:
            raise ConnectError(
                f"what listens at {where} broke off ({problem}): Anki was closed, or it is "
                "another program"
            ) from None
        finally:
            connection.close()
        if response.status == 403:
            raise ConnectError(f"AnkiConnect at {where} rejects the request: permission denied")
        stranger = f"what answers at {where} is not AnkiConnect"
        if len(data) > _MAX_ANSWER:
            raise ConnectError(stranger)
        try:
            reply = json.loads(data)
        except (ValueError, RecursionError):
            raise ConnectError(f"{stranger}: name its address with --url") from None
        if response.status != 200 or not isinstance(reply, dict) or "error" not in reply:
            raise ConnectError(f"{stranger}: name its address with --url")
        return reply


def batches(items: Sequence[_T], size: int) -> Iterator[Sequence[_T]]:
    """Cut a sequence into pieces of at most `size`."""
    for start in range(0, len(items), size):
        yield items[start : start + size]


def _key_wanted(where: Address) -> str:
    return f"AnkiConnect at {where} wants its API key: --key KEY, or ANKICONNECT_KEY=KEY"


def _a_dict(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _a_list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _integers(value: object) -> list[int]:
    return [item for item in _a_list(value) if isinstance(item, int)]
