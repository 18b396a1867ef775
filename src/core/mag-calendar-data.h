/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Closings of NYSE, Nasdaq and the Cboe options exchanges, 2024 to 2028, ascending, as YYYYMMDD. A closing declared at a few
 * days' notice is one more line here. Outside these years every weekday counts as a full trading day. */

#include <glib.h>

#define MAG_CALENDAR_FIRST_YEAR 2024
#define MAG_CALENDAR_LAST_YEAR 2028

static const guint32 mag_calendar_holidays[] = {
  20240101, /* New Year's Day */
  20240115, /* Martin Luther King Jr. Day */
  20240219, /* Washington's Birthday */
  20240329, /* Good Friday */
  20240527, /* Memorial Day */
  20240619, /* Juneteenth */
  20240704, /* Independence Day */
  20240902, /* Labor Day */
  20241128, /* Thanksgiving */
  20241225, /* Christmas */

  20250101,
  20250109, /* mourning for J. Carter */
  20250120,
  20250217,
  20250418,
  20250526,
  20250619,
  20250704,
  20250901,
  20251127,
  20251225,

  20260101,
  20260119,
  20260216,
  20260403,
  20260525,
  20260619,
  20260703, /* Independence Day is a Saturday */
  20260907,
  20261126,
  20261225,

  20270101,
  20270118,
  20270215,
  20270326,
  20270531,
  20270618, /* Juneteenth is a Saturday */
  20270705, /* Independence Day is a Sunday */
  20270906,
  20271125,
  20271224, /* Christmas is a Saturday */

  /* New Year's Day 2028 is a Saturday and is not kept. */
  20280117,
  20280221,
  20280414,
  20280529,
  20280619,
  20280704,
  20280904,
  20281123,
  20281225,
};

/* Trading ends at 13:00. */
static const guint32 mag_calendar_early_closes[] = {
  20240703, 20241129, 20241224,
  20250703, 20251128, 20251224,
  20261127, 20261224,
  20271126,
  20280703, 20281124,
};
