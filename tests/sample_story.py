"""The truth of the sample mailbox (daemon/sample/STORY.md) as values, for every test that judges what was found."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

NEW_YORK = ZoneInfo("America/New_York")

TOM = "t.ellery@harbourmuseum.example"
RUTH = "ruth@alderfinch.example"
SAM = "sam@alderfinch.example"
PRIYA = "priya@alderfinch.example"


@dataclass(frozen=True, slots=True)
class Told:
    """A promise of the story. `mail` is its Message-ID, `words` stand in it; `risks` are the levels that are right.

    `evidence` is the mail that decides or changes how it stands, where there is one.
    """

    mail: str
    words: str
    to: str
    due_end: datetime | None
    standing: str
    risks: frozenset[str]
    heads_up: bool
    evidence: str | None


@dataclass(frozen=True, slots=True)
class Trap:
    """Words in `mail` that are no promise of the owner's."""

    mail: str
    words: str


def expected() -> tuple[Told, ...]:
    """What stands at daemon.sample.NOW. The first four are at risk, most urgent first; the rest has no order."""
    return tuple(
        Told(
            mail=_full(mail),
            words=words,
            to=to,
            due_end=_due(due),
            standing=standing,
            risks=frozenset(risk.split(" or ")),
            heads_up=risk in {"late", "high"},
            evidence=_full(evidence) if evidence else None,
        )
        for mail, words, to, due, standing, risk, evidence in _PROMISES
    )


def traps() -> tuple[Trap, ...]:
    """Words that look like a promise of the owner's and are none (or, the German ones, are not read)."""
    return tuple(Trap(_full(mail), words) for mail, words in _TRAPS)


def _due(said: str) -> datetime | None:
    """`20`: the last second of that day of March in New York; `20 13:00`: that moment; empty: none."""
    if not said:
        return None
    day, _, clock = said.partition(" ")
    hour, minute, second = (*map(int, clock.split(":")), 0) if clock else (23, 59, 59)
    return datetime(2026, 3, int(day), hour, minute, second, tzinfo=NEW_YORK)


def _full(mail: str) -> str:
    """The Message-ID; those of the firm are written without its name."""
    return mail if "@" in mail else f"{mail}@alderfinch.example"


_NOTES = "I'll get the accessibility notes over to you this week"
_COMMENTS = "I'll send you my comments on the panel texts by Monday"
_DECK = "I'll send you the concept deck by 5pm your time on Friday"
_INSTALL = "I'll send you the install schedule by the end of the month"
_LIGHTING = "I'll get you the lighting counts by end of day tomorrow"
_SAMPLES = "I'll order the material samples for you this week"
_CHASE = "20260317.1625.access-chase@harbourmuseum.example"
_NEVER_MIND = "20260304.1005.samples-not-needed@harbourmuseum.example"

# mail, words, to, due in March, standing, risk, evidence
_PROMISES = (
    ("20260310.0855.access-notes", _NOTES, TOM, "13", "open", "late", _CHASE),
    ("20260312.1140.panel-comments", _COMMENTS, SAM, "16", "open", "late", None),
    ("20260316.1150.concept-deck", _DECK, TOM, "20 13:00", "open", "high", None),
    ("20260317.1010.staffing-plan", "You'll have the staffing plan by Friday", RUTH, "20", "open", "high", None),
    ("20260318.0935.captions", "I'll write the captions by Tuesday", SAM, "24", "open", "low", "20260318.1520.photos"),
    ("20260318.1152.install-schedule", _INSTALL, TOM, "31", "open", "low", None),
    ("20260305.1630.glass-discount", "I'll look into the discount and let you know", PRIYA, "", "open", "low", None),
    ("20260311.1425.budget-sheet", "I'll update the budget sheet", PRIYA, "", "waiting", "none or low", None),
    ("20260309.1505.exit-signs", "I'll call him tomorrow", PRIYA, "10", "unclear", "low", None),
    (
        "20260226.1032.floor-plan",
        "I'll send you the revised floor plan by Tuesday",
        TOM,
        "3",
        "kept",
        "none",
        "20260303.1115.floor-plan-sent",
    ),
    (
        "20260302.0920.banner-slot",
        "I'll book the slot today",
        RUTH,
        "2",
        "kept",
        "none",
        "20260302.1540.banner-done",
    ),
    ("20260309.1702.invoice-will-do", "Will do", RUTH, "11", "kept", "none", "20260311.0930.invoice-dates"),
    ("20260305.1045.lighting-counts", _LIGHTING, PRIYA, "6", "kept late", "none", "20260309.0910.lighting-sent"),
    (
        "20260309.0950.breakdown",
        "You'll have the cost breakdown by Thursday",
        TOM,
        "12",
        "moved in time",
        "none",
        "20260311.1110.breakdown-moved",
    ),
    (
        "20260311.1110.breakdown-moved",
        "I need until Monday",
        TOM,
        "16",
        "kept",
        "none",
        "20260316.1020.breakdown-sent",
    ),
    ("20260303.1620.samples", _SAMPLES, TOM, "6", "dropped", "none", _NEVER_MIND),
)

_TRAPS = (
    ("20260226.1032.floor-plan", "I'll confirm the opening hours with front of house by Monday."),
    ("20260303.1115.floor-plan-sent", "I can send you the CAD source too"),
    ("20260303.1115.floor-plan-sent", "I'll send you the revised floor plan by Tuesday."),
    ("20260311.1110.breakdown-moved", "You'll have the cost breakdown by Thursday."),
    ("20260306.0850.walk-through-yes", "I'll be there at 10."),
    ("20260306.0850.walk-through-yes", "I won't be able to stay for lunch"),
    ("20260306.0850.walk-through-yes", "I'll be glad when those crates are in the building!"),
    ("20260310.0855.access-notes", "Sam will send you the tactile map separately."),
    ("20260312.0925.steel-forward", "I will send you the steel samples by Wednesday."),
    ("20260313.0701.day-off", "will get back to you on Monday"),
    ("20260318.1600.accepted", "Nora Vance has accepted this invitation."),
    ("20260316.1430.drawings-german", "Ich schicke Ihnen die Zeichnungen für die Vitrinen bis"),
    ("20260227.0600.newsletter@lighting-weekly.example", "We'll send you the full survey results by Friday."),
    ("20260318.1730.quantities-soon", "I'll send you the final quantities on Monday"),
    ("20260318.1553.tom-away@harbourmuseum.example", "will reply to your mail tomorrow"),
)
