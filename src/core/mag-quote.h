/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mag-contract.h"

G_BEGIN_DECLS

/* protocols/option-math.md section 3 and 5; order is the order of the database enum, append only. */
typedef enum
{
  MAG_QUOTE_OK,
  MAG_QUOTE_BAD_INPUT,
  MAG_QUOTE_EXPIRED,
  MAG_QUOTE_NO_QUOTE,
  MAG_QUOTE_CROSSED,
  MAG_QUOTE_NO_BID,
  MAG_QUOTE_NO_ASK,
  MAG_QUOTE_BELOW_INTRINSIC,
  MAG_QUOTE_AT_INTRINSIC,
  MAG_QUOTE_BELOW_MINIMUM,
  MAG_QUOTE_ABOVE_MAXIMUM,
  MAG_QUOTE_BELOW_RANGE,
  MAG_QUOTE_ABOVE_RANGE,
  MAG_QUOTE_N_STATUSES
} MagQuoteStatus;

/* Where delta, gamma, theta and vega of a quote come from. */
typedef enum
{
  MAG_GREEKS_NONE,
  MAG_GREEKS_SOURCE,   /* the feed's own */
  MAG_GREEKS_MODEL,  /* our own, at our own iv: American, or European where the contract is */
} MagGreeksOrigin;

/* A contract with what a source said of it at one moment. A plain value, some 170 bytes. */
typedef struct
{
  MagContract     contract;
  MagPrice        bid, ask, last;          /* UNKNOWN when the source gave none; 0 is a real zero bid */
  gint64          last_trade_us;
  gint64          volume, open_interest;   /* contracts; -1 unknown */
  double          iv;                      /* always our own, whatever the source says: fraction per sqrt(year); NaN */
  double          delta, gamma, theta, vega; /* one long option: put delta < 0, theta per calendar day, vega per vol point; NaN */
  MagGreeksOrigin greeks;
  MagQuoteStatus  status;
  gboolean        wide;                    /* spread > max($0.10, 25 % of mark) */
} MagOptionQuote;

/* Classifies bid/ask (option-math section 3, rows top to bottom); *mark is left UNKNOWN where the table says none. */
MagQuoteStatus mag_quote_classify        (MagPrice spot, MagPrice strike, double years, MagPrice bid, MagPrice ask, MagPrice *mark);
gboolean       mag_quote_is_wide         (MagPrice bid, MagPrice ask, MagPrice mark);
double         mag_quote_spread          (MagPrice bid, MagPrice ask, MagPrice mark); /* (ask-bid)/mark; NaN */
const char    *mag_quote_status_to_nick  (MagQuoteStatus status);                     /* "ok", "no_bid", ... */
gboolean       mag_quote_status_from_nick (const char *nick, MagQuoteStatus *status);
/* Sets status, wide from the quote's own numbers; returns the mark. */
MagPrice       mag_option_quote_evaluate (MagOptionQuote *quote, MagPrice spot, gint64 now_us);
MagPrice       mag_option_quote_evaluate_at (MagOptionQuote *quote, MagPrice spot, double years); /* the same when many share an expiration */
gboolean       mag_quote_status_is_ranked (MagQuoteStatus status);                    /* only OK enters ranks and IV averages */
double         mag_option_quote_shown_iv  (const MagOptionQuote *quote);              /* iv where the price says enough of it; NaN */

/* DOMAIN 6. */
typedef enum
{
  MAG_FRESHNESS_UNKNOWN,
  MAG_FRESHNESS_FRESH,
  MAG_FRESHNESS_DELAYED,
  MAG_FRESHNESS_STALE,
  MAG_FRESHNESS_AT_CLOSE, /* market shut and the quote is of the last session's end */
} MagFreshness;

MagFreshness   mag_quote_freshness       (gint64 quote_us, int nominal_delay_minutes, gint64 now_us);

G_END_DECLS
