#!/usr/bin/env python3
"""Writes rrule.jsonl: recurrence rules as a city office might need them, unfolded by dateutil.

All times are local and without a zone. In every case DTSTART is an instance of its rule: what a
rule means otherwise, RFC 5545 leaves open. A case's start is therefore written as "not before"
and moved to the rule's first instance. Ends with 1 when a case cannot be used.
"""
import itertools
import json
import pathlib
import sys
from datetime import datetime, timedelta

import dateutil
from dateutil.rrule import rrulestr

MOST = 60
FISCAL_YEAR = "2026-03-31T23:59"  # the last minute of R7
TIME = "%Y-%m-%dT%H:%M"

CASES = []


def case(not_before, rule, limit=FISCAL_YEAR, without=(), also=(), at=None):
    """`at`: the exact start, where the first instance after `not_before` is not what is meant."""
    CASES.append((not_before, rule, limit, list(without), list(also), at))


def daily():
    case("2025-04-01T09:00", "FREQ=DAILY;COUNT=10")
    case("2025-04-01T09:00", "FREQ=DAILY;COUNT=1")
    case("2025-04-01T00:00", "FREQ=DAILY;COUNT=40")
    case("2025-04-01T23:59", "FREQ=DAILY;COUNT=5")
    case("2025-04-01T09:00", "FREQ=DAILY;INTERVAL=1;COUNT=7")
    case("2025-04-01T09:00", "FREQ=DAILY;INTERVAL=2;COUNT=30")
    case("2025-04-01T09:00", "FREQ=DAILY;INTERVAL=3")
    case("2025-04-01T09:00", "FREQ=DAILY;INTERVAL=7;COUNT=60")
    case("2025-04-01T09:00", "FREQ=DAILY;INTERVAL=10")
    case("2025-04-01T08:30", "FREQ=DAILY;INTERVAL=14;UNTIL=20260331T235959")
    case("2025-04-01T08:30", "FREQ=DAILY;INTERVAL=30")
    case("2025-04-01T08:30", "FREQ=DAILY;INTERVAL=45")
    case("2025-04-01T08:30", "FREQ=DAILY;INTERVAL=100", "2028-03-31T23:59")
    case("2025-02-25T18:00", "FREQ=DAILY;UNTIL=20250303T235959")
    case("2024-02-25T18:00", "FREQ=DAILY;UNTIL=20240303T235959")
    case("2025-12-29T10:00", "FREQ=DAILY;UNTIL=20260103T100000")
    case("2025-12-29T10:00", "FREQ=DAILY;UNTIL=20260103T095959")
    case("2025-12-29T10:00", "FREQ=DAILY;UNTIL=20251229T100000")
    case("2025-11-12T17:30", "FREQ=DAILY;UNTIL=20251125T235959")
    case("2025-04-01T09:00", "FREQ=DAILY;BYDAY=MO,TU,WE,TH,FR;COUNT=20")
    case("2025-04-01T09:00", "FREQ=DAILY;BYDAY=SA,SU;COUNT=20")
    case("2025-04-01T09:00", "FREQ=DAILY;INTERVAL=2;BYDAY=MO,WE,FR;COUNT=20")
    case("2025-11-01T16:00", "FREQ=DAILY;BYMONTH=11;COUNT=30", "2027-03-31T23:59")
    case("2025-11-01T16:00", "FREQ=DAILY;BYMONTH=11,12;BYDAY=FR", "2026-12-31T23:59")
    case("2025-04-01T12:15", "FREQ=DAILY;BYMONTHDAY=1,15")
    case("2025-04-01T12:15", "FREQ=DAILY;BYMONTHDAY=28,29,30,31", "2025-12-31T23:59")
    fortnight = ",".join(str(day) for day in range(12, 26))
    case("2025-11-12T09:00", f"FREQ=DAILY;BYMONTH=11;BYMONTHDAY={fortnight}", "2028-03-31T23:59")
    case("2025-06-01T09:00", "FREQ=DAILY;BYHOUR=9,13,17;BYMINUTE=0;COUNT=9")
    case("2025-06-01T09:00", "FREQ=DAILY;BYHOUR=9;BYMINUTE=0,20,40;COUNT=9")
    case("2025-06-01T09:15", "FREQ=DAILY;BYHOUR=9,18;BYMINUTE=15,45;UNTIL=20250605T235959")
    case("2025-06-01T06:00", "FREQ=DAILY;INTERVAL=5;WKST=SU;COUNT=12")


def weekly():
    case("2025-04-02T10:00", "FREQ=WEEKLY")
    case("2025-04-02T10:00", "FREQ=WEEKLY;COUNT=10")
    case("2025-04-02T10:00", "FREQ=WEEKLY;UNTIL=20260331T235959")
    case("2025-04-02T10:00", "FREQ=WEEKLY;UNTIL=20250625T100000")
    case("2025-04-02T10:00", "FREQ=WEEKLY;UNTIL=20250625T095900")
    for day in ("MO", "TU", "WE", "TH", "FR", "SA", "SU"):
        case("2025-04-01T13:30", f"FREQ=WEEKLY;BYDAY={day};UNTIL=20250930T235959")
    case("2025-04-01T18:30", "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU")
    case("2025-04-01T18:30", "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,TH;COUNT=24")
    case("2025-04-01T18:30", "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,TH;WKST=SU;COUNT=24")
    case("2025-04-01T18:30", "FREQ=WEEKLY;INTERVAL=3;BYDAY=WE")
    case("2025-04-01T18:30", "FREQ=WEEKLY;INTERVAL=4;BYDAY=SA")
    case("2025-04-01T18:30", "FREQ=WEEKLY;INTERVAL=6;BYDAY=MO,FR", "2027-03-31T23:59")
    case("2025-04-01T18:30", "FREQ=WEEKLY;INTERVAL=26", "2028-03-31T23:59")
    case("2025-04-01T18:30", "FREQ=WEEKLY;INTERVAL=52", "2030-03-31T23:59")
    case("2025-04-01T09:00", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR;COUNT=25")
    case("2025-04-01T09:00", "FREQ=WEEKLY;BYDAY=MO,WE,FR;UNTIL=20250731T235959")
    case("2025-04-01T09:00", "FREQ=WEEKLY;BYDAY=FR,MO,WE;COUNT=12")
    case("2025-04-01T09:00", "FREQ=WEEKLY;BYDAY=SA,SU;COUNT=16")
    case("2025-04-01T09:00", "FREQ=WEEKLY;BYDAY=SA,SU;WKST=SU;COUNT=16")
    # Where the week begins decides only when weeks are skipped and the days straddle its border.
    case("2025-04-05T09:00", "FREQ=WEEKLY;INTERVAL=2;BYDAY=SA,SU;WKST=MO;COUNT=12")
    case("2025-04-05T09:00", "FREQ=WEEKLY;INTERVAL=2;BYDAY=SA,SU;WKST=SU;COUNT=12")
    case("2025-08-05T09:00", "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,SU;WKST=MO;COUNT=4")
    case("2025-08-05T09:00", "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,SU;WKST=SU;COUNT=4")
    case("2025-08-05T09:00", "FREQ=WEEKLY;INTERVAL=3;BYDAY=TU,SU,MO;WKST=TU;COUNT=9")
    case("2025-12-28T09:00", "FREQ=WEEKLY;INTERVAL=2;BYDAY=SU,MO;WKST=SA;COUNT=8",
         "2026-12-31T23:59")
    case("2025-06-01T19:00", "FREQ=WEEKLY;BYMONTH=6,7,8;BYDAY=WE", "2026-12-31T23:59")
    case("2025-06-01T19:00", "FREQ=WEEKLY;BYMONTH=12,1,2;BYDAY=FR", "2027-03-31T23:59")
    case("2025-06-01T19:00", "FREQ=WEEKLY;INTERVAL=2;BYMONTH=9,10;BYDAY=TH", "2027-12-31T23:59")
    case("2025-06-01T10:00", "FREQ=WEEKLY;BYDAY=TU,TH;BYHOUR=10,14;BYMINUTE=0;COUNT=16")
    case("2024-02-22T10:00", "FREQ=WEEKLY;COUNT=3")
    case("2025-12-24T00:00", "FREQ=WEEKLY;BYDAY=WE,SA;COUNT=6")


def monthly_by_day():
    weekdays = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
    for ordinal, day in zip((1, 2, 3, 4, -1, -2, 1), weekdays):
        case("2025-04-01T14:00", f"FREQ=MONTHLY;BYDAY={ordinal}{day}")
    for ordinal, day in zip((-1, 1, 2, 3, 4, -1, 2), weekdays):
        case("2025-04-01T14:00", f"FREQ=MONTHLY;BYDAY={ordinal}{day};COUNT=8")
    for ordinal, day in zip((5, 5, -5, -5, -4, -3), ("WE", "SA", "FR", "MO", "TU", "TH")):
        case("2025-04-01T14:00", f"FREQ=MONTHLY;BYDAY={ordinal}{day}", "2028-03-31T23:59")
    case("2025-04-01T14:00", "FREQ=MONTHLY;BYDAY=+2WE;COUNT=6")
    case("2025-04-01T14:00", "FREQ=MONTHLY;BYDAY=1MO,3MO")
    case("2025-04-01T14:00", "FREQ=MONTHLY;BYDAY=2TU,4TU;UNTIL=20251231T235959")
    case("2025-04-01T14:00", "FREQ=MONTHLY;BYDAY=1SA,-1SA;COUNT=14")
    case("2025-04-01T14:00", "FREQ=MONTHLY;BYDAY=1WE,2FR,-1SU;COUNT=18")
    case("2025-04-01T14:00", "FREQ=MONTHLY;BYDAY=TH;COUNT=20")
    case("2025-04-01T14:00", "FREQ=MONTHLY;BYDAY=SA,SU;COUNT=30")
    case("2025-04-01T14:00", "FREQ=MONTHLY;INTERVAL=2;BYDAY=2WE")
    case("2025-04-01T14:00", "FREQ=MONTHLY;INTERVAL=3;BYDAY=-1FR", "2027-03-31T23:59")
    case("2025-04-01T14:00", "FREQ=MONTHLY;INTERVAL=6;BYDAY=1SU", "2029-03-31T23:59")
    case("2025-04-01T14:00", "FREQ=MONTHLY;INTERVAL=12;BYDAY=3SA", "2030-03-31T23:59")
    case("2025-04-01T14:00", "FREQ=MONTHLY;INTERVAL=18;BYDAY=-2MO", "2033-03-31T23:59")
    case("2025-04-01T14:00", "FREQ=MONTHLY;BYMONTH=4,7,10,1;BYDAY=2TH", "2027-03-31T23:59")
    case("2025-04-01T14:00", "FREQ=MONTHLY;BYMONTH=11;BYDAY=SA,SU", "2029-03-31T23:59")
    case("2025-04-01T14:00", "FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13", "2031-03-31T23:59")
    case("2025-04-01T14:00", "FREQ=MONTHLY;BYDAY=SU;BYMONTHDAY=8,9,10,11,12,13,14;COUNT=12")
    case("2025-04-01T14:00", "FREQ=MONTHLY;BYDAY=SA;BYMONTHDAY=-7,-6,-5,-4,-3,-2,-1;COUNT=12")
    case("2025-04-01T14:00", "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYMONTHDAY=15;COUNT=10",
         "2027-03-31T23:59")
    case("2025-04-01T10:00", "FREQ=MONTHLY;BYDAY=3TU;BYHOUR=10,18;BYMINUTE=30;COUNT=12",
         at="2025-04-15T10:30")


def monthly_by_position():
    weekdays = "BYDAY=MO,TU,WE,TH,FR"
    case("2025-04-01T17:00", f"FREQ=MONTHLY;{weekdays};BYSETPOS=1")
    case("2025-04-01T17:00", f"FREQ=MONTHLY;{weekdays};BYSETPOS=-1")
    case("2025-04-01T17:00", f"FREQ=MONTHLY;{weekdays};BYSETPOS=-2;COUNT=7")
    case("2025-04-01T17:00", f"FREQ=MONTHLY;{weekdays};BYSETPOS=3")
    case("2025-04-01T17:00", f"FREQ=MONTHLY;{weekdays};BYSETPOS=10;COUNT=9")
    case("2025-04-01T17:00", f"FREQ=MONTHLY;{weekdays};BYSETPOS=1,-1")
    case("2025-04-01T17:00", f"FREQ=MONTHLY;{weekdays};BYSETPOS=23", "2029-03-31T23:59")
    case("2025-04-01T17:00", "FREQ=MONTHLY;BYDAY=SA,SU;BYSETPOS=1")
    case("2025-04-01T17:00", "FREQ=MONTHLY;BYDAY=SA,SU;BYSETPOS=-1;UNTIL=20251231T170000")
    case("2025-04-01T17:00", "FREQ=MONTHLY;BYDAY=SA,SU;BYSETPOS=2,-2")
    case("2025-04-01T17:00", "FREQ=MONTHLY;BYDAY=TU,TH;BYSETPOS=3;COUNT=6")
    case("2025-04-01T17:00", "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR,SA,SU;BYSETPOS=-1")
    case("2025-04-01T17:00", f"FREQ=MONTHLY;INTERVAL=2;{weekdays};BYSETPOS=-1;COUNT=12",
         "2027-12-31T23:59")
    case("2025-04-01T17:00", f"FREQ=MONTHLY;INTERVAL=3;{weekdays};BYSETPOS=1", "2028-03-31T23:59")
    case("2025-04-01T17:00", f"FREQ=MONTHLY;BYMONTH=3,9;{weekdays};BYSETPOS=-1", "2029-12-31T23:59")
    case("2025-04-01T17:00", f"FREQ=MONTHLY;BYMONTHDAY=24,25;{weekdays};BYSETPOS=1",
         "2026-12-31T23:59")
    case("2025-04-01T17:00", "FREQ=MONTHLY;BYMONTHDAY=28,29,30,31;BYSETPOS=-1", "2026-12-31T23:59")
    case("2025-04-01T17:00", "FREQ=MONTHLY;BYMONTHDAY=10,20,30;BYSETPOS=2;COUNT=6")
    case("2025-04-01T17:00", f"FREQ=MONTHLY;BYMONTHDAY=-7,-6,-5,-4,-3,-2,-1;{weekdays};BYSETPOS=-3",
         "2026-12-31T23:59")


def monthly_by_month_day():
    for day in (1, 5, 10, 15, 20, 25, 28):
        case("2025-04-01T08:45", f"FREQ=MONTHLY;BYMONTHDAY={day}")
    case("2025-04-01T08:45", "FREQ=MONTHLY;BYMONTHDAY=29", "2029-03-31T23:59")
    case("2025-04-01T08:45", "FREQ=MONTHLY;BYMONTHDAY=30", "2028-03-31T23:59")
    case("2025-04-01T08:45", "FREQ=MONTHLY;BYMONTHDAY=31", "2027-03-31T23:59")
    case("2025-05-31T08:45", "FREQ=MONTHLY;COUNT=7")
    case("2025-05-30T08:45", "FREQ=MONTHLY;COUNT=14", "2027-03-31T23:59")
    case("2024-01-29T08:45", "FREQ=MONTHLY;COUNT=16", "2027-03-31T23:59")
    case("2025-05-15T08:45", "FREQ=MONTHLY")
    case("2025-05-15T08:45", "FREQ=MONTHLY;INTERVAL=2;UNTIL=20260331T235959")
    case("2025-05-31T08:45", "FREQ=MONTHLY;INTERVAL=2", "2028-03-31T23:59")
    case("2025-08-31T08:45", "FREQ=MONTHLY;INTERVAL=3", "2030-03-31T23:59")
    case("2025-05-31T08:45", "FREQ=MONTHLY;INTERVAL=4;BYMONTHDAY=31", "2031-03-31T23:59")
    case("2025-05-30T08:45", "FREQ=MONTHLY;INTERVAL=9;BYMONTHDAY=30", "2035-03-31T23:59")
    case("2025-04-01T08:45", "FREQ=MONTHLY;BYMONTHDAY=-1")
    case("2025-04-01T08:45", "FREQ=MONTHLY;BYMONTHDAY=-1;UNTIL=20280331T235959", "2028-12-31T23:59")
    case("2025-04-01T08:45", "FREQ=MONTHLY;BYMONTHDAY=-2;COUNT=12")
    case("2025-04-01T08:45", "FREQ=MONTHLY;BYMONTHDAY=-7;COUNT=12")
    case("2025-04-01T08:45", "FREQ=MONTHLY;BYMONTHDAY=-29", "2029-03-31T23:59")
    case("2025-04-01T08:45", "FREQ=MONTHLY;BYMONTHDAY=-30", "2028-03-31T23:59")
    case("2025-04-01T08:45", "FREQ=MONTHLY;BYMONTHDAY=-31", "2027-03-31T23:59")
    case("2025-04-01T08:45", "FREQ=MONTHLY;BYMONTHDAY=1,15")
    case("2025-04-01T08:45", "FREQ=MONTHLY;BYMONTHDAY=15,-1;COUNT=20")
    case("2025-04-01T08:45", "FREQ=MONTHLY;BYMONTHDAY=10,20,30;COUNT=36", "2026-12-31T23:59")
    case("2025-04-01T08:45", "FREQ=MONTHLY;BYMONTHDAY=30,31,-1;COUNT=20", "2026-12-31T23:59")
    case("2025-04-01T08:45", "FREQ=MONTHLY;BYMONTH=6;BYMONTHDAY=1,2,3,4,5,6,7", "2030-03-31T23:59")
    case("2025-04-01T08:45", "FREQ=MONTHLY;BYMONTH=2;BYMONTHDAY=-1", "2033-03-31T23:59")
    case("2025-04-01T08:45", "FREQ=MONTHLY;BYMONTH=4,6,8,10,12,2;BYMONTHDAY=15", "2027-03-31T23:59")
    case("2025-04-01T08:45", "FREQ=MONTHLY;BYMONTHDAY=1;BYHOUR=8,20;BYMINUTE=45;COUNT=10")
    case("2025-04-15T08:45", "FREQ=MONTHLY;BYMONTHDAY=15;UNTIL=20250815T084500")
    case("2025-04-15T08:45", "FREQ=MONTHLY;BYMONTHDAY=15;UNTIL=20250815T084400")


def yearly():
    far = "2050-12-31T23:59"
    case("2025-11-25T10:00", "FREQ=YEARLY", far)
    case("2025-11-25T10:00", "FREQ=YEARLY;COUNT=5", far)
    case("2025-11-25T10:00", "FREQ=YEARLY;UNTIL=20301125T100000", far)
    case("2025-11-25T10:00", "FREQ=YEARLY;INTERVAL=2;COUNT=6", far)
    case("2025-11-25T10:00", "FREQ=YEARLY;INTERVAL=5", far)
    case("2025-11-25T10:00", "FREQ=YEARLY;INTERVAL=10", far)
    case("2024-02-29T10:00", "FREQ=YEARLY", far)
    case("2024-02-29T10:00", "FREQ=YEARLY;COUNT=3", far)
    case("2024-02-29T10:00", "FREQ=YEARLY;INTERVAL=2", far)
    case("2024-02-29T10:00", "FREQ=YEARLY;INTERVAL=4", far)
    case("2024-02-29T10:00", "FREQ=YEARLY;INTERVAL=3;COUNT=3", far)
    case("2025-01-01T10:00", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29", far)
    case("2025-01-01T10:00", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=-1;COUNT=9", far)
    case("2025-01-01T10:00", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=28,29;BYSETPOS=-1;COUNT=9", far)
    case("2025-12-31T23:30", "FREQ=YEARLY;COUNT=4", far)
    case("2025-01-01T00:00", "FREQ=YEARLY;COUNT=4", far)
    case("2025-04-01T10:00", "FREQ=YEARLY;BYMONTH=11;BYMONTHDAY=12", far)
    case("2025-04-01T10:00", "FREQ=YEARLY;BYMONTH=3,9;BYMONTHDAY=1", "2032-03-31T23:59")
    case("2025-04-01T10:00", "FREQ=YEARLY;BYMONTH=4,7,10,1;BYMONTHDAY=-1", "2030-03-31T23:59")
    case("2025-04-01T10:00", "FREQ=YEARLY;BYMONTH=1,3,5,7;BYMONTHDAY=31", "2030-03-31T23:59")
    case("2025-04-01T10:00", "FREQ=YEARLY;BYMONTH=4,9;BYMONTHDAY=1,-1;COUNT=14", "2030-03-31T23:59")
    case("2025-04-15T10:00", "FREQ=YEARLY;BYMONTH=4,6,8,10", "2029-03-31T23:59")
    case("2025-05-31T10:00", "FREQ=YEARLY;BYMONTH=5,6,7", "2029-03-31T23:59")
    case("2025-01-01T10:00", "FREQ=YEARLY;BYMONTH=1;BYDAY=2MO", far)
    case("2025-01-01T10:00", "FREQ=YEARLY;BYMONTH=7;BYDAY=3MO;COUNT=12", far)
    case("2025-01-01T10:00", "FREQ=YEARLY;BYMONTH=5;BYDAY=2SU", "2040-03-31T23:59")
    case("2025-01-01T10:00", "FREQ=YEARLY;BYMONTH=9,10;BYDAY=-1SA", "2032-03-31T23:59")
    case("2025-01-01T10:00", "FREQ=YEARLY;BYMONTH=6;BYDAY=1TU,3TU;COUNT=10", "2032-03-31T23:59")
    case("2025-01-01T10:00", "FREQ=YEARLY;BYMONTH=8;BYDAY=5SU", far)
    case("2025-01-01T10:00", "FREQ=YEARLY;BYMONTH=11;BYDAY=SU", "2032-03-31T23:59")
    case("2025-01-01T10:00", "FREQ=YEARLY;BYMONTH=12;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1",
         "2040-03-31T23:59")
    case("2025-01-01T10:00", "FREQ=YEARLY;BYMONTH=1;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=1",
         "2040-03-31T23:59")
    case("2025-01-01T10:00", "FREQ=YEARLY;BYMONTH=11;BYMONTHDAY=2,3,4,5,6,7,8;BYDAY=TU", far)
    case("2025-01-01T10:00", "FREQ=YEARLY;BYMONTH=10;BYMONTHDAY=31;BYDAY=FR", far)
    case("2025-01-01T10:00", "FREQ=YEARLY;BYDAY=SA;BYSETPOS=1", "2040-03-31T23:59")
    case("2025-01-01T10:00", "FREQ=YEARLY;BYDAY=SA,SU;BYSETPOS=-1;COUNT=8", "2040-03-31T23:59")
    case("2025-01-01T10:00", "FREQ=YEARLY;BYDAY=1MO", "2040-03-31T23:59")
    case("2025-01-01T10:00", "FREQ=YEARLY;BYDAY=20MO", "2040-03-31T23:59")
    case("2025-01-01T10:00", "FREQ=YEARLY;BYDAY=-1FR;COUNT=10", "2040-03-31T23:59")
    case("2025-01-01T10:00", "FREQ=YEARLY;BYDAY=WE;COUNT=55", "2027-03-31T23:59")
    case("2025-01-01T10:00", "FREQ=YEARLY;BYYEARDAY=1,100,200,300;COUNT=14", "2030-03-31T23:59")
    case("2025-01-01T10:00", "FREQ=YEARLY;BYYEARDAY=60", "2040-03-31T23:59")
    case("2025-01-01T10:00", "FREQ=YEARLY;BYYEARDAY=-1", "2032-03-31T23:59")
    case("2025-01-01T10:00", "FREQ=YEARLY;BYYEARDAY=366", far)
    case("2025-01-01T10:00", "FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO", "2040-03-31T23:59")
    case("2025-01-15T10:00", "FREQ=YEARLY;BYWEEKNO=10,30;BYDAY=SU;COUNT=12", "2040-03-31T23:59")
    case("2025-01-01T10:00", "FREQ=YEARLY;BYMONTH=4,10;BYDAY=1WE;BYHOUR=10,14;BYMINUTE=0;COUNT=12",
         "2032-03-31T23:59")
    case("2025-01-01T10:00", "FREQ=YEARLY;INTERVAL=4;BYMONTH=7;BYDAY=2SU", far)
    case("2025-01-01T10:00", "FREQ=YEARLY;INTERVAL=3;BYMONTH=11;BYMONTHDAY=-1", far)
    case("2025-01-01T10:00", "FREQ=YEARLY;BYMONTH=6,11;BYDAY=2SU;UNTIL=20290630T235959",
         "2032-03-31T23:59")


def hourly():
    case("2025-11-12T09:00", "FREQ=HOURLY;COUNT=8")
    case("2025-11-12T20:30", "FREQ=HOURLY;COUNT=10")
    case("2025-11-12T09:00", "FREQ=HOURLY;INTERVAL=2;COUNT=12")
    case("2025-11-12T09:00", "FREQ=HOURLY;INTERVAL=3;COUNT=30")
    case("2025-11-12T00:00", "FREQ=HOURLY;INTERVAL=6;COUNT=20")
    case("2025-11-12T00:00", "FREQ=HOURLY;INTERVAL=12;COUNT=9")
    case("2025-11-12T06:00", "FREQ=HOURLY;INTERVAL=36;COUNT=15")
    case("2025-12-31T18:00", "FREQ=HOURLY;COUNT=12")
    case("2024-02-28T22:00", "FREQ=HOURLY;INTERVAL=5;COUNT=12")
    case("2025-11-12T09:00", "FREQ=HOURLY;UNTIL=20251112T170000")
    case("2025-11-12T09:00", "FREQ=HOURLY;UNTIL=20251112T165959")
    case("2025-11-12T09:00", "FREQ=HOURLY;BYHOUR=9,10,11,13,14,15,16;COUNT=21")
    case("2025-11-12T09:00", "FREQ=HOURLY;INTERVAL=2;BYDAY=SA,SU;COUNT=20")


def with_exceptions():
    case("2025-04-02T10:00", "FREQ=WEEKLY;BYDAY=WE;COUNT=10", without=["2025-04-30T10:00"])
    case("2025-04-02T10:00", "FREQ=WEEKLY;BYDAY=WE;COUNT=10", without=["2025-04-30"])
    case("2025-04-02T10:00", "FREQ=WEEKLY;BYDAY=WE",
         without=["2025-08-13", "2025-12-31", "2026-01-01", "2026-02-11"])
    case("2025-04-02T10:00", "FREQ=WEEKLY;BYDAY=WE", without=["2025-04-02"])
    case("2025-04-02T10:00", "FREQ=WEEKLY;BYDAY=WE",
         without=["2025-04-02T10:00", "2025-04-09T10:00"])
    # What is not an instance takes nothing away.
    case("2025-04-02T10:00", "FREQ=WEEKLY;BYDAY=WE;COUNT=5", without=["2025-04-09T10:30"])
    case("2025-04-02T10:00", "FREQ=WEEKLY;BYDAY=WE;COUNT=5", without=["2025-04-10"])
    case("2025-04-02T10:00", "FREQ=WEEKLY;BYDAY=WE;COUNT=5", without=["2024-04-03", "2027-04-07"])
    case("2025-04-02T10:00", "FREQ=WEEKLY;BYDAY=WE;COUNT=5",
         without=["2025-04-09", "2025-04-09", "2025-04-09T10:00"])
    case("2025-04-02T10:00", "FREQ=DAILY;COUNT=1", without=["2025-04-02"])
    case("2025-04-02T10:00", "FREQ=DAILY;COUNT=3",
         without=["2025-04-02", "2025-04-03T10:00", "2025-04-04"])
    # A whole date takes all its instances, a time only its own.
    case("2025-06-03T10:00", "FREQ=DAILY;BYHOUR=10,14,18;BYMINUTE=0;COUNT=15",
         without=["2025-06-05"])
    case("2025-06-03T10:00", "FREQ=DAILY;BYHOUR=10,14,18;BYMINUTE=0;COUNT=15",
         without=["2025-06-05T14:00"])
    case("2025-11-12T20:00", "FREQ=HOURLY;COUNT=10", without=["2025-11-12"])
    case("2025-11-12T20:00", "FREQ=HOURLY;COUNT=10", without=["2025-11-13T00:00"])
    case("2025-04-01T09:00", "FREQ=MONTHLY;BYDAY=1TH,3TH",
         without=["2026-01-01", "2025-08-21T09:00"])
    case("2025-04-01T09:00", "FREQ=MONTHLY;BYMONTHDAY=-1", without=["2025-12-31"])
    case("2025-04-01T09:00", "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=1", without=["2026-01-01"],
         also=["2026-01-05T09:00"])
    case("2025-04-01T09:00", "FREQ=DAILY;BYDAY=MO,TU,WE,TH,FR;UNTIL=20250516T235959",
         without=["2025-04-29", "2025-05-05", "2025-05-06"])
    case("2025-11-25T10:00", "FREQ=YEARLY", "2035-03-31T23:59",
         without=["2028-11-25", "2031-11-25"])
    case("2024-02-29T10:00", "FREQ=YEARLY", "2044-12-31T23:59", without=["2032-02-29"])

    case("2025-04-02T10:00", "FREQ=WEEKLY;BYDAY=WE;COUNT=4", also=["2025-04-11T10:00"])
    case("2025-04-02T10:00", "FREQ=WEEKLY;BYDAY=WE;COUNT=4",
         also=["2025-06-14T13:00", "2025-05-03T13:00"])
    case("2025-04-02T10:00", "FREQ=WEEKLY;BYDAY=WE;COUNT=4", also=["2025-04-16T10:00"])
    case("2025-04-02T10:00", "FREQ=WEEKLY;BYDAY=WE;COUNT=4",
         also=["2025-04-16T15:00", "2025-04-16T15:00"])
    case("2025-04-02T10:00", "FREQ=WEEKLY;BYDAY=WE", also=["2026-04-01T10:00", "2026-03-31T23:59"])
    case("2025-05-31T08:45", "FREQ=MONTHLY;COUNT=7",
         also=["2025-06-30T08:45", "2025-09-30T08:45", "2025-11-30T08:45"])
    case("2024-02-29T10:00", "FREQ=YEARLY", "2033-03-31T23:59",
         also=[f"{year}-02-28T10:00" for year in (2025, 2026, 2027, 2029, 2030, 2031, 2033)])

    # Moved: off its day, or to another hour of it.
    case("2025-04-02T10:00", "FREQ=WEEKLY;BYDAY=WE;COUNT=8", without=["2025-04-30"],
         also=["2025-05-01T10:00"])
    case("2025-04-02T10:00", "FREQ=WEEKLY;BYDAY=WE;COUNT=8", without=["2025-05-07T10:00"],
         also=["2025-05-07T14:00"])
    case("2025-04-02T10:00", "FREQ=WEEKLY;BYDAY=WE;COUNT=8", without=["2025-05-07"],
         also=["2025-05-07T14:00"])
    case("2025-04-01T18:00", "FREQ=MONTHLY;BYDAY=3FR", without=["2025-08-15", "2025-12-19"],
         also=["2025-08-22T18:00", "2025-12-12T18:00"])
    case("2025-04-01T18:00", "FREQ=MONTHLY;BYDAY=-1FR;UNTIL=20251231T235959",
         without=["2025-05-30", "2025-06-27", "2025-12-26"],
         also=["2025-05-29T18:00", "2025-06-26T18:00", "2025-12-19T18:00"])
    case("2025-07-01T18:00", "FREQ=DAILY;COUNT=2", without=["2025-07-01", "2025-07-02"],
         also=["2025-07-05T18:00"])


def limits():
    """What ends the list: COUNT, UNTIL or the reader's own limit, whichever is first."""
    case("2025-04-02T10:00", "FREQ=WEEKLY;COUNT=10", "2025-05-14T10:00")
    case("2025-04-02T10:00", "FREQ=WEEKLY;COUNT=10", "2025-05-14T09:59")
    case("2025-04-02T10:00", "FREQ=WEEKLY;UNTIL=20270331T235959", "2025-07-31T23:59")
    case("2025-04-02T10:00", "FREQ=WEEKLY;UNTIL=20250501T000000", "2025-07-31T23:59")
    case("2025-04-02T10:00", "FREQ=WEEKLY", "2025-04-02T10:00")
    case("2025-04-02T10:00", "FREQ=WEEKLY", "2025-04-02T09:59")
    case("2025-04-02T10:00", "FREQ=MONTHLY;BYDAY=1WE", "2025-04-30T23:59")
    case("2025-04-02T10:00", "FREQ=WEEKLY;BYDAY=WE;COUNT=4", "2025-04-30T23:59",
         also=["2025-05-01T10:00", "2025-04-30T23:59"])


def parse(text):
    return datetime.strptime(text, TIME)


def unfold(start, rule, limit):
    found = rrulestr(rule, dtstart=start)
    return list(itertools.takewhile(lambda time: time <= limit, itertools.islice(found, 5000)))


def built(not_before, rule, limit, without, also, at):
    start = parse(at) if at else next(iter(rrulestr(rule, dtstart=parse(not_before))))
    first = next(iter(rrulestr(rule, dtstart=start)))
    if first != start:
        raise ValueError(f"{rule}: the start {start} is no instance, the first is {first}")
    last = parse(limit)
    dates = {entry for entry in without if "T" not in entry}
    times = {parse(entry) for entry in without if "T" in entry}
    kept = {time for time in unfold(start, rule, last)
            if time not in times and time.strftime("%Y-%m-%d") not in dates}
    kept |= {parse(entry) for entry in also if parse(entry) <= last}
    expected = sorted(kept)
    if len(expected) > MOST:  # an earlier limit, so that the list is still all there is
        last = expected[MOST].replace(hour=0, minute=0) - timedelta(minutes=1)
        expected = [time for time in expected if time <= last]
    for time in expected:
        if time.second or time < start:
            raise ValueError(f"{rule}: {time} has seconds or lies before the start {start}")
    return {
        "start": start.strftime(TIME),
        "rule": rule,
        "except": without,
        "also": also,
        "until_limit": last.strftime(TIME),
        "expected": [time.strftime(TIME) for time in expected],
    }


def main():
    for part in (daily, weekly, monthly_by_day, monthly_by_position, monthly_by_month_day, yearly,
                 hourly, with_exceptions, limits):
        part()
    lines = []
    problems = 0
    for entry in CASES:
        try:
            lines.append(json.dumps(built(*entry), ensure_ascii=False))
        except (ValueError, StopIteration) as error:
            problems += 1
            print(f"{entry[0]} {entry[1]}: {error!r}", file=sys.stderr)
    if len(set(lines)) != len(lines):
        problems += 1
        print("the same case twice", file=sys.stderr)
    target = pathlib.Path(__file__).with_name("rrule.jsonl")
    target.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"rrule.jsonl: {len(lines)} cases, dateutil {dateutil.__version__}")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
