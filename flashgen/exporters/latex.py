"""Sheets as LaTeX source of the `exam` class: questions, options, points, solutions.

The source compiles with pdfLaTeX, XeLaTeX and LuaLaTeX; Chinese needs one of the latter two.
Source: https://ctan.org/pkg/exam
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from flashgen.anki.card.html import shuffled
from flashgen.anki.card.shown import Shown
from flashgen.deck.identity import is_chinese
from flashgen.exporters.latex_text import IMAGE_SUFFIXES, escaped, latex, undeclared
from flashgen.exporters.layout import KEY, SHORT_KEY, SPACES, Layout, Words
from flashgen.exporters.lists import printed_items, printed_statements, short_answer, truth_words
from flashgen.exporters.sheets import Sheet, SheetSet, on_sheet
from flashgen.exporters.tikz import COLORS
from flashgen.exporters.worksheet import pages_of

_PAPERS: Final = {"a4": "a4paper", "letter": "letterpaper"}
_OTHER_SCRIPTS: Final = frozenset({"zh", "ja", "ko"})
_SCORE_COLUMNS: Final = 10
_PREAMBLE: Final = r"""
\usepackage{iftex}
\ifPDFTeX
  \usepackage[T1]{fontenc}
  \usepackage{lmodern}
\else
  \usepackage{fontspec}
\fi
\usepackage{amsmath, amssymb}
\usepackage{textcomp}
\usepackage{xcolor}
\usepackage{tikz}
\usetikzlibrary{svg.path}
\usepackage[hidelinks]{hyperref}
"""
_IMAGES: Final = r"""\usepackage{graphicx}
\newsavebox{\cardbox}
% An image beside this file; where it is not there, its description.
\newcommand{\cardimage}[2]{\IfFileExists{#1}{%
  \sbox{\cardbox}{\includegraphics{#1}}%
  \ifdim\wd\cardbox>0.8\linewidth\includegraphics[width=0.8\linewidth]{#1}%
  \else\usebox{\cardbox}\fi}{\fbox{#2}}}
"""
_CHINESE: Final = r"""\ifXeTeX
  \usepackage{xeCJK}
\fi
\ifLuaTeX
  \usepackage{luatexja-fontspec}
\fi
"""


def write(sheets: SheetSet, layout: Layout) -> Iterator[str]:
    """Yield the source: its preamble, every sheet, its end.

    Solutions stand below their questions, and are printed with `\\printanswers`, which is switched
    on where the layout has a key.
    """
    pages = pages_of(sheets, layout)
    options = [_PAPERS[layout.paper], "11pt", *(["addpoints"] if layout.points is not None else [])]
    options += ["twoside"] if layout.duplex else []
    yield f"\\documentclass[{', '.join(options)}]{{exam}}\n"
    yield _PREAMBLE.lstrip()
    if is_chinese(pages.language):
        yield _CHINESE
    for name, digits in COLORS.items():
        yield f"\\definecolor{{{name}}}{{HTML}}{{{digits}}}\n"
    answers = KEY in layout.part or SHORT_KEY in layout.part
    drawn = list(sheets.sheets)
    clear = "\\cleardoublepage" if layout.duplex else "\\clearpage"
    alone = len(drawn) == 1
    made = [
        "".join(_sheet(sheet, pages.title, layout, pages.words, alone=alone)) for sheet in drawn
    ]
    body = f"\n{clear}\n".join(made)
    if r"\cardimage" in body:
        yield _IMAGES
    if pages.language.split("-")[0] not in _OTHER_SCRIPTS:
        yield from map(_declaration, undeclared(body))
    yield f"{'' if answers else '% '}\\printanswers % with the solutions\n"
    yield f"\\pagestyle{{headandfoot}}\n\n\\begin{{document}}\n{body}\\end{{document}}\n"


def images(sheets: SheetSet) -> dict[str, Path]:
    """Return the images of sheets that stand beside the source, by the names that it has."""
    return {
        image.name: image.path
        for sheet in sheets.sheets
        for note in sheet.notes
        for image in note.media
        if image.path.suffix.lower() in IMAGE_SUFFIXES
    }


def _declaration(sign: str) -> str:
    """Return LaTeX for a character that pdfLaTeX's fonts lack; other engines set it as it is."""
    code = f"{ord(sign):04X}"
    return f"\\ifPDFTeX\\DeclareUnicodeCharacter{{{code}}}{{\\fbox{{\\tiny U+{code}}}}}\\fi\n"


def _sheet(sheet: Sheet, title: str, layout: Layout, words: Words, alone: bool) -> Iterator[str]:
    number = words.sheet.format(sheet.seed)
    page = words.page.format(r"\thepage{}", rf"\pageref{{last-{sheet.seed}}}")
    foot = " · ".join(part for part in (number, sheet.name, title) if part)
    yield "\\setcounter{page}{1}\\setcounter{question}{0}\n"
    yield f"\\cfoot{{}}\\lfoot{{{escaped(foot)}}}\\rfoot{{{page}}}\n"
    yield f"\\begin{{center}}\n{{\\Large\\bfseries {escaped(title)}}}\\\\[1ex]\n"
    yield f"{escaped(number)}\n\\end{{center}}\n"
    if sheet.name:
        yield f"\\noindent\\textbf{{{escaped(sheet.name)}}}\n\n"
    names = [words.date] if sheet.name else [words.name, words.date]
    lines = layout.header or tuple(f"{name}{words.colon}{'_' * 12}" for name in names)
    for line in lines:
        text, _, rest = line.partition("___")
        blank = r"\enspace\hrulefill" if rest or line.endswith("___") else ""
        yield f"\\noindent\\makebox[0.6\\textwidth]{{{escaped(text)}{blank}}}\n\n"
    items = [on_sheet(note, sheet.seed) for note in sheet.notes]
    if layout.points is not None and alone:  # the class counts the questions of all sheets
        rows = -(-len(items) // _SCORE_COLUMNS)
        yield f"\\begin{{center}}\\multirowgradetable{{{rows}}}[questions]\\end{{center}}\n"
    if layout.shuffle:
        items = [items[n] for n in shuffled(len(items), f"order {sheet.seed}")]
    yield "\\medskip\n\\begin{questions}\n"
    for item in items:
        yield _question(item, sheet, layout)
    yield f"\\end{{questions}}\n\\label{{last-{sheet.seed}}}\n"


def _question(item: Shown, sheet: Sheet, layout: Layout) -> str:
    points = f"[{layout.points:g}]" if layout.points is not None else ""
    answer = latex(item.answer)
    if item.order:
        answer = f"{short_answer(item)}\n\n{answer}"
    solution = "\n\n".join(
        part for part in (answer, latex(item.solution), latex(item.extra)) if part
    )
    if item.choices:
        order = shuffled(len(item.choices), f"{sheet.seed} {item.note.name}")
        options = "".join(
            f"  \\{'choice' if number else 'CorrectChoice'} {latex(item.choices[number].text)}\n"
            for number in order
        )
        below = f"\\begin{{choices}}\n{options}\\end{{choices}}\n"
        below += f"\\begin{{solution}}\n{solution}\n\\end{{solution}}\n"
    elif item.statements or item.order:
        below = _list(item) + f"\\begin{{solution}}\n{solution}\n\\end{{solution}}\n"
    else:
        below = _menus(item) + _space(item, solution, SPACES[layout.space])
    return f"\\question{points} {latex(item.question)}\n{below}\n"


def _menus(item: Shown) -> str:
    """Return the options of the answers that are menus, each with a box to tick."""
    lines = []
    for answer in item.answers:
        if answer.options:
            label = f"{latex(answer.label or escaped(answer.name))}: " if item.answers[1:] else ""
            boxes = r" \quad ".join(rf"$\square$~{latex(option)}" for option in answer.options)
            lines.append(f"\n{label}{boxes}\n")
    return "".join(lines)


def _list(item: Shown) -> str:
    """Return statements with boxes to tick, or items with letters and blanks for their order."""
    if item.statements:
        boxes = r"\quad ".join(rf"$\square$ {escaped(word)}" for word in truth_words(item))
        lines = [
            rf"  \item {latex(one.text)} \hspace*{{\fill}}\mbox{{{boxes}}}"
            for one in printed_statements(item)
        ]
        return "\\begin{itemize}\n" + "\n".join(lines) + "\n\\end{itemize}\n"
    items = printed_items(item)
    lines = [rf"  \choice {latex(one)}" for one in items]
    blanks = r", ".join([r"\underline{\hspace{2em}}"] * len(items))
    return "\\begin{choices}\n" + "\n".join(lines) + f"\n\\end{{choices}}\n\\noindent {blanks}\n\n"


def _space(item: Shown, solution: str, factor: float) -> str:
    """Return the solution, in whose place there is space to write where none is printed."""
    kind, size = "solution", ""
    if factor and item.note.kind != "cloze":
        typed = [answer for answer in item.answers if not answer.options]
        height = (4 if typed else 2 if not item.answers else 0.5) * factor
        kind = "solution" if item.answers else "solutionorlines"
        size = f"[{height:g}cm]"
    return f"\\begin{{{kind}}}{size}\n{solution}\n\\end{{{kind}}}\n"
