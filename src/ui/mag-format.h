/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mag-chain.h"
#include "mag-journal.h"
#include "mag-scan.h"
#include "mag-watchlist.h"

G_BEGIN_DECLS

/* Numbers as people read them. Every char * is newly allocated; unknown is "-". */
char *mag_format_price          (MagPrice price);                  /* "128.41", "1,204.00"; below $0.10 "0.0525" */
char *mag_format_basis          (MagPrice basis);                  /* "46.20", "−1.05": of a share, below 0 when credits exceed the cost */
char *mag_format_strike         (MagPrice strike);                 /* "95", "97.5": never grouped, as contracts are named */
char *mag_format_money          (MagMoney money);                  /* "$1,234.50", "−$95.00" */
char *mag_format_money_signed   (MagMoney money);                  /* "+$250.00", "−$95.00", "$0.00" */
char *mag_format_money_whole    (MagMoney money);                  /* "$48,500": to the nearest dollar */
char *mag_format_money_change   (MagMoney money);                  /* "▲ +$250.00", "▼ −$95.00", "$0.00" */
char *mag_format_large_dollars  (gint64 dollars);                  /* "$3.12 T", "$412 M"; -1 unknown */
char *mag_format_percent        (double fraction, guint decimals); /* 0.065, 1: "6.5 %" */
char *mag_format_percent_change (double fraction, guint decimals); /* "▲ +1.25 %", "▼ −0.40 %", "0.00 %" */
char *mag_format_delta          (double delta);                    /* "−0.213" */
char *mag_format_greek          (double value, guint decimals);
char *mag_format_count          (gint64 count);                    /* "5,310"; -1 unknown */
char *mag_format_standing       (double rank, gint64 days);        /* IV rank or percentile: "41 · 163 d", "41" with a year of days */
char *mag_format_points         (double points);                   /* of volatility: "+7.0 points" */

/* Times. now_us comes from the profile's clock. */
char *mag_format_date           (MagDate date, gint64 now_us);        /* "Fri 18 Dec"; with the year when over 300 days away */
char *mag_format_expiry         (MagDate expiration, gint64 now_us);  /* "Fri 18 Dec · 25 d" */
char *mag_format_duration       (gint64 us);                          /* "4 s", "3 min", "2 h", "5 d" */
char *mag_format_updated        (gint64 then_us, gint64 now_us);      /* "updated 3 min ago", "updated just now", "never updated" */
char *mag_format_quote_age      (gint64 quote_us, MagSource source, gint64 now_us); /* "12 min old", "delayed, 40 min old", "stale, 2 h old", "at close" */
char *mag_format_instant        (gint64 instant_us);                  /* "Mon 23 Nov 2026, 15:45 New York" */

/* Words, translated; static strings. */
const char *mag_format_right          (MagRight right);                  /* "Put" */
const char *mag_format_quote_status   (MagQuoteStatus status);           /* "no bid" */
const char *mag_format_symbol_kind    (MagSymbolKind kind);              /* "stock" */
const char *mag_format_list_origin    (MagListOrigin origin);            /* "TradingView" */
const char *mag_format_import_verdict (MagImportVerdict verdict);        /* "accepted" */
const char *mag_format_market_error   (guint error);                     /* a MagMarketError as jobs count it: "no answer" */
const char *mag_format_scan_filter    (MagScanFilter filter);            /* "delta": follows a count, "2,911 delta" */
const char *mag_format_greeks_origin  (MagGreeksOrigin origin, MagSource source); /* "CBOE", "Magnus model" */

const char *mag_format_strategy       (MagStrategy strategy);            /* "Covered call" */
const char *mag_format_trade_status   (MagTradeStatus status);           /* "assigned" */
const char *mag_format_leg_role       (MagLegRole role, gboolean rolled); /* "Bought to close", "Rolled: bought to close" */
const char *mag_format_attribution    (MagAttribution attribution);      /* "Tax Items": heads a column of P/L */

/* CSS class that colours a figure by its sign: "gain", "loss", or "" at zero and when unknown. Colours are the palette's (style.css). */
const char *mag_format_sign_class     (double value);

G_END_DECLS
