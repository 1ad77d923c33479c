"""Lines in; out comes where the header of an old mail begins and where it ends: Outlook's, Lotus Notes', others'."""

import re

from daemon.core.authored.endings import CLOSING
from daemon.core.authored.lines import Lines, Span

_RULE = r"[-_=*\u2014]"
_SEPARATOR = re.compile(
    rf"[ \t|]*+(?:{_RULE}{{2,}}+[ \t]*+(?:(?:original|forwarded|reply) (?:message|appointment|e?-?mail)|forwarded by\b|"
    r"urspr[üu]ngliche (?:nachricht|mail)|weitergeleitete nachricht|original-?nachricht|"
    r"message (?:d['’ ]origine|original|transf[ée]r[ée])|mensaje (?:original|reenviado)|"
    r"messaggio (?:originale|inoltrato)|mensagem (?:original|encaminhada)|"
    r"oorspronkelijk bericht|doorgestuurd bericht|ursprungligt meddelande|vidarebefordrat|oprindelig meddelelse|"
    r"opprinnelig melding|alkuper[äa]inen viesti|wiadomo[śs][ćc] oryginalna|исходное сообщение|元のメッセージ)"
    r"|begin forwarded message:|anfang der weitergeleiteten|d[ée]but du message (?:r[ée]exp[ée]di[ée]|transf[ée]r[ée])"
    rf"|{_RULE}{{2,}}+[ \t]*(?:inline attachment follows|"
    rf"[^\n]{{0,160}}\b(?:wrote|oprindelig besked|antwort nachricht)[^\n]{{0,60}}{_RULE}{{2,}}))"
)
_NAMED = r"\*?[ \t\xa0]?[:：]"
_FROM = re.compile(
    r"[ \t>|*]*(?:from|von|de|da|de la|van|från|fra|expéditeur|od|от|від|mittente|remitente|lähettäjä|feladó|kimden|"
    rf"από|发件人|寄件者|差出人|보낸 사람){_NAMED}"
)
_DAY = (
    r"sent|date|datum|gesendet|envoy[ée]|message du|enviad[oa](?: el| em)?|inviato|data|verzonden|skickat|sendt|"
    r"wysłano|lähetetty|odesláno|elküldve|gönderildi|trimis|στάλθηκε|"
    r"дата|отправлено|надіслано|发送时间|送信日時|보낸 날짜"
)
_HEADER = re.compile(
    rf"[ \t|*]*(?:{_DAY}|to|subject|cc|bcc|sent by|reply-to|importance|an|betreff|copie à|sujet|à|objet|para|asunto|"
    r"assunto|oggetto|a|aan|onderwerp|till|ämne|til|emne|do|temat|vastaanottaja|aihe|komu|předmět|címzett|tárgy|kime|"
    rf"konu|către|subiect|προς|θέμα|кому|тема|收件人|主题|宛先|件名|받는 사람|제목){_NAMED}"
)
_DATED = re.compile(rf"[ \t|*]*(?:{_DAY}){_NAMED}[^\n]*\d")
_FLAT = re.compile(rf"[^\n]{{0,200}}?@[^\n]{{0,200}}?\s(?:{_DAY}){_NAMED}[^\n]{{0,40}}\d")
_NOTES_LINE = re.compile(r"[^\n]{0,200}?\d\d?[/.]\d\d?[/.]\d{2,4}[^\n]{0,60}?\sto:")
_NOTES_NEXT = re.compile(r"[ \t]*(?:cc|subject|bcc)[ \t]?:")
_NOTES_WHO = re.compile(
    r"[ \t]*(?:$|(?i:from:|sent by:|to:|please respond to|\S+@\S+)|.*\d{1,2}[/.]\d{1,2}[/.]\d{2,4}|"
    r".*\d\d?:\d\d(?::\d\d)? ?[ap]m|.*\w@[A-Z]{2}|.*/\w+[/@]\w+|"
    r"[\"'“]?[A-Z][\w.'-]*(?:[ ,]+(?:[A-Z][\w.'-]*|\(\S+\))){0,4}[\"'”]?(?: <\S+>)?[ \t]*$)|"
    r"\t+\S[^.?!]*$"
)
_NOTES_HEAD = re.compile(r"[ \t]*(?:from:|sent by:|please respond to|.*\d{1,2}[/.]\d{1,2}[/.]\d{2,4})")
_NOTES_DAY = re.compile(r"[^\n]{0,80}\d{1,2}/\d{1,2}/\d{2,4}[ \t]+\d\d?:\d\d")
_NOTES_STAMP = re.compile(r"[^\n]{0,80}\bfrom:[^\n]{0,160}\d{1,2}/\d{1,2}/\d{2,4}[ \t]+\d\d?:\d\d")
_NOTES_FROM = re.compile(r"[ \t]+from:[^\n]*\d{1,2}/\d{1,2}/\d{2,4}")
_RECIPIENT = re.compile(r"@|/\w+/|,$|^[ \t]+\S")
_NAMES = 120  # lines of a list of recipients


def head(lines: Lines, i: int) -> Span | None:
    """Return (first line of it, first line after it) where a separator or a header begins at line i."""
    low = lines.low[i]
    if _SEPARATOR.match(low):
        return i, after(lines, i + 1)
    if ":" not in low and "：" not in low:
        return None
    if (_FROM.match(low) and _is_block(lines, i)) or (_HEADER.match(low) and _leads_block(lines, i)):
        return _letterhead(lines, i), after(lines, i)
    if _NOTES_LINE.match(low, 0, max(low.rfind("cc:"), low.rfind("subject:"), 0)):
        return i, after(lines, i)
    if low.lstrip().startswith("to:") and _is_notes(lines, i):
        return _notes_start(lines, i), after(lines, i)
    return None


def after(lines: Lines, i: int) -> int:
    """Return the first line after a header, wrapped lines and the gap below it included."""
    last = i
    for k in range(i, min(i + 14, len(lines.low))):
        if _HEADER.match(lines.low[k]) or _FROM.match(lines.low[k]):
            last = k + 1
    while last < len(lines.low) and not lines.low[last]:
        last += 1
    return last


def _is_block(lines: Lines, i: int) -> bool:
    """Say whether "From:" at line i is followed by two fields more, or names an address and a date follows it.

    Where a browser has made one line of it all, the date stands in the same line.
    """
    if _FLAT.match(lines.low[i]):
        return True
    below = lines.low[i + 1 : i + 7]
    if sum(_HEADER.match(low) is not None for low in below) >= 2:
        return True
    return "@" in lines.low[i] and bool(below) and _DATED.match(below[0]) is not None


def _leads_block(lines: Lines, i: int) -> bool:
    """Say whether a field at line i begins a header in another order: a date, and a sender or an address below it."""
    found = lines.low[i : i + 6]
    if _DATED.match(found[0]) and _HEADER.match("".join(found[1:2])) and "@" in found[1]:
        return True
    found = found[: found.index("")] if "" in found else found
    fields = sum(_HEADER.match(low) is not None for low in found)
    return fields >= 2 and any(map(_DATED.match, found)) and any(map(_FROM.match, found))


def _letterhead(lines: Lines, i: int) -> int:
    """Go back over the name of the house that Lotus Notes sets, behind a tab, above an indented From with a date."""
    if not _NOTES_FROM.match(lines.low[i]):
        return i
    start = i
    for k in range(i - 1, max(-1, i - 6), -1):
        if lines.low[k] and not lines.raw[k].startswith("\t"):
            break
        start = k if lines.low[k] else start
    return start


def _is_notes(lines: Lines, i: int) -> bool:
    """Say whether "To:" at line i begins a Lotus Notes head: a cc: or Subject: soon, and a gap or a sender above."""
    if any(map(_NOTES_DAY.match, lines.low[max(0, i - 2) : i])) and _notes_start(lines, i) < i - 1:
        return True
    if i and lines.low[i - 1].lstrip().startswith("to:"):
        return False
    if i and lines.low[i - 1] and _notes_start(lines, i) == i:
        return False
    end = _end_of_names(lines, i + 1)
    return end > i + _NAMES or any(map(_NOTES_NEXT.match, lines.low[i + 1 : end + 10]))


def _end_of_names(lines: Lines, i: int) -> int:
    """Return the line after a list of recipients; one longer than 120 lines is a head, whatever follows."""
    last = min(i + _NAMES, len(lines.low))
    while i < last and _RECIPIENT.search(lines.low[i]):
        i += 1
    return i


def _notes_start(lines: Lines, i: int) -> int:
    """Go back over the lines that name the sender and the date; beyond a gap only a plain one counts."""
    start, gap = i, 0
    for k in range(i - 1, max(-1, i - 9), -1):
        low = lines.low[k]
        if not low:
            gap += 1
            continue
        if (len(low.strip()) > 110 and not _NOTES_STAMP.match(low)) or CLOSING.match(low):
            break
        if not (_NOTES_WHO.match(lines.raw[k][:200].rstrip()) if gap < 2 else _NOTES_HEAD.match(low)):
            break
        start, gap = k, 0
    return start
