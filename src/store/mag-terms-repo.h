/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mag-db.h"
#include "mag-params.h"
#include "mag-terms.h"

G_BEGIN_DECLS

/* What options are valued with: the rate all programs share, and each share's dividends. Blocking functions for store jobs. */

/* Where the volatility of a share stands. */
typedef struct
{
  double iv30;             /* fraction; NaN */
  double rank, percentile; /* 0 to 100; NaN with too little history */
  gint64 days;             /* of history; 0 */
  double hv30;             /* fraction; NaN */
} MagStanding;

double      mag_terms_repo_rate      (MagDb *db, GCancellable *cancellable, GError **error); /* MAG_DEFAULT_RATE unless set; NaN with an error */
gboolean    mag_terms_repo_set_rate  (MagDb *db, double rate, GCancellable *cancellable, GError **error); /* tells all programs: topic "settings" */
/* Of the symbols a job has not tried yet: ticker -> MagTerms, both owned by the table. */
GHashTable *mag_terms_repo_of_job    (MagDb *db, gint64 job, gint64 now_us, GCancellable *cancellable, GError **error);
gboolean    mag_terms_repo_standing  (MagDb *db, const char *ticker, MagStanding *standing, GCancellable *cancellable, GError **error);

/* The columns of terms in a statement over chain_snapshots s, and their way into a MagTerms and out of it. */
#define MAG_TERMS_COLUMNS "s.rate, s.yield, s.dividend_dates, s.dividend_amounts, s.dividends_announced"
#define MAG_TERMS_N_COLUMNS 5

void        mag_terms_row_read       (const PGresult *result, int row, int first_column, MagDate until, MagTerms *terms);
void        mag_terms_params         (MagParams *params, const MagTerms *terms);

G_END_DECLS
