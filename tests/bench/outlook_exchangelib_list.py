"""Run apart from the project: exchangelib lists the sent mails with the fields that the project reads of them.

python -I outlook_exchangelib_list.py ENDPOINT MAILBOX USER     PASSWORD in the environment. Out: how many have a text
"""

import os
import sys

from exchangelib import BASIC, DELEGATE, Account, Configuration, Credentials

_FIELDS = (
    *("message_id", "in_reply_to", "references", "conversation_id", "datetime_sent", "sender", "author"),
    *("to_recipients", "cc_recipients", "subject", "body", "headers", "attachments"),
)


def main() -> None:
    """Sign in with a password, and list."""
    endpoint, mailbox, user = sys.argv[1:]
    credentials = Credentials(user, os.environ["PASSWORD"])
    config = Configuration(service_endpoint=endpoint, credentials=credentials, auth_type=BASIC)
    account = Account(mailbox, config=config, autodiscover=False, access_type=DELEGATE)
    print(sum(len(mail.body) > 0 for mail in account.sent.all().only(*_FIELDS)))


if __name__ == "__main__":
    main()
