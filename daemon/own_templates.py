"""The owner's own templates. In: `[speak] language` and `templates`. Out: texts by name, each fault as a sentence."""

from collections.abc import Iterator
from pathlib import Path

from daemon.core.wording import templates


def read(folder: Path | None) -> tuple[dict[str, str], list[str]]:
    """The NAME.txt files of `folder` (None: there is none), and what is wrong with them."""
    if folder is None:
        return {}, []
    if not folder.is_dir():
        return {}, [f"speak.templates: there is no folder {folder}; make it, or leave the option out."]
    faults: list[str] = []
    texts = dict(_texts(folder, faults))
    faults += [f"speak.templates: {fault}." for fault in templates.faults(texts)]
    return texts, faults


def unknown_language(language: str) -> list[str]:
    """A sentence where there are no templates in that language."""
    known = templates.languages()
    if language in known:
        return []
    return [f"speak.language: there are no templates in {language!r}; known are {', '.join(sorted(known))}."]


def _texts(folder: Path, faults: list[str]) -> Iterator[tuple[str, str]]:
    for file in sorted(folder.glob("*.txt")):
        try:
            yield file.stem, file.read_text(encoding="utf-8-sig")
        except (OSError, UnicodeDecodeError):
            faults.append(f"speak.templates: {file} cannot be read; make it a text file in UTF-8.")
