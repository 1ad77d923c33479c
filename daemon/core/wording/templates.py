"""Templates in, sentences out. Each line of a template is one sentence, with the source of what it says before a bar:

    date | That was due {{ due }}, and it isn't done yet.

Empty lines part paragraphs; a line whose text renders to nothing is left out. Templates are data files, one folder per
language, run in Jinja's sandbox; the owner's own (`[speak] templates`) go before them, one by one, those of English
behind them. What several templates say alike, they include.
"""

import re
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import fields
from functools import cache, lru_cache
from importlib import resources
from typing import TYPE_CHECKING

from daemon.core.wording import clean
from daemon.core.wording.phrases import UNUSABLE, Phrases
from daemon.core.wording.slots import Item

if TYPE_CHECKING:
    from jinja2.sandbox import SandboxedEnvironment

PHRASES = "phrases"
FORMS = frozenset({"late", "risk", "keeps", "no_date", "clash", "several"})
SOURCES = {
    "template": "the template",
    "own words": "your own words",
    "own words and evidence": "your own words, and a later mail",
    "date": "the date you gave",
    "calendar": "your calendar",
    "evidence": "a later mail",
    "point": "your own words, the date you gave, your calendar",
    "record": "your record",
    "settings": "your settings",
    "subject": "the template",
    "yours": "for you to write",
}
"""What the word before the bar means, for whoever asks where a sentence comes from."""

_SOURCE = re.compile(r"(?P<source>[a-z][a-z ]*)\| ?(?P<text>.*)")

Sentence = tuple[str, str]  # the text, and where it comes from


class Broken(ValueError):
    """A template does not parse, or asks for a slot there is none of."""


def languages() -> frozenset[str]:
    """Those there are templates in."""
    folders = resources.files(__package__).iterdir()
    return frozenset(f.name for f in folders if f.is_dir() and f.joinpath(f"{PHRASES}.txt").is_file())


def names() -> frozenset[str]:
    """What an owner's own template may be called: forms, what they include, and the phrases."""
    files = resources.files(__package__).joinpath("en").iterdir()
    return frozenset(f.name.removesuffix(".txt") for f in files)


def phrases(language: str, own: Mapping[str, str]) -> Phrases:
    """The phrases of the language, the owner's own before them, one by one."""
    shipped, mine = Phrases.of(_shipped(language, PHRASES) or ""), Phrases.of(own.get(PHRASES, ""))
    return Phrases({**shipped.said, **mine.said})


@contextmanager
def phrased(language: str, own: Mapping[str, str]) -> Iterator[Phrases]:
    """The phrases of the language, for as long as they are used. Raises Broken where one cannot be."""
    try:
        yield phrases(language, own)
    except UNUSABLE as error:
        raise Broken("the phrases cannot be used; compare them with the shipped ones") from error


def render(name: str, language: str, own: Mapping[str, str], slots: Mapping[str, object]) -> list[list[Sentence]]:
    """The paragraphs of a template, each a list of (sentence, source). Raises Broken."""
    paragraphs: list[list[Sentence]] = [[]]
    for line in _text(name, language, own, slots).split("\n"):
        if not line.strip():
            paragraphs.append([])
        elif sentence := _sentence(line):
            paragraphs[-1].append(sentence)
    if not any(paragraphs):
        raise Broken(f"the template {name!r} says nothing; compare it with the shipped one")
    return [paragraph for paragraph in paragraphs if paragraph]


def faults(own: Mapping[str, str]) -> Iterator[str]:
    """What is wrong with the owner's own templates, a sentence each; a draft would be written without such a one."""
    known = names()
    for name, text in sorted(own.items()):
        if name not in known:
            yield f"there is no template {name!r}; known are {_listed(known)}"
        elif name == PHRASES:
            yield from _faults_of_phrases(text)
        else:
            yield from _faults_of_template(name, text)


def _faults_of_phrases(text: str) -> Iterator[str]:
    mine, shipped = Phrases.of(text).said, phrases("en", {}).said
    yield from (f"there is no phrase {n!r}; known are {_listed(shipped)}" for n in sorted(mine.keys() - shipped.keys()))
    try:
        Phrases({**shipped, **mine}).try_all()
    except UNUSABLE:
        yield "the phrases cannot be used; compare them with the shipped ones"


def _faults_of_template(name: str, text: str) -> Iterator[str]:
    from jinja2 import TemplateSyntaxError

    try:
        missing = _asked_for(text) - _slots()
    except TemplateSyntaxError as error:
        yield f"the template {name!r} cannot be read, line {error.lineno}: {error.message}"
        return
    if missing:
        yield f"the template {name!r} asks for {_listed(missing)}, which there is not; known are {_listed(_slots())}"
    if clean.holds_address(text):
        yield f"the template {name!r} holds an address of a page or a mailbox, and no draft may; leave it out"


@cache
def _slots() -> frozenset[str]:
    """What templates may ask for: what one of the shipped ones does, and all that is known of a promise."""
    shipped = (_asked_for(_shipped("en", name) or "") for name in names() - {PHRASES})
    return frozenset().union({f.name for f in fields(Item)}, *shipped)


def _asked_for(text: str) -> set[str]:
    """The names that a template takes from outside. Raises TemplateSyntaxError."""
    from jinja2 import meta

    return meta.find_undeclared_variables(_environment("en", ()).parse(text))


def _listed(some: Collection[str]) -> str:
    return ", ".join(sorted(some))


def _text(name: str, language: str, own: Mapping[str, str], slots: Mapping[str, object]) -> str:
    from jinja2 import TemplateError

    # Beside Jinja's own errors, whatever an expression of the owner's may raise: `name + 1`, `1 / 0`.
    failures = (TemplateError, ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError)
    try:
        return _environment(language, tuple(sorted(own.items()))).get_template(name).render(slots)
    except failures as error:
        raise Broken(f"the template {name!r} cannot be used; compare it with the shipped one") from error


def _sentence(line: str) -> Sentence | None:
    match = _SOURCE.fullmatch(line.strip())
    source, text = (match["source"].strip(), match["text"].strip()) if match else ("template", line.strip())
    return (text, source) if text else None


@cache
def _shipped(language: str, name: str) -> str | None:
    """The text of a template in that language, else in English; None where there is none."""
    for folder in (language if language.isalpha() else "en", "en"):
        file = resources.files(__package__).joinpath(folder, f"{name}.txt")
        if file.is_file():
            return file.read_text(encoding="utf-8")
    return None


@lru_cache(8)
def _environment(language: str, own: tuple[tuple[str, str], ...]) -> "SandboxedEnvironment":
    from jinja2 import FunctionLoader, StrictUndefined
    from jinja2.sandbox import SandboxedEnvironment

    mine = {name: text.rstrip("\n") + "\n" for name, text in own}
    # Plain text, no markup: nothing is to be escaped.
    return SandboxedEnvironment(
        autoescape=False,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        loader=FunctionLoader(lambda name: mine.get(name, _shipped(language, name))),
    )
