/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mag-types.h"

G_BEGIN_DECLS

/* A cash dividend of a share, paid or expected. */
typedef struct
{
  MagDate  ex_date;   /* who buys on it or later does not get it */
  gboolean announced; /* of one to come: the date is the company's word; what is not announced is projected, and the amount always is */
  MagPrice amount;    /* per share, > 0 */
} MagCashDividend;

#define MAG_TERMS_MAX_DIVIDENDS 40 /* three years of monthly ones */

/* What the options on a share are valued with beside their quotes. A plain value, some 650 bytes. */
typedef struct
{
  double          rate;        /* risk-free, continuously compounded, a fraction a year */
  double          yield;       /* continuous dividend yield, a fraction a year; 0 when none is known, and always beside dividends */
  guint           n_dividends; /* 0: the yield stands for them */
  MagCashDividend dividends[MAG_TERMS_MAX_DIVIDENDS]; /* to come, ascending; never counted beside a yield */
} MagTerms;

void     mag_terms_init    (MagTerms *terms, double rate);
double   mag_terms_present_value (const MagTerms *terms, gint64 now_us, double years); /* of the dividends before then, dollars per share */

/* The range a rate may have; what is outside is a slip of the hand. */
#define MAG_RATE_MIN 0.0
#define MAG_RATE_MAX 0.25
gboolean mag_rate_validate (double rate, GError **error);

G_END_DECLS
