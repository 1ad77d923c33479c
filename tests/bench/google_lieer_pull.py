"""Run by the Python that has lieer, apart from the project: `gmi` against another address than Google's.

python -I google_lieer_pull.py URL ARGUMENTS...     the address of the twin; what `gmi` is told
"""

import json
import sys

from googleapiclient import discovery, discovery_cache  # type: ignore[import-untyped]
from lieer import Gmailieer  # type: ignore[import-not-found]


def main() -> None:
    """Let lieer build its client from a document whose addresses begin with URL, and go on."""
    root = f"{sys.argv.pop(1)}/"

    def build(name: str, version: str, credentials: object) -> object:
        document = json.loads(discovery_cache.get_static_doc(name, version))
        document |= {"rootUrl": root, "baseUrl": root, "batchPath": f"batch/{name}/{version}"}
        return discovery.build_from_document(document, credentials=credentials)

    discovery.build = build
    Gmailieer().main()


if __name__ == "__main__":
    main()
