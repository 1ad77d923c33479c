"""A twin of Microsoft Graph's mail and calendars and of Entra ID, over real HTTPS on loopback.

twin = GraphTwin(owner="ada@harbour.example", zone="Europe/Berlin")      # state, no sockets
twin.now = datetime(2025, 3, 3, 9, 30, tzinfo=UTC)                       # stands still; left alone, it runs

mail = twin.mail.deliver(raw, folder="inbox", at=twin.now, read=False)   # a mail comes; returns its immutable id
twin.mail.move(mail, "archive")                                          # a folder by its id or well-known name
twin.mail.delete(mail)
twin.mail.user_edits_draft(draft, "P.S.", keeps_properties=False)        # as some mail programs do
twin.mail.user_deletes_draft(draft)                                      # it then lies in Deleted Items
twin.mail.user_sends_draft(draft, keeps_message_id=False)
twin.mail.deletes_to = "deleteditems"                                    # where DELETE puts a message
twin.mail.expire_tokens("inbox")                                         # messages/delta answers 410

team = twin.calendars.add("Team", owner="bo@harbour.example", can_edit=False)
review = twin.calendars.put("", {"subject": "Review",                    # "" is the owner's own calendar
    "start": {"dateTime": "2025-03-04T10:00:00", "timeZone": "W. Europe Standard Time"},
    "end": {"dateTime": "2025-03-04T11:00:00", "timeZone": "Europe/Berlin"}, "recurrence": {..}})
twin.calendars.alter(twin.calendars.occurrence(review, at), subject="Moved")     # becomes an exception
twin.calendars.remove(review)
twin.calendars.expire_tokens()                                           # calendarView/delta answers 410

grant = twin.entra.grant(*scopes)                                        # tokens without a browser
twin.entra.consent = lambda asked: asked - {"Mail.ReadWrite"}            # or None: the user declines
twin.entra.refuses = "AADSTS90094"                                       # what the consent page answers
twin.entra.token_refuses = "AADSTS50076"                                 # what the token endpoint answers
twin.entra.waits = True                                                  # devices wait for twin.entra.user_enters(code)
twin.entra.revoke("AADSTS50173")

with serving(twin) as url:                                               # https://127.0.0.1:PORT
    ...                                                                  # settings(url, twin): the options
twin.faults[3] = Fault(503, retry_after="7")                             # the third request from the first
twin.faults[4] = Fault(lost_reply=True)                                  # carried out, never answered
twin.faults[5] = Fault(inner={7: Fault(429)})                            # the eighth request of a batch
twin.faults.every(lambda row: row.template == "entra.token", Fault(400, "AADSTS700082"))
twin.faults[6] = Fault(401, "claims")                                    # a claims challenge
twin.lag = 2                                                             # writes are listed two requests later
twin.throttle.latency = 0.2                                              # so that a fifth request at a time is met
twin.throttle.budget = 100                                               # requests in ten minutes
twin.pages.shuffled = twin.pages.replayed = True                         # delta rounds out of order, items twice
twin.pages.expire()                                                      # next links of delta rounds answer 410
twin.links_to = "https://elsewhere.example"                              # links lead to a foreign host
twin.shuffled = True                                                     # a batch's answers, last one first

assert twin.offences == [] and twin.violations == []                     # what must never have been asked
[(row.template, row.prefer) for row in twin.requests]                    # "GET /me/messages/{id}", "batch", ..
"""

from tests.fakes._faults import Fault, Logged
from tests.fakes.graph.twin import GraphTwin, serving, settings

__all__ = ["Fault", "GraphTwin", "Logged", "serving", "settings"]
