"""The words of the house: what the core takes in, thinks about and hands out. Frozen values, aware datetimes only.

Facts      Mail (a header row with its Sentences), connectors.types.Event, Mark
Derived    Promise, Due, Evidence, Standing, Case, Signal, Risk, HeadsUp, Review
Orders     Put, Replace, Withdraw
"""

from daemon.core.model.facts import Cue, Mail, Mark, Sentence, Verdict
from daemon.core.model.orders import SUMMARIES, Action, Posted, Purpose, Put, Replace, State, Withdraw, purpose_of
from daemon.core.model.owner import Owner, Speak, Tone, WorkingCalendar
from daemon.core.model.promises import LIVE, Due, Evidence, Promise, Reading, Says, Standing, TimeExpression
from daemon.core.model.record import Group, Outcome, Record, Tally, Trait
from daemon.core.model.risk import (
    Case,
    HeadsUp,
    LastMoment,
    Level,
    Load,
    Meeting,
    Rank,
    Reminder,
    Review,
    Risk,
    Shortfall,
    Signal,
)

__all__ = [
    "LIVE",
    "SUMMARIES",
    "Action",
    "Case",
    "Cue",
    "Due",
    "Evidence",
    "Group",
    "HeadsUp",
    "LastMoment",
    "Level",
    "Load",
    "Mail",
    "Mark",
    "Meeting",
    "Outcome",
    "Owner",
    "Posted",
    "Promise",
    "Purpose",
    "Put",
    "Rank",
    "Reading",
    "Record",
    "Reminder",
    "Replace",
    "Review",
    "Risk",
    "Says",
    "Sentence",
    "Shortfall",
    "Signal",
    "Speak",
    "Standing",
    "State",
    "Tally",
    "TimeExpression",
    "Tone",
    "Trait",
    "Verdict",
    "Withdraw",
    "WorkingCalendar",
    "purpose_of",
]
