"""Mails as the world writes them, read into messages; drafts, written and recognised again."""

import base64
import os
import resource
import tarfile
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors import _mime
from connectors.types import Address, Draft, Folder, Message, Ref
from tests.connectors.builders import BO, CLIENT, mail

ARRIVED = datetime(2025, 3, 4, 8, 0, tzinfo=UTC)


def read(raw: bytes | _mime.Large, folder: Folder = Folder.RECEIVED) -> Message:
    headers, body = _mime.split(raw)
    return _mime.whole(_mime.row(headers, Ref("work", "1"), folder, ARRIVED), headers, raw, body)


def multipart(kind: str, *parts: str) -> bytes:
    body = "".join(f"--cut\n{part}\n" for part in parts) + "--cut--\n"
    return mail(body, extra=["MIME-Version: 1.0", f'Content-Type: multipart/{kind}; boundary="cut"'])


PLAIN = "Content-Type: text/plain; charset=utf-8\n\nThe plain words."
HTML = "Content-Type: text/html; charset=utf-8\n\n<p>The <b>rich</b> words.</p>"


def test_a_plain_mail() -> None:
    found = read(mail("I will send it.\n", extra=["In-Reply-To: <m0@x>", "References: <a@x>\n <b@x>"]))
    assert found.text == "I will send it.\n"
    assert (found.message_id, found.in_reply_to, found.references) == ("m1@harbour.example", "m0@x", ("a@x", "b@x"))
    assert found.from_ == Address("ada@harbour.example", "Ada Lind")
    assert found.automatic is None


@pytest.mark.parametrize(
    ("said", "people"),
    [
        ('"Blair, Lynn" <L@X.example>', [("l@x.example", "Blair, Lynn")]),
        ("Blair, Lynn <l@x.example>, bo@x.example", [("l@x.example", "Blair, Lynn"), ("bo@x.example", "")]),
        ("bo@x.example (Bo Frost)", [("bo@x.example", "Bo Frost")]),
        ("Team: a@x.example, b@x.example;", [("a@x.example", ""), ("b@x.example", "")]),
        ("undisclosed-recipients:;", []),
        ("=?utf-8?B?w4VzYQ==?= =?utf-8?Q?_Ek?= <a@x.example>", [("a@x.example", "Åsa Ek")]),
        ("<a@x.example", [("a@x.example", "")]),
        ('"Bo\u202e <boss@x.example>" <evil@y.example>', [("evil@y.example", "Bo <boss@x.example>")]),
    ],
)
def test_recipients_as_programs_write_them(said: str, people: list[tuple[str, str]]) -> None:
    assert [(p.email, p.name) for p in read(mail(to=said)).to] == people


@pytest.mark.parametrize(
    ("date", "expected"),
    [
        ("Mon, 3 Mar 2025 10:00:00 -0600", "2025-03-03T10:00:00-06:00"),
        ("Mon, 3 Mar 2025 10:00:00 -0000", "2025-03-03T10:00:00+00:00"),
        ("Mon, 3 Mar 2025 10:00:00", "2025-03-03T10:00:00+00:00"),
        ("3 Mar 25 10:00 EST", "2025-03-03T10:00:00-05:00"),
        ("yesterday", ARRIVED.isoformat()),
        ("Mon, 3 Mar 9999 10:00:00 +0000", ARRIVED.isoformat()),
        ("Mon, 3 Mar 2025 10:00:00 +9999", ARRIVED.isoformat()),
        ("Mon, 33 Mar 2025 10:00:00 +0000", ARRIVED.isoformat()),
    ],
)
def test_dates_are_aware_whatever_was_written(date: str, expected: str) -> None:
    assert read(mail(date=date)).sent_at.isoformat() == expected


def test_received_stands_in_for_a_missing_date() -> None:
    found = read(mail(date="no date", extra=["Received: from a by b; Tue, 4 Mar 2025 07:00:00 +0100"]))
    assert found.sent_at == datetime(2025, 3, 4, 6, tzinfo=UTC)


def test_subjects_hold_no_line_ends_controls_or_turned_text() -> None:
    found = read(mail(subject="=?utf-8?Q?Deck=0D=0ABcc=3A_x=40y?= \u202eevil\u2066 \x07bell"))
    assert found.subject == "Deck Bcc: x@y evil bell"


@pytest.mark.parametrize(
    ("charset", "octets", "text"),
    [
        ("utf-8", "Grüße".encode(), "Grüße"),
        ("iso-8859-1", "“hi”".encode("cp1252"), "“hi”"),
        ("us-ascii", "naïve".encode("cp1252"), "naïve"),
        ("no-such-charset", "Grüße".encode(), "Grüße"),
        ("utf-8", "na\xefve café".encode("latin-1"), "naïve café"),
        ("punycode", b"plain", "plain"),
        ("gb2312", "你好".encode("gb18030"), "你好"),
    ],
)
def test_charsets_right_and_wrong(charset: str, octets: bytes, text: str) -> None:
    head = mail("", extra=[f"Content-Type: text/plain; charset={charset}"])
    assert read(head + octets).text == text


def test_plain_text_is_preferred_to_html() -> None:
    assert (read(multipart("alternative", PLAIN, HTML)).text or "").strip() == "The plain words."
    empty = "Content-Type: text/plain\n\n \n"
    assert (read(multipart("alternative", empty, HTML)).text or "").strip() == "The rich words."


def test_attachments_are_told_by_name_type_and_size() -> None:
    data = base64.b64encode(b"x" * 3000).decode()
    wrapped = "\n".join(data[at : at + 76] for at in range(0, len(data), 76))
    deck = (
        "Content-Type: application/pdf\nContent-Transfer-Encoding: base64\n"
        f"Content-Disposition: attachment; filename*=utf-8''d%C3%A9ck.pdf\n\n{wrapped}"
    )
    found = read(multipart("mixed", PLAIN, deck))
    assert [(a.name, a.type) for a in found.attachments] == [("déck.pdf", "application/pdf")]
    assert abs(found.attachments[0].size - 3000) < 60


def test_a_forwarded_mail_is_no_text_of_its_sender() -> None:
    inner = "Content-Type: message/rfc822\n\nFrom: x@y\nSubject: old\n\nI will pay you tomorrow."
    found = read(multipart("mixed", PLAIN, inner))
    assert "pay you" not in (found.text or "")
    assert found.attachments[0].type == "message/rfc822"


@pytest.mark.parametrize(
    "quote",
    [
        "<blockquote type=cite>I will pay.</blockquote>",
        '<div class="gmail_quote"><div class="gmail_attr">On Monday Bo wrote:</div>'
        '<blockquote class="gmail_quote">I will pay.</blockquote></div>',
        '<div id="divRplyFwdMsg"><b>From:</b> Bo</div><div>I will pay.</div>',
        '<div style="border:none;border-top:solid #E1E1E1 1.0pt"><p><b>From:</b> Bo</p></div><p>I will pay.</p>',
        '<div class="yahoo_quoted">I will pay.</div>',
    ],
)
def test_quoted_html_is_marked(quote: str) -> None:
    html = f"Content-Type: text/html; charset=utf-8\n\n<html><body><p>Thanks, Bo.</p>{quote}</body></html>"
    lines = (read(multipart("related", html)).text or "").split("\n")
    assert "Thanks, Bo." in lines
    assert all(line.startswith(">") for line in lines if "pay" in line)
    assert any("pay" in line for line in lines)


def test_words_between_two_quotes_are_the_authors() -> None:
    html = "<blockquote>One?</blockquote><p>I will do one.</p><blockquote>Two?</blockquote><p>And two.</p>"
    text = read(mail(html, extra=["Content-Type: text/html"])).text or ""
    own = [line for line in text.split("\n") if line.strip() and not line.startswith(">")]
    assert own == ["I will do one.", "And two."]


def test_flowed_lines_are_joined() -> None:
    flowed = "I will send \nthe deck.\n> will you \n> really?\n-- \nAda\n"
    found = read(mail(flowed, extra=["Content-Type: text/plain; format=flowed"]))
    assert found.text == "I will send the deck.\n> will you really?\n-- \nAda\n"
    delsp = read(mail("wo \nrd\n", extra=["Content-Type: text/plain; format=flowed; delsp=yes"]))
    assert delsp.text == "word\n"


@pytest.mark.parametrize(
    ("field", "on_received", "on_own"),
    [
        ("Auto-Submitted: auto-replied", "automatic reply", "automatic reply"),
        ("Auto-Submitted: no", None, None),
        ("X-Autoreply: yes", "automatic reply", "automatic reply"),
        ("Precedence: bulk", "bulk mail", None),
        ("List-Id: <harbour.example>", "mailing list", None),
        ("List-Unsubscribe: <mailto:x@y>", "bulk mail", None),
        ("Return-Path: <>", "delivery report", None),
        ("Content-Type: text/calendar; method=REQUEST", "invitation", "invitation"),
        ("Content-Type: multipart/report; report-type=delivery-status", "delivery report", "delivery report"),
    ],
)
def test_mail_that_nobody_wrote(field: str, on_received: str | None, on_own: str | None) -> None:
    assert read(mail(extra=[field])).automatic == on_received
    assert read(mail(extra=[field]), Folder.SENT).automatic == on_own


def test_no_reply_senders_and_away_notes() -> None:
    assert read(mail(from_="no-reply@shop.example")).automatic == "no-reply sender"
    assert read(mail(from_="norah@shop.example")).automatic is None
    assert read(mail(subject="Automatic reply: The deck")).automatic == "automatic reply"
    assert read(mail(subject="Out of office next week")).automatic is None


def test_an_invitation_inside_a_mail() -> None:
    found = read(multipart("alternative", PLAIN, "Content-Type: text/calendar; method=REQUEST\n\nBEGIN:VCALENDAR"))
    assert found.automatic == "invitation"


@pytest.mark.parametrize(
    "raw",
    [
        mail("MIIB", extra=["Content-Type: application/pkcs7-mime; smime-type=enveloped-data"]),
        multipart("encrypted", "Content-Type: application/pgp-encrypted\n\nVersion: 1"),
        mail("-----BEGIN PGP MESSAGE-----\n\nhQEM\n-----END PGP MESSAGE-----\n"),
    ],
)
def test_what_is_encrypted_is_said_to_be(raw: bytes) -> None:
    assert read(raw).unreadable == "encrypted"


def test_a_lone_return_ends_a_line_only_where_nothing_else_does() -> None:
    quoted = "> Hello\rI'll pay you on Friday.\r\n> Bye\r\r\nNo.\r\n"
    assert read(mail(quoted)).text == "> Hello I'll pay you on Friday.\n> Bye\nNo.\n"
    assert read(mail("Hello\rBye")).text == "Hello\nBye"


DRAFT = Draft(
    to=(BO, Address("asa@x.example", "Åsa, the boss")),
    cc=(CLIENT,),
    subject="Re: Das Gerät\r\nBcc: evil@y.example",
    text="Hello Bo,\n\nGrüße.\n",
    in_reply_to="m1@harbour.example",
    references=tuple(f"m{n}@harbour.example" for n in range(30)),
)


def test_a_draft_reads_back_as_it_was_meant() -> None:
    raw = _mime.compose(DRAFT, "k/1 ü")
    found = read(raw, Folder.SENT)
    assert (found.to, found.cc, found.key) == (DRAFT.to, DRAFT.cc, "k/1 ü")
    assert found.subject == "Re: Das Gerät Bcc: evil@y.example"
    assert (found.in_reply_to, found.references) == (DRAFT.in_reply_to, DRAFT.references)
    assert (found.text or "").strip() == DRAFT.text.strip()
    parsed = message_from_bytes(raw, policy=policy.default)
    assert "bcc" not in parsed
    assert all(len(line) < 998 for line in raw.split(b"\r\n"))


def test_either_mark_of_our_key_is_enough_and_only_on_sent_mail() -> None:
    by_id = mail().replace(b"<m1@harbour.example>", b"<key-1@headsup.invalid>")
    by_field = mail(extra=["X-Ref: key-1"])
    assert read(by_id, Folder.SENT).key == read(by_field, Folder.SENT).key == "key-1"
    assert read(by_field).key is None


def resaved(text: str, *more: str, kind: str = "mixed") -> bytes:
    """Our draft as an editor saves it: its header, and a multipart of the text and more."""
    head, _, _ = _mime.compose(replace(DRAFT, text=text), "k").partition(b"MIME-Version")
    plain = f"Content-Type: text/plain; charset=utf-8\n\n{text}"
    lines = ["MIME-Version: 1.0", f'Content-Type: multipart/{kind}; boundary="cut"', ""]
    parts = "".join(f"--cut\n{part}\n" for part in (plain, *more)) + "--cut--\n"
    return head + ("\n".join(lines) + "\n" + parts).replace("\n", "\r\n").encode()


@pytest.mark.parametrize(
    "file",
    [
        'Content-Type: application/pdf; name="deck.pdf"\nContent-Disposition: attachment; filename="deck.pdf"\n\n%PDF',
        "Content-Type: application/pdf\n\n%PDF",
        "Content-Type: image/png\nContent-Disposition: inline\nContent-ID: <i1@harbour.example>\n\nPNG",
        'Content-Type: text/plain\nContent-Disposition: attachment; filename="empty.txt"\n\n',
        "Content-Type: text/calendar\n\nBEGIN:VCALENDAR",
        "Content-Type: message/rfc822\n\nFrom: bo@harbour.example\nSubject: old\n\nHello.",
    ],
)
def test_a_file_the_owner_attached_to_our_draft_is_an_edit(file: str) -> None:
    assert not _mime.is_edited(resaved("Hello Bo."))
    inside = f'Content-Type: multipart/related; boundary="in"\n\n--in\n{HTML}\n--in\n{file}\n--in--'
    assert _mime.is_edited(resaved("Hello Bo.", file))
    assert _mime.is_edited(resaved("Hello Bo.", inside, kind="alternative"))


@pytest.mark.parametrize(
    "inner", ["<p>Hello Bo,<br>\nthe deck is late.</p>", "<div>Hello Bo, the <b>deck</b> is late.</div>"]
)
def test_an_html_form_of_the_same_text_is_no_edit(inner: str) -> None:
    html = f"Content-Type: text/html; charset=utf-8\n\n{inner}"
    assert not _mime.is_edited(resaved("Hello Bo,\nthe deck is late.", html, kind="alternative"))
    assert _mime.is_edited(resaved("Hello Bo,\nthe deck is late.", html, kind="mixed")), "said twice"


def timed(raw: bytes) -> float:
    started = time.process_time()
    read(raw)
    return time.process_time() - started


@pytest.mark.parametrize(
    "raw",
    [
        pytest.param(mail(subject="=?utf-8?B?aGVsbG8=?= " * 13_000), id="encoded words"),
        pytest.param(mail(to=", ".join(f"p{n}@x.example" for n in range(40_000))), id="addresses"),
        pytest.param(mail(to="(" * 60_000), id="comments"),
        pytest.param(mail(to='"' + "\\" * 60_000), id="quotes"),
        pytest.param(mail(to="<" * 60_000), id="angles"),
        pytest.param(mail(extra=[f"X-{n}: y" for n in range(200_000)]), id="fields"),
        pytest.param(mail(extra=["X-Long: " + "y" * 5_000_000]), id="a long field"),
        pytest.param(mail(extra=["Content-Type: text/plain" + "; a=b" * 100_000]), id="parameters"),
        pytest.param(
            mail(
                "".join(f"--b{n}\nContent-Type: multipart/mixed; boundary=b{n + 1}\n\n" for n in range(3_000))
            ).replace(b"Subject:", b"Content-Type: multipart/mixed; boundary=b0\nSubject:"),
            id="depth",
        ),
        pytest.param(multipart("mixed", *["Content-Type: text/plain\n\nx"] * 20_000), id="width"),
        pytest.param(mail("<div>" * 200_000, extra=["Content-Type: text/html"]), id="deep html"),
        pytest.param(mail("<blockquote>" * 29_000, extra=["Content-Type: text/html"]), id="quotes in quotes"),
        pytest.param(mail("<div style='border-top:x'>" * 9_000, extra=["Content-Type: text/html"]), id="lines"),
        pytest.param(mail("<b><a>" * 14_000, extra=["Content-Type: text/html"]), id="misnested html"),
        pytest.param(mail("=\n" * 3_000_000, extra=["Content-Transfer-Encoding: quoted-printable"]), id="soft ends"),
        pytest.param(mail("> " * 500_000, extra=["Content-Type: text/plain; format=flowed"]), id="flowed"),
    ],
)
def test_bombs_are_read_within_a_second(raw: bytes) -> None:
    assert timed(raw) < 1.0


@pytest.mark.slow
def test_a_mail_of_100_mb_is_read_in_little_memory(tmp_path: Path) -> None:
    line = base64.b64encode(b"x" * 57) + b"\n"
    head, tail = multipart(
        "mixed", PLAIN, "Content-Transfer-Encoding: base64\nContent-Type: x/y; name=big\n\nCUT"
    ).split(b"CUT")
    with (tmp_path / "big.eml").open("wb") as file:
        file.write(head)
        for _ in range(1350):
            file.write(line * 1000)
        file.write(tail)
    before, started = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()
    with (tmp_path / "big.eml").open("rb") as file:
        found = read(_mime.Large(file.fileno(), 0, os.fstat(file.fileno()).st_size))
    assert time.process_time() - started < 2
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 64 * 1024
    assert (found.text or "").strip() == "The plain words."
    assert found.attachments[0].size > 70_000_000


SEED = multipart("alternative", PLAIN, HTML, "Content-Type: text/plain; format=flowed\n\n> a \n> b")


@given(st.lists(st.tuples(st.integers(0, len(SEED) - 1), st.binary(max_size=12), st.integers(0, 30)), max_size=8))
def test_a_mutated_mail_is_read_or_refused_with_a_reason(changes: list[tuple[int, bytes, int]]) -> None:
    raw = SEED
    for place, put, cut in changes:
        raw = raw[:place] + put + raw[place + cut :]
    try:
        found = read(raw)
    except _mime.Unreadable:
        return
    assert found.sent_at.utcoffset() is not None
    assert not any(ord(mark) < 32 for mark in found.subject)
    assert "".join((found.text or "", found.subject)).encode("utf-8").decode("utf-8") is not None


@pytest.mark.slow
def test_the_raw_mails_of_others(shared: Path) -> None:
    slowest, seen, refused = timedelta(), 0, 0
    with tarfile.open(shared / "data/mime/raw_mail.tar.gz") as archive:
        for member in archive:
            file = archive.extractfile(member)
            if file is None:
                continue
            seen += 1
            started = time.process_time()
            try:
                read(file.read())
            except _mime.Unreadable:
                refused += 1
            slowest = max(slowest, timedelta(seconds=time.process_time() - started))
    assert seen > 2_000
    assert refused <= 3  # the lists of file names among them
    assert slowest < timedelta(seconds=1)
