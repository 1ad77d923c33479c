"""RFC 5545 text in, `Event`s out; `Note`s in, a calendar of our own out. Bounded in time and memory.

The content lines are read by a small reader of ours: icalendar takes 2.2 s for a calendar of 1.6 MB, and gives up a
whole file for one bad line. What recurs is unrolled by recurring-ical-events, behind a guard, and only then imported.
"""

from connectors._ical.events import Calendar, read_events
from connectors._ical.notes import NoteEntry, note_entries, note_lines, notes_calendar
from connectors._ical.zones import zone

__all__ = ["Calendar", "NoteEntry", "note_entries", "note_lines", "notes_calendar", "read_events", "zone"]
