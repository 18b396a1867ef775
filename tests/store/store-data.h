/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mag-chain.h"
#include "mag-store.h"
#include "mag-watchlist.h"

/* Wednesday 2026-11-18, 12:00 in New York: an ordinary session. */
#define NOON mag_instant_new_york (mag_date_new (2026, 11, 18), 12, 0, 0)
#define MINUTE_US (G_GINT64_CONSTANT (60000000))
#define DAY_US (24 * 60 * MINUTE_US)

/* Words separated by blanks; "#Name" begins a section. */
MagImportReport *store_data_report (const char *text);
/* A good chain of a ticker: two expirations (30 and 58 days after NOON), strikes 80 to 120 by 5, both sides, quoted and fetched at now_us. */
MagChain        *store_data_chain  (const char *ticker, gint64 now_us);
/* As feeds are before the open: no bids. */
MagChain        *store_data_wiped_chain (const char *ticker, gint64 now_us);

/* Runs a test's body as a job, with a connection in hand. */
void             store_data_run    (MagStore *store, MagStoreJob body);
