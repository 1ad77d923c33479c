"""The only way anything is written at a provider: exactly once, and never over the user's own words.

In: Actions, a connector, the store. Out: an Outcome; the outbox rows say the rest.

    intent   the row is committed as INTENDED before each attempt, stamped anew each time
    attempt  one request that carries the key from its first byte on; it is never repeated blindly
    look-up  before any further attempt the key is looked up, and what lies there is taken for ours
    doubt    within the quarantine after an attempt a look-up that finds nothing proves nothing: nothing is put again

A row INTENDED without a ref is a put under way; with a ref it is a replace, or with an empty digest a withdraw.
`attempts` counts the puts that may have been carried out; one that surely was not is taken off again.
"""

from daemon.outbox.observing import observe
from daemon.outbox.performing import Outcome, perform
from daemon.outbox.rows import QUARANTINE, Rows

__all__ = ["QUARANTINE", "Outcome", "Rows", "observe", "perform"]
