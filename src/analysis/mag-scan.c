/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the scanner asks of a contract, in which order, and what it says of one that passes. Pure: the store's statement says the same in
 * SQL, and a test holds the two together. Returns count on the bid, because that is what a seller gets. */

#include "config.h"

#include "mag-scan.h"

#include "mag-date.h"
#include "mag-money.h"
#include "mag-payoff.h"
#include "mag-probability.h"
#include "mag-symbol.h"
#include "mag-volatility.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define MULTIPLIER 100 /* adjusted contracts, whose deliverable differs, are never ranked */
#define MONTH_DAYS 30.0
#define YEAR_DAYS 365.0
#define DTE_MAX 1500
#define SPREAD_MAX 2.0 /* of the mark: a bid of nothing */

/**
 * mag_scan_criteria_init:
 * @criteria: (out caller-allocates): the defaults: puts, 30 days give or take 7, |delta| 0.25 to 0.40, out of the money, every other limit off
 */
void
mag_scan_criteria_init (MagScanCriteria *criteria)
{
  *criteria = (MagScanCriteria) {
    .right = MAG_RIGHT_PUT,
    .dte_target = 30,
    .dte_tolerance = 7,
    .delta_min = 0.25,
    .delta_max = 0.40,
    .bid_min = MAG_PRICE_UNKNOWN,
    .monthly_return_min = NAN,
    .open_interest_min = MAG_COUNT_UNKNOWN,
    .volume_min = MAG_COUNT_UNKNOWN,
    .spread_max = NAN,
    .collateral_max = MAG_MONEY_UNKNOWN,
    .out_of_the_money = TRUE,
  };
}

static gboolean
refuse (GError     **error,
        const char  *message)
{
  g_set_error_literal (error, MAG_VALIDATION_ERROR, MAG_VALIDATION_ERROR_RANGE, message);
  return FALSE;
}

/**
 * mag_scan_criteria_validate:
 *
 * Returns: %FALSE and MAG_VALIDATION_ERROR_RANGE with a sentence about the first limit that makes no sense
 */
gboolean
mag_scan_criteria_validate (const MagScanCriteria  *criteria,
                            GError                **error)
{
  if (criteria->dte_target < 0 || criteria->dte_target > DTE_MAX)
    return refuse (error, _("The days to expiration must be between 0 and 1500."));
  if (criteria->dte_tolerance < 0 || criteria->dte_tolerance > DTE_MAX)
    return refuse (error, _("The tolerance in days must be between 0 and 1500."));
  if (!(criteria->delta_min >= 0 && criteria->delta_max <= 1))
    return refuse (error, _("A delta is between 0 and 1 here, without its sign."));
  if (!(criteria->delta_min <= criteria->delta_max))
    return refuse (error, _("The lowest delta is above the highest."));
  if (criteria->bid_min != MAG_PRICE_UNKNOWN && (criteria->bid_min < 0 || criteria->bid_min > MAG_PRICE_MAX))
    return refuse (error, _("The minimum bid is not a price."));
  if (isinf (criteria->monthly_return_min) || criteria->monthly_return_min < 0)
    return refuse (error, _("The minimum monthly return must not be negative."));
  if (criteria->open_interest_min < MAG_COUNT_UNKNOWN || criteria->volume_min < MAG_COUNT_UNKNOWN)
    return refuse (error, _("A minimum of contracts must not be negative."));
  if (criteria->spread_max < 0 || criteria->spread_max > SPREAD_MAX)
    return refuse (error, _("The maximum spread must be between 0 and 200 percent of the mark."));
  if (criteria->collateral_max != MAG_MONEY_UNKNOWN && criteria->collateral_max <= 0)
    return refuse (error, _("The maximum collateral must be above zero."));
  return TRUE;
}

/* What a seller puts up per share: the strike of a put, the share of a call. */
static MagPrice
capital_per_share (const MagContract *contract,
                   MagPrice           spot)
{
  return contract->right == MAG_RIGHT_PUT ? contract->strike : spot;
}

/**
 * mag_scan_return_on_capital:
 * @spot: of the chain's moment
 *
 * The store keeps this figure with each quote, so that it ranks by the very same number.
 *
 * Returns: the bid over the strike of a put or the spot of a call, a fraction; NaN without a bid
 */
double
mag_scan_return_on_capital (const MagOptionQuote *quote,
                            MagPrice              spot)
{
  MagPrice capital = capital_per_share (&quote->contract, spot);

  if (quote->bid == MAG_PRICE_UNKNOWN || capital <= 0)
    return NAN;
  return (double) quote->bid / (double) capital;
}

/* NaN at DTE 0, where no month can be filled with such trades. */
static double
scale_to_days (double return_,
               double days,
               int    dte)
{
  return dte > 0 ? return_ * days / dte : NAN;
}

static MagPrice
mark_of (const MagOptionQuote *quote,
         MagPrice              spot)
{
  MagPrice mark;

  /* Any time left will do: here the mark is wanted, not the verdict. */
  mag_quote_classify (spot, quote->contract.strike, 1.0, quote->bid, quote->ask, &mark);
  return mark;
}

static MagMoney
collateral_of (const MagContract *contract,
               MagPrice           spot)
{
  MagMoney total;

  return mag_money_total (capital_per_share (contract, spot), MULTIPLIER, 1, &total) ? total : MAG_MONEY_UNKNOWN;
}

static gboolean
fails_delta (const MagScanCriteria *criteria,
             double                 delta)
{
  return fabs (delta) < criteria->delta_min || fabs (delta) > criteria->delta_max;
}

static gboolean
fails_bid (const MagScanCriteria *criteria,
           MagPrice               bid)
{
  return bid <= 0 || (criteria->bid_min != MAG_PRICE_UNKNOWN && bid < criteria->bid_min);
}

/* A limit that is on is not met by what is unknown: NaN compares false. */
static gboolean
fails_return (const MagScanCriteria *criteria,
              const MagOptionQuote  *quote,
              MagPrice               spot,
              int                    dte)
{
  double monthly = scale_to_days (mag_scan_return_on_capital (quote, spot), MONTH_DAYS, dte);

  return !isnan (criteria->monthly_return_min) && !(monthly >= criteria->monthly_return_min);
}

static gboolean
fails_spread (const MagScanCriteria *criteria,
              const MagOptionQuote  *quote,
              MagPrice               spot)
{
  double spread = mag_quote_spread (quote->bid, quote->ask, mark_of (quote, spot));

  return !isnan (criteria->spread_max) && !(spread <= criteria->spread_max);
}

static gboolean
fails_collateral (const MagScanCriteria *criteria,
                  const MagContract     *contract,
                  MagPrice               spot)
{
  MagMoney collateral = collateral_of (contract, spot);

  return criteria->collateral_max != MAG_MONEY_UNKNOWN &&
         (collateral == MAG_MONEY_UNKNOWN || collateral > criteria->collateral_max);
}

/**
 * mag_scan_first_failure:
 * @spot: of the chain's moment
 *
 * Applies the filters in the order of MagScanFilter.
 *
 * Returns: the first one @quote does not pass, or MAG_SCAN_N_FILTERS when it passes all
 */
MagScanFilter
mag_scan_first_failure (const MagScanCriteria *criteria,
                        const MagOptionQuote  *quote,
                        MagPrice               spot,
                        gint64                 now_us)
{
  const MagContract *contract = &quote->contract;
  int dte = mag_date_dte (contract->expiration, now_us);

  if (contract->right != criteria->right)
    return MAG_SCAN_FILTER_RIGHT;
  if (mag_contract_is_adjusted (contract) || mag_contract_is_flex (contract))
    return MAG_SCAN_FILTER_ADJUSTED;
  if (mag_date_is_expired (contract->expiration, mag_contract_is_am_settled (contract), now_us))
    return MAG_SCAN_FILTER_EXPIRED;
  if (abs (dte - criteria->dte_target) > criteria->dte_tolerance)
    return MAG_SCAN_FILTER_DTE;
  if (!mag_quote_status_is_ranked (quote->status))
    return MAG_SCAN_FILTER_QUOTE;
  if (criteria->out_of_the_money && !mag_contract_is_otm (contract, spot))
    return MAG_SCAN_FILTER_MONEYNESS;
  if (isnan (quote->delta))
    return MAG_SCAN_FILTER_NO_DELTA;
  if (fails_delta (criteria, quote->delta))
    return MAG_SCAN_FILTER_DELTA;
  if (fails_bid (criteria, quote->bid))
    return MAG_SCAN_FILTER_BID;
  if (fails_return (criteria, quote, spot, dte))
    return MAG_SCAN_FILTER_RETURN;
  if (criteria->open_interest_min >= 0 && quote->open_interest < criteria->open_interest_min)
    return MAG_SCAN_FILTER_OPEN_INTEREST;
  if (criteria->volume_min >= 0 && quote->volume < criteria->volume_min)
    return MAG_SCAN_FILTER_VOLUME;
  if (fails_spread (criteria, quote, spot))
    return MAG_SCAN_FILTER_SPREAD;
  if (fails_collateral (criteria, contract, spot))
    return MAG_SCAN_FILTER_COLLATERAL;
  return MAG_SCAN_N_FILTERS;
}

/* Unknown comes last whichever way the others go. */
static int
compare_ratios (double a,
                double b)
{
  if (isnan (a) || isnan (b))
    return isnan (a) - isnan (b);
  return (a > b) - (a < b);
}

/**
 * mag_scan_row_compare:
 *
 * The rank: higher monthly return on the bid first, ties by smaller |delta|, then symbol, expiration and strike, so that the order is always the
 * same.
 *
 * Returns: below 0 when @a ranks before @b
 */
int
mag_scan_row_compare (const MagScanRow *a,
                      const MagScanRow *b,
                      gint64            now_us)
{
  double monthly_a = scale_to_days (mag_scan_return_on_capital (&a->quote, a->spot), MONTH_DAYS,
                                    mag_date_dte (a->quote.contract.expiration, now_us));
  double monthly_b = scale_to_days (mag_scan_return_on_capital (&b->quote, b->spot), MONTH_DAYS,
                                    mag_date_dte (b->quote.contract.expiration, now_us));
  int order = compare_ratios (-monthly_a, -monthly_b);

  if (order == 0)
    order = compare_ratios (fabs (a->quote.delta), fabs (b->quote.delta));
  if (order == 0)
    order = strcmp (a->symbol, b->symbol);
  if (order == 0)
    order = (a->quote.contract.expiration > b->quote.contract.expiration) -
            (a->quote.contract.expiration < b->quote.contract.expiration);
  if (order == 0)
    order = (a->quote.contract.strike > b->quote.contract.strike) - (a->quote.contract.strike < b->quote.contract.strike);
  if (order == 0)
    order = mag_contract_compare (&a->quote.contract, &b->quote.contract);
  return order;
}

/* The share price at expiry where nothing is gained or lost: what the seller has put up less the premium. A call is scanned as a covered
 * one on shares bought at the spot. */
static MagPrice
breakeven_of (const MagOptionQuote *quote,
              MagPrice              spot)
{
  return quote->bid == MAG_PRICE_UNKNOWN ? MAG_PRICE_UNKNOWN : capital_per_share (&quote->contract, spot) - quote->bid;
}

static void
set_probabilities (MagScanFigures       *figures,
                   const MagOptionQuote *quote,
                   MagPrice              spot,
                   const MagTerms       *terms,
                   gint64                now_us)
{
  const MagContract *contract = &quote->contract;
  /* The moment the volatility is of: over a weekend no option has aged that nobody could trade. */
  gint64 at_us = mag_calendar_session_clock (now_us);
  MagDividend dividends[MAG_TERMS_MAX_DIVIDENDS];
  gsize n_dividends = mag_payoff_dividends (terms, at_us, dividends);
  MagOption kept = {
    .call = contract->right == MAG_RIGHT_CALL,
    .spot = mag_price_to_double (spot),
    .strike = mag_price_to_double (contract->strike),
    .years = mag_date_years_to_expiry (contract->expiration, mag_contract_is_am_settled (contract), at_us),
    .rate = terms->rate,
    .yield = terms->yield,
    .sigma = quote->iv,
  };
  MagOption paid = kept, level;

  mag_probability_take_dividends (&paid, dividends, n_dividends);
  figures->p_itm = mag_probability_itm (&paid);
  if (figures->breakeven == MAG_PRICE_UNKNOWN || isnan (figures->p_itm))
    {
      figures->pop = NAN;
      return;
    }
  if (kept.call && figures->breakeven >= contract->strike)
    {
      figures->pop = 0; /* called away below its cost: it cannot gain (option-math 8) */
      return;
    }
  /* Who holds the shares under a call collects the dividends. */
  level = kept.call ? kept : paid;
  figures->pop = mag_probability_above (level.spot, level.strike - kept.strike + mag_price_to_double (figures->breakeven), level.years, level.rate, level.yield,
                                        level.sigma);
}

static double
cushion_of (const MagContract *contract,
            MagPrice           spot)
{
  if (spot <= 0)
    return NAN;
  return (double) (contract->right == MAG_RIGHT_PUT ? spot - contract->strike : contract->strike - spot) / (double) spot;
}

/**
 * mag_scan_row_get_figures:
 * @figures: (out caller-allocates): everything a row shows that is not in it
 *
 * Sold at the bid, with the rate and the yield the chain was valued with. What can't be figured is unknown in its own way: NaN, MAG_PRICE_UNKNOWN or MAG_MONEY_UNKNOWN.
 */
void
mag_scan_row_get_figures (const MagScanRow *row,
                          gint64            now_us,
                          MagScanFigures   *figures)
{
  const MagOptionQuote *quote = &row->quote;

  *figures = (MagScanFigures) { .premium = MAG_MONEY_UNKNOWN };
  figures->dte = mag_date_dte (quote->contract.expiration, now_us);
  figures->mark = mark_of (quote, row->spot);
  figures->roc = mag_scan_return_on_capital (quote, row->spot);
  figures->monthly_return = scale_to_days (figures->roc, MONTH_DAYS, figures->dte);
  figures->annualized = scale_to_days (figures->roc, YEAR_DAYS, figures->dte);
  mag_money_total (quote->bid, MULTIPLIER, 1, &figures->premium);
  figures->collateral = collateral_of (&quote->contract, row->spot);
  figures->breakeven = breakeven_of (quote, row->spot);
  figures->cushion = cushion_of (&quote->contract, row->spot);
  figures->spread = mag_quote_spread (quote->bid, quote->ask, figures->mark);
  figures->iv_premium = mag_volatility_premium (row->stock_iv30, row->hv30);
  set_probabilities (figures, quote, row->spot, &row->terms, now_us);
}

/**
 * mag_scan_filter_to_nick:
 *
 * Returns: "delta", "spread", ...: the word in JSON
 */
const char *
mag_scan_filter_to_nick (MagScanFilter filter)
{
  static const char *const nicks[] = {
    [MAG_SCAN_FILTER_RIGHT] = "right",
    [MAG_SCAN_FILTER_ADJUSTED] = "adjusted",
    [MAG_SCAN_FILTER_EXPIRED] = "expired",
    [MAG_SCAN_FILTER_DTE] = "dte",
    [MAG_SCAN_FILTER_QUOTE] = "quote",
    [MAG_SCAN_FILTER_MONEYNESS] = "moneyness",
    [MAG_SCAN_FILTER_NO_DELTA] = "no_delta",
    [MAG_SCAN_FILTER_DELTA] = "delta",
    [MAG_SCAN_FILTER_BID] = "bid",
    [MAG_SCAN_FILTER_RETURN] = "monthly_return",
    [MAG_SCAN_FILTER_OPEN_INTEREST] = "open_interest",
    [MAG_SCAN_FILTER_VOLUME] = "volume",
    [MAG_SCAN_FILTER_SPREAD] = "spread",
    [MAG_SCAN_FILTER_COLLATERAL] = "collateral",
  };
  G_STATIC_ASSERT (G_N_ELEMENTS (nicks) == MAG_SCAN_N_FILTERS);

  g_return_val_if_fail (filter < MAG_SCAN_N_FILTERS, "");

  return nicks[filter];
}

/**
 * mag_scan_result_new:
 *
 * Returns: (transfer full): an empty result, to be filled by one thread
 */
MagScanResult *
mag_scan_result_new (void)
{
  MagScanResult *result = g_new0 (MagScanResult, 1);

  result->rows = g_array_new (FALSE, FALSE, sizeof (MagScanRow));
  g_atomic_ref_count_init (&result->ref_count);
  return result;
}

/**
 * mag_scan_result_ref:
 *
 * Returns: (transfer full): @result
 */
MagScanResult *
mag_scan_result_ref (MagScanResult *result)
{
  g_atomic_ref_count_inc (&result->ref_count);
  return result;
}

/**
 * mag_scan_result_unref:
 * @result: (transfer full): a result
 */
void
mag_scan_result_unref (MagScanResult *result)
{
  if (!g_atomic_ref_count_dec (&result->ref_count))
    return;
  g_array_unref (result->rows);
  g_free (result);
}
