"""Templates in, sentences out. Each line of a template is one sentence, with the source of what it says before a bar:

    date | That was due {{ due }}, and it isn't done yet.

Empty lines part paragraphs; a line whose text renders to nothing is left out. Templates are data files, one folder per
language, run in Jinja's sandbox; the owner's own (`[speak] templates`) go before them.
"""

import re
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jinja2 import Template
    from jinja2.sandbox import SandboxedEnvironment

Sentence = tuple[str, str]  # the text, and where it comes from


class Broken(ValueError):
    """A template does not parse, or asks for a slot there is none of."""


_SOURCE = re.compile(r"(?P<source>[a-z][a-z ]*)\| ?(?P<text>.*)")


def render(name: str, language: str, own: Mapping[str, str], slots: Mapping[str, object]) -> list[list[Sentence]]:
    """The paragraphs of a template, each a list of (sentence, source). An unknown language falls back to English.

    Raises Broken.
    """
    paragraphs: list[list[Sentence]] = [[]]
    for line in _text(name, language, own, slots).split("\n"):
        if not line.strip():
            paragraphs.append([])
        elif sentence := _sentence(line):
            paragraphs[-1].append(sentence)
    if not any(paragraphs):
        raise Broken(f"the template {name!r} says nothing; compare it with the shipped one")
    return [paragraph for paragraph in paragraphs if paragraph]


def _text(name: str, language: str, own: Mapping[str, str], slots: Mapping[str, object]) -> str:
    from jinja2 import TemplateError

    try:
        template = _environment().from_string(own[name]) if name in own else _shipped(language, name)
        return template.render(slots)
    except TemplateError as error:
        raise Broken(f"the template {name!r} cannot be used; compare it with the shipped one") from error


def _sentence(line: str) -> Sentence | None:
    match = _SOURCE.fullmatch(line.strip())
    source, text = (match["source"].strip(), match["text"].strip()) if match else ("template", line.strip())
    return (text, source) if text else None


@cache
def _shipped(language: str, name: str) -> "Template":
    folder = resources.files(__package__)
    file = folder.joinpath(language if language.isalpha() else "en", f"{name}.txt")
    if not file.is_file():
        file = folder.joinpath("en", f"{name}.txt")
    return _environment().from_string(file.read_text(encoding="utf-8"))


@cache
def _environment() -> "SandboxedEnvironment":
    from jinja2 import PackageLoader, StrictUndefined
    from jinja2.sandbox import SandboxedEnvironment

    # Plain text, no markup: nothing is to be escaped. What several templates say alike, they include from here.
    shipped = PackageLoader(__package__, ".")
    return SandboxedEnvironment(
        autoescape=False, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, loader=shipped
    )
