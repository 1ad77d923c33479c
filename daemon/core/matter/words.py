"""The word lists behind `matter`: what verbs are of one kind, what names no thing, what would fit many a thing.

All stand as stems (see `matter.stem`), except the irregular pasts, which lead to them.
"""

import re


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


KINDS: dict[str, str] = {
    stem: kind
    for kind, stems in {
        "give": "send forward foward give provid circulat draft prepar prepare shar email mail fax submit"
        " attach enclos deliver get have"
        " receiv hand writ supply publish post upload distribut bring return turn ship issu transmit put print"
        " mak creat"
        " produc complet finish finaliz finalis releas compil gather generat do reach resend includ find expect"
        " dispatch",
        "talk": "call talk speak discuss meet ring visit phon chat contact ping see",
        "tell": "tell inform let know check confirm answer reply respond respons ask investigat research updat advis"
        " report notify revert explain clarify verify figur determin resolv followup",
        "review": "review read look comment markup proof edit examin study",
    }.items()
    for stem in _words(stems)
}

IRREGULAR: dict[str, str] = {
    word: stem
    for stem, words in {
        "send": "sent",
        "give": "give gave given giving",
        "get": "got gotten",
        "have": "have had has having",
        "writ": "wrote written write writing",
        "speak": "spoke spoken",
        "meet": "met meeting meetings",
        "tell": "told",
        "see": "saw seen",
        "take": "took taken",
        "mak": "made make making",
        "find": "found",
        "do": "did done doing does",
        "bring": "brought",
        "buy": "bought",
        "pay": "paid",
        "leave": "left",
        "hear": "heard",
        "know": "knew known",
        "go": "went gone going",
        "keep": "kept",
        "run": "ran",
        "build": "built",
        "draw": "drew drawn",
        "set": "set",
        "call": "called calls calling",
        "mail": "mailed",
        "email": "emailed",
        "shar": "shared share sharing",
        "numb": "numbers number",
        "figures": "figures",
        "be": "was were are been be being am",
        "need": "need needed needs",
        "thing": "thing things",
    }.items()
    for word in _words(words)
} | {
    word: word
    for word in _words(
        "use news is this his its thus yes us as plus during nothing something anything everything put read"
    )
}

EMPTY = _words(
    "a an the this that these those it its them they he she his her him i me my mine we our us you your yours"
    " who whom ahead"
    " whose which what when where why how there here some any all both each every either neither no not none nothing"
    " something anything everything one ones other another else more most much many few little less least own same"
    " such so too very just only also even still yet already again now then soon later today tonight tomorrow"
    " yesterday"
    " morning afternoon evening noon night day days daily week weeks weekly weekend month months year years"
    " hour hours"
    " monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thur thurs fri"
    " sat sun january february march april may june july august september october november december jan feb mar"
    " apr jun"
    " jul aug sep sept oct nov dec eod cob eow asap early earlier late latest early end begin beginn middl mid"
    " next last"
    " time date deadlin am pm o'clock clock first second third shortly immediat moment second once until till"
    " unless if"
    " whether because since while before after during within by at in on of off to from for with without about over"
    " under into onto up down out through between among against per via as than or but nor and be is will would shall"
    " should can could may might must do go come com keep tak take try need want hop hope plan think guess"
    " promis work"
    " start make sur sure able abl possibl probabl probably hopeful hopefully possib maybe perhap least quick quickly"
    " i'll we'll you'll i've we've i'm we're it's that's don't can't won't i'd he'll she'll they'll let's didn't ll"
    " ve re don doesn isn wasn haven hasn aren won didn couldn wouldn shouldn cannot"
    " thank thanks pleas please ok okay yes yep yeah no sorry hi hello hey dear regard best cheer sincer kind"
    " fw fwd re"
    " back along around regard concern based follow accord possible likely certain certainly definit simpl"
    " good great fine well nice new old final finals revis updat latest current complet full whole entir"
    " original copy"
    " copies hard soft clean rough proper actual correct right left addition additional extra relat separat"
    " hand inbox desk side way bit lot couple kind sort case part piec pieces thing stuff matter issue item point"
    " one two three four five six seven eight nine ten dozen half everyone everybody someone somebody anyone anybody"
    " people guy guys folk team consider absolut absolutely course worry worries problem happy glad count word"
    " together news mind never nevermind remind reminder wait"
    " longer forget ignore disregard bother progress luck chance haven't hasn't hadn't isn't aren't wasn't"
    " weren't doesn't didn't couldn't wouldn't shouldn't therefore pass doable noted"
    " group get give send have see tell know provid receiv deliver bring put reach ask includ"
    " expect inform followup talk prepare pdf doc docx xls xlsx ppt pptx zip csv txt jpg png html htm"
)

VAGUE = _words(
    "list file document doc info inform information email mail note message response respon answer update report"
    " spreadsheet sheet detail data version letter form page attachment attach link word number numb figure figures"
    " text question request comment feedback result statu status summary item term change schedul name address"
    " agreement contract draft meet call discuss discussion conversation deal proposal memo materi material"
    " paper paperwork agenda plan"
)

# Verbs of KINDS that are as often a thing ("the report", "a check").
EITHER = _words(
    "report check draft call email mail fax answer response reply request update review comment markup proof"
    " print release"
    " return turn ship issue visit meet chat contact study supply share hand finish"
)
WEAK = frozenset(
    {"have", "do", "get", "make", "mak", "includ", "see", "complet", "finish"}
)  # count only where no other verb does
BEFORE_VERB = _words(
    "to will i'll we'll you'll he'll she'll they'll ll would can could should shall must and or then i we let"
    " me just also"
    " have has had been i've we've ve be not please already i'm we're am was were is are don't either"
) | {""}

PHRASES: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), f" {verb} ")
    for pattern, verb in (
        (r"\blet\s+(?!me\b|us\b)(?:[\w.&'-]+\s+){1,3}?know\b", "inform"),
        (r"\bkeep\s+(?:[\w.&'-]+\s+){0,3}?(?:posted|informed|updated|advised|in the loop|up to date)\b", "inform"),
        (r"\b(?:get|got|getting|be|write|report|come|came)\s+back\s+(?:to|with)\b", "inform"),
        (
            r"\b(?:find|found|figure[d]?)\s+out\b|\bsee\s+(?:if|what|whether|who|where|how)\b"
            r"|\bask(?:ed)?\s+around\b",
            "check",
        ),
        (r"\bfollow(?:ed|ing)?[ -]?up\b", "followup"),
        (r"\blook(?:ed|ing)?\s+into\b", "check"),
        (
            r"\b(?:get|got)\s+(?:together|in touch)\b|\btouch(?:ed)? base\b|\bcatch up\b|\breach(?:ed)? out\b",
            "talk",
        ),
        (r"\b(?:give|gave)\s+(?:\w+\s+){0,3}?(?:a\s+)?(?:call|ring|buzz|shout)\b", "call"),
        (r"\btak(?:e|en|ing)\s+a\s+(?:\w+\s+)?look\b|\btook\s+a\s+(?:\w+\s+)?look\b", "review"),
        (r"\b(?:went|go|gone|going)\s+(?:over|through)\b|\bmark(?:ed)?\s+up\b", "review"),
        (r"\b(?:put|pull|work|draw|writ\w*)\s+(?:\w+\s+){0,4}?(?:together|up)\b", "prepare"),
        (r"\btouch\s+base\b", "talk"),
    )
)
