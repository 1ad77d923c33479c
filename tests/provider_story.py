"""The mailbox and calendars of the scenario of a provider's faults: what Ada and the others wrote, and when.

Every moment is fixed, and what is late is late by days, so that how it ends does not hang on the minute of a turn.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from email import policy
from email.message import EmailMessage
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Europe/Berlin")
ME = "ada@harbour.example"
_PEOPLE = {
    "bo": "Bo Frost <bo@harbour.example>",
    "cleo": "Cleo March <cleo@client.example>",
    "dan": "Dan Roe <dan@client.example>",
    "eve": "Eve Holt <eve@harbour.example>",
    "finn": "Finn Marsh <finn@quay.example>",
    "gil": "Gil North <gil@quay.example>",
    "hal": "Hal Osten <hal@printer.example>",
    "ida": "Ida Penn <ida@printer.example>",
    "news": "Quay News <news@quay.example>",
}
_ME = f"Ada Lind <{ME}>"


def day(number: int, hour: int, minute: int = 0) -> datetime:
    """A moment of Ada's: `number` days after Monday 3 March 2025, which is 0."""
    return datetime(2025, 3, 3, hour, minute, tzinfo=ZONE) + timedelta(days=number)


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail of Ada's to somebody, or to her: `own` says which. `answers` is the name of another one."""

    name: str
    own: bool
    who: str
    at: datetime
    subject: str
    text: str
    answers: str = ""
    attached: bool = False
    extra: str = ""

    def raw(self) -> bytes:
        """As it lies at the provider."""
        mail = EmailMessage(policy=policy.SMTP)
        mail["From"], mail["To"] = (_ME, _PEOPLE[self.who]) if self.own else (_PEOPLE[self.who], _ME)
        mail["Subject"] = ("Re: " if self.answers else "") + self.subject
        mail["Date"], mail["Message-ID"] = self.at, f"<{self.name}@harbour.example>"
        if self.answers:
            mail["In-Reply-To"] = mail["References"] = f"<{self.answers}@harbour.example>"
        if self.extra:
            mail["List-Id"] = self.extra
        mail.set_content(f"Hi,\n\n{self.text}\n\nRegards\n")
        if self.attached:
            mail.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename="site-report.pdf")
        return mail.as_bytes()


BEFORE = (
    Letter("bo0", False, "bo", day(-4, 9), "Floor plan", "Could you send me the floor plan?"),
    Letter("bo1", True, "bo", day(-4, 10), "Floor plan", "I'll send you the floor plan by Friday.", "bo0"),
    Letter("dan1", True, "dan", day(-5, 11), "Site report", "I'll send you the site report by Friday."),
    Letter("finn1", True, "finn", day(-5, 12), "Lease", "I'll send you the signed lease by Thursday."),
    Letter("gil1", True, "gil", day(-6, 9), "Catalogue", "I'll send you the catalogue by Thursday."),
    Letter("hal1", True, "hal", day(-6, 15), "Menu cards", "I'll send you the menu cards by Friday."),
    Letter("eve1", True, "eve", day(-3, 16), "Seats", "I'll send you the seating chart before our next 1:1."),
    Letter("cleo1", True, "cleo", day(0, 8), "Budget", "I'll send you the budget deck by Thursday."),
    Letter("finn0", False, "finn", day(-6, 12), "Lease", "The lease is on your desk."),
    Letter("gil2", False, "gil", day(-5, 8), "Catalogue", "Got it, thanks.", "gil1"),
    Letter("news1", False, "news", day(-2, 7), "This week at the quay", "Boats and more.", extra="<news.quay.example>"),
    Letter("ida0", False, "ida", day(-2, 9), "Lunch", "Lunch was fun."),
)
NEW = {
    "asked": Letter("bo2", False, "bo", day(1, 10, 30), "Floor plan", "Any news on the floor plan?", "bo1"),
    "kept": Letter("dan2", True, "dan", day(1, 11), "Site report", "Attached is the site report.", "dan1", True),
    "pressed": Letter("finn2", False, "finn", day(1, 12), "Lease", "Any news on the lease?", "finn1"),
    "moved": Letter(
        "cleo2", True, "cleo", day(0, 14, 30), "Budget", "I need until Friday for the budget deck.", "cleo1"
    ),
    "made": Letter("ida1", True, "ida", day(1, 12, 30), "Guests", "I'll send you the guest list by Thursday."),
}


@dataclass(frozen=True, slots=True)
class Meeting:
    """An event of `hours`, with other people by address; `weeks` is how often it comes back, 0 for once."""

    name: str
    start: datetime
    hours: float
    title: str
    who: tuple[str, ...] = ()
    weeks: int = 0
    tentative: bool = False

    @property
    def end(self) -> datetime:
        """When it is over."""
        return self.start + timedelta(hours=self.hours)

    @property
    def people(self) -> list[str]:
        """The addresses of those who take part."""
        return [_PEOPLE[one].partition("<")[2].rstrip(">") for one in self.who]


MEETINGS = (
    Meeting("weekly", day(-7, 9), 0.5, "Stand-up", ("bo", "dan"), weeks=6),
    Meeting("eve", day(2, 10), 1, "1:1 Eve", ("eve",)),
    Meeting("cleo", day(3, 10), 1, "Budget review with Cleo", ("cleo",)),
    Meeting("dentist", day(1, 8), 1, "Dentist"),
    Meeting("maybe", day(3, 14), 1, "Harbour walk", tentative=True),
    Meeting("fair", day(8, 9), 8, "Book fair"),
    Meeting("old", day(-10, 9), 2, "Kick-off", ("hal",)),
)
SHARED = Meeting("shared", day(3, 15), 2, "Pier inspection")
