"""A draft is parsed again before it is written: what would read otherwise than it was ordered is refused."""

from dataclasses import replace
from email import message_from_bytes, policy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors import _mime
from connectors.errors import Refused
from connectors.types import Address, Draft

BO = Address("bo@harbour.example", "Bo Berg")
DRAFT = Draft(
    (BO,), (), "Re: The deck", "Hello Bo,\n\nthe deck is late.\n", "m1@harbour.example", ("m1@harbour.example",)
)


@given(
    name=st.text(max_size=250),
    subject=st.text(max_size=400),
    text=st.text(max_size=400),
    reference=st.text(max_size=100),
    key=st.text(min_size=1, max_size=40),
)
def test_no_text_of_any_kind_adds_a_field_or_a_recipient(
    name: str, subject: str, text: str, reference: str, key: str
) -> None:
    draft = replace(DRAFT, to=(Address(BO.email, name),), subject=subject, text=text, references=(reference,))
    mail = message_from_bytes(_mime.compose(draft, key), policy=policy.compat32)
    assert len(mail.keys()) == len(set(mail.keys())) == 9
    assert set(mail.keys()).isdisjoint({"Bcc", "Cc", "From", "Reply-To"})
    assert mail.get_content_type() == "text/plain"


@pytest.mark.parametrize(
    "person",
    [
        Address("bo@harbour.example, eve@evil.example"),
        Address("bo@harbour.example\r\nBcc: eve@evil.example"),
        Address("bo@harbour.example> <eve@evil.example"),
        Address('"bo" eve@evil.example'),
        Address("eve(at home)@evil.example"),
        Address(""),
    ],
)
def test_a_recipient_that_would_read_as_another_is_refused(person: Address) -> None:
    for draft in (replace(DRAFT, to=(person,)), replace(DRAFT, cc=(person,))):
        with pytest.raises(Refused, match="not written"):
            _mime.compose(draft, "k")


@pytest.mark.parametrize(
    "draft",
    [
        replace(DRAFT, to=(Address("åsa@harbour.example", "Åsa, the \"boss\" \\ of it"), BO), cc=(BO,)),
        replace(DRAFT, subject="Wörter " * 60),
        replace(DRAFT, subject=""),
        replace(DRAFT, subject="=?utf-8?q?Bcc=3A?= is no field", to=(Address(BO.email, "=?utf-8?q?eve=40evil?="),)),
        replace(DRAFT, text="half a pair \ud800"),
        replace(DRAFT, text="one\r\n.\r\nFrom here on\rlong " + "x" * 2000),
        replace(DRAFT, in_reply_to=None, references=()),
    ],
)  # fmt: skip
def test_what_is_meant_is_written(draft: Draft) -> None:
    headers, _ = _mime.split(_mime.compose(draft, "k"))
    names = [person.name for person in _mime.addresses(headers.first("to"))]
    assert names == [person.name for person in draft.to]
