"""Run by the Python that has python-o365, apart from the project: it lists the sent mails at another address.

python -I outlook_o365_list.py URL attached|""     the address of the twin; TOKEN in the environment. Out: how many
"""

import os
import sys

from O365 import Account, MSGraphProtocol  # type: ignore[import-not-found]
from O365.utils.token import MemoryTokenBackend  # type: ignore[import-not-found]


def main() -> None:
    """Let the library take URL for Graph and the token for its own, and list."""
    url, attached = sys.argv[1:]
    MSGraphProtocol._protocol_url = f"{url}/"  # it can be told in no other way
    account = Account(("bench", ""), token_backend=MemoryTokenBackend(), requests_delay=0)
    connection = account.connection
    connection.session = connection.get_session()
    connection.update_session_auth_header(os.environ["TOKEN"])
    sent = account.mailbox().sent_folder()
    print(sum(len(mail.body) > 0 for mail in sent.get_messages(limit=None, download_attachments=attached != "")))


if __name__ == "__main__":
    main()
