"""A twin of Gmail API v1, Calendar API v3 and Google's OAuth, over real HTTP on loopback.

twin = GoogleTwin(owner="ada@harbour.example", zone="Europe/Berlin")     # state, no sockets
twin.now = datetime(2025, 3, 3, 9, 30, tzinfo=UTC)                       # stands still; left alone, it runs

mail = twin.mail.deliver(raw, labels={"INBOX", "UNREAD"}, at=twin.now)   # a mail comes; returns its id
twin.mail.relabel(mail, add={"TRASH"}, remove={"INBOX"})
twin.mail.delete(mail)
twin.mail.user_edits_draft(draft, "P.S.", keeps_headers=False)           # as the web editor may do
twin.mail.user_deletes_draft(draft)
twin.mail.user_sends_draft(draft, keeps_message_id=False)
twin.mail.forget_history()                                               # history.list answers 404

team = twin.calendars.add("Team", role="reader")                         # the owner's own is "primary"
twin.calendars.put("primary", {"id": "review", "summary": "Review",
    "start": {"dateTime": "2025-03-04T10:00:00+01:00"}, "end": {"dateTime": "2025-03-04T11:00:00+01:00"},
    "recurrence": ["RRULE:FREQ=WEEKLY"]})
twin.calendars.change("primary", "review_20250311T090000Z", summary="Moved")     # one occurrence
twin.calendars.remove("primary", "review")
twin.calendars.expire_tokens()                                           # events.list answers 410

grant = twin.oauth.grant(*scopes)                                        # tokens without a browser
twin.oauth.consent = lambda asked: asked - {"https://www.googleapis.com/auth/gmail.compose"}
twin.oauth.testing = True                                                # refresh tokens live seven days
twin.oauth.revoke()

with serving(twin) as url:                                               # http://127.0.0.1:PORT
    ...                                                                  # settings(url, twin): the options
twin.faults[3] = Fault(503)                                              # the third request from the first
twin.faults[4] = Fault(lost_reply=True)                                  # carried out, never answered
twin.faults[5] = Fault(inner={7: Fault(429, "rateLimitExceeded")})       # the eighth call of a batch
twin.faults.every(lambda r: r.template == "gmail.users.drafts.list", Fault(403, "userRateLimitExceeded"))
twin.lag = 2                                                             # writes are listed two requests later
twin.quota.budget = 250                                                  # units a second

assert twin.offences == [] and twin.violations == []                     # what must never have been asked
[row.template for row in twin.requests]                                  # "gmail.users.messages.list", "batch", ..
"""

from tests.fakes._faults import Fault, Logged
from tests.fakes._http import serving
from tests.fakes.google.twin import GoogleTwin, settings

__all__ = ["Fault", "GoogleTwin", "Logged", "serving", "settings"]
