"""One promise and one later mail in, what that mail says of the promise out.

Each pair is judged by itself, from the promise's words and the mail's facts alone, so the order of arrival never
matters. Precision comes first: a mail on another matter says nothing, however much was attached to it. What binds a
sentence to a promise is the thing both name (`matter`), or, where the words name none ("I'll send it", "Attached."),
the thread.
"""

from daemon.core.model import Evidence, Mail, Owner, Promise
from daemon.core.weighing.others import from_other
from daemon.core.weighing.own import from_owner, new_date
from daemon.core.weighing.pair import matter_of, near, pair_of, until

__all__ = ["matter_of", "near", "new_date", "until", "weigh"]


def weigh(promise: Promise, mail: Mail, owner: Owner) -> tuple[Evidence, ...]:
    """What `mail` says of `promise`; nothing where it is not later, or not near."""
    if mail.sent_at <= promise.made_at or mail.key == promise.source or not near(promise, mail):
        return ()
    pair = pair_of(promise, mail, owner)
    if mail.own:
        return tuple(from_owner(pair))
    return tuple(from_other(pair))
