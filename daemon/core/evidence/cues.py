"""The patterns behind the cues, in English. Matched against one sentence on one line, in lower case.

`OWN` are looked for in what the owner wrote, `RECEIVED` in what others wrote; `ASIDE` takes back a match.
No pattern holds nested repetition, so each is linear in the sentence.
"""

from daemon.core.evidence import open_asks
from daemon.core.model import Cue
from daemon.core.patterns import any_of


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_PAST = (
    r"(?:\w{2,}ed|sent|gave|got|wrote|spoke|met|told|took|made|found|did|put|brought|bought|paid|went|read|set|ran"
    r"|built|drew|left|heard|sold|cut|gone|done|given|written|spoken|taken|shown|signed off)"
)
_JUST = r"(?:just|already|also|now|finally|previously|both|then|since|tried|been able to|have|had|'ve|’ve)"
_NO_ACT = (
    r"(?:need|want|hop|ask to|lik|lov|believ|assum|wonder|receiv|notic|understand|expect|plan|agre|appreciat|miss"
    r"|enjoy|decid|concern|interest|suppos|us)ed"
)

_DELIVERY = any_of(
    r"\battach(?:ed|ing|ment|ments)\b",
    r"\benclos(?:ed|ing|ure)\b",
    r"\bhere(?:'s|’s|\s+(?:is|are|you go|it is|they are|goes|comes?)\b)",
    r"\b(?:please|pls|you(?:'ll|’ll| will| can)?)\s+(?:also\s+)?(?:find|see)\b.{0,60}\b(?:attached|enclosed"
    r"|below|link|here)\b",
    r"\bplease find\b|\bsee (?:the )?(?:attached|enclosed|below|link)\b",
    r"\b(?:below|following|in the (?:zip|folder|attached|link))\s*(?:is|are|you will find|$|[(])",
    r"\b(?:is|are) (?:below|in the (?:zip|folder|link|shared? drive)|on the (?:server|drive|share))\b",
    r"\b(?:I|we)(?:'m|’m| am|'re|’re| are)?\s+(?:now |also |hereby |just )?(?:sending|for?warding|fowarding"
    r"|faxing|mailing"
    r"|emailing|sharing|uploading|submitting)\b",
    r"^\W*(?:sending|forwarding|resending)\b",
    r"\b(?:per|at) your request\b|\bas (?:promised|requested|discussed|announced)\b",
    r"\bfor your (?:review|comments|approval|signature|records|use)\b",
    r"\b(?:I|we)(?:'ve|’ve| have)?\s+(?:just |also |now )?(?:uploaded|shared|posted|attached|published|circulated)\b",
    r"^\W*(?:updated|revised|final|new|corrected|clean)\b.{3,80}$",
    r"\b(?:link|version|copy|draft|file)\s*:\s*\S",
    r"\bhttps?://\S",
)
_DONE = any_of(
    rf"\b(?:I|we)(?:'ve|’ve|\s+(?:have|had))?\s+(?:{_JUST}\s+){{0,2}}{_PAST}\b",
    rf"^\W*(?:{_JUST}\s+){{0,2}}(?:talked|spoke|sent|called|met|left|emailed|e-mailed|faxed|mailed|forwarded"
    rf"|submitted|done"
    r"|finished|completed|paid|signed|fixed|checked|confirmed|found|asked|updated|booked|shipped|delivered|posted)\b",
    r"\b(?:has|have|had) (?:now |just |already |all |also )?been \w+",
    r"^\W*(?:\w+ ){1,3}(?:just |now |already )?sent\W*$",
    r"\b(?:is|are|was|were|got) (?:now |just |already |all |both )?(?:sent|submitted|completed?|finished|done"
    r"|signed|executed"
    r"|approved|resolved|fixed|paid|updated|posted|shipped|released|booked|ordered|ready|closed|corrected|in place"
    r"|taken care of|on (?:its|the|their) way)\b",
    r"\b(?:went|gone) out\b|\ball set\b|\btaken care of\b|\bthat(?:'s|’s| is) done\b|\bdone[.!]",
    r"\bjust (?:wanted to|to) (?:let you know|update|give you)\b|\b(?:quick |an )?(?:update|feedback) (?:on|for"
    r"|re)\b",
    r"\bturns? out\b|\bheard back\b|\b\w+ (?:just )?(?:said|says|confirmed|told|approved|agreed)\b",
    r"^\W*(?:\w+ ){1,3}(?:just |now |already )?(?!need|want)\w{3,}ed (?:the|this|these|that|those|all|it|them"
    r"|our|your|deal)\b",
    r"\b(?:good|nice|great|thanks for) (?:talking|speaking|meeting|chatting|visiting)\b|\b(?:per|as|after|in"
    r"|from|on) our"
    r" (?:\w+ ){0,2}(?:call|conversation|discussion|talk|meeting|chat)\b|\bas we (?:discussed|agreed)\b"
    r"|\bwe (?:talked|spoke)\b",
    r"\bmy (?:comments|feedback|thoughts|notes|edits|changes|remarks)\b|\b(?:some|a few) (?:comments|feedback"
    r"|thoughts)\b",
)
_MOVED = any_of(
    r"\b(?:won['’]t|will not|can['’]t|cannot) (?:manage|make)\b.{0,60}\b(?:by|on|before)\b",
    r"\bneed(?:s|ed)?\b.{0,40}\b(?:until|till|more (?:time|days?|weeks?|hours?)|(?:another|a couple|a few"
    r"|couple)\b.{0,20}"
    r"(?:days?|weeks?|hours?))",
    r"\brunning (?:a (?:bit|little) )?(?:late|behind)\b|\bbehind schedule\b|\b(?:a|one|two|few) (?:days?|weeks?"
    r"|hours?)"
    r" (?:late|later|behind)\b",
    r"\b(?:will|'ll|’ll|is|are|be|am|'m) (?:be |a (?:bit|little) |going to be )?(?:late|delayed|slipping"
    r"|postponed)\b",
    r"\b(?:can|could|may|shall) (?:we|I) (?:push|move|postpone|delay|reschedule|do (?:it|this) (?:on|next|later))\b",
    r"\b(?:push(?:ed)?|moved?|postponed?|slip(?:s|ped)?|delayed?|extended?|rescheduled?)\b.{0,40}\b(?:to|until"
    r"|till|by)\b",
    r"\b(?:will|won't|won’t|can't|cannot) (?:not )?(?:come|be (?:ready|done|finished|with you|there)|make it"
    r"|have (?:it|this))\b"
    r".{0,40}\b(?:until|till|before|today|tomorrow|by|on|this week)\b",
    r"\b(?:the )?(?:soonest|earliest) (?:I|we)\b|\binstead of\b|\bwill follow\b|\bnot (?:going to be )?(?:ready"
    r"|finished|done) (?:yet|by|"
    r"until|before)\b|\bchange of plan|\bwill be answered\b",
)
_DROPPED_BOTH = any_of(
    r"\bnever ?mind\b|\bno longer (?:need|want|require|necessary|relevant|going|interested)",
    r"\b(?:don't|don’t|do not|won't|won’t|will not|didn't) (?:need|require|bother|worry about)\b"
    r"|\bnot (?:be )?needed\b",
    r"\bno need\b|\bno \w+(?: \w+)? (?:is |are )?(?:needed|required|necessary)\b|\boff the hook\b"
    r"|\bscratch (?:the|that|this)\b",
    r"\b(?:ignore|disregard|forget) (?:about |my |the |this |that |it\b)|\bno (?:\w+ ){1,3}any ?more\b",
    r"\b(?:is|are|was|been|be|got|have|has) (?:cancel+ed|called off|scrapped|dropped|withdrawn|obsolete)\b"
    r"|\bcall(?:ed)? off\b",
)
_DROPPED_OWN = any_of(
    r"\b(?:won't|won’t|will not|can't|can’t|cannot|can not|not going to|am not) (?:be )?(?:able to|get to|do|make)\b",
    r"\b(?:I|we)(?:'m|’m| am|'re|’re| are)? (?:unable to|have to (?:cancel|withdraw|pull out|pass)|must cancel)\b",
    r"\bdecided (?:not to|against)\b|\bnot going to (?:happen|work out)\b",
)
_CHASE = any_of(
    r"\b(?:no|missing|forgot\w*)\b.{0,20}\battach\w*|\battach\w*.{0,20}\bmissing\b|\bnothing (?:was |is )?attached\b",
    r"\b(?:can['’]t|cannot|couldn['’]t|could not) open\b|\bwrong (?:file|version|attachment)\b",
    r"\bany (?:news|update|updates|word|progress|luck|idea when|sign of|chance you)\b|\bstill (?:waiting"
    r"|missing|outstanding|need)",
    r"\bwaiting (?:for|on|to (?:hear|see|get|receive))\b|\b(?:friendly|gentle|quick|just a|a) reminder\b"
    r"|\bremind(?:ing)? you\b",
    r"\b(?:haven't|haven’t|have not|hasn't|has not|didn't|did not|never|not yet|yet to"
    r"|have yet)\b.{0,30}\b(?:seen?|receiv\w+|"
    r"heard?|got|gotten|get|had|come|arrived)\b|\bnot (?:seen|received|arrived|here|there yet)\b|\bnot yet\b",
    r"\bwhere (?:are we|is|are|do we stand|does)\b|\b(?:the |what's the |what is the )status\b|\bhow far\b"
    r"|\bhow (?:is|are) .{0,40}coming\b",
    r"\bwhen (?:can|may|could|will|do|should|would) (?:I|we|you)\b|\bdid you (?:get|have|send|find|manage|ever"
    r"|hear|call|talk|look)\b",
    r"\bhave you (?:had|sent|found|heard|got|been|made|finished|done|talked|spoken|called|looked)\b",
    r"\b(?:following|follow) up on\b|\bchecking (?:in|on)\b|\bchas(?:e|ing)\b|\b(?:is|are|it|still"
    r"|we)\b.{0,20}\b(?:still )?(?:good|fine|ok|okay|"
    r"on track|on schedule|on) for\b|\btime of asking\b|\basking (?:again|about)\b|\bin my inbox\b|\bdid I miss\b",
    r"\bwas (?:for|due|promised|announced)\b|\boverdue\b|\b(?:I|we) waited\b|\b(?:please|pls) (?:send"
    r"|let me have)\b.{0,40}\b(?:now|asap|today|it)\b",
    r"^\W*(?:and|what about|how about) (?:the|my|our|your)\b.{0,50}\?|\bstill (?:have not|haven't|haven’t"
    r"|dripping|no)\b|\blooking for the\b",
)
_THANKS = any_of(
    r"\bthank(?:s| you)\b|\bthx\b|\bmany thanks\b|\bmuch appreciated\b",
    r"\bgot (?:it|them|the|your|this)\b|\breceived\b|\barrived\b|\bin (?:good order|safely)\b|\bworks? (?:great"
    r"|perfectly|fine)\b",
    r"\b(?:look|looks|looked) (?:great|good|fine|perfect|very)\b|\bwent in\b|\bshowed me\b|\bperfect\b|\ball good\b",
)
_ASK = any_of(
    r"\b(?:could|can|would|will) (?:you|I|we|he|she)\b.{0,200}\?",
    r"\b(?:please|pls|kindly) (?:send|let|forward|give|provide|call|advise|confirm|review|fax|e-?mail|have|get"
    r"|check|sign|return)\b",
    r"\b(?:I|we)(?:'d|’d| would)? (?:still |also |really )?(?:need|require)\b|\blet me have\b|\bmay I\b"
    r"|\bwhen can\b|\bis it possible\b",
)

OWN = (
    (Cue.DELIVERY, _DELIVERY),
    (Cue.DONE, _DONE),
    (Cue.MOVED, _MOVED),
    (Cue.DROPPED, _DROPPED_OWN),
)
RECEIVED = (
    (Cue.DELIVERY, _DELIVERY),
    (Cue.DROPPED, _DROPPED_BOTH),
    (Cue.CHASE, _CHASE),
    (Cue.THANKS, _THANKS),
    (Cue.ASK, _ASK),
    (Cue.OPEN_ASK, open_asks.PATTERN),
)

ASIDE = {
    # "I will attach", "once I have sent": not yet; "I needed", "I received": no act that anybody was promised
    Cue.DONE: any_of(
        rf"\b(?:once|when|after|until|if|as soon as|unless|before|should) (?:I|we)(?:'ve|’ve| have)?\b"
        rf"|^(?:(?!\b(?:I|we)\b).)*\b(?:I|we)(?:'ve|’ve| have| had)? (?:{_JUST} )?{_NO_ACT}\b(?!.*\b(?:I"
        rf"|we) (?!{_NO_ACT}){_PAST}\b)",
    ),
    Cue.DELIVERY: any_of(
        r"\b(?:will|to|'ll|’ll|not|n't|n’t|no|can|could|would) (?:be )?(?:attach|enclose|forward)(?:ed)?\b"
        r"|\bhere (?:is|are) (?:my|the) (?:question|problem)"
        r"|\bforward(?:ing)? to\b",
    ),
    Cue.THANKS: any_of(
        r"\bthank(?:s| you) (?:in advance|and (?:kind )?regards)\b|\bnot (?:yet )?(?:received"
        r"|arrived)\b",
    ),
}

_PASTS = _words(
    "sent gave got wrote spoke met told took made found did put brought bought paid went read set ran built"
    " drew left heard"
    " sold cut gone done given written spoken taken shown been ready out turns turned said says talking"
    " speaking meeting"
    " chatting visiting conversation discussion call chat comments feedback thoughts notes edits remarks update"
    " place way"
)
# A cue is looked for only in a sentence that holds one of its words (or, for DONE, a word in -ed): most hold none.
WORDS: dict[Cue, frozenset[str]] = {
    Cue.DONE: _PASTS,
    Cue.DELIVERY: _words(
        "attached attaching attachment attachments enclosed enclosing enclosure here here's find see below"
        " following zip"
        " folder link drive server sending forwarding fowarding faxing mailing emailing sharing uploading submitting"
        " resending request requested promised discussed announced your uploaded shared posted published circulated"
        " updated revised final new corrected clean version copy draft file http https"
    ),
    Cue.MOVED: _words(
        "manage make need needs needed late later behind delayed slipping postponed push pushed move moved postpone"
        " delay reschedule"
        " slip slips slipped extend extended rescheduled until till before today tomorrow soonest earliest"
        " instead follow"
        " ready finished change answered done next hours days weeks day week"
    ),
    Cue.DROPPED: _words(
        "never nevermind mind longer need needed require bother worry hook scratch ignore disregard forget more"
        " anymore"
        " cancelled canceled called call off scrapped dropped withdrawn obsolete won't can't cannot not unable"
        " cancel withdraw"
        " pull pass decided required necessary"
    ),
    Cue.CHASE: _words(
        "attach attached attachment open wrong any still waiting reminder remind reminding seen see receive"
        " received heard hear got gotten get had"
        " come arrived yet"
        " here there where status far coming when did have following follow checking chase chasing good fine ok"
        " okay track"
        " schedule on asking inbox miss was overdue waited please pls and what how"
    ),
    Cue.THANKS: _words(
        "thank thanks thx appreciated got received arrived order safely work works look looks looked went"
        " showed perfect"
        " good"
    ),
    Cue.ASK: _words("could can would will please pls kindly need require let may when possible"),
    Cue.OPEN_ASK: open_asks.WORDS,
}
