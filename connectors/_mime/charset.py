"""Bytes and the charset they claim, in; text, out. Never raises; labels are read as WHATWG reads them."""

import codecs
from functools import lru_cache

# What people's programs write, and what they mean by it (https://encoding.spec.whatwg.org/#names-and-labels).
_MEANT = {
    "iso-8859-1": "cp1252",
    "latin1": "cp1252",
    "latin-1": "cp1252",
    "iso8859-1": "cp1252",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "ks_c_5601-1987": "cp949",
    "euc-kr": "cp949",
    "shift_jis": "cp932",
    "windows-31j": "cp932",
    "iso-8859-8-i": "iso-8859-8",
    "tis-620": "cp874",
}
_GUESSED = {"us-ascii", "ascii", "ansi_x3.4-1968", "utf-8", "utf8", "unicode-1-1-utf-7", ""}
# Python knows these as text, yet they are no charsets of mail, and some are slow on hostile input.
_REFUSED = {"idna", "punycode", "unicode-escape", "raw-unicode-escape", "undefined", "mbcs", "oem"}


def decode(data: bytes, charset: str | None) -> str:
    """`data` as text; a wrong or unknown charset gives way to UTF-8 and then to Windows-1252."""
    codec = _codec((charset or "").strip().strip("\"'").lower())
    if codec is not None:
        try:
            text = data.decode(codec, "replace")
            return _whole(text) if codec.startswith("utf") else text
        except (UnicodeError, LookupError):
            pass
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        guess = data.decode("utf-8", "replace")
    few = guess.count("\ufffd") * 20 < sum(byte > 127 for byte in data)
    return guess if few else data.decode("cp1252", "replace")


def _whole(text: str) -> str:
    """`text` without the lone halves of characters that UTF-7 and UTF-16 can leave."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


@lru_cache(maxsize=256)
def _codec(label: str) -> str | None:
    """The codec for a label, None where the bytes themselves must tell."""
    if label in _GUESSED:
        return None
    try:
        found = codecs.lookup(_MEANT.get(label, label))
    except (LookupError, ValueError):
        return None
    if found.name in _REFUSED or not getattr(found, "_is_text_encoding", True):
        return None
    return found.name
