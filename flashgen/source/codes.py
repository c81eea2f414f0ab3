"""Every diagnostic code with its severity and title.

A code has a page, too, which `flashgen check --explain CODE` prints: for the codes of a rule the
docstring of its file in `checks/rules`, for the others a section of a file in `checks/pages`.
"""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final, NamedTuple


class Severity(StrEnum):
    """An error stops the build, a warning does not."""

    ERROR = "error"
    WARNING = "warning"


class Code(NamedTuple):
    """What a diagnostic code stands for."""

    severity: Severity
    title: str


_ERROR: Final = Severity.ERROR
_WARNING: Final = Severity.WARNING

CODES: Final[Mapping[str, Code]] = MappingProxyType(
    {
        "answer-and-answers": Code(_ERROR, "a card asks one thing"),
        "bad-answer": Code(_ERROR, "an answer of this type cannot be typed"),
        "bad-data": Code(_ERROR, "a table of data cannot be read"),
        "bad-deck": Code(_ERROR, "a deck's name holds a character that is not allowed"),
        "bad-figure": Code(_ERROR, "a figure cannot be drawn of these values"),
        "bad-id": Code(_ERROR, "an id consists of lowercase letters, digits and hyphens"),
        "bad-image": Code(_ERROR, "an image cannot be found or used"),
        "bad-language": Code(_ERROR, "a language is a code such as `en`, `zh` or `pt-BR`"),
        "bad-name": Code(_ERROR, "a name is not valid in the expression language"),
        "bad-range": Code(_ERROR, "a variable's range is empty"),
        "bad-tag": Code(_ERROR, "a tag has no spaces"),
        "bad-unit": Code(_ERROR, "a unit cannot be converted into the answer's"),
        "bad-url": Code(_ERROR, "a link begins with http:// or https://"),
        "check-disagrees": Code(_ERROR, "the second formula gives something else"),
        "clock-behind": Code(_WARNING, "the clock is behind the lock"),
        "cloze": Code(_ERROR, "a gap is not written as Anki reads it"),
        "cloze-hint": Code(_WARNING, "a hint that looks like part of the hidden text"),
        "coinciding-mistake": Code(_WARNING, "a mistake is mostly right"),
        "constant-answer": Code(_WARNING, "the answer is the same on every draw"),
        "control-character": Code(_ERROR, "the file contains a control character"),
        "decimals-and-figures": Code(_ERROR, "a card asks for decimals or for significant figures"),
        "deck-changed": Code(_WARNING, "cards belong to another deck now"),
        "duplicate-front": Code(_WARNING, "two cards ask the same"),
        "duplicate-id": Code(_ERROR, "an id occurs twice in a namespace"),
        "duplicate-key": Code(_ERROR, "a key occurs twice"),
        "empty-file": Code(_ERROR, "the file holds no cards"),
        "empty-front": Code(_ERROR, "a card asks nothing"),
        "empty-value": Code(_ERROR, "a key has no value"),
        "equal-choices": Code(_ERROR, "two options look the same"),
        "equal-forms": Code(_WARNING, "two forms of a card read alike"),
        "equal-items": Code(_ERROR, "two statements, or two items of an order, look the same"),
        "equals-before-rounded": Code(_WARNING, "an equals sign stands before a rounded result"),
        "evaluation": Code(_ERROR, "an expression fails on a draw"),
        "expression": Code(_ERROR, "an expression cannot be read"),
        "few-answers": Code(_WARNING, "the answers repeat among the variants"),
        "fewer-cards": Code(_WARNING, "a note makes fewer cards than before"),
        "fewer-variants": Code(_WARNING, "there are fewer variants than asked for"),
        "file-too-large": Code(_ERROR, "the file is too large"),
        "foreign-math": Code(_WARNING, "a formula is written in delimiters that mean nothing here"),
        "format": Code(_ERROR, "a slot's format is not valid"),
        "former-id-in-use": Code(_ERROR, "a former id is used again"),
        "given-formula": Code(_WARNING, "a formula of the question is the answer"),
        "guessable-answer": Code(_WARNING, "one answer comes up in more than a third of the draws"),
        "html": Code(_ERROR, "HTML of this kind is rejected"),
        "identity-changed": Code(_WARNING, "a card goes back to the note that `was` names"),
        "image": Code(_ERROR, "an image is a file of the deck's folder"),
        "image-without-alt": Code(_WARNING, "an image says nothing to whoever cannot see it"),
        "internal": Code(_ERROR, "flashgen itself fails on a card"),
        "kind-changed": Code(_ERROR, "a card has changed its kind"),
        "link": Code(_ERROR, "a link leads to a page of the web"),
        "lock-broken": Code(_ERROR, "flashgen.lock cannot be read"),
        "lock-conflict": Code(_ERROR, "a merge left a conflict in flashgen.lock"),
        "lock-not-kept": Code(_WARNING, "git does not keep the lock"),
        "lock-version": Code(_ERROR, "flashgen.lock is of another version"),
        "locks-disagree": Code(_ERROR, "two locks know a card as different notes"),
        "lone-braces": Code(_WARNING, "two braces that begin no cloze"),
        "lone-dollar": Code(_WARNING, "a dollar sign stands alone"),
        "long-number": Code(_WARNING, "a slot shows a very long number"),
        "loose-tolerance": Code(_WARNING, "a tolerance is more than a tenth of the answer"),
        "lost-language": Code(_WARNING, "a deck no longer has a language that it had"),
        "low-acceptance": Code(_WARNING, "most draws are rejected"),
        "math": Code(_ERROR, "a formula cannot be typeset"),
        "missing-key": Code(_ERROR, "a required key is missing"),
        "missing-language": Code(_ERROR, "a text lacks one of the file's languages"),
        "missing-precision": Code(
            _ERROR, "an answer that is not an integer must state its precision"
        ),
        "missing-unit": Code(_WARNING, "the numbers have units, and the answer has none"),
        "mixed-column": Code(_WARNING, "a few cells keep a column from being one of numbers"),
        "name-taken": Code(_ERROR, "a name is already taken"),
        "never-accepted": Code(_ERROR, "no draw is accepted"),
        "no-cloze": Code(_ERROR, "a cloze text has no gap"),
        "no-deck-files": Code(_ERROR, "there is no deck file in the folder"),
        "no-such-file": Code(_ERROR, "there is no such file or folder"),
        "no-variant": Code(_ERROR, "no variant can be drawn"),
        "not-a-number": Code(_ERROR, "a number of another kind is expected"),
        "not-a-truth-value": Code(_ERROR, "`true` or `false` is expected"),
        "not-an-option": Code(_ERROR, "an answer is none of the options of its menu"),
        "not-finite": Code(_ERROR, "a value is infinite or not a number"),
        "not-tried": Code(_WARNING, "a file has more cards than can be tried on all draws"),
        "not-utf8": Code(_ERROR, "the file is not UTF-8"),
        "one-deck": Code(_WARNING, "the languages of a file share a deck"),
        "one-language": Code(_WARNING, "the same prose serves several languages"),
        "passing-formula": Code(_ERROR, "a mistake is right at the points of the card"),
        "plain-code": Code(_WARNING, "no such language of code is known"),
        "plural-of-one": Code(_WARNING, "a word stands in the plural behind 1"),
        "right-mistake": Code(_ERROR, "a mistake is right"),
        "rounded-parameter": Code(
            _WARNING, "a slot shows a given value with fewer digits than it has"
        ),
        "same-truth": Code(_WARNING, "all statements are true, or all are false"),
        "set-of-one": Code(_WARNING, "a set is compared, but there is only one value"),
        "shown-tag": Code(_WARNING, "a tag is shown as text"),
        "slot": Code(_ERROR, "a slot is not closed, or holds nothing"),
        "steps-lose-digits": Code(_ERROR, "a step as displayed does not give the answer"),
        "stuck-parameter": Code(_WARNING, "a parameter has one value on every draw"),
        "text-character": Code(_ERROR, "a text contains a character that cannot be shown"),
        "text-too-deep": Code(_ERROR, "lists or quotes are nested too deeply"),
        "text-too-long": Code(_ERROR, "a text is too long for a card"),
        "too-few-choices": Code(_ERROR, "a multiple choice has no wrong option"),
        "too-few-items": Code(_ERROR, "a card has two statements, or two items to put in order"),
        "too-many": Code(_ERROR, "a list is too long"),
        "too-much-work": Code(_ERROR, "a file has more cards than can be drawn"),
        "two-identities": Code(_ERROR, "two cards cannot become one note"),
        "unclosed-tag": Code(_WARNING, "a tag is opened and not closed"),
        "undefined-formula": Code(_ERROR, "a formula is undefined in its range"),
        "unequal-gaps": Code(_ERROR, "the forms of a cloze have different gaps"),
        "uneven-options": Code(_WARNING, "the options of a choice show unequal digits"),
        "unfit-key": Code(_ERROR, "a key does not go with what the card asks"),
        "unformatted-slot": Code(_ERROR, "a slot shows more than 4 decimals and digits"),
        "unknown-answer": Code(_ERROR, "a mistake does not say which answer it belongs to"),
        "unknown-former-id": Code(_WARNING, "`was` names no card of the last build"),
        "unknown-key": Code(_ERROR, "there is no such key"),
        "unknown-language": Code(_ERROR, "a text is in a language that the file does not name"),
        "unknown-word": Code(_ERROR, "the value must be one of a few words"),
        "unreadable-file": Code(_ERROR, "the file cannot be read"),
        "unseen-constant": Code(_WARNING, "a number of a formula does not matter at its points"),
        "unshowable-value": Code(_ERROR, "a slot's value cannot be shown"),
        "unshown-arithmetic": Code(_WARNING, "a step shows a result without its arithmetic"),
        "unshown-parameter": Code(_WARNING, "the answer needs what the question does not show"),
        "unused-name": Code(_WARNING, "a name is used nowhere"),
        "wide-tolerance": Code(_WARNING, "one input is right on every draw"),
        "wrong-formula-text": Code(_ERROR, "the displayed formula is not the answer"),
        "wrong-step": Code(_WARNING, "a step is wrong as displayed"),
        "wrong-type": Code(_ERROR, "a value of another type is expected"),
        "yaml-anchor": Code(_ERROR, "YAML anchors and aliases are not supported"),
        "yaml-complex-key": Code(_ERROR, "a key must be a plain word"),
        "yaml-cut": Code(_ERROR, "YAML cuts the value short"),
        "yaml-depth": Code(_ERROR, "lists or mappings are nested too deeply"),
        "yaml-documents": Code(_ERROR, "a file holds one YAML document"),
        "yaml-escape": Code(_ERROR, "YAML reads a backslash as an escape"),
        "yaml-merge-key": Code(_ERROR, "YAML merge keys are not supported"),
        "yaml-syntax": Code(_ERROR, "this is not valid YAML"),
        "yaml-tag": Code(_ERROR, "YAML tags are not supported"),
    }
)
