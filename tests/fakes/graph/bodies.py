"""Bodies as Exchange turns them from one kind into the other, and the part of one that is not quoted.

Source: learn.microsoft.com/en-us/graph/api/resources/message (body, uniqueBody, bodyPreview). By the standard library
alone, so that the twin and the code under test cannot share a mistake.
"""

import html
import re
from html.parser import HTMLParser

_BLOCKS = {"address", "blockquote", "div", "h1", "h2", "h3", "h4", "hr", "li", "p", "pre", "table", "tr", "ul"}
_HIDDEN = {"head", "script", "style", "title"}
_QUOTES = re.compile(
    r"(?ims)^(?:-----\s*original message\s*-----|________________________________\s*$|on [^\n]{1,200}wrote:\s*$"
    r"|from:[^\n]*\n(?:\*?sent|date):|>).*"
)
_HTML_QUOTES = re.compile(r"(?is)(?:<hr[^>]*>\s*)?<div[^>]*id=\"?divRplyFwdMsg.*|<blockquote.*")
_HEAD = '<html><head>\r\n<meta http-equiv="Content-Type" content="text/html; charset=utf-8"></head><body>\r\n'
_TAIL = "\r\n</body></html>\r\n"


def to_html(text: str) -> str:
    """A text as a page."""
    lines = html.escape(text, quote=False).replace("\r\n", "\n").rstrip("\n").split("\n")
    return page('<div class="PlainText">' + "<br>\r\n".join(lines) + "</div>")


def page(inner: str) -> str:
    """HTML as a page of its own; what is one already stays as it is."""
    return inner if re.search(r"(?i)<html", inner) else f"{_HEAD}{inner}{_TAIL}"


def to_text(page: str) -> str:
    """What a page says."""
    reader = _Reader()
    reader.feed(page)
    reader.close()
    lines = [re.sub(r"[ \t]+", " ", line).strip() for line in "".join(reader.said).split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip().replace("\n", "\r\n") + "\r\n"


def unquoted(kind: str, content: str) -> str:
    """A body without the mails that it quotes."""
    if kind == "text":
        return _QUOTES.sub("", content.replace("\r\n", "\n")).rstrip().replace("\n", "\r\n")
    return page(_HTML_QUOTES.sub("", re.sub(r"(?i)</?(?:html|body)[^>]*>|<head.*?</head>", "", content)).strip())


def quoting(comment: str, header: dict[str, str], quoted: str) -> str:
    """A reply's page: the comment above the header and the body of the mail it answers."""
    inner = re.sub(r"(?is).*<body[^>]*>|</body>.*", "", quoted)
    said = "<br>\r\n".join(f"<b>{name}:</b> {html.escape(value)}" for name, value in header.items())
    rule = '<hr tabindex="-1" style="display:inline-block; width:98%">'
    top = f'{rule}\r\n<div id="divRplyFwdMsg" dir="ltr"><font face="Calibri, sans-serif">{said}</font></div>'
    return page(f"{html.escape(comment, quote=False)}\r\n{top}\r\n{inner.strip()}")


class _Reader(HTMLParser):
    """Collects the text, with line ends where blocks begin and end."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self._hidden += tag in _HIDDEN
        if tag == "br":
            self.said.append("\n")
        elif tag in _BLOCKS:
            self._break()

    def handle_endtag(self, tag: str) -> None:
        self._hidden -= tag in _HIDDEN and self._hidden > 0
        if tag in _BLOCKS:
            self._break()
        if tag == "p":
            self.said.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.said.append(re.sub(r"\s+", " ", data))

    def _break(self) -> None:
        """Begin a new line, unless one has just begun."""
        if "".join(self.said[-2:]).rstrip(" ")[-1:] not in {"", "\n"}:
            self.said.append("\n")
