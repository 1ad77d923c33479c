"""text/plain; format=flowed (RFC 3676): soft line ends in, paragraphs out; quotes keep their depth."""

import re

_QUOTE = re.compile(r"(>*)")


def unflow(text: str, *, delsp: bool) -> str:
    """Join the lines that end in a space; "-- " (a signature) never flows; `delsp` drops the space itself."""
    paragraphs: list[str] = []
    open_depth = -1
    for line in text.split("\n"):
        depth = _QUOTE.match(line)[1].__len__()  # type: ignore[index]  # an empty match at least
        words = line[depth:].removeprefix(" ")
        flows = words.endswith(" ") and words != "-- "
        piece = words[:-1] if flows and delsp else words
        if depth == open_depth and words != "-- ":
            paragraphs[-1] += piece
        else:
            paragraphs.append(f"{'>' * depth} {piece}" if depth else piece)
        open_depth = depth if flows else -1
    return "\n".join(paragraphs)
