"""The months and the days of the week, in full and as they are abbreviated."""

from __future__ import annotations

from text.written.listed import listed, table

MONTHS = listed(
    "January February March April May June July August September October November December"
)
SHORT_MONTHS = {name[:3]: name for name in MONTHS} | {"Sept": "September"}
WEEKDAYS = table(
    "Mon Monday|Tue Tuesday|Tues Tuesday|Wed Wednesday|Thu Thursday|Thurs Thursday|Fri Friday|"
    "Sat Saturday|Sun Sunday"
)
