"""Mail that nobody wrote by hand, and what programs mark as quoted in HTML. All mails here are invented."""

import pytest

from connectors import _mime
from connectors._mime.automatic import reason
from connectors._mime.html import text_of_html


def why(sender: str, *fields: str, own: bool = False) -> str | None:
    headers, _ = _mime.split("\n".join([*fields, "", ""]).encode())
    return reason(headers, "text/plain", sender, own=own)


@pytest.mark.parametrize(
    "subject",
    [
        "Automatische Antwort: Der Plan",
        "=?utf-8?Q?R=C3=A9ponse_automatique_?= : Le plan",
        "Respuesta automática: El plan",
        "Abwesenheitsnotiz: Der Plan",
        "自动答复: plan",
    ],
)
def test_away_notes_in_other_languages(subject: str) -> None:
    assert why("bo@harbour.example", f"Subject: {subject}") == "automatic reply"
    assert why("bo@harbour.example", f"Subject: {subject.replace(':', '')}") is None


def test_a_returned_mail_counts_only_from_a_mail_server() -> None:
    assert why("mailer-daemon@harbour.example", "Subject: Undelivered Mail Returned to Sender") == "delivery report"
    assert why("bo@harbour.example", "Subject: Undeliverable goods") is None


def test_machines_that_ask_for_no_answer() -> None:
    assert why("shop@harbour.example", "X-Auto-Response-Suppress: All") == "automatic mail"
    assert why("bo@harbour.example", "X-Auto-Response-Suppress: OOF, AutoReply") is None
    assert why("bo@harbour.example", "X-Auto-Response-Suppress: All", own=True) is None
    assert why("alerts@harbour.example") == "no-reply sender"
    assert why("alertine@harbour.example") is None


@pytest.mark.parametrize(
    "quote",
    [
        '<span id="OLK_SRC_BODY_SECTION"><div>I will pay.</div></span>',
        '<div class="moz-forward-container">Forwarded<p>I will pay.</p></div>',
        '<div data-marker="__QUOTED_TEXT__">I will pay.</div>',
        '<div id="mail-editor-reference-message-container"><div>I will pay.</div></div>',
        '<div class="x_gmail_quote">On Monday Bo wrote: I will pay.</div>',
        '<div id="x_divRplyFwdMsg"><b>From:</b> Bo</div><div>I will pay.</div>',
        '<hr id="stopSpelling"><p>From: Bo</p><p>I will pay.</p>',
    ],
)
def test_quotes_as_other_programs_mark_them(quote: str) -> None:
    lines = text_of_html(f"<html><body><p>Thanks, Bo.</p>{quote}</body></html>").split("\n")
    assert "Thanks, Bo." in lines
    assert [line[:1] for line in lines if "pay" in line] == [">"]


def test_a_plain_line_across_the_mail_quotes_nothing() -> None:
    assert ">" not in text_of_html("<p>Thanks.</p><hr><span class='note'>I will pay.</span>")
