"""The pattern of an ask that is open to anyone it went to, in English: "could somebody take the minutes?".

Matched against one sentence on one line, in lower case. It looks for the form of a request, not for a subject: "who
can", "any volunteers", "if one of you could". What asks a certain team ("someone from legal"), asks whether a thing
works ("can anyone open it?") or is no question at all ("who can blame them?") is left out. No repetition is nested, so
it is linear in the sentence.
"""

from daemon.core.patterns import any_of

_ANYONE = (
    r"(?:any ?one|any ?body|some ?one|some ?body|(?:any|(?:any |either )?one|either|some) of (?:you|us))"
    r"(?: (?:guys|all|folks|two))?"
)
_NOT_OPEN = r"(?!(?:else|in|from|at|on|with|who|that|i|we|you|have|access|open|see|use|recall|remember)\b)"
_NO_REQUEST = r"(?!(?:i|we|you|he|she|they|it|be|say|tell|blame|deny|forget|guarantee|imagine)\b)"
_SHARES = (
    r"(?:take|help|own|lead|run|cover|present|write|review|pick|volunteer|handle|drive|fill|host|draft|check|step)"
)
_ABLE = r"(?:can|could|is able to|would be able to|is willing to|has time to)"
_IS_UP = r"(?:'s|’s| is| wants| would like)(?: able| free| willing| up)?"
# What follows a "who" that asks; "people who can" asks nobody, so no word may stand before it.
_CAN = rf"(?: (?:{_ABLE}|is free to) {_NO_REQUEST}\w|{_IS_UP} (?:to|for) {_SHARES}(?:ing)?\b)"
_WE = r"(?:i|we)(?:'m|’m|'re|’re| am| are| do| would|'d|’d)?(?:,? (?:still|also|really|now|however|urgently))?,?"
_WELCOME = r"(?:appreciat\w*|grateful|thankful|great|wonderful|lovely|helpful|glad|good|let me know)"

PATTERN = any_of(
    rf"\b(?:could|can) {_ANYONE} (?:else )?{_NOT_OPEN}\w|\b(?:would|will) {_ANYONE} {_NOT_OPEN}\w",
    rf"\bis (?:there )?{_ANYONE} (?:who (?:can|could)|able to|free to|available to|willing to|happy to) .{{2,}}\?",
    rf"^\W*{_ANYONE} (?:able|free|available|willing|happy) to .*\?",
    rf"\b(?<!\w )who{_CAN}.*\?|^(?:so|and|but|also|ok|hi all|hello all|team) who{_CAN}.*\?",
    r"\bany (?:volunteers?|takers)\b|\bvolunteers? (?:is |are )?(?:needed|wanted|welcome)\b",
    rf"\b{_WE} (?:need|looking for|asking for|seeking) (?:(?:an?|one|two|three|some|more|another|\d+) )?volunteers?\b",
    rf"\b{_WE} (?:need|looking for|love) {_ANYONE} (?:to|who (?:can|could)) (?!be\b|have\b)\w",
    rf"\b{_WELCOME}\b.{{0,30}} if {_ANYONE} {_ABLE} \w",
    rf"\bif {_ANYONE} {_ABLE} \w.*\b(?:{_WELCOME}|please|thanks|shout)\b",
    rf"\b{_ANYONE} please\b|\bplease,? {_ANYONE} {_NOT_OPEN}\w",
    rf"\b(?:does|has) {_ANYONE} (?:have|got) (?:time|capacity|bandwidth|an? (?:hour|minute|moment|few|spare))\b.*\?",
)

WORDS = frozenset(
    {"anyone", "anybody", "someone", "somebody", "any", "some", "one", "either"}
    | {"who", "who's", "volunteer", "volunteers", "takers"}
)
"""A sentence without one of these holds no such ask."""
