"""Names of time zones: those of Windows, which Outlook speaks, and those of the tz database, which it takes as well.

Source: learn.microsoft.com/en-us/graph/api/resources/datetimetimezone. The table is that of the CLDR in tzlocal.
"""

from zoneinfo import ZoneInfo

from tzlocal.windows_tz import tz_win, win_tz

from tests.fakes.graph.errors import Refusal


def zone_of(name: str) -> ZoneInfo:
    """The zone of that name. Raises Refusal (400) for one that there is not."""
    try:
        return ZoneInfo(win_tz.get(name, name))
    except (LookupError, ValueError) as fault:
        raise Refusal("TimeZoneNotSupportedException") from fault


def windows_name(name: str) -> str:
    """The name that Windows has for a zone; the name itself where it has none."""
    return name if name in win_tz else tz_win.get(name, name)
