"""The words of time in English, each with its kind and value; misspellings that slips.py does not make up included."""

Entry = tuple[str, int]

_WEEKDAYS = (
    "monday mon mondays munday mondayish",
    "tuesday tue tues tuesdays tuesdayish",
    "wednesday wed weds wednesdays wensday wendsday wednesdayish",
    "thursday thu thur thurs thursdays thrusdays thursdayish",
    "friday fri fridays frida fryday firdays fridayish",
    "saturday sat saturdays saterday",
    "sunday sun sundays",
)
_MONTHS = (
    "january jan janurary",
    "february feb feburay",
    "march mar",
    "april apr",
    "may",
    "june jun",
    "july jul",
    "august aug augest",
    "september sept sep septemeber",
    "october oct octobor",
    "november nov novemeber",
    "december dec decemeber",
)
_UNITS = {
    "second": "second seconds sec secs",
    "minute": "minute minutes min mins",
    "hour": "hour hours hr hrs",
    "day": "day days",
    "week": "week weeks wk wks w/c w/e w/b cw kw",
    "fortnight": "fortnight fortnights",
    "month": "month months mos",
    "quarter": "quarter quarters qtr qtrs",
    "year": "year years yr yrs",
    "decade": "decade decades",
    "weekend": "weekend weekends wkend wkends",
    "weekday": "weekday weekdays workday workdays",
    "workweek": "workweek",
}
UNITS = tuple(_UNITS)
_CARDINALS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen twenty"
)
_TENS = {"thirty": 30, "forty": 40, "fourty": 40, "fifty": 50, "sixty": 60, "ninety": 90}
_ORDINALS = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth "
    "sixteenth seventeenth eighteenth nineteenth twentieth"
)
_DAYS = {
    -1: "yesterday",
    0: "today todays",
    1: (
        "tomorrow tomorrows tommorow tommorw tmrw tmw tmr tmrrw tomm 2moro 2mrw morrow tomoroww tommorro tomoro "
        "tomorrowish"
    ),
}
_WHICH = {
    "this": "this current",
    "next": "next following nxt",
    "last": "last past previous",
    "coming": "coming upcoming",
}
_PARTS = (
    "morning mornings afternoon evening evenings night lunch lunchtime midmorning midafternoon breakfast dinner "
    "dinnertime suppertime supper brunch overnight daytime nighttime teatime bedtime nightfall sunrise sunset dusk aft"
)
_SEASONS = ("spring", "summer", "autumn fall", "winter")
_QUALIFIERS = {
    "early": "early earlier",
    "mid": "mid middle",
    "late": "late later latter",
    "end": "end close ends",
    "start": "beginning start top",
    "rest": "rest remainder balance",
}
_BOUNDS = (
    "by before until till til untill after since within prior ahead no not starting less under sooner "
    "between from effective through thru up latest ending nlt inside never commencing 'til another"
)
_PREPOSITIONS = "on at in over during for around about approximately circa this same th"


def _entries() -> dict[str, Entry]:
    """Every word once; what is listed later wins, so that the narrower kinds come last."""
    words: dict[str, Entry] = dict.fromkeys(_PREPOSITIONS.split(), ("prep", 0))
    words |= {w: ("cardinal", n) for n, w in enumerate(_CARDINALS.split())}
    words |= {w: ("cardinal", n) for w, n in _TENS.items()}
    words |= {
        "a": ("a", 1),
        "an": ("a", 1),
        "half": ("half", 0),
        "couple": ("few", 2),
        "few": ("few", 3),
        "several": ("few", 3),
    }
    words |= {w: ("ordword", n) for n, w in enumerate(_ORDINALS.split(), 1)} | {"thirtieth": ("ordword", 30)}
    words |= {w: ("unit", n) for n, names in enumerate(_UNITS.values()) for w in names.split() if w != "second"}
    words |= {w: ("weekday", n) for n, names in enumerate(_WEEKDAYS) for w in names.split()}
    words |= {w: ("month", n) for n, names in enumerate(_MONTHS, 1) for w in names.split()}
    words |= {w: ("day", n) for n, names in _DAYS.items() for w in names.split()}
    words |= {w: ("which", n) for n, names in enumerate(_WHICH.values()) for w in names.split()}
    words |= {w: ("part", n) for n, w in enumerate(_PARTS.split())}
    words |= {w: ("qualifier", n) for n, names in enumerate(_QUALIFIERS.values()) for w in names.split()}
    words |= dict.fromkeys(_BOUNDS.split(), ("bound", 0))
    words |= {w: ("season", n) for n, names in enumerate(_SEASONS) for w in names.split()}
    words |= {"closest": ("near", 0), "nearest": ("near", 0)}
    words |= {"final": ("lastly", 1), "penultimate": ("lastly", 2)}
    words |= {w: ("midst", n) for n, w in enumerate(("midweek", "midmonth", "midquarter", "midyear"))}
    words |= dict.fromkeys(("eod", "cob", "eob", "eobd", "eop", "cop"), ("close", 0))
    words |= {w: ("closing", n) for n, w in enumerate(("eow", "eom", "eoq", "eoy"))}
    words |= {w: ("opening", n) for n, w in enumerate(("bow", "bom", "boq", "boy"))}
    words |= dict.fromkeys(("tonight", "tonite", "tonights", "2nite", "2night"), ("tonight", 0))
    words |= {"noon": ("noon", 12), "midday": ("noon", 12), "midnight": ("noon", 24), "noonish": ("noon", 12)}
    words |= {"midnite": ("noon", 24), "midnightish": ("noon", 24)}
    words |= {"mid-day": ("noon", 12), "mid-night": ("noon", 24)}
    words |= dict.fromkeys(("whole", "entire", "all"), ("whole", 0))
    words |= dict.fromkeys(("fy", "fiscal", "financial"), ("era", 0))
    return words | {"the": ("the", 0), "now": ("now", 0), "when": ("clause", 0), "once": ("clause", 0)}


WORDS: dict[str, Entry] = _entries()
HOURISH = {f"{word}ish": hour for hour, word in enumerate(_CARDINALS.split()[:13]) if hour}  # "fiveish"
WEEKDAYS = tuple(names.split()[0] for names in _WEEKDAYS)  # by their full names, Monday first
WHICH = tuple(_WHICH)
QUALIFIERS = tuple(_QUALIFIERS)
MONTHS = {w: n for w, (kind, n) in WORDS.items() if kind == "month"}

# Hours of the parts of the day: [first, last), and the half of the clock they imply.
PART_HOURS: dict[str, tuple[int, int, str]] = {
    "morning": (6, 12, "am"),
    "mornings": (6, 12, "am"),
    "midmorning": (10, 11, "am"),
    "midafternoon": (14, 16, "pm"),
    "afternoon": (12, 18, "pm"),
    "evening": (18, 24, "pm"),
    "evenings": (18, 24, "pm"),
    "night": (18, 24, "pm"),
    "breakfast": (7, 9, "am"),
    "brunch": (10, 12, "am"),
    "lunch": (12, 13, "pm"),
    "lunchtime": (12, 13, "pm"),
    "dinner": (18, 20, "pm"),
    "aft": (12, 18, "pm"),
    "teatime": (15, 17, "pm"),
    "sunrise": (5, 7, "am"),
    "sunset": (18, 21, "pm"),
    "dusk": (18, 21, "pm"),
    "nightfall": (18, 22, "pm"),
    "bedtime": (21, 23, "pm"),
    "dinnertime": (18, 20, "pm"),
    "suppertime": (18, 20, "pm"),
    "supper": (18, 20, "pm"),
    "daytime": (8, 18, "pm"),
    "nighttime": (18, 24, "pm"),
    "overnight": (18, 32, "pm"),  # until eight in the morning after
}

_TELLING_WORDS = "before after until till time soon thing business work school season play biz"
# A text with neither a digit nor one of these says nothing about time.
TRIGGERS = frozenset(
    word
    for word, (kind, value) in WORDS.items()
    if kind not in {"prep", "a", "half", "the", "bound", "qualifier", "which", "whole"}
    and (kind != "ordword" or value > 3)
) | frozenset(_TELLING_WORDS.split())

# What may stand after a bare number or ordinal for it to be a time; a noun there ("by 3 points") makes it none.
_FREE_WORDS = (
    "and or but so to if as for from with when because since unless while on in at of by before after until till "
    "through thru i we you he she they it that this will would should is was latest sharp please thanks pls your my "
    "our their the a an not just then which who where today tomorrow tonight next am pm ish est edt cst cdt mst mdt "
    "pst pdt et ct mt pt gmt utc bst cet eastern central pacific mountain time morning afternoon evening night noon "
    "hrs hours each every have has had can could may might must do does did be were are let let's there here than "
    "via per without work works ok okay i'll we'll you'll he'll she'll they'll i'd we'd i'm we're it's that's "
    "instead maybe perhaps off around about looks sounds seems suit suits only w ill onwards onward local zulu"
)
FREE = frozenset(_FREE_WORDS.split())

# Nouns of things that happen at a time: a time beside one tells when that happens.
_EVENTS_WORDS = (
    "meeting meetings call calls review reviews standup stand-up sync board launch offsite demo workshop conference "
    "trip deadline presentation session kickoff kick-off interview appointment visit webinar training hearing lunch "
    "dinner breakfast game party show class flight event catch-up catchup retro planning huddle townhall 1:1 "
    "one-on-one release go-live audit exam closing market holiday holidays vacation leave discussion gathering "
    "ceremony wedding email e-mail mail letter memo note message report edition issue paper numbers version agenda "
    "conversation talk chat walkthrough rehearsal inspection"
)
EVENTS = frozenset(_EVENTS_WORDS.split())
