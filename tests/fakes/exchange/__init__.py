"""A twin of Exchange's web services (EWS), as Exchange 2016 and 2019 speak them, over real HTTPS on loopback.

twin = ExchangeTwin(owner="ada@harbour.example", zone="Europe/Berlin")   # state, no sockets
twin.now = datetime(2025, 3, 3, 9, 30, tzinfo=UTC)                       # stands still; left alone, it runs

mail = twin.mail.deliver(raw, folder="inbox", at=twin.now, read=False)   # a mail comes; returns a name that lasts
twin.mail.mail(mail).id                                                  # the ItemId, which a move changes
twin.mail.move(mail, "archive")                                          # a folder by its id or well-known name
twin.mail.mark(mail, read=True)                                          # synchronised as a ReadFlagChange
twin.mail.delete(mail)
twin.mail.user_edits_draft(draft, "P.S.", keeps_properties=False)        # as some mail programs do
twin.mail.user_deletes_draft(draft)                                      # it then lies in Deleted Items
twin.mail.user_sends_draft(draft, keeps_message_id=False)                # it then lies in Sent Items, under another id
folder = twin.mail.make_folder("Projects")
twin.mail.rename_folder(folder, "Done")
twin.mail.remove_folder(folder)
twin.mail.expire_tokens("inbox")                                         # ErrorInvalidSyncStateData; or of all folders

team = twin.calendars.add("Team", owner="bo@harbour.example")            # asked for by the address of its owner
review = twin.calendars.put("", {"subject": "Review",                    # "" is the owner's own calendar; Graph's words
    "start": {"dateTime": "2025-03-04T10:00:00", "timeZone": "W. Europe Standard Time"},
    "end": {"dateTime": "2025-03-04T11:00:00", "timeZone": "Europe/Berlin"}, "recurrence": {..}})
twin.calendars.alter(twin.calendars.occurrence(review, at), subject="Moved")     # becomes an exception
twin.calendars.alter(review, isCancelled=True)
twin.calendars.remove(review)
twin.calendars.expire_tokens()
twin.directory.people["bo@harbour.example"] = "Bo Frost"                 # whom ResolveNames finds

twin.access.user, twin.access.password                                   # for Basic and NTLM
twin.access.offers = ("NTLM",)                                           # the ways of signing in that are taken
twin.entra.grant(SCOPE).access_token                                     # a bearer token, SCOPE from exchange.access
url + "/organizations/oauth2/v2.0/token"                                 # Entra's pages, as the twin of Graph has them
twin.build = (15, 1, 2507, 6)                                            # Exchange 2016; without it 2019

with serving(twin) as url:                                               # https://127.0.0.1:PORT; tls=False for HTTP
    ...                                                                  # settings(url, twin): the options
twin.faults[3] = Fault(503, retry_after="7")                             # HTTP's own errors, at the third request
twin.faults[4] = Fault(500, "ErrorServerBusy", retry_after="3000")       # a SOAP fault with BackOffMilliseconds
twin.faults[5] = Fault(200, "ErrorMailboxMoveInProgress")                # every response message tells of that error
twin.faults[6] = Fault(inner={2: Fault(200, "ErrorItemNotFound")})       # only the third one does
twin.faults[7] = Fault(lost_reply=True)                                  # carried out, never answered
twin.faults.every(lambda row: row.template == "FindItem", Fault(truncated=True))
twin.lag = 2                                                             # writes are listed two requests later
twin.throttle.latency, twin.throttle.most = 0.2, 3                       # a fourth request at a time is refused
twin.throttle.budget, twin.throttle.back_off = 100, "500"                # requests in ten minutes, then ErrorServerBusy

assert twin.offences == [] and twin.violations == []                     # what must never have been asked
[row.template for row in twin.requests]                                  # "GetItem", .., "sign in", "autodiscover"
"""

from tests.fakes._faults import Fault, Logged
from tests.fakes.exchange.twin import ExchangeTwin, serving, settings

__all__ = ["ExchangeTwin", "Fault", "Logged", "serving", "settings"]
