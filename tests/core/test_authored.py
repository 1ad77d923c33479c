"""The author's own words against what is quoted, forwarded, signed or boilerplate. All mails here are invented."""

import json
import time
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daemon.core.authored import split


def own(text: str) -> str:
    return "".join(text[start:end] for start, end in split(text).authored).strip()


def test_marked_quotes_go_and_answers_in_between_stay() -> None:
    text = "On Mon, 4 Mar 2024 at 10:02, Anna Berg <anna@south.test> wrote:\n"
    text += "> Can you?\nYes, on Friday.\n>> And cc?\nNo."
    assert own(text) == "Yes, on Friday.\nNo."


@pytest.mark.parametrize(
    "boundary",
    [
        "-----Original Message-----\nFrom: Anna Berg\nSent: Monday\nTo: Mara",
        "From: Anna Berg <anna@south.test>\nSent: Monday, March 4, 2024\nTo: Mara Lind\nSubject: RE: plan",
        "From: anna@south.test Date: Mon, 4 Mar 2024 10:02:11 +0100",
        "\tFrom:\tAnna Berg\n\tSent:\tMonday\n\tTo:\tMara Lind\n\tSubject:\tplan",
        "________________________________\nFrom: Anna Berg\nDate: Monday\nTo: Mara\nSubject: plan",
        "On Monday, 4 March 2024 at 10:02, Anna Berg\n<anna@south.test> wrote:\n",
        "Am 04.03.2024 um 10:02 schrieb Anna Berg <anna@south.test>:\n",
        "Le lun. 4 mars 2024 à 10:02, Anna Berg <anna@south.test> a écrit :\n",
        "El lun, 4 mar 2024 a las 10:02, Anna Berg (<anna@south.test>) escribió:\n",
        "2024-03-04 10:02 GMT+01:00 Anna Berg <anna@south.test>:\n",
        "---------------------- Forwarded by Anna Berg/SOUTH on 03/04/2024 \n10:02 AM ---------------------------\n",
        "\nAnna\n03/04/2024 10:02 AM\nTo: Mara Lind/NORTH@NORTH\ncc: Bob Stone/S@S, \nCleo Park/W@W\nSubject: plan",
        '"Anna Berg" <anna@south.test> on 03/04/2024 10:02:00 AM\nPlease respond to Anna\nTo: Mara\ncc:\nSubject: plan',
        "Begin forwarded message:\n\nFrom: Anna Berg\nSubject: plan",
        "-------- Ursprüngliche Nachricht --------\nVon: Anna Berg\nAn: Mara\nBetreff: Plan",
        "Date: Mon, 4 Mar 2024 10:02:00 +0000\nSubject: plan\nFrom: anna@south.example\nTo: mara@north.example",
        "Date: Mon, 4 Mar 2024 10:02:00 +0000\nTo: mara@north.example",
        "From: anna@south.example\nDate: Mon, 4 Mar 2024 10:02:00 +0000",
        "====\n\nMessage du : 04/03/2024 10:02\nDe : Anna <anna@south.example>\nA : Mara\nSujet : plan",
        " ------------------------------\n\n*From:* Anna Berg\n*Sent:* Monday\n*To:* Mara\n*Subject:* plan",
        "   \n\tSouth Trade Corp. - Europe\n\t\n\tFrom:  Anna Berg   03/04/2024 10:02 AM\n\t\n\nTo: M\ncc:\nSubject:",
        "\tSouth Trade Corp.  From:  Anna Berg <anna@south.example>" + " " * 60 + "03/04/2024 10:02 AM\n\t\n\n"
        "To: Mara Lind\ncc:\nSubject: plan",
        "\tAnna Berg @ SOUTH POWER\n\t03/04/2024 10:02 AM\n\t\n\t\n\t\nTo: Mara Lind/NORTH\ncc:\nSubject: plan",
        "Anna Berg\n03/04/2024 10:02 AM\nSent by: Cleo Park\nTo:\t\n",
        "Anna Berg\n03/04/2024 10:02 AM\nTo: " + "Bob Stone/S@S, \n" * 200 + "cc:",
        "On Mon, 4 Mar 2024 10:02:43 +0100 Anna Berg <anna@south.example> wrote\n",
        "On Mon, Mar 4, 2024 at 4:37 PM The South Desk <\na-very-long-address+1234@south.example> wrote:\n",
        "пн, 4 мар. 2024 г. в 10:02, Anna Berg <anna@south.example>:\n",
        "Anna Berg <anna@south.example> ezt írta (időpont: 2024. márc. 4., H, 10:02):\n",
        "在 2024年3月4日，Anna Berg <anna@south.example> 写道：\n",
        "בתאריך 4 במרץ 2024, Anna Berg <anna@south.example> כתב:\u200f\n",
    ],
)
def test_all_below_a_boundary_is_quoted(boundary: str) -> None:
    assert own(f"Will do.\n\n{boundary}\n\nI will call you tomorrow.\nAnna\n") == "Will do."


def test_a_forward_without_own_words_has_none() -> None:
    assert split("-----Original Message-----\nFrom: Anna\nSent: Monday\n\nI'll send it.\n").authored == ()


def test_below_marked_quotes_of_a_header_block_the_author_goes_on() -> None:
    text = "----- Original Message -----\nFrom: Anna\nTo: Mara\nSubject: plan\n\n"
    text += "> Will you come?\n\nI will send you my times.\n"
    assert own(text) == "I will send you my times."


@pytest.mark.parametrize(
    "text",
    [
        "As Bob wrote:\nwe need more time. I'll ask Anna.",
        "From: here on we pay monthly.\nI'll send the form.",
        "Two things:\n- I'll call Bob\n- you call Cleo",
        "To: be honest I am late.\n\nI'll hurry.",
    ],
)
def test_words_that_only_look_like_a_boundary_stay(text: str) -> None:
    assert own(text) == text


def test_signature_device_line_and_disclaimer_are_set_apart() -> None:
    text = (
        "I'll send it on Friday.\n\nRegards,\n\nMara Lind\nNorth Ltd\n+1 312 555 0143\n\n"
        "This e-mail is confidential and intended for the addressee only. We will prosecute.\n"
    )
    assert own(text) == "I'll send it on Friday."
    assert own("On it.\n\nSent from my phone\n") == "On it."
    assert own("On it.\n-- \nMara\nI will sign nothing\n") == "On it."


def test_a_farewell_and_the_name_below_it_are_no_words_but_the_first_line_stays() -> None:
    assert own("I'll look.\n\nBest regards,\n\nMara Lind\nHead of Trade\n") == "I'll look."
    assert own("Cheers,\nMara") == "Cheers,\nMara"
    assert own("Best,\nI'll call Bob.\nMara") == "Best,\nI'll call Bob.\nMara"


@pytest.mark.parametrize(
    "ending",
    [
        "__________________________\nGet free mail at\nhttp://free.example/now\n",
        "====================\nThis email message is for the sole use of the intended recipient(s).\nGo away.\n",
        "+++CONFIDENTIALITY NOTICE+++\nThis is privileged.\n",
        "Get Outlook for iOS<https://apps.example>\n",
        "Obtenir Outlook pour Android\n",
    ],
)
def test_what_a_program_puts_below_is_not_the_authors(ending: str) -> None:
    assert own(f"I'll look.\n\n{ending}") == "I'll look."


def test_a_list_of_figures_below_a_rule_is_the_authors() -> None:
    text = "The figures:\n____________________\nNorth 12\nSouth 14"
    assert own(text) == text
    assert own("Sent from my desk, is much easier than the phone.") != ""


def test_lines_that_a_narrow_window_tore_off_a_quote_stay_quoted() -> None:
    quote = (
        "> > I have spoken with the people of the harbour and I\nwill\n"
        "> > send the list on Friday, or tell them myself in\nNovember\n"
        "> > at the latest, and every copy of this mail, with any attachment, is the property of\n"
        "the house and may be read by\nnobody else, says the\nlawyer, and so do we.\n> > Bob\n"
    )
    assert own(f"On 4 March 2024 Bob wrote:\n{quote}\nFine, I'll tell Cleo.\n") == "Fine, I'll tell Cleo."


def test_short_answers_right_below_a_quote_stay() -> None:
    text = (
        "On 4 March 2024 Bob wrote:\n> will you bring the slides of the last quarter with you\nsure, i'll bring them\n"
    )
    text += (
        "> and the list of the people who come on Thursday to the harbour\nyes\n> Thanks!\n> Who calls Cleo?\nbob does"
    )
    assert own(text) == "sure, i'll bring them\nyes\nbob does"


def test_a_quote_marked_in_its_first_line_only_is_quoted_to_the_end() -> None:
    text = (
        "Noted.\n\n-----Original Message-----\nFrom: Anna\nSent: Monday\nTo: Mara\n\n> You, or somebody of your house"
    )
    text += (
        " in the old city by the sea,\nare invited to a meeting,\nand to lunch.\n\nI will send the times tomorrow.\n"
    )
    assert own(text) == "Noted."


def test_words_on_the_line_of_the_attribution_stay() -> None:
    assert own("Will do. On Mon, 4 Mar 2024 at 10:02, Anna Berg wrote:\n> Can you?") == "Will do."
    assert own("ok\nsee you - on site--- On 4/3/2024 10:02 AM, Anna wrote:\nHi") == "ok\nsee you - on site"


def test_a_tab_before_the_authors_name_is_no_letterhead() -> None:
    text = "Thanks for that.\n\n\t\tMara\n\nFrom:\tAnna Berg/S@S on 03/04/2024 10:02 AM\nTo:\tMara\ncc:\t\nSubject:\tx"
    assert own(text) == "Thanks for that.\n\n\t\tMara"


@given(st.text(alphabet="abc >-:\nOn wrote@1/", max_size=300))
def test_the_parts_cover_the_text_without_overlap(text: str) -> None:
    parts = split(text)
    spans = sorted((*parts.authored, *parts.quoted, *parts.signature, *parts.disclaimer))
    assert all(a < b for a, b in spans)
    assert all(first[1] <= second[0] for first, second in pairwise(spans))
    left = text
    for start, end in reversed(spans):
        left = left[:start] + left[end:]
    assert not left.strip()


@pytest.mark.parametrize(
    "unit",
    [
        *("> ", ">\n", "On ", "On\n", "On 1 a <b@c> ", " ", "\n", "x", "-----", "A ", "a@b", "\r\n"),
        *("From: \n", "From: a@b\n", "Date: 1\nTo: x\n", "To: x\ncc: \n", "To: a@b\n", "a@b 1/1/2001\nTo: a@b\n"),
        *("wrote:\n", "As Bob wrote:\n", "On 1 wrote wrote b@ wrote:x:\n", "<a@b.c>:\n", "a@1 " * 25 + ":\n"),
        *(" " * 99 + ":\n", "x on mon, " * 39 + " wrote:\n", "-" * 390 + " wrote:\n", "-- wrote " * 44 + "\n"),
        *("1/1/2001 to: " * 30 + "\n", "cc: " + "1/1/2001 to: " * 30 + "\n", "\tx\n\tFrom: a 1/1/2001\n"),
        *("-----Original Message-----\nFrom: a\nSent: b\nTo: c\n\n> x\nown\n", "> " + "word " * 14 + "\nand\n"),
        *("This email is\n", "--\n", "_" * 30 + "\nx www.x\n", "Regards,\nBob\n", "Sent from my x\n", "Bob\n"),
    ],
)
def test_a_crafted_megabyte_takes_no_longer(unit: str) -> None:
    text = unit * (1_000_000 // len(unit))
    began = time.process_time()
    split(text)
    assert time.process_time() - began <= 1.0  # 0.5 s on a quiet machine


def test_real_replies_do_not_leak(shared: Path) -> None:
    data = shared / "data/replies/enron_silver.jsonl"
    replies = [json.loads(line) for line in data.read_text(encoding="utf-8").splitlines()]
    leaks = kept = 0
    for reply in replies:
        mine = own_lines(reply["raw"])
        leaks += bool(mine & set(reply["quoted_line_idx"]))
        kept += next(i for i, line in enumerate(reply["raw"].split("\n")) if line.strip()) in mine
    assert leaks <= 0.01 * len(replies)
    assert kept >= 0.97 * len(replies)  # the others only forward


def own_lines(text: str) -> set[int]:
    """The lines, counted from 0, that an authored range touches."""
    starts = [0, *(i + 1 for i, mark in enumerate(text) if mark == "\n"), len(text) + 1]
    places = [(number, first, last - 1) for number, (first, last) in enumerate(pairwise(starts))]
    spans = split(text).authored
    return {
        n for n, first, last in places if text[first:last].strip() and any(a < last and first < b for a, b in spans)
    }
