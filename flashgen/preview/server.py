"""The preview's server: serves the page, watches the files, tells the page what has changed."""

import asyncio
import ipaddress
import re
import socket
import threading
from collections.abc import AsyncIterator, Callable, Coroutine, Iterable, Iterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import uvicorn
from msgspec.structs import replace
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send
from watchfiles import awatch

from flashgen.anki.images import SUFFIXES as IMAGE_SUFFIXES
from flashgen.build.lock.file import FILE_NAME, find_lock
from flashgen.deck.folder import is_deck_name
from flashgen.deck.tables import SUFFIXES as DATA_SUFFIXES
from flashgen.preview import site
from flashgen.preview.site import Site
from flashgen.preview.workspace import Snapshot, Workspace
from flashgen.source.diagnostics import Diagnostic
from flashgen.source.internal_errors import reporting_internal_errors

_KEEP_ALIVE = 15.0
_MEDIA_TYPES = {".html": "text/html", ".css": "text/css", ".js": "text/javascript"}
# The page's own policy stands in it, so that the one written to disk has it too.
_PAGE_HEADERS = {
    "Content-Security-Policy": "frame-ancestors 'self'",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}
_FRAME_HEADERS = _PAGE_HEADERS | {
    "Content-Security-Policy": "sandbox allow-scripts; frame-ancestors 'self'"
}


def who_can_read(listener: socket.socket) -> str:
    """Return the sentence on who else can read the cards; empty where nobody can."""
    address = ipaddress.ip_address(str(listener.getsockname()[0]).partition("%")[0])
    if address.is_loopback:
        return ""
    where = "any address of this machine" if address.is_unspecified else f"{address}"
    return (
        f"everybody who can reach {where}, such as all in the same network, can read these cards "
        "and what is wrong with them; nothing is encrypted and no password is asked for"
    )


class AddressError(Exception):
    """The address cannot be listened at; the message says why."""


def listen(host: str, port: int) -> socket.socket:
    """Return a socket that listens at the address; port 0 is any free one.

    Raises AddressError.
    """
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        return socket.create_server((host, port), family=family)
    except socket.gaierror:
        raise AddressError(f"{host} is no address of this machine") from None
    except OSError as problem:
        if problem.errno in _IN_USE:
            raise AddressError(
                f"port {port} is in use, perhaps by another preview; "
                "take another one by --port (0 for any free one)"
            ) from None
        raise AddressError(f"cannot listen at {host}:{port}: {problem.strerror}") from None


_IN_USE = {98, 48, 10048}  # EADDRINUSE on Linux, macOS, Windows


def run(workspace: Workspace, listener: socket.socket, host: str) -> None:
    """Serve until the process is interrupted."""
    app = application(workspace, host)
    # An open stream of events is not waited for: the page finds out and says so.
    config = uvicorn.Config(app, log_level="critical", timeout_graceful_shutdown=1, ws="none")
    with suppress(KeyboardInterrupt):
        uvicorn.Server(config).run(sockets=[listener])


def application(workspace: Workspace, host: str) -> Starlette:
    """Return the application; while it runs, it watches the files of the workspace."""
    live = _Live(workspace)

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        tasks = [asyncio.create_task(watching) for watching in live.watching()]
        live.start(asyncio.get_running_loop())
        try:
            yield
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def index(_: Request) -> Response:
        return JSONResponse(live.site.index(), headers=_PAGE_HEADERS)

    async def card(request: Request) -> Response:
        found = live.site.card(request.query_params.get("key", ""))
        if found is None:
            return PlainTextResponse("no such card", 404, _PAGE_HEADERS)
        return JSONResponse(found, headers=_PAGE_HEADERS)

    async def icon(_: Request) -> Response:
        return Response(status_code=204, headers=_PAGE_HEADERS)

    async def events(_: Request) -> Response:
        return StreamingResponse(
            live.events(), media_type="text/event-stream", headers=_PAGE_HEADERS
        )

    return Starlette(
        routes=[
            Route("/", _document("index.html")),
            *(Route(f"/{name}", _document(name)) for name in (*site.PAGE_FILES, "frame.html")),
            Route("/index.json", index),
            Route("/card.json", card),
            Route("/events", events),
            # Browsers request it along with any document that names no icon.
            Route("/favicon.ico", icon),
        ],
        middleware=[Middleware(_KnownHost, host=host)],
        lifespan=lifespan,
    )


def _document(name: str) -> Callable[[Request], Response]:
    is_frame = name == "frame.html"
    text = site.frame() if is_frame else site.page_file(name)
    media_type = _MEDIA_TYPES[Path(name).suffix]
    headers = _FRAME_HEADERS if is_frame else _PAGE_HEADERS

    def respond(_: Request) -> Response:
        return Response(text, media_type=media_type, headers=headers)

    return respond


# Neither a user before the name nor a zone behind an address: no browser sends those.
_HOST = re.compile(
    r"(?:\[(?P<six>[0-9A-Fa-f:.]{2,45})\]|(?P<name>[A-Za-z0-9._-]+))(?::[0-9]{1,5})?"
)


class _KnownHost:
    """Refuses requests for another host's name, which a foreign page may have rebound to here.

    An address stands for itself; of names only ``localhost`` and the one that is listened at.
    """

    def __init__(self, app: ASGIApp, host: str) -> None:
        self.app = app
        self.names = {"localhost", host.lower()}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or refuse it."""
        if scope["type"] == "http":
            named = [value.decode("latin-1") for key, value in scope["headers"] if key == b"host"]
            if len(named) != 1 or not self._knows(named[0]):
                refusal = PlainTextResponse("This is not the server of that host.", 421)
                await refusal(scope, receive, send)
                return
        await self.app(scope, receive, send)

    def _knows(self, named: str) -> bool:
        match = _HOST.fullmatch(named)
        if match is None:
            return False
        try:
            if match["six"]:
                ipaddress.IPv6Address(match["six"])
            elif match["name"].lower() not in self.names:
                ipaddress.IPv4Address(match["name"])
        except ValueError:
            return False
        return True


class _Live:
    """The site as it is now, and those who wait for it to change."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self.site = Site()
        self._version = 0
        self._renewed = asyncio.Condition()
        self._changed = threading.Event()
        self._images: set[Path] = set()

    def watching(self) -> Iterator[Coroutine[None, None, None]]:
        """Yield the callback that the server's loop runs to notice changed files."""
        folders = {place for place in self.workspace.places if place.is_dir()}
        files = {place.parent for place in self.workspace.places if place not in folders}
        locks = {found.parent for place in folders | files if (found := find_lock(place))}
        yield self._watch(folders, recursive=True)
        yield self._watch((files | locks) - folders, recursive=False)

    def start(self, loop: asyncio.AbstractEventLoop) -> None:
        """Begin to keep the site up to date, in a thread that ends with the process."""
        threading.Thread(target=self._work, args=(loop,), daemon=True).start()

    async def events(self) -> AsyncIterator[str]:
        """Yield an event as soon as there is a site, and whenever it has changed."""
        seen = 0
        yield "retry: 500\n\n"
        while True:
            try:
                async with asyncio.timeout(_KEEP_ALIVE), self._renewed:
                    while self._version == seen:
                        await self._renewed.wait()
            except TimeoutError:
                yield ": still here\n\n"
            else:
                seen = self._version
                yield f"data: {seen}\n\n"

    async def _watch(self, folders: Iterable[Path], *, recursive: bool) -> None:
        existing = [folder for folder in folders if folder.exists()]
        if not existing:
            return
        async for changes in awatch(
            *existing, watch_filter=_matters, debounce=200, step=25, recursive=recursive
        ):
            paths = [Path(path).resolve() for _, path in changes]
            self._images |= {path for path in paths if path.suffix.lower() in IMAGE_SUFFIXES}
            self._changed.set()

    def _work(self, loop: asyncio.AbstractEventLoop) -> None:
        last = Snapshot()

        def publish(snapshot: Snapshot) -> None:
            nonlocal last
            last = snapshot
            with suppress(RuntimeError):  # the loop is closed: the server has ended
                asyncio.run_coroutine_threadsafe(self._renew(Site.of(snapshot)), loop)

        while not loop.is_closed():
            self._changed.clear()
            images, self._images = tuple(self._images), set()
            # What vanishes while it is read is a change as well, which is told next.
            found: list[Diagnostic] = []
            with reporting_internal_errors(None, found), suppress(OSError):
                self.workspace.refresh(publish, images=images, outdated=self._changed.is_set)
            if found:
                publish(replace(last, diagnostics=(*last.diagnostics, *found)))
            self._changed.wait()

    async def _renew(self, renewed: Site) -> None:
        self.site = renewed
        async with self._renewed:
            self._version += 1
            self._renewed.notify_all()


def _matters(_: object, path: str) -> bool:
    name = Path(path)
    suffix = name.suffix.lower()
    read = is_deck_name(name) or suffix in IMAGE_SUFFIXES or suffix in DATA_SUFFIXES
    return read or name.name == FILE_NAME
