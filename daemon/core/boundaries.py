"""What the lines look like at which a mail stops being its author's own words: patterns, matched line by line.

Each takes linear time; `authored.py` hands them no more than the first few hundred characters of a line.
"""

import re

QUOTE = re.compile(r"[ \t]*(?:[A-Z]{1,3})?>")
_RULE = r"[-_=*\u2014]"
SEPARATOR = re.compile(
    rf"[ \t|]*(?:{_RULE}{{2,}}[ \t]*(?:(?:original|forwarded|reply) (?:message|appointment|e?-?mail)|forwarded by\b|"
    r"urspr[üu]ngliche (?:nachricht|mail)|weitergeleitete nachricht|original-?nachricht|"
    r"message (?:d['’ ]origine|original|transf[ée]r[ée])|mensaje (?:original|reenviado)|"
    r"messaggio (?:originale|inoltrato)|mensagem (?:original|encaminhada)|"
    r"oorspronkelijk bericht|doorgestuurd bericht|ursprungligt meddelande|vidarebefordrat|oprindelig meddelelse|"
    r"opprinnelig melding|alkuper[äa]inen viesti|wiadomo[śs][ćc] oryginalna|исходное сообщение|元のメッセージ)"
    r"|begin forwarded message:|anfang der weitergeleiteten|d[ée]but du message (?:r[ée]exp[ée]di[ée]|transf[ée]r[ée])"
    rf"|{_RULE}{{2,}}[ \t]*(?:inline attachment follows|"
    rf"[^\n]{{0,160}}\b(?:wrote|oprindelig besked|antwort nachricht)[^\n]{{0,60}}{_RULE}{{2,}}))",
    re.IGNORECASE,
)
_WROTE = (
    r"(?:wrote|writes|schrieb|a [ée]crit|escribi[óo]|ha scritto|schreef|skrev|escreveu|napisał(?:\(a\))?|kirjoitti|"
    r"пишет|написала?|yazdı|geschreven|har skrevet|写道)"
)
ATTRIBUTION = re.compile(
    rf"[ \t\-*]*(?:(?:on|am|le|el|il|op|den|em|dnia|på|il giorno|at|w dniu|vào|ter|pe|em)\b[^\n]*?\b{_WROTE}\b"
    rf"[^\n:]{{0,60}}:|[^\n]{{0,160}}\b{_WROTE}\b(?: on\b[^\n]{{0,60}}|[^\n:]{{0,40}})? ?[:：]|"
    r"\d{4}[/-]\d{1,2}[/-]\d{1,2}[^\n]{1,80}<[^\n<>]+@[^\n<>]+>:?|"
    r"[^\n]{0,12}\d[^\n]{0,120}[\s<\"][^\s<>@]+@[^\n<>@]+[>\"][^\n:]{0,30}[:：])\s*\Z",
    re.IGNORECASE,
)
OPENS = re.compile(
    rf"[ \t\-*]*(?:(?:on|am|le|el|il|op|den|em|dnia|på|at|w dniu)\b[^\n]{{0,80}}\d|"
    rf"[^\n]{{0,12}}\d{{1,4}}[./:-]\d|[^\n]*<[^\n<>]+@|[^\n]*\b{_WROTE}\b)",
    re.IGNORECASE,
)
FROM = re.compile(
    r"[ \t>|*]*(?:\*?)(?:from|von|de|da|van|från|fra|expéditeur|od|от|mittente|remitente|"
    r"lähettäjä|发件人)\*?[ \t]?[:：]",
    re.IGNORECASE,
)
HEADER = re.compile(
    r"[ \t|*]*(?:sent|to|date|subject|cc|bcc|sent by|reply-to|importance|gesendet|an|betreff|datum|envoy[ée]|"
    r"à|objet|enviado(?: el| em)?|para|asunto|assunto|inviato|data|oggetto|a|verzonden|aan|onderwerp|skickat|till|ämne|"
    r"sendt|til|emne|wysłano|do|temat|дата|кому|тема)\*?[ \t]?[:：]",
    re.IGNORECASE,
)
NOTES = re.compile(r"[ \t]*to:", re.IGNORECASE)
NOTES_LINE = re.compile(
    r"[^\n]{0,200}?\d\d?[/.]\d\d?[/.]\d{2,4}[^\n]{0,60}?\sto:[^\n]*\b(?:cc|subject):", re.IGNORECASE
)
NOTES_NEXT = re.compile(r"[ \t]*(?:cc|subject|bcc)[ \t]?:", re.IGNORECASE)
NOTES_WHO = re.compile(
    r"[ \t]*(?:$|(?i:from:|sent by:|to:|please respond to|\S+@\S+)|.*\d{1,2}[/.]\d{1,2}[/.]\d{2,4}|"
    r".*\d\d?:\d\d(?::\d\d)? ?[ap]m|"
    r".*\w@[A-Z]{2}|.*/\w+/\w+|"
    r"[\"'“]?[A-Z][\w.'-]*(?:[ ,]+(?:[A-Z][\w.'-]*|\(\S+\))){0,4}[\"'”]?(?: <\S+>)?[ \t]*$)",
)
NOTES_HEAD = re.compile(r"[ \t]*(?:from:|sent by:|please respond to|.*\d{1,2}[/.]\d{1,2}[/.]\d{2,4})", re.IGNORECASE)
RECIPIENT = re.compile(r"@|/\w+/|,[ \t]*$|^[ \t]+\S")
LINE_OF_RULES = re.compile(rf"[ \t]*{_RULE}{{8,}}[ \t]*\Z")
DASHES = re.compile(r"(?:--|__)[ \t\xa0]*\Z")
DEVICE = re.compile(
    r"[ \t]*[-_]*[ \t]*(?:sent (?:from|via|with) (?:my|a|the|outlook|mail|yahoo|samsung|proton|gmail)\b|"
    r"sent from \S+ ?(?:<|\Z)|"
    r"get outlook for|do you yahoo|get your free |get your private, free|von meinem \w+ gesendet|gesendet von |"
    r"envoyé de mon|enviado (?:desde|do) m)",
    re.IGNORECASE,
)
DISCLAIMER = re.compile(
    r"[ \t*]*(?:confidentiality(?: notice)?\b\s*[:\-]|confidential(?:ity)? (?:notice|note)|"
    r"important notice|disclaimer\b|"
    r"this (?:e-?mail|message|communication|transmission)(?:,? (?:and|including|any|is|may|contains?|in its)\b).{0,80}"
    r"|(?:the |any )?information (?:contained )?in this (?:e-?mail|message|communication|transmission)|"
    r"privileged (?:and|/) ?confidential\b.{0,40}$|"
    r"if you (?:are|have) (?:not the intended|received this (?:e-?mail|message)))",
    re.IGNORECASE,
)
LEGAL = re.compile(r"confidential|intended|privileged|proprietary|sole use|property of|virus|disclos", re.IGNORECASE)
CLOSING = re.compile(
    r"[ \t]*(?:(?:best|kind|warm|many) ?(?:regards|wishes|thanks)?|regards|thanks(?: again)?|thank you|sincerely|"
    r"cheers|yours(?: \w+)?|br|thx)[ \t,.!]*\Z",
    re.IGNORECASE,
)
CONTACT = re.compile(
    r"(?:\+?\(?\d{2,4}\)?[ ./-]{0,2}\d{3}[ ./-]{0,2}\d{3,4}\b)|\b[\w.+-]+@[\w-]+\.\w|\bwww\.|https?://", re.IGNORECASE
)
