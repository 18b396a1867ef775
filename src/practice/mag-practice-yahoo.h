/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mag-practice-exchange.h"
#include "mag-practice-json.h"
#include "mag-practice-market.h"

G_BEGIN_DECLS

/* The Yahoo half: one function a call. Symbols are as Yahoo spells them. */
MagPracticeReply *mag_practice_yahoo_quote   (MagPracticeMarket *market, const MagPracticeRequest *request);
MagPracticeReply *mag_practice_yahoo_options (MagPracticeMarket *market, const MagPracticeRequest *request, const char *symbol);
MagPracticeReply *mag_practice_yahoo_chart   (MagPracticeMarket *market, const MagPracticeRequest *request, const char *symbol);
MagPracticeReply *mag_practice_yahoo_summary (MagPracticeMarket *market, const MagPracticeRequest *request, const char *symbol);
MagPracticeReply *mag_practice_yahoo_search  (MagPracticeMarket *market, const MagPracticeRequest *request);

/* A body of the usual envelope: {"KEY":{"result":null,"error":{"code":CODE,"description":DESCRIPTION}}} */
MagPracticeReply *mag_practice_yahoo_error   (guint status, const char *key, const char *code, const char *description);
MagPracticeReply *mag_practice_yahoo_reply   (guint status, GString *body); /* takes body; with the caching headers of the API hosts */

/* What Yahoo knows of a symbol, in numbers; shared by quote, chart and quoteSummary. */
typedef struct
{
  const MagPracticeListing *listing;
  char              symbol[16];   /* as asked for */
  MagPracticeMoment moment;
  MagPracticeTape   tape;
  const char       *state;        /* marketState */
  gint64            now_us, market_seconds; /* regularMarketTime */
  gboolean          pre, post;    /* fields of that session are shown */
  MagPrice          extended;     /* pre- or post-market price */
  gint64            extended_seconds;
  MagPrice          bid, ask;
  MagPrice          year_low, year_high;
  double            year_change;  /* fraction */
  double            average_50, average_200; /* dollars */
  gint64            volume_3m, volume_10d;
  double            earned, expected; /* dollars per share and year */
  gint64            shares;       /* 0: none */
  gint64            capital;      /* market cap, dollars */
  gint64            last_earnings, next_earnings;       /* epoch seconds; 0 */
  gint64            ex_dividend, dividend_paid;         /* 00:00 UTC of the dates; 0 */
  gint64            first_trade;  /* epoch seconds */
  gint64            gmt_offset;   /* seconds */
  guint64           hash;
} MagPracticeFacts;

/* FALSE: no such symbol. */
gboolean    mag_practice_facts_read       (MagPracticeFacts *facts, MagPracticeMarket *market, const char *symbol, gint64 now_us);
const char *mag_practice_facts_type       (const MagPracticeFacts *facts);      /* EQUITY, ETF, INDEX */
const char *mag_practice_facts_venue      (const MagPracticeFacts *facts);      /* fullExchangeName */
const char *mag_practice_facts_zone       (const MagPracticeFacts *facts);      /* EST, EDT */
const char *mag_practice_facts_source     (const MagPracticeFacts *facts);      /* quoteSourceName */
char       *mag_practice_facts_dup_board  (const MagPracticeFacts *facts);      /* messageBoardId */
gboolean    mag_practice_facts_is_index   (const MagPracticeFacts *facts);
double      mag_practice_facts_change     (const MagPracticeFacts *facts);      /* fraction */
void        mag_practice_facts_append     (const MagPracticeFacts *facts, GString *out, GHashTable *fields); /* a v7 quote object */

G_END_DECLS
