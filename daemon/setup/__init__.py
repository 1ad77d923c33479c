"""What `headsup init` guesses: a folder in, the mailboxes and calendars in it and their owner's habits out.

`survey` looks, `config_text` writes the first config from what was found. Nothing is asked here, nothing written.
"""

from daemon.setup.guess import Found, survey
from daemon.setup.text import config_text

__all__ = ["Found", "config_text", "survey"]
