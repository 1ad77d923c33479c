"""The holidays that mail speaks of by name: those of the US and the UK first, and what other countries work around.

A name is looked up by its plain words: without "'s", apostrophes and dots, without a plural's s. Longest names win.
"""

from collections.abc import Callable
from datetime import date

from daemon.core.due.almanac import DAY, easter, nth_weekday
from daemon.core.due.moons import chinese_new_year, diwali, hanukkah, islamic, orthodox_easter, passover, rosh_hashanah

Holiday = Callable[[int], date | None]  # a year in, the day out; None where the year has none or nobody knows it
SEASON_OF_REST = "holidays"


def plain(word: str) -> str:
    """A word of a name without its plural's s: "presidents" and "president" are one."""
    return word[:-1] if len(word) > 3 and word.endswith("s") else word


def _fixed(month: int, day: int) -> Holiday:
    return lambda year: date(year, month, day)


def _nth(month: int, weekday: int, nth: int, plus: int = 0) -> Holiday:
    return lambda year: nth_weekday(year, month, weekday, nth) + plus * DAY


def _easter(plus: int) -> Holiday:
    return lambda year: easter(year) + plus * DAY


def _orthodox(plus: int) -> Holiday:
    return lambda year: orthodox_easter(year) + plus * DAY


def _after(base: Callable[[int], date], plus: int) -> Holiday:
    return lambda year: base(year) + plus * DAY


def _islamic(month: int, day: int) -> Holiday:
    return lambda year: islamic(year, month, day)


def _monday_before(month: int, day: int) -> Holiday:
    return lambda year: date(year, month, day) - DAY * (date(year, month, day).weekday() or 7)


def _atzmaut(year: int) -> date:
    """The 5th of Iyar, kept off the Sabbath and the day after it (as Israel's law has it since 2004)."""
    day = passover(year) + 20 * DAY
    return day + {4: -1, 5: -2, 0: 1}.get(day.weekday(), 0) * DAY


def _trees(year: int) -> date:
    """The 15th of Shevat: two months before Passover, three in a Hebrew leap year."""
    spring = passover(year)
    return spring - (89 if (spring - rosh_hashanah(year - 1)).days > 200 else 59) * DAY


def _ninth_of_av(year: int) -> date:
    day = passover(year) + 112 * DAY
    return day + DAY * (day.weekday() == 5)


def _from_diwali(plus: int) -> Holiday:
    """Feasts at a fixed moon-day around Diwali; its distance is that of most years."""
    return lambda year: (day := diwali(year)) and day + plus * DAY


def _holi(year: int) -> date | None:
    """The full moon of March, a moon's half after a new moon such as the Chinese new year is."""
    moon = chinese_new_year(year)
    if not moon:
        return None
    full = moon + 15 * DAY
    return full if full >= date(year, 2, 28) else moon + 44 * DAY


_NAMED: tuple[tuple[str, Holiday], ...] = (
    ("makar sankranti|pongal|thai pongal", _fixed(1, 14)),
    ("burns night", _fixed(1, 25)),
    ("republic day", _fixed(1, 26)),
    ("holocaust remembrance day|holocaust memorial day", _fixed(1, 27)),
    ("lincoln birthday|darwin day", _fixed(2, 12)),
    ("mothering sunday", _easter(-21)),
    ("lazarus saturday", _orthodox(-8)),
    ("orthodox palm sunday", _orthodox(-7)),
    ("orthodox holy saturday|orthodox easter saturday", _orthodox(-1)),
    ("orthodox ascension|orthodox ascension day", _orthodox(39)),
    ("orthodox pentecost|orthodox whit sunday", _orthodox(49)),
    ("orthodox ash monday|orthodox clean monday", _orthodox(-48)),
    ("holy wednesday|spy wednesday", _easter(-4)),
    ("ascension", _easter(39)),
    ("earth hour", _nth(3, 5, -1)),
    ("vaisakhi|baisakhi|vaisakh", _fixed(4, 14)),
    ("king day|kings day|koningsdag", _fixed(4, 27)),
    ("walpurgis night", _fixed(4, 30)),
    ("star wars day", _fixed(5, 4)),
    ("ve day|europe day", _fixed(5, 9)),
    ("nurses day|international nurses day", _fixed(5, 12)),
    ("armed forces day", _nth(5, 5, 3)),
    ("friendship day|international friendship day", _fixed(7, 30)),
    ("raksha bandhan|rakhi", _from_diwali(-72)),
    ("krishna janmashtami|janmashtami|gokulashtami", _from_diwali(-64)),
    ("ganesh chaturthi|vinayaka chaturthi", _from_diwali(-54)),
    ("navaratri|navratri|sharad navaratri", _from_diwali(-28)),
    ("dussehra|dasara|vijayadashami|vijaya dashami", _from_diwali(-19)),
    ("karva chauth", _from_diwali(-11)),
    ("dhanteras", _from_diwali(-2)),
    ("bhai dooj|bhai duj", _from_diwali(2)),
    ("chhath|chhath puja", _from_diwali(6)),
    ("guru nanak jayanti|gurpurab|guru nanak gurpurab", _from_diwali(15)),
    ("holi|dhulandi|phagwah", _holi),
    ("gandhi jayanti", _fixed(10, 2)),
    ("constitution day", _fixed(9, 17)),
    ("international day of peace", _fixed(9, 21)),
    ("german unity day|day of german unity", _fixed(10, 3)),
    ("teachers day", _fixed(10, 5)),
    ("canadian thanksgiving", _nth(10, 0, 2)),
    ("reformation day", _fixed(10, 31)),
    ("remembrance sunday", _nth(11, 6, 2)),
    ("international men day|international mens day", _fixed(11, 19)),
    ("pearl harbor day", _fixed(12, 7)),
    ("immaculate conception|feast of the immaculate conception", _fixed(12, 8)),
    ("st lucia day|saint lucia day|lucia day", _fixed(12, 13)),
    ("festivus", _fixed(12, 23)),
    ("tu bishvat|tu b'shevat|tu bshevat", _trees),
    ("shushan purim", _after(passover, -29)),
    ("yom hashoah|yom ha-shoah", _after(passover, 12)),
    ("yom haatzmaut|yom ha'atzmaut", _atzmaut),
    ("lag baomer|lag b'omer|lag ba'omer|lag bomer", _after(passover, 33)),
    ("tisha b'av|tisha bav|ninth of av", _ninth_of_av),
    ("hoshana rabbah", _after(rosh_hashanah, 20)),
    ("shemini atzeret", _after(rosh_hashanah, 21)),
    ("ashura|day of ashura|muharram", _islamic(1, 10)),
    ("isra and mi'raj|isra and miraj|lailat al miraj|shab e miraj", _islamic(7, 27)),
    ("laylat al qadr|lailat al qadr|night of power|shab e qadr", _islamic(9, 27)),
    ("day of arafah|arafat day|day of arafat", _islamic(12, 9)),
    ("new year|new years|new year day|new years day|yuandan|yuan dan", _fixed(1, 1)),
    ("new year eve|new years eve|nye|hogmanay|saint sylvester day|st sylvester day", _fixed(12, 31)),
    ("epiphany|three kings day", _fixed(1, 6)),
    (
        "martin luther king day|martin luther king jr day|martin luther king junior day|mlk day|mlk jr day",
        _nth(1, 0, 3),
    ),
    ("inauguration day", _fixed(1, 20)),
    ("australia day", _fixed(1, 26)),
    ("groundhog day|candlemas", _fixed(2, 2)),
    ("waitangi day", _fixed(2, 6)),
    ("super bowl sunday|superbowl sunday|super bowl|superbowl", _nth(2, 6, 2)),
    ("valentines day|valentine day|saint valentine day|st valentine day|valentines", _fixed(2, 14)),
    ("presidents day|washington birthday", _nth(2, 0, 3)),
    ("leap day", lambda year: date(year, 2, 29) if year % 4 == 0 and (year % 100 or year % 400 == 0) else None),
    ("st david day|saint david day", _fixed(3, 1)),
    ("women day|womens day|international women day|international womens day", _fixed(3, 8)),
    ("canberra day", _nth(3, 0, 2)),
    ("pi day", _fixed(3, 14)),
    ("st patrick day|saint patrick day|st paddy day|st patricks|st patty day", _fixed(3, 17)),
    ("spring equinox|vernal equinox|march equinox", _fixed(3, 20)),
    ("cesar chavez day", _fixed(3, 31)),
    ("clean monday|rose monday|shrove monday", _easter(-48)),
    ("shrove tuesday|mardi gras|fat tuesday|pancake day|pancake tuesday", _easter(-47)),
    ("ash wednesday", _easter(-46)),
    ("palm sunday", _easter(-7)),
    ("maundy thursday|holy thursday", _easter(-3)),
    ("good friday|great friday", _easter(-2)),
    ("easter saturday|holy saturday|easter eve", _easter(-1)),
    ("easter|easter sunday|easter day", _easter(0)),
    ("easter monday|easter mon", _easter(1)),
    ("ascension day|ascension thursday", _easter(39)),
    ("pentecost|whit sunday|white sunday|whitsun", _easter(49)),
    ("whit monday|white monday|pentecost monday", _easter(50)),
    ("trinity sunday", _easter(56)),
    ("feast of corpus christi|corpus christi day", _easter(60)),
    ("orthodox good friday|orthodox great friday", _orthodox(-2)),
    ("orthodox easter|orthodox easter sunday", _orthodox(0)),
    ("orthodox easter monday", _orthodox(1)),
    ("orthodox christmas|orthodox christmas day", _fixed(1, 7)),
    ("april fools day|april fool day|april fools|all fools day", _fixed(4, 1)),
    ("tax day", _fixed(4, 15)),
    ("emancipation day", _fixed(4, 16)),
    ("patriots day|patriot day", _nth(4, 0, 3)),
    ("earth day", _fixed(4, 22)),
    ("st george day|saint george day", _fixed(4, 23)),
    ("administrative professionals day|secretaries day|secretary day", _nth(4, 5, -1, -3)),
    ("anzac day", _fixed(4, 25)),
    ("arbor day", _nth(4, 4, -1)),
    ("may day|workers day|international workers day", _fixed(5, 1)),
    ("early may bank holiday|may bank holiday", _nth(5, 0, 1)),
    ("cinco de mayo|cinco de mayo day", _fixed(5, 5)),
    ("mothers day|mother day", _nth(5, 6, 2)),
    ("victoria day", _monday_before(5, 25)),
    ("memorial day|spring bank holiday", _nth(5, 0, -1)),
    ("children day|childrens day", _fixed(6, 1)),
    ("flag day", _fixed(6, 14)),
    ("fathers day|father day", _nth(6, 6, 3)),
    ("juneteenth|jubilee day", _fixed(6, 19)),
    ("summer solstice|june solstice|midsummer", _fixed(6, 21)),
    ("st jean baptiste day|saint jean baptiste day", _fixed(6, 24)),
    ("canada day", _fixed(7, 1)),
    ("independence day|us independence day", _fixed(7, 4)),
    ("bastille day", _fixed(7, 14)),
    ("parents day", _nth(7, 6, 4)),
    ("civic holiday", _nth(8, 0, 1)),
    ("assumption day|assumption of mary", _fixed(8, 15)),
    ("summer bank holiday|august bank holiday", _nth(8, 0, -1)),
    ("labor day|labour day", _nth(9, 0, 1)),
    ("grandparents day|national grandparents day", _nth(9, 0, 1, 6)),
    ("fall equinox|autumn equinox|autumnal equinox|september equinox", _fixed(9, 23)),
    ("columbus day|indigenous peoples day|indigenous people day", _nth(10, 0, 2)),
    ("boss day|bosses day", _fixed(10, 16)),
    ("halloween|hallowe'en|halloween day|all hallows eve|all hallow eve", _fixed(10, 31)),
    ("all saints day|all saint day|all hallows day|all hallow day", _fixed(11, 1)),
    ("all souls day|all soul day|day of the dead", _fixed(11, 2)),
    ("election day", _nth(11, 0, 1, 1)),
    ("guy fawkes|guy fawkes day|guy fawkes night|bonfire night", _fixed(11, 5)),
    ("veterans day|veteran day|remembrance day|armistice day|singles day", _fixed(11, 11)),
    ("thanksgiving|thanksgiving day|thanks giving|turkey day", _nth(11, 3, 4)),
    ("black friday", _nth(11, 3, 4, 1)),
    ("small business saturday", _nth(11, 3, 4, 2)),
    ("cyber monday", _nth(11, 3, 4, 4)),
    ("giving tuesday", _nth(11, 3, 4, 5)),
    ("st andrew day|saint andrew day", _fixed(11, 30)),
    ("st nicholas day|saint nicholas day", _fixed(12, 6)),
    ("winter solstice|december solstice", _fixed(12, 21)),
    ("christmas eve|xmas eve|christmas day eve", _fixed(12, 24)),
    ("christmas|christmas day|xmas|xmas day|x mas", _fixed(12, 25)),
    ("boxing day|st stephen day|saint stephen day|kwanzaa", _fixed(12, 26)),
    (SEASON_OF_REST, _fixed(12, 24)),
    ("rosh hashanah|rosh hashana|jewish new year", rosh_hashanah),
    ("yom kippur|day of atonement", _after(rosh_hashanah, 9)),
    ("sukkot|sukkoth|feast of tabernacles", _after(rosh_hashanah, 14)),
    ("simchat torah", _after(rosh_hashanah, 22)),
    ("hanukkah|hanukah|chanukah|hannukah|chanukkah", hanukkah),
    ("purim", _after(passover, -30)),
    ("passover|pesach", passover),
    ("shavuot|shavuoth|feast of weeks", _after(passover, 50)),
    ("islamic new year|arabic new year|hijri new year|muslim new year|amun jadid", _islamic(1, 1)),
    ("mawlid|mawlid al nabawi", _islamic(3, 12)),
    ("ramadan|ramadhan|ramzan|ramazan", _islamic(9, 1)),
    ("eid|eid al fitr|eid ul fitr|eid el fitr|festival of breaking the fast", _islamic(10, 1)),
    ("eid al adha|eid ul adha|eid el adha|feast of the sacrifice|bakrid", _islamic(12, 10)),
    ("diwali|deepavali", diwali),
    ("chinese new year|chinese new year day|lunar new year|chinese lunar new year day", chinese_new_year),
    ("chinese new year eve|lunar new year eve", lambda y: (d := chinese_new_year(y)) and d - DAY),
    ("lantern festival|lantern day", lambda y: (d := chinese_new_year(y)) and d + 14 * DAY),
)
HOLIDAYS: dict[tuple[str, ...], Holiday] = {
    tuple(map(plain, name.split())): when for names, when in _NAMED for name in names.split("|")
}
LONGEST = max(map(len, HOLIDAYS))
HOLIDAY_STARTS = frozenset(
    start for names, _ in _NAMED for name in names.split("|") for start in (name.split()[0], name.split()[0] + "s")
)
# One word of each name, its longest, tells that a text may speak of it.
HOLIDAY_WORDS = frozenset(
    part for names, _ in _NAMED for name in names.split("|") for part in max(name.split(), key=len).split("'")
)
