/* SPDX-License-Identifier: GPL-3.0-or-later */

/* From bid and ask to a verdict: whether a quote can be used, what its mark is, how wide it is and how old. The order of the tests is that of
 * the first two tables of the option mathematics page; rankings and averages take only quotes that are OK. */

#include "config.h"

#include "mag-quote.h"

#include "mag-date.h"
#include "mag-money.h"

#include <math.h>
#include <string.h>

#define WIDE_SPREAD (MAG_PRICE_SCALE / 10) /* $0.10 */
#define WIDE_PARTS 4                       /* a spread over a quarter of the mark */
#define MINUTE_US (60 * MAG_SECOND_US)
#define FRESH_MARGIN_MINUTES 15
#define STALE_MARGIN_MINUTES 60
#define TICK 0.01         /* dollars */
#define SHOWN_POINTS 25.0 /* of volatility, that a tick may move it */

static const char *const status_nicks[] = {
  [MAG_QUOTE_OK] = "ok",
  [MAG_QUOTE_BAD_INPUT] = "bad_input",
  [MAG_QUOTE_EXPIRED] = "expired",
  [MAG_QUOTE_NO_QUOTE] = "no_quote",
  [MAG_QUOTE_CROSSED] = "crossed",
  [MAG_QUOTE_NO_BID] = "no_bid",
  [MAG_QUOTE_NO_ASK] = "no_ask",
  [MAG_QUOTE_BELOW_INTRINSIC] = "below_intrinsic",
  [MAG_QUOTE_AT_INTRINSIC] = "at_intrinsic",
  [MAG_QUOTE_BELOW_MINIMUM] = "below_minimum",
  [MAG_QUOTE_ABOVE_MAXIMUM] = "above_maximum",
  [MAG_QUOTE_BELOW_RANGE] = "below_range",
  [MAG_QUOTE_ABOVE_RANGE] = "above_range",
};
G_STATIC_ASSERT (G_N_ELEMENTS (status_nicks) == MAG_QUOTE_N_STATUSES);

static gboolean
is_negative (MagPrice price)
{
  return price < 0 && price != MAG_PRICE_UNKNOWN;
}

/* A missing side and a side of zero mean the same to a seller; MAG_PRICE_UNKNOWN is below zero. */
static gboolean
is_present (MagPrice price)
{
  return price > 0;
}

/**
 * mag_quote_classify:
 * @years: to expiry
 * @bid: unknown when the source gave none
 * @ask: unknown when the source gave none
 * @mark: (out): (bid + ask) / 2, ask / 2 without a bid, bid without an ask; unknown for any other status
 *
 * Returns: what bid and ask say by themselves: MAG_QUOTE_OK to MAG_QUOTE_NO_ASK, never one of the range statuses
 */
MagQuoteStatus
mag_quote_classify (MagPrice  spot,
                    MagPrice  strike,
                    double    years,
                    MagPrice  bid,
                    MagPrice  ask,
                    MagPrice *mark)
{
  g_return_val_if_fail (mark != NULL, MAG_QUOTE_BAD_INPUT);

  *mark = MAG_PRICE_UNKNOWN;
  if (spot <= 0 || strike <= 0 || is_negative (bid) || is_negative (ask) || !isfinite (years))
    return MAG_QUOTE_BAD_INPUT;
  if (years <= 0)
    return MAG_QUOTE_EXPIRED;
  if (!is_present (bid) && !is_present (ask))
    return MAG_QUOTE_NO_QUOTE;
  if (is_present (ask) && bid > ask)
    return MAG_QUOTE_CROSSED;
  if (!is_present (bid))
    {
      *mark = mag_price_mid (0, ask);
      return MAG_QUOTE_NO_BID;
    }
  if (!is_present (ask))
    {
      *mark = bid;
      return MAG_QUOTE_NO_ASK;
    }
  *mark = mag_price_mid (bid, ask);
  return MAG_QUOTE_OK;
}

/**
 * mag_quote_is_wide:
 *
 * Returns: whether the spread is over both $0.10 and a quarter of @mark; a missing bid counts as 0, without an ask there is no spread
 */
gboolean
mag_quote_is_wide (MagPrice bid,
                   MagPrice ask,
                   MagPrice mark)
{
  MagPrice spread;

  if (!is_present (ask) || !is_present (mark))
    return FALSE;
  spread = ask - MAX (bid, 0);
  return spread > WIDE_SPREAD && spread * WIDE_PARTS > mark;
}

/**
 * mag_quote_spread:
 *
 * Returns: (ask - bid) / mark as a fraction, a missing bid counting as 0; NaN without an ask or a mark
 */
double
mag_quote_spread (MagPrice bid,
                  MagPrice ask,
                  MagPrice mark)
{
  if (!is_present (ask) || !is_present (mark))
    return NAN;
  return (double) (ask - MAX (bid, 0)) / (double) mark;
}

/**
 * mag_quote_status_to_nick:
 *
 * Returns: "ok", "no_bid", ...: the word in the database and in JSON
 */
const char *
mag_quote_status_to_nick (MagQuoteStatus status)
{
  g_return_val_if_fail (status < MAG_QUOTE_N_STATUSES, "");

  return status_nicks[status];
}

/**
 * mag_quote_status_from_nick:
 * @status: (out): where to store it
 *
 * Returns: %FALSE and @status untouched when there is no such word
 */
gboolean
mag_quote_status_from_nick (const char     *nick,
                            MagQuoteStatus *status)
{
  for (guint i = 0; i < MAG_QUOTE_N_STATUSES; i++)
    if (g_strcmp0 (nick, status_nicks[i]) == 0)
      {
        *status = (MagQuoteStatus) i;
        return TRUE;
      }
  return FALSE;
}

/* The range tests that hold whatever rate and dividend are: no price may be worth more than the share or the strike, and an American
 * option is worth exercise at least. Prices are whole 1/10000 dollars, so the page's tolerance is equality here. */
static MagQuoteStatus
check_range (const MagContract *contract,
             MagPrice           spot,
             MagPrice           mark,
             MagQuoteStatus     status)
{
  MagPrice intrinsic = mag_contract_intrinsic (contract, spot);
  gboolean american = !mag_contract_is_european (contract);

  if (american && mark < intrinsic)
    return MAG_QUOTE_BELOW_INTRINSIC;
  if (american && intrinsic > 0 && mark == intrinsic)
    return MAG_QUOTE_AT_INTRINSIC;
  if (mark >= (contract->right == MAG_RIGHT_CALL ? spot : contract->strike))
    return MAG_QUOTE_ABOVE_MAXIMUM;
  return status;
}

/**
 * mag_option_quote_evaluate_at:
 * @spot: of the underlying at the moment of the quote
 * @years: to expiry, see mag_date_years_to_expiry()
 *
 * As mag_option_quote_evaluate(), for a caller that evaluates many contracts of one expiration.
 *
 * Returns: the mark; unknown where the status has none
 */
MagPrice
mag_option_quote_evaluate_at (MagOptionQuote *quote,
                              MagPrice        spot,
                              double          years)
{
  MagPrice mark;

  quote->status = mag_quote_classify (spot, quote->contract.strike, years, quote->bid, quote->ask, &mark);
  quote->wide = mag_quote_is_wide (quote->bid, quote->ask, mark);
  if (mark != MAG_PRICE_UNKNOWN)
    quote->status = check_range (&quote->contract, spot, mark, quote->status);
  return mark;
}

/**
 * mag_option_quote_evaluate:
 * @spot: of the underlying at the moment of the quote
 *
 * Sets `status` and `wide` from the quote's own bid and ask. Of the range statuses it finds those that need no interest rate; a solver of
 * volatilities may replace OK by one of the others.
 *
 * Returns: the mark; unknown where the status has none
 */
MagPrice
mag_option_quote_evaluate (MagOptionQuote *quote,
                           MagPrice        spot,
                           gint64          now_us)
{
  const MagContract *contract = &quote->contract;
  double years = mag_date_years_to_expiry (contract->expiration, mag_contract_is_am_settled (contract), now_us);

  return mag_option_quote_evaluate_at (quote, spot, years);
}

/**
 * mag_quote_status_is_ranked:
 *
 * Returns: whether a quote of this status enters rankings, skew and averages of volatility
 */
gboolean
mag_quote_status_is_ranked (MagQuoteStatus status)
{
  return status == MAG_QUOTE_OK;
}

/**
 * mag_option_quote_shown_iv:
 *
 * Deep in or out of the money a volatility is a property of how the quote was rounded: it is shown only where a tick of $0.01 moves it by less than 25
 * points (option-math 5).
 *
 * Returns: the quote's iv, or NaN where it has none or one not to be shown
 */
double
mag_option_quote_shown_iv (const MagOptionQuote *quote)
{
  return quote->vega > TICK / SHOWN_POINTS ? quote->iv : NAN;
}

/* Time the market was open between two instants, counted no further than limit_us, so that years cost no more than days. */
static gint64
session_time (gint64 from_us,
              gint64 to_us,
              gint64 limit_us)
{
  MagDate date = mag_date_in_new_york (from_us);
  MagDate last = mag_date_in_new_york (to_us);
  gint64 total = 0;

  if (!mag_calendar_is_trading_day (date))
    date = mag_calendar_next_trading_day (date);
  for (; date <= last && total <= limit_us; date = mag_calendar_next_trading_day (date))
    {
      gint64 from = MAX (from_us, mag_calendar_open_us (date));
      gint64 to = MIN (to_us, mag_calendar_close_us (date));

      total += MAX (to - from, 0);
    }
  return total;
}

/**
 * mag_quote_freshness:
 * @quote_us: moment of the quote; 0 unknown
 * @nominal_delay_minutes: of the source, mag_source_get_nominal_delay()
 *
 * Age is the session clock minus the time of the quote. Up to the nominal delay and a quarter of an hour a quote is fresh; stale once the market
 * has been open a further hour; delayed between. So a quote of yesterday's close is delayed, not stale, just after the open. Outside the
 * session a quote fresh against the close is "at close".
 */
MagFreshness
mag_quote_freshness (gint64 quote_us,
                     int    nominal_delay_minutes,
                     gint64 now_us)
{
  gint64 clock_us = mag_calendar_session_clock (now_us);
  gint64 fresh_us = (nominal_delay_minutes + FRESH_MARGIN_MINUTES) * MINUTE_US;
  gint64 stale_us = fresh_us + STALE_MARGIN_MINUTES * MINUTE_US;

  if (quote_us <= 0)
    return MAG_FRESHNESS_UNKNOWN;
  if (clock_us - quote_us <= fresh_us)
    return mag_calendar_session (now_us) == MAG_SESSION_OPEN ? MAG_FRESHNESS_FRESH : MAG_FRESHNESS_AT_CLOSE;
  return session_time (quote_us, clock_us, stale_us) > stale_us ? MAG_FRESHNESS_STALE : MAG_FRESHNESS_DELAYED;
}
