"""Rules for dates, times of day and decades, read as an American newsreader does."""

from __future__ import annotations

import re
from collections.abc import Callable

from core.types import Span
from text.spoken import Copied, Said
from text.written.calendar import MONTHS, SHORT_MONTHS, WEEKDAYS
from text.written.listed import listed
from text.written.numbers import cardinal, clock_minutes, ordinal, plural, spelled, year
from text.written.rule import Words, copied, rule, said, word_before

_MONTH = rf"(?:{'|'.join(MONTHS)}|(?:{'|'.join(SHORT_MONTHS)})\b\.?)"
_NEW_SENTENCE = re.compile(r"\s*\Z|\s+(?![A-Z]{2,4}\b)[A-Z]")
"""What follows the full stop of "p.m." where it ends a sentence: not a time zone."""
_WEEKDAY = rf"(?:{'|'.join(WEEKDAYS)})"
_NAMES = "|".join(sorted({*MONTHS, *SHORT_MONTHS, *WEEKDAYS, *WEEKDAYS.values()}))
_BEFORE_DAY = frozenset(listed("on On until Until since Since due"))
_NO_DENOMINATORS = frozenset({13, 17, 19, 21, 22, 23, 26, 27, 28, 29, 31})
_BEFORE_DECADE = frozenset(listed("the The his her their my your our early mid late"))
_AFTER_DECADE = re.compile(r" (?:music|rock|pop|songs?|hits|style|fashion|films?|movies?|era)\b")
_IN_FULL = WEEKDAYS | SHORT_MONTHS
_DAY = r"(?:0?[1-9]|[12]\d|3[01])"
_CLOCK = (
    r"(?P<hour>[01]?\d|2[0-4])(?P<colon>:)(?P<minute>[0-5]\d)"
    r"(?::(?P<second>[0-5]\d)(?:[.,]\d+)?|(?P<point>\.)(?P<part>\d{1,3})(?!\w))?"
)
_ZONE = r"(?P<zone>Z|[+-]\d\d:?\d\d)?"
_HALF = r"(?:[  ]?(?P<half>[AaPp](?:\.[Mm]\.|[Mm]\b(?!\.\w))))"


@rule(
    r"(?P<year>\d{4})(?P<sep>[-/])(?P<month>0\d|1[0-2])(?P=sep)(?P<day>[0-2]\d|3[01])(?![\d/-])"
    rf"(?:(?P<at>[T ]){_CLOCK}{_ZONE}(?!\w|:\d))?"
)
def iso_date(match: re.Match[str]) -> Words | None:
    """2024-03-15, 2024/03/15, with or without a time."""
    month, day = int(match["month"]), int(match["day"])
    if not month or not day:
        return None
    words: list[Said | Copied] = [
        said(match, "month", MONTHS[month - 1]),
        said(match, "day", ordinal(str(day))),
        said(match, "day", ","),
        said(match, "year", year(match["year"])),
    ]
    return [*words, said(match, "at", "at"), *_time(match)] if match["at"] else words


@rule(
    r"(?P<first>\d{1,2})(?P<sep>[/.])(?P<second>\d{1,2})(?P=sep)(?P<year>\d{4}|\d\d)(?![\w/]|\.\d)"
)
def numeric_date(match: re.Match[str]) -> Words | None:
    """3/15/2024, month first; 15.3.2024 and 15/3/2024, day first."""
    month_first = match["sep"] == "/" and int(match["first"]) <= 12
    month, day = ("first", "second") if month_first else ("second", "first")
    if not 1 <= int(match[month]) <= 12 or not 1 <= int(match[day]) <= 31:
        return None
    full_year = match["year"] if len(match["year"]) == 4 else "20" + match["year"]
    return [
        said(match, month, MONTHS[int(match[month]) - 1]),
        said(match, day, _day(match[day])),
        Said(",", Span(match.start("year") - 1, match.start("year"))),
        said(match, "year", year(full_year)),
    ]


@rule(r"(?P<month>1[0-2]|0?[1-9])/(?P<day>3[01]|[12]\d|0?[1-9])(?![\w/]|\.\d| of\b)")
def month_slash_day(match: re.Match[str]) -> Words | None:
    """12/31 and "on 3/4"; otherwise a fraction is more likely."""
    if word_before(match) not in _BEFORE_DAY and int(match["day"]) not in _NO_DENOMINATORS:
        return None
    month = said(match, "month", MONTHS[int(match["month"]) - 1])
    return [month, said(match, "day", _day(match["day"]))]


@rule(r"(?P<year>(?:19|20)\d\d)/(?P<next>\d\d)(?![\w/]|\.\d)")
def season(match: re.Match[str]) -> Words | None:
    """2023/24: two years in a row."""
    if (int(match["year"]) + 1) % 100 != int(match["next"]):
        return None
    return [
        said(match, "year", year(match["year"])),
        said(match, "next", clock_minutes(match["next"])),
    ]


@rule(
    rf"(?:(?P<weekday>{_WEEKDAY})(?P<gap>\.?,? ))?"
    rf"(?P<month>{_MONTH})[  ](?P<day>{_DAY})(?:st|nd|rd|th)?(?!\w|:\d|[.,]\d)"
    rf"(?:(?P<dash> ?[-–—] ?)(?P<last>{_DAY})(?:st|nd|rd|th)?(?!\w))?"
    rf"(?:(?P<comma>,? )(?P<year>\d{{4}})(?!\w))?"
)
def month_and_day(match: re.Match[str]) -> Words:
    """March 15, 2024; Fri, Mar 15"""
    words: list[Said | Copied] = []
    if match["weekday"]:
        words += [said(match, "weekday", WEEKDAYS[match["weekday"]]), said(match, "gap", ",")]
    words += [_month(match), said(match, "day", _day(match["day"]))]
    if match["last"]:
        words += [said(match, "dash", "to"), said(match, "last", ordinal(str(int(match["last"]))))]
    if match["year"]:
        words += [said(match, "comma", ","), said(match, "year", year(match["year"]))]
    return words


@rule(
    rf"(?P<day>{_DAY})(?:st|nd|rd|th)?(?: of)?[  ](?P<month>{_MONTH})(?!\w)"
    r"(?:(?P<comma>,? )(?P<year>\d{4})(?!\w))?"
)
def day_and_month(match: re.Match[str]) -> Words:
    """15 March 2024: the fifteenth of March, ..."""
    day = Span(*match.span("day"))
    before = match.string[max(0, match.start() - 4) : match.start()]
    the = [] if before.lower() == "the " else [Said("the", day)]
    words: list[Said | Copied] = [*the, Said(_day(match["day"]), day)]
    words.append(Said("of", Span(match.end("day"), match.start("month"))))
    words.append(_month(match))
    if match["year"]:
        words += [said(match, "comma", ","), said(match, "year", year(match["year"]))]
    return words


@rule(rf"(?P<month>{'|'.join(SHORT_MONTHS)})(?=[  ]\d{{4}}(?!\w))")
def month_and_year(match: re.Match[str]) -> Words:
    """Jan 2024: the month; what follows it is read as a year."""
    return [said(match, "month", SHORT_MONTHS[match["month"]])]


@rule(rf"{_CLOCK}(?:{_HALF}|(?P<zone>Z))?(?!\w|:\d)")
def clock(match: re.Match[str]) -> Words:
    """3:30 pm; 15:00; 12:30:45; 09:00Z"""
    return [*_time(match), *_half(match)]


def _hours(digits: str) -> str:
    return cardinal(str(int(digits)))


_HOUR_PARTS: dict[str, Callable[[str], str]] = {
    "hour": _hours,
    "minute": clock_minutes,
    "dash": lambda _: "to",
    "last": _hours,
    "rest": clock_minutes,
}


@rule(
    r"(?P<hour>1[0-2]|0?[1-9])(?:\.(?P<minute>[0-5]\d))?"
    rf"(?:(?P<dash>[-–—])(?P<last>1[0-2]|[1-9])(?:[.:](?P<rest>[0-5]\d))?)?{_HALF}(?!\w)"
)
def hour(match: re.Match[str]) -> Words:
    """3 pm; 6.30pm; 9-11 a.m.; 10–11:30 am"""
    words = [
        said(match, group, in_words(match[group]))
        for group, in_words in _HOUR_PARTS.items()
        if match[group] and match[group] != "00"
    ]
    return [*words, *_half(match)]


@rule(rf"(?P<first>{_NAMES})(?P<dash> ?[-–—] ?)(?P<last>{_NAMES})(?!\w)")
def named_range(match: re.Match[str]) -> Words:
    """Mon–Fri; January-March"""
    return [
        said(match, group, "to" if group == "dash" else _IN_FULL.get(match[group], match[group]))
        for group in ("first", "dash", "last")
    ]


@rule(r"(?P<quote>['’]?)(?P<decade>(?:\d\d)?\d0|\d00+)(?P<s>['’]?s)(?!\w)")
def decade(match: re.Match[str]) -> Words | None:
    """The 1990s, the '80s, her 30s; but a timeout of 30s."""
    digits = match["decade"]
    is_decade = match["quote"] or len(digits) > 2 or match.string[match.start() - 1] == "-"
    is_decade = is_decade or _AFTER_DECADE.match(match.string, match.end()) is not None
    if not is_decade and word_before(match) not in _BEFORE_DECADE:
        return None
    words = year(digits) if len(digits) == 4 else cardinal(digits)
    return [Said(plural(words.removeprefix("one ")), Span(*match.span()))]


def _day(digits: str) -> str:
    return ordinal(str(int(digits)))


def _time(match: re.Match[str]) -> list[Said | Copied]:
    """The hour, the minute and what else _CLOCK and its zone have matched."""
    groups = match.groupdict()
    minute, second = match["minute"], match["second"]
    words: list[Said | Copied] = [said(match, "hour", _hours(match["hour"]))]
    if minute != "00":
        words.append(said(match, "minute", clock_minutes(minute)))
    elif second not in (None, "00"):
        words.append(said(match, "minute", "zero zero"))
    elif not groups.get("half"):
        words.append(
            said(match, "minute", "o'clock" if 1 <= int(match["hour"]) <= 12 else "hundred")
        )
    if second not in (None, "00"):
        words.append(said(match, "second", clock_minutes(second)))
    if match["part"]:
        words += [said(match, "point", "point"), said(match, "part", spelled(match["part"]))]
    if match["zone"] == "Z":
        words.append(said(match, "zone", "UTC"))
    return words


def _month(match: re.Match[str]) -> Said | Copied:
    """A month in full: written so, letter by letter; else for its abbreviation."""
    name = match["month"]
    if name in MONTHS:
        return copied(match, "month")
    return said(match, "month", SHORT_MONTHS[name.rstrip(".")])


def _half(match: re.Match[str]) -> list[Said | Copied]:
    if not match["half"]:
        return []
    span = Span(*match.span("half"))
    words: list[Said | Copied] = [Said("AM" if match["half"][0] in "Aa" else "PM", span)]
    if match["half"].endswith(".") and _NEW_SENTENCE.match(match.string, match.end()):
        words.append(Said(".", Span(span.end - 1, span.end)))
    return words
