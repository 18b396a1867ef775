/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mag-terms.h"

G_BEGIN_DECLS

/* What is known of a share's dividends. */
typedef struct
{
  const MagCashDividend *paid;      /* ascending; NULL when none */
  guint                  n_paid;
  MagDate                announced; /* the next ex-date a source names; 0, or past: none is announced */
  MagPrice               annual;    /* indicated, per share and year; UNKNOWN */
  double                 yield;     /* the same as a share of the price, for what has no amount; NaN */
  MagPrice               price;     /* of the share; UNKNOWN */
  gboolean               index;     /* of hundreds of shares: no schedule, a stream */
} MagDividendFacts;

guint  mag_dividends_frequency (const MagCashDividend *paid, guint n_paid, MagDate today);
void   mag_dividends_set_terms (const MagDividendFacts *facts, MagDate today, MagTerms *terms);

G_END_DECLS
