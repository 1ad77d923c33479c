"""The version of the reader, apart from the reader itself: who only asks for it need not load that."""

READER = 8  # raised whenever the reader finds other sentences, so that kept facts are read anew
