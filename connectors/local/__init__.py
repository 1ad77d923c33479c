"""Mail and calendars in local files: mbox, Maildir, folders of .eml; .ics. Drafts and notes of ours as files.

Sources are only ever read. Drafts go into a folder (a Maildir or plain .eml files), notes into one .ics file of ours.
"""

from collections.abc import Sequence

from connectors.errors import Misconfigured
from connectors.local.account import Local
from connectors.types import Surroundings


def connect(  # the user's options, one parameter each
    name: str,
    around: Surroundings,
    sent: Sequence[str] = (),
    received: Sequence[str] = (),
    calendars: Sequence[str] = (),
    drafts: str | None = None,
    notes: str | None = None,
) -> Local:
    """Open a local account.

    `sent` and `received` are mboxes, Maildirs, .eml files or folders of them; `calendars` .ics files or folders of
    them; `drafts` a folder; `notes` an .ics file. Paths may start with `~`; relative ones start at `around.home`.
    Raises Misconfigured.
    """
    lists = {"sent": sent, "received": received, "calendars": calendars}
    for option, paths in lists.items():
        if isinstance(paths, str) or not all(isinstance(path, str) for path in paths):
            raise Misconfigured(f'accounts.{name}: {option} must be a list of paths, as in {option} = ["PATH"]')
    for option, path in {"drafts": drafts, "notes": notes}.items():
        if path is not None and not isinstance(path, str):
            raise Misconfigured(f'accounts.{name}: {option} must be one path, as in {option} = "PATH"')
    return Local(name, around, lists, drafts, notes)
