"""HTML of a mail in; plain text out, in which every quoted passage stands behind `> `.

Quotes are found by how mail programs mark them: blockquote (type=cite, gmail_quote, ...), the boxes of Gmail, Yahoo,
Zimbra and others, Outlook's `divRplyFwdMsg` and its header block under a line, behind which everything is quoted.
"""

import re
from collections.abc import Iterator
from itertools import islice

from resiliparse.extract.html2text import extract_plain_text
from resiliparse.parse.html import HTMLTree
from resiliparse.parse.html.node import ElementNode

# Private-use characters, so that no mail's own text is mistaken for them (they are taken out of it first).
_OPEN, _CLOSE = "\ue000", "\ue001"
_MARKS = str.maketrans("", "", _OPEN + _CLOSE + "\0")
_TAG = re.compile(r"<[^<>]{0,2000}>")
_BLANKS = re.compile(r"\n{3,}")
# More tags than any letter has; building a tree of them could take seconds.
_MANY_TAGS = 15_000
# Far more quotes than any thread has; each costs the tree a walk.
_QUOTES = 200

_BOXES = {"div", "span", "section"}
_WRAPPING = {"gmail_quote", "gmail_attr", "yahoo_quoted", "protonmail_quote", "moz-cite-prefix"}
_WRAPPING |= {"moz-forward-container", "tutanota_quote", "zmail_extra", "ms-outlook-mobile-reference-message"}
_WRAPPING_IDS = {"OLK_SRC_BODY_SECTION", "mail-editor-reference-message-container", "isForwardContent"}
_REPLY_HEADERS = {"divRplyFwdMsg", "appendonsend", "stopSpelling", "zwchr"}
_HEADER_LINE = re.compile(r"\s*(?:from|von|de|da|van|fra|från)\s?:", re.I)


def text_of_html(html: str) -> str:
    """The visible text of `html`, quotes marked."""
    html = html.translate(_MARKS)
    if html.count("<") > _MANY_TAGS:
        return _TAG.sub(" ", html)
    tree = HTMLTree.parse(html)
    if tree.body is None:
        return ""
    _mark_quotes(tree, tree.body)
    text = extract_plain_text(tree, preserve_formatting=True, alt_texts=False, noscript=True)
    return _BLANKS.sub("\n\n", "\n".join(_with_prefixes(text.split("\n"))))


def _mark_quotes(tree: HTMLTree, body: ElementNode) -> None:
    # The tree is walked once: a node list of this library runs its query anew for every item.
    elements = [node for node in body if isinstance(node, ElementNode)]
    for node in list(islice(filter(_is_quote, elements), _QUOTES)):
        node.before(_line(tree, _OPEN))
        node.after(_line(tree, _CLOSE))
    first = next(filter(_begins_quote, islice(filter(_may_begin_quote, elements), _QUOTES)), None)
    if first is not None:
        first.before(_line(tree, _OPEN))


def _line(tree: HTMLTree, mark: str) -> ElementNode:
    """A paragraph with nothing but a mark."""
    paragraph, text = tree.create_element("p"), tree.create_text_node(mark)
    assert isinstance(paragraph, ElementNode)
    assert text is not None
    paragraph.append_child(text)
    return paragraph


def _is_quote(node: ElementNode) -> bool:
    """A blockquote without a border is how Gmail indents; a gmail_quote that holds a blockquote is marked by that."""
    if node.tag == "blockquote":
        return "border:none" not in (node.getattr("style") or "").replace(" ", "")
    if node.tag not in _BOXES:
        return False
    if _name(node) in _WRAPPING_IDS or node.getattr("data-marker") == "__QUOTED_TEXT__":
        return True
    classes = {name.removeprefix("x_") for name in (node.getattr("class") or "").split()} & _WRAPPING
    return bool(classes) and (classes != {"gmail_quote"} or not node.query_selector("blockquote"))


def _may_begin_quote(node: ElementNode) -> bool:
    if node.tag == "hr":
        return _is_reply_header(node)
    return node.tag == "div" and (_is_reply_header(node) or "border-top" in (node.getattr("style") or ""))


def _begins_quote(node: ElementNode) -> bool:
    return _is_reply_header(node) or bool(_HEADER_LINE.match((node.text or "")[:80]))


def _is_reply_header(node: ElementNode) -> bool:
    return _name(node) in _REPLY_HEADERS or "OutlookMessageHeader" in (node.getattr("class") or "")


def _name(node: ElementNode) -> str:
    """Its id, without the x_ that Outlook puts before those of a mail it repeats."""
    return (node.getattr("id") or "").removeprefix("x_")


def _with_prefixes(lines: list[str]) -> Iterator[str]:
    """Lines with `> ` for each quote that is open there; the marks themselves are gone."""
    depth = 0
    for line in lines:
        opened, closed = line.count(_OPEN), line.count(_CLOSE)
        depth += opened
        words = line.translate(_MARKS)
        if words.strip() or not (opened or closed):
            yield ("> " * min(depth, 20) + words).rstrip()
        depth = max(0, depth - closed)
