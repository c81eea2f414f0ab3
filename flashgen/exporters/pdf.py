"""Worksheets as PDF, printed by an installed Chromium without a window.

Every sheet and every key is a document of its own, whose pages are counted, and which can begin on
a right-hand page; pypdf joins them.
"""

import io
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from queue import SimpleQueue
from typing import Final

from pypdf import PdfReader, PdfWriter
from pypdf.generic import NameObject, TextStringObject

from flashgen.exporters import browser
from flashgen.exporters.formats import ExportError
from flashgen.exporters.layout import Layout
from flashgen.exporters.sheets import SheetSet
from flashgen.exporters.worksheet import pages_of, sections

_AT_ONCE: Final = 2
_WAITING: Final = 4  # documents that are printed, or wait to be


def write(sheets: SheetSet, layout: Layout) -> Iterator[bytes]:
    """Yield the worksheet as PDF, printed by an installed browser.

    Raises ExportError where none is installed or it prints nothing, and OSError where an image
    cannot be read or the browser cannot be started.
    """
    program = browser.find_browser()
    if program is None:
        raise ExportError(
            "no Chromium, Chrome or Edge to print with was found; export --to html and print that "
            "from any browser"
        )
    pages = pages_of(sheets, layout)
    documents = ("".join(pages.document([section])) for section in sections(sheets, pages))
    joined = PdfWriter()
    for printed in _printed(documents, program):
        if layout.duplex and len(joined.pages) % 2:
            joined.add_blank_page()
        # Of a browser's outline and structure each document has its own: they cannot be joined.
        joined.append(PdfReader(io.BytesIO(printed)), import_outline=False)
    joined.compress_identical_objects()
    # The browser writes the time; the same sheets give the same bytes.
    joined.metadata = {"/Title": pages.title, "/Producer": "flashgen"}
    joined.root_object[NameObject("/Lang")] = TextStringObject(pages.language)
    out = io.BytesIO()
    joined.write(out)
    yield out.getvalue()


def _printed(documents: Iterator[str], program: str) -> Iterator[bytes]:
    """Yield the documents as PDF, in their order, some of them printed at the same time."""
    waiting: deque[Future[bytes]] = deque()
    with browser.started(program, _AT_ONCE) as printers:
        free: SimpleQueue[browser.Printer] = SimpleQueue()
        for printer in printers:
            free.put(printer)

        def print_one(document: str) -> bytes:
            printer = free.get()
            try:
                return printer.print(document)
            finally:
                free.put(printer)

        with ThreadPoolExecutor(_AT_ONCE) as threads:
            for document in documents:
                waiting.append(threads.submit(print_one, document))
                if len(waiting) == _WAITING:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
