"""The record as bars of blocks and as an SVG picture, whatever names it holds."""

from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daemon import sample
from daemon.core.track import plot, svg
from tests.track_story import HEADING, WIN_BACK, told

STORIES = st.lists(st.text("kmlsou", max_size=9), min_size=1, max_size=52)
NS = "{http://www.w3.org/2000/svg}"
HOSTILE = (
    "</text><script>alert(1)</script>",
    'Anna" onload="alert(1)',
    "a & b < c",
    "\x00\x0b\u202eevil\ufffe\ud800",
    "&lt;svg/&gt;]]>",
    "",
)


def drawn(weeks: list[str], heading: str = HEADING) -> ElementTree.Element:
    return ElementTree.fromstring(svg.picture(told(weeks), heading))


def texts(picture: ElementTree.Element) -> list[str]:
    return [t.text or "" for t in picture.iter(f"{NS}text")]


# --- blocks ----------------------------------------------------------------------------------------------------------


def test_a_block_stands_for_each_settled_word() -> None:
    assert plot.bar(told(["kkmlsou"]).overall, 1) == "██▓▒▒░"


def test_long_weeks_are_drawn_to_scale_and_hide_nothing() -> None:
    rows = [told(["k" * 40 + "o"]).overall, told(["kk"]).overall]
    scale = plot.words_per_block(rows, 17)
    assert (scale, plot.bar(rows[0], scale), plot.bar(rows[1], scale)) == (3, "█" * 14 + "░", "█")


@given(STORIES, st.integers(4, 30))
def test_no_bar_is_wider_than_wanted(story: list[str], width: int) -> None:
    rows = [w.counts for w in told(story).weeks]
    scale = plot.words_per_block(rows, width)
    assert all(len(plot.bar(row, scale)) <= width for row in rows)
    assert all(bool(plot.bar(row, scale)) == bool(row.settled) for row in rows)


# --- picture ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", HOSTILE)
def test_no_name_breaks_out_of_its_text(name: str) -> None:
    plain, hostile = drawn(["kl"]), drawn(["kl"], name)
    assert [e.tag for e in hostile.iter()] == [e.tag for e in plain.iter()]
    assert [e.attrib for e in hostile.iter()] == [e.attrib for e in plain.iter()]


@given(st.text())
def test_whatever_the_name_it_can_be_parsed(name: str) -> None:
    title = drawn(["k"], name).find(f"{NS}title")
    assert title is not None
    assert (title.text or "").split() == texts(drawn(["k"], name))[0].split()


def test_it_says_what_it_shows_to_whoever_cannot_see_it() -> None:
    picture = drawn(["kk", "", "kl"])
    desc = picture.find(f"{NS}desc")
    assert desc is not None
    assert "3 of 4 kept or moved in time" in (desc.text or "")
    assert "by week: 5 Jan: 2 of 2, 19 Jan: 1 of 2." in (desc.text or "")
    assert picture.get("role") == "img"


@given(STORIES)
def test_everything_is_drawn_within_the_picture(story: list[str]) -> None:
    boxes = [e.attrib for e in drawn(story).iter(f"{NS}rect")]
    for box in boxes:
        x, y, width, height = (float(box[name]) for name in ("x", "y", "width", "height"))
        assert x >= 0
        assert x + width <= 760
        assert y >= 0
        assert y + height <= 410
    assert sum(b["class"] == "kept" for b in boxes) == 1 + sum("k" in week for week in story)


def test_it_holds_nothing_that_runs_or_is_fetched() -> None:
    text = svg.picture(told(list(WIN_BACK)), HEADING)
    tags = {e.tag.removeprefix(NS) for e in ElementTree.fromstring(text).iter()}
    assert tags == {"svg", "title", "desc", "style", "text", "line", "polyline", "circle", "rect"}
    assert "href" not in text
    assert "url(" not in text
    assert "prefers-color-scheme: dark" in text


def test_of_many_weeks_at_most_a_dozen_are_named() -> None:
    named = [t for t in texts(drawn(["k"] * 52)) if t.endswith((" Jan", " Feb", " Mar"))]
    assert len(texts(drawn(["k"] * 52))) < 30
    assert named[:2] == ["5 Jan", "9 Feb"]


def test_nothing_settled_is_a_picture_too() -> None:
    picture = drawn(["u", ""])
    assert picture.find(f"{NS}polyline") is None
    assert "nothing was settled" in (picture.findtext(f"{NS}desc") or "")


def test_the_shipped_picture_is_the_one_of_the_story() -> None:
    file = Path(sample.__file__).with_name("report.svg")
    assert file.read_text(encoding="utf-8") == svg.picture(told(WIN_BACK), HEADING)
