"""What holds for every mailbox (house.md, "Properties worth having"): small stories are made up, and turned about."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from hypothesis import Phase, find, given, settings
from hypothesis import strategies as st

from daemon.core import rules
from daemon.core.judge import as_json, judge
from daemon.core.model import Cue, Mail, Sentence, Speak, Standing
from daemon.core.standing import closed
from tests.core.builders import ANNA, BOB, CLEO, MARA, MONDAY, mail, owner, sentence

THINGS = ("budget deck", "site report", "invoice")
OWN = (
    (Cue.PROMISE, "I'll send you the {} by Friday."),
    (Cue.PROMISE, "You will have the {} on Tuesday."),
    (Cue.PROMISE, "I'll call you about the {} tomorrow."),
    (Cue.PROMISE, "Will do."),
    (Cue.DELIVERY, "Attached is the {}."),
    (Cue.DONE, "I have sent the {}."),
    (Cue.MOVED, "I need until Monday for the {}."),
    (Cue.DROPPED, "I won't be able to send the {}."),
)
OTHERS = (
    (Cue.CHASE, "Any news on the {}?"),
    (Cue.THANKS, "Thanks for sending the {}."),
    (Cue.DROPPED, "Never mind the {}."),
)
NOW = MONDAY + timedelta(days=21)
RULES = rules.configure({})


@st.composite
def letters(draw: st.DrawFn, name: str) -> Mail:
    """One mail of the owner's or to her, on some hour of three weeks, in one of two threads."""
    own = draw(st.booleans())
    other = draw(st.sampled_from((ANNA, BOB)))
    cues = draw(st.lists(st.sampled_from(OWN if own else OTHERS), min_size=1, max_size=2, unique=True))
    thing = draw(st.sampled_from(THINGS))
    said: list[Sentence] = []
    for cue, words in cues:
        said.append(sentence(cue, words.format(thing), start=100 * len(said)))
    made = mail(
        name,
        "mon 9:00",
        *said,
        from_=MARA if own else other,
        to=(other,) if own else (MARA,),
        subject=draw(st.sampled_from(("Spring plan", "Autumn plan"))),
    )
    return replace(made, sent_at=MONDAY + timedelta(hours=draw(st.integers(0, 24 * 20))))


@st.composite
def mailboxes(draw: st.DrawFn) -> tuple[Mail, ...]:
    return tuple(draw(letters(f"m{n}")) for n in range(draw(st.integers(1, 8))))


def _judged(mails: tuple[Mail, ...], now=NOW) -> list[dict[str, object]]:  # type: ignore[no-untyped-def]
    return as_json(judge(mails, (), (), owner(), now, None, RULES, Speak()))


@given(mailboxes(), st.randoms())
def test_the_order_of_arrival_does_not_matter(mails: tuple[Mail, ...], random) -> None:  # type: ignore[no-untyped-def]
    shuffled = list(mails)
    random.shuffle(shuffled)
    assert _judged(tuple(shuffled)) == _judged(mails)


@given(mailboxes())
def test_twice_is_once(mails: tuple[Mail, ...]) -> None:
    assert _judged(mails + mails) == _judged(mails)


@given(mailboxes(), st.integers(0, 21))
def test_future_mail_never_changes_an_earlier_as_of(mails: tuple[Mail, ...], days: int) -> None:
    now = MONDAY + timedelta(days=days)
    assert _judged(mails, now) == _judged(tuple(m for m in mails if m.sent_at <= now), now)


@given(mailboxes())
def test_an_unrelated_mail_changes_no_promise(mails: tuple[Mail, ...]) -> None:
    stray = mail(
        "stray", "sat+2 9:00", sentence(Cue.DELIVERY, "Attached is the site report."), to=(CLEO,), subject="Zoo"
    )
    foreign = mail("foreign", "sat+2 9:00", sentence(Cue.DROPPED, "Never mind."), from_=CLEO, to=(MARA,), subject="Zoo")
    assert _judged((*mails, stray, foreign)) == _judged(mails)


@given(mailboxes(), st.integers(1, 60))
def test_a_later_now_never_makes_an_overdue_promise_not_overdue(mails: tuple[Mail, ...], days: int) -> None:
    late = {r["key"] for r in _judged(mails) if r["risk"]["level"] == "late"}  # type: ignore[index]
    later = {r["key"] for r in _judged(mails, NOW + timedelta(days=days)) if r["risk"]["level"] == "late"}  # type: ignore[index]
    assert late <= later


@given(mailboxes())
def test_what_is_closed_has_no_risk_and_no_draft(mails: tuple[Mail, ...]) -> None:
    for row in _judged(mails):
        if closed(Standing(str(row["standing"]))):
            assert row["risk"] == {"score": 0, "level": "none", "signals": []}
            assert row["heads_up"] is None


@given(mailboxes())
def test_every_evidence_is_of_a_later_mail_and_every_origin_exists(mails: tuple[Mail, ...]) -> None:
    judged = judge(mails, (), (), owner(), NOW, None, RULES, Speak())
    sent = {m.key: m.sent_at for m in mails}
    keys = {p.key for p in judged.ledger.promises}
    for promise in judged.ledger.promises:
        assert promise.origin is None or promise.origin in keys
        for said in judged.ledger.evidence[promise.key]:
            assert said.at > promise.made_at
            assert said.source in sent


@given(mailboxes())
def test_every_signal_rests_on_what_exists_and_every_draft_goes_to_its_people(mails: tuple[Mail, ...]) -> None:
    known = {m.key for m in mails} | {m.ref.id for m in mails}
    for row in _judged(mails):
        for signal in row["risk"]["signals"]:  # type: ignore[index]
            assert set(signal["refs"]) <= known
        if row["heads_up"]:
            assert set(row["heads_up"]["to"]) <= set(row["to"])  # type: ignore[index,call-overload]


@given(mailboxes())
def test_another_account_name_changes_nothing(mails: tuple[Mail, ...]) -> None:
    elsewhere = tuple(replace(m, ref=replace(m.ref, account="home")) for m in mails)
    assert [r["key"] for r in _judged(elsewhere)] == [r["key"] for r in _judged(mails)]


def test_the_made_up_mailboxes_hold_every_standing_that_mail_can_bring() -> None:
    """Else the properties above would hold of nothing."""
    quickly = settings(max_examples=1000, phases=[Phase.generate], database=None, derandomize=True)
    for wanted in ("kept", "dropped", "open"):
        assert find(mailboxes(), _holding(wanted), settings=quickly)


def _holding(wanted: str) -> Callable[[tuple[Mail, ...]], bool]:
    return lambda box: any(row["standing"] == wanted for row in _judged(box))
