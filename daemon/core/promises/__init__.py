"""The reader of promises: `find(text, spans)` in, Sentences (promise, offer, attendance, delegated) out.

English only; each language is one folder of words, patterns and weights.
"""

from daemon.core.promises.reader import find

__all__ = ["find"]
