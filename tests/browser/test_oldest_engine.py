"""Script and style keep to what Chromium 85 has, the oldest engine that is promised."""

import re

import pytest

from flashgen.anki.note_types import CONCEPT
from flashgen.anki.note_types.script import SCRIPT

# What came later, with the release of Chromium that brought it.
LATER_IN_SCRIPTS = {
    r"\.replaceChildren\(": 86,
    r"\.at\(": 92,
    r"\bObject\.hasOwn\b": 93,
    r"\bstructuredClone\b": 98,
    r"\.findLast(Index)?\(": 97,
    r"\.to(Sorted|Reversed|Spliced)\(": 110,
    r"\.with\(": 110,
    r"\.groupBy\(": 117,
    r"\bIntl\.Segmenter\b": 87,
    r"\bcrypto\.randomUUID\b": 92,
    r"\bstatic \{": 94,
    r"\bAbortSignal\.timeout\b": 103,
    r"\.checkVisibility\(": 105,
    r"\bnew CSSStyleSheet\b": 73,
    r"/[a-z]*[dv][a-z]*\.(test|exec)\b": 90,
    r"\(\?<[=!]": 0,  # lookbehind: Chromium has it, Safari before 16.4 has not
}
LATER_IN_STYLES = {
    r":(is|where)\(": 88,
    r":has\(": 105,
    r":dir\(": 120,
    r":not\([^()]*,": 88,
    r"\binset(-block|-inline)?:": 87,
    r"\b(margin|padding)-(inline|block):": 87,
    r"\baspect-ratio:": 88,
    r"\baccent-color:": 93,
    r"@layer\b": 99,
    r"@container\b": 105,
    r"\bcolor-mix\(": 111,
    r"\blight-dark\(": 123,
    r"\d[dsl]v[hw]\b": 108,
    r"^\s*&": 112,
    r"\boverflow(-[xy])?: clip": 90,
    r"\btext-wrap:": 114,
}
# A later declaration that stands behind one of the same property does no harm: it is left out.
WITH_FALLBACK = {"inset-inline-start": "left"}


@pytest.mark.parametrize("pattern", LATER_IN_SCRIPTS)
def test_the_script(pattern):
    code = re.sub(r"^\s*(//|/?\*).*$", "", SCRIPT, flags=re.MULTILINE)
    assert not re.search(pattern, code), pattern


@pytest.mark.parametrize("pattern", LATER_IN_STYLES)
def test_the_style(pattern):
    css = re.sub(r"/\*.*?\*/", "", CONCEPT.css, flags=re.DOTALL)
    assert not re.search(pattern, css, re.MULTILINE), pattern


def test_what_is_later_and_stands_alone_has_a_fallback():
    css = re.sub(r"/\*.*?\*/", "", CONCEPT.css, flags=re.DOTALL)
    for rule in re.findall(r"\{([^{}]*)\}", css):
        for later, earlier in WITH_FALLBACK.items():
            assert not re.search(rf"\b{later}:", rule) or re.search(rf"(^|;|\s){earlier}:", rule)
    # Since 86: where it is unknown the rule before it shows a ring at every focus.
    assert re.findall(r"[^,{}]*:focus-visible[^,{]*", css) == [
        "\n\n.flashgen button:focus:not(:focus-visible) "
    ]


def test_the_script_runs_where_the_later_is_missing(browser, kinds):
    """The same as a proof: what came after 85 is taken away before the card is shown."""
    from clients import OLDEST_DESKTOP, open_client

    context = browser.new_context()
    context.add_init_script(
        "for (const [of, names] of [[Element.prototype, ['replaceChildren', 'checkVisibility']],"
        " [Array.prototype, ['at', 'findLast', 'toSorted', 'with', 'toReversed']],"
        " [String.prototype, ['at']], [Object, ['hasOwn', 'groupBy']]])"
        " for (const name of names) delete of[name];"
    )
    client = open_client(context, kinds["text"].css, kind=OLDEST_DESKTOP, mathjax=False)
    for name in ("scalar", "pick", "two", "matrix"):
        client.show(kinds[name].front)
        assert client.page.locator(".flashgen[data-ready]").count() == 1, name
        assert client.page.locator("input, textarea, button.option").count() > 0
    assert [one for one in client.problems if "flashgen" in one] == []
    context.close()
