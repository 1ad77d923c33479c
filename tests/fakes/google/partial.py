"""Partial responses: the `fields` of a request in, the part of the JSON it selects out.

Source: developers.google.com/workspace/gmail/api/guides/performance#partial-response. `a,b`, `a/b`, `a(b,c)`, `*`.
"""

from tests.fakes.google.errors import Json, Refusal

Fields = dict[str, "Fields"]


def select(body: Json, fields: str) -> Json:
    """What `fields` selects; all of it where it is "". Raises Refusal."""
    if not fields:
        return body
    wanted, rest = _read(fields)
    if rest:
        raise Refusal("invalid", f"Invalid field selection {fields}")
    return _kept(body, wanted)


def _read(text: str) -> tuple[Fields, str]:
    """A comma-separated list up to a closing parenthesis or the end, and what follows it."""
    found: Fields = {}
    while True:
        path, text = _name(text)
        inner: Fields = {}
        if text.startswith("("):
            inner, text = _read(text[1:])
            if not text.startswith(")"):
                raise Refusal("invalid", "Invalid field selection")
            text = text[1:]
        below = found
        for step in path:
            below = below.setdefault(step, {})
        below.update(inner)
        if not text.startswith(","):
            return found, text
        text = text[1:]


def _name(text: str) -> tuple[list[str], str]:
    end = next((at for at, mark in enumerate(text) if mark in ",()"), len(text))
    return [step.strip() for step in text[:end].split("/")], text[end:]


def _kept(body: Json, wanted: Fields) -> Json:
    kept: Json = {}
    for name, value in body.items():
        inner = wanted.get(name, wanted.get("*"))
        if inner is not None:
            kept[name] = _below(value, inner)
    return kept


def _below(value: object, wanted: Fields) -> object:
    if not wanted:
        return value
    if isinstance(value, list):
        return [_below(one, wanted) for one in value]
    return _kept(value, wanted) if isinstance(value, dict) else value
