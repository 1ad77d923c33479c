"""Whether a bare day stands beside what is done already: "we got it Friday", "your mail on Monday", "she's out today".

Such a day names no time ahead, whatever the calendar says. Only the clause around it is looked at.
"""

import re

_REACH = 90  # characters before an expression
_NEAR = 24  # between the verb of what is done and the day, where the clause also speaks of what is to come
_CLAUSE = re.compile(
    r"[.;:!?()\n\"]|,? \b(?:and|but|so|because|as|while|then|if)\b (?=(?:i|we|you|he|she|they|it|nothing|there)\b)"
)
_DONE_WORDS = (
    "sent told said spoke met had saw gave made took came went wrote began heard found did was were talked called "
    "asked received discussed mentioned agreed reviewed signed emailed e-mailed mailed visited missed ate bought "
    "brought built chose drove fell flew forgot held kept lost paid ran sold slept spent stood taught won broke caught "
    "faxed forwarded approved announced arrived changed closed completed confirmed deposited ended executed finished "
    "fixed happened issued joined noticed opened played posted purchased returned released resigned started stopped "
    "submitted updated worked"
)
# no past, or what is done to a time still to come: "we moved it Friday" may be either
_UNDONE_WORDS = (
    "need feed speed proceed exceed scheduled planned postponed rescheduled moved delayed promised proposed suggested"
)
_PERSONS = "|".join(rf"(?<=\b{who} )" for who in ("i", "we", "he", "she", "they", "who"))
_DONE = re.compile(
    rf"\b(?:(?<!ve )got|(?<=[iewy] )left|{_DONE_WORDS.replace(' ', '|')}|"
    rf"(?:{_PERSONS})(?!(?:{_UNDONE_WORDS.replace(' ', '|')})\b)\w{{2,12}}ed|"
    r"(?:have|has|had|i've|we've|they've|you've)(?: \w+)? (?:been|done|sent|made|had|gone|seen|spoken|\w{2,12}ed)|"
    r"being \w{2,12}ed)\b"
)
_AHEAD_WORDS = (
    "will shall can could should would may might must going gonna need needs want plan plans hope expect please due "
    "planned scheduled supposed better wondering thinking hoping planning coming leaving"
)
_TO_DO = r"to(?! (?:the|a|an|my|your|his|her|our|their|you|me|him|us|them|it|all)\b)"
_IS_DOING = r"(?:'s|'m|'re|\b(?:is|are|am)) \w+ing\b"
_LEADING = rf"'ll\b|'d\b|\blet's\b|\b(?:{_AHEAD_WORDS.replace(' ', '|')}|{_TO_DO})\b|{_IS_DOING}"
_AHEAD = re.compile(rf"{_LEADING}|\b(?:for|by|until)\b")
_AHEAD_BEFORE = re.compile(_LEADING)
_STATE = re.compile(r"(?:\b(?:am|is|are)|'s|'m|'re) (?:not |so |very |all |still |quite |really )?(\w+)(?: \w+){0,3} $")
_AS_IT_IS = re.compile(r"\b(?:than|as|where|what|how)\b(?: \w+){1,3} (?:is|are|am|do|does|stands?) $")
_COMING_WORDS = "due free available able ready back scheduled expected supposed set here open about a my the any"
_COMING = frozenset(_COMING_WORDS.split())
_WRITTEN = re.compile(
    r"(?:'s|\b(?:your|his|her|their|the|that)) (?:last |first |previous )?"
    r"(?:e-?mail|mail|note|memo|letter|message|voicemail|fax)(?: (?:of|from|dated))? $"
)
_SENT = re.compile(r"(?:on |of |from )?(?:(?:mon|tues?|wed|thu|fri|sat|sun)[a-z]*\b|\d)")
_OUTCOME = re.compile(
    r"\b(?:results?|notes?|minutes|outcome|summary|recording|transcript|recap) (?:of|from|on|for) (?:the )?$"
)
_DAYS = re.compile(
    r"^(?:(?:early |late )?on |of |from )?(?:today|this (?:morning|afternoon|week|weekend|month)|"
    r"(?:mon|tues?|wed|thu|fri|sat|sun)[a-z]*(?: (?:morning|afternoon|evening|night))?)$"
)
_HOURS = re.compile(r"^(?:at |around |about )+(?:\d{1,2}(?:[:.]\d\d)?(?: ?[ap]\.?m)?|noon|midnight)$")
_THANKED = re.compile(
    r"\b(?P<what>thanks|thank you|thx|enjoyed|pleasure|(?:nice|great|good) (?:to \w+|\w+ing)|how (?:are|is))\b"
    r"(?: \w+){0,5} $"
)
_ABOUT_THEN = re.compile(
    r"\b(?:per|from|following|as|after|during|in|to|regarding|re) (?:our|your|my|the) "
    r"(?:earlier |phone )?(?:call|conversation|discussion|talk|chat|voicemail|message|e-?mail|note|question|request) $"
)
_SUBJECT = re.compile(r"\b(?:you|we|i|he|she|they|who|that|which)(?: (?!will|shall|should|can)\w+)? $")
_OBJECT = re.compile(r"\b(?:is|are|be|get|getting|it|them|this|have|having) $")
_DID = "won|was|were|had|did|got|met|sent|said|told|took|went|came|made|held|gave"
_WAS_THEN = re.compile(  # "(On March 6), the court ruled"
    rf"^,? (?:\w+ ){{1,3}}?(?:\w+(?<!ne)(?<!fe)(?<!spe)ed|{_DID})\b"
)
_THEN = re.compile(r"^,? (?:i|we|you|he|she|they|it)(?: \w+ly| just)? (?P<done>\w+(?: \w+)?)")


def done_then(text: str, start: int, end: int, far: bool) -> bool:
    """Whether the expression of time at [start, end) only tells when something was done, was written, or is so.

    `far`: a date or month without a year that is far ahead, and was not long ago.
    """
    said = text[start:end].lower()
    before = text[max(0, start - _REACH) : start].lower().replace("’", "'")
    clause = _CLAUSE.split(before)[-1]
    if (_WRITTEN.search(clause) and _SENT.match(said)) or clause.endswith(
        ("dated ", "yesterday and ", "yesterday or ")
    ):
        return True
    if far:
        opens = not clause.strip() and _WAS_THEN.match(text[end : end + _REACH].lower()) is not None
        return opens or _is_over(clause)
    if not _DAYS.match(said):
        return _HOURS.match(said) is not None and _is_over(clause)
    after = text[end : end + _REACH].lower()
    if (
        _OUTCOME.search(clause)
        or _ABOUT_THEN.search(clause)
        or _is_thanked(clause)
        or _is_over(clause)
        or (said == "today" and not after.startswith(" and") and _is_state(clause))
    ):
        return True
    then = _THEN.match(after)
    return not clause.strip() and then is not None and _DONE.match(then["done"]) is not None


def _is_thanked(clause: str) -> bool:
    """ "thanks for your time (today)", "good to hear from you (this morning)" """
    thanked = _THANKED.search(clause)
    return thanked is not None and _AHEAD_BEFORE.search(clause, thanked.end("what")) is None


def _is_over(clause: str) -> bool:
    """Whether the last verb tells of the past, and nothing after it of what is to come: "the draft we sent"."""
    told = list(_DONE.finditer(clause))
    done = told[-1] if told else None
    if done is None or _AHEAD.search(clause, done.end()):
        return False
    if done[0] in {"was", "were"} and not clause[done.end() :].strip():  # "the deadline was (Friday)" may be ahead
        return False
    lead = clause[: done.start()]
    if not _AHEAD_BEFORE.search(lead):
        return not _OBJECT.search(lead)
    return len(clause) - done.end() <= _NEAR and _SUBJECT.search(lead) is not None


def _is_state(clause: str) -> bool:
    """ "she's out (today)", "I am tired and cranky (today)": how things are, not what will be done."""
    state = _STATE.search(clause)
    if _AS_IT_IS.search(clause):
        return True
    if state is None or _AHEAD_BEFORE.search(clause, 0, state.start()):  # "I'll see that these are in (today)"
        return False
    return not state[1].endswith("ing") and state[1] not in _COMING
