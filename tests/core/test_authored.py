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
    assert own(text) == "I'll send it on Friday.\n\nRegards,"
    assert own("On it.\n\nSent from my phone\n") == "On it."
    assert own("On it.\n-- \nMara\nI will sign nothing\n") == "On it."


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
    "unit", ["> ", "On\n", "On 1 a <b@c> ", "From: \n", "To: x\ncc: \n", "\n", "x", "-----", "A ", "a@b"]
)
def test_a_crafted_megabyte_takes_no_longer(unit: str) -> None:
    text = unit * (1_000_000 // len(unit))
    began = time.process_time()
    split(text)
    assert time.process_time() - began <= 1.0  # 0.5 s on a quiet machine


def test_real_replies_hardly_leak(shared: Path) -> None:
    leaks = 0
    for reply in map(json.loads, (shared / "data/replies/enron_silver.jsonl").read_text(encoding="utf-8").splitlines()):
        kept = {line.strip() for line in own(reply["raw"]).split("\n")}
        lines = reply["raw"].split("\n")
        leaks += any(lines[i].strip() in kept for i in reply["quoted_line_idx"] if len(lines[i].strip()) > 20)
    assert leaks <= 8
