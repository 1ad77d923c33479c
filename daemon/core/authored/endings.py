"""Lines in; out comes which of the author's are a signature, an advertisement below it, or a disclaimer."""

import re
from collections.abc import Iterator
from itertools import groupby

from daemon.core.authored.lines import Lines, Part, Span

_DASHES = {"--", "__", "—", "–"}
_ORNAMENT = " \t*+=_-.|#"
_DEVICE = re.compile(
    r"sent (?:from|via|with|using) (?:my|a|the|outlook|mail|yahoo|samsung|proton|gmail)\b"
    r"(?![^.]*\b(?:is|are|was|were|has|have|had)\b)|"
    r"sent from \S+ ?(?:<|$)|do you yahoo|get your free |get your private, free|von meinem \w+ gesendet|"
    r"gesendet (?:von |mit )|envoyé (?:de mon|depuis|à partir d)|enviado (?:desde|do) m|inviato da|verzonden vanaf|"
    r"skickat från m|sendt fra m|[^\n]{0,40}\boutlook (?:for|pour|für|para|per|voor|til|för) (?:ios|android)"
)
_DISCLAIMER = re.compile(
    r"confidentiality(?: notice)?\b\s*[:\-]|confidential(?:ity)? (?:notice|note)|important notice|disclaimer\b|"
    r"this +(?:e-?mail|message|communication|transmission)(?: message)?,? "
    r"(?:and|including|any|is|may|contains?|in its)\b|"
    r"(?:the |any )?information (?:contained )?in this (?:e-?mail|message|communication|transmission)|"
    r"notice: this (?:e-?mail|message|information)|privileged(?: and |/) ?confidential(?: information may\b|.{0,30}$)|"
    r"if you (?:are|have) (?:not the intended|received this (?:e-?mail|message))"
)
_LEGAL = re.compile(r"confidential|intended|privileged|proprietary|sole use|property of|virus|disclos")
_FAREWELL = re.compile(
    r"[ \t]*(?:(?:best|kind|warm|many|kindest|warmest) (?:regards|wishes)|regards|best|cheers|sincerely|"
    r"yours (?:sincerely|truly)|cordially|mit freundlichen gr[üu](?:ß|ss)en|viele gr[üu](?:ß|ss)e|cordialement|"
    r"saludos)[ \t,.!]*$"
)
CLOSING = re.compile(
    r"[ \t]*(?:(?:best|kind|warm|many) ?(?:regards|wishes|thanks)?|regards|thanks(?: again)?|thank you|sincerely|"
    r"cheers|yours(?: \w+)?|br|thx)[ \t,.!]*$"
)
_CONTACT = re.compile(
    r"(?:\+?\(?\d{2,4}\)?[ ./-]{0,2}\d{3}[ ./-]{0,2}\d{3,4}\b)|\b[\w.+-]{1,64}@[\w-]+\.\w|\bwww\.|https?://"
)
_RULE = re.compile(r"[ \t>]*[-_=*#]{10,}$")
_ADVERT = 6  # lines below a rule


def mark_endings(lines: Lines, parts: list[Part]) -> None:
    """Mark signatures and disclaimers among the own lines of `parts`."""
    first = next((i for i, low in enumerate(lines.low) if low), 0)
    for start, end in list(_own_runs(parts)):
        _mark_from(lines, parts, start, end)
        _mark_block(lines, parts, start, end)
        _mark_farewell(lines, parts, max(start, first + 1), end)


def _own_runs(parts: list[Part]) -> Iterator[Span]:
    at = 0
    for part, run in groupby(parts):
        end = at + len(list(run))
        if part is Part.OWN:
            yield at, end
        at = end


def _mark_from(lines: Lines, parts: list[Part], start: int, end: int) -> None:
    """Mark what follows "-- ", "Sent from my ...", a rule above an advertisement, or the first line of a disclaimer."""
    close = _last_own(lines, parts, start, end)
    for i in range(start, end):
        low = lines.low[i].lstrip(_ORNAMENT)
        if not low:
            last = _end_below_rule(lines, i, end, close) if i > start else i
            if last > i:
                parts[i:last] = [Part.SIGNATURE] * (last - i)
        elif _DEVICE.match(low):
            parts[i] = Part.SIGNATURE
        elif _DISCLAIMER.match(low) and _LEGAL.search(" ".join(lines.low[i : i + 4])):
            last = end if end - i <= 40 else _paragraph_end(lines, i, end)
            first = i - 1 if i > start and _RULE.match(lines.low[i - 1]) else i
            parts[first:last] = [Part.DISCLAIMER] * (last - first)
            return


def _end_below_rule(lines: Lines, i: int, end: int, close: int) -> int:
    """Return where the signature ends that "-- " or a long rule at line i begins; i where it begins none.

    `close` is where the last line that is not blank ends.
    """
    if lines.low[i] in _DASHES:
        return end if end - i <= 15 else i
    if close - i > _ADVERT or not _RULE.match(lines.low[i]):
        return i
    told = lines.low[i + 1 : close]
    return close if "" not in told and (not told or any(map(_CONTACT.search, told))) else i


def _paragraph_end(lines: Lines, i: int, end: int) -> int:
    while i < end and lines.low[i]:
        i += 1
    return i


def _mark_block(lines: Lines, parts: list[Part], start: int, end: int) -> None:
    """Mark a closing block of short lines with a phone number or an address in it, under a blank line or a closing."""
    last = _last_own(lines, parts, start, end)
    first = last
    while first > start and last - first < 8 and _is_short(lines.low[first - 1]):
        first -= 1
    under = first > start and (not lines.low[first - 1] or CLOSING.match(lines.low[first - 1]))
    if under and last - first >= 2 and any(map(_CONTACT.search, lines.low[first:last])):
        parts[first:last] = [Part.SIGNATURE] * (last - first)


def _last_own(lines: Lines, parts: list[Part], start: int, end: int) -> int:
    while end > start and (not lines.low[end - 1] or parts[end - 1] is not Part.OWN):
        end -= 1
    return end


def _is_short(low: str) -> bool:
    words = low.strip()
    return 0 < len(words) <= 60 and words[-1] not in ".?!;:" and not CLOSING.match(low) and len(words.split()) <= 7


def _mark_farewell(lines: Lines, parts: list[Part], start: int, end: int) -> None:
    """Mark "Regards," and the few short lines of a name and a title below it, where nothing else follows."""
    last = _last_own(lines, parts, start, end)
    names = 0
    for i in range(last - 1, max(start, last - 10) - 1, -1):
        low = lines.low[i].strip()
        if _FAREWELL.match(low):
            parts[i:last] = [Part.SIGNATURE] * (last - i)
            return
        names += bool(low)
        if names > 4 or len(low) > 60 or low[-1:] in set(".?:;"):
            return
