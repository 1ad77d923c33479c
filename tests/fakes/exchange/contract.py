"""The schemas of Exchange's web services: an operation's element in, what is wrong with it out.

Without the schemas nothing is found wrong: they are data beside the project.
"""

import re
from functools import cache
from pathlib import Path
from typing import Any
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

import lxml.etree  # type: ignore[import-untyped]

SCHEMA = Path(__file__).resolve().parents[4] / "shared" / "contracts" / "ews" / "messages.xsd"
_VALUE = re.compile(r"(?s)'(?!\{).*?'")


def faults(body: Element) -> list[str]:
    """What is wrong with the content of a SOAP body; never its words."""
    if not SCHEMA.is_file():
        return []
    schema = _schema()
    if schema.validate(lxml.etree.fromstring(ElementTree.tostring(body))):
        return []
    return [_VALUE.sub("'..'", one.message) for one in schema.error_log]


@cache
def _schema() -> Any:
    return lxml.etree.XMLSchema(lxml.etree.parse(str(SCHEMA)))
