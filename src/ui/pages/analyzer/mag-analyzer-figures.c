/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Each figure of a contract with its reason: inputs, formula, source and time (DOMAIN 10: every displayed figure can
 * explain itself). Text only; the details pane shows it. */

#include "mag-analyzer-figures.h"

#include "mag-date.h"
#include "mag-format.h"
#include "mag-symbol.h"
#include "mag-volatility.h"

#include <glib/gi18n.h>
#include <math.h>

#define MULTIPLIER 100 /* adjusted contracts, which have others, are never ranked */

/* What the sentences are made of, formatted once. */
typedef struct
{
  const MagScanRow     *scan;
  const MagScanFigures *figures;
  gboolean              put;
  char                 *bid, *ask, *mark, *strike, *spot, *iv, *rate, *dividends, *roc, *breakeven, *quoted;
} Parts;

/* What the chain was valued with besides the rate. */
static char *
describe_dividends (const MagScanRow *scan)
{
  const MagTerms *terms = &scan->terms;
  guint n = terms->n_dividends; /* those that count for this contract */
  g_autofree char *yield = mag_format_percent (terms->yield, 2);
  g_autofree char *amount = n > 0 ? mag_format_price (terms->dividends[0].amount) : NULL;
  g_autofree char *date = n > 0 ? mag_format_date (terms->dividends[0].ex_date, scan->quoted_us) : NULL;

  if (n == 0 && terms->yield > 0)
    return g_strdup_printf (_("dividend yield %s"), yield);
  if (n == 0)
    return g_strdup (_("no dividends"));
  if (n == 1 && terms->dividends[0].announced)
    return g_strdup_printf (_("a dividend of %s, ex %s (date announced, amount as the last)"), amount, date);
  if (n == 1)
    return g_strdup_printf (_("a dividend of %s, ex %s (estimate)"), amount, date);
  return g_strdup_printf (ngettext ("%u dividend of %s, the first ex %s (estimates)", "%u dividends of %s, the first ex %s (estimates)", n), n, amount, date);
}

static void
parts_init (Parts          *parts,
            MagAnalyzerRow *row)
{
  parts->scan = mag_analyzer_row_get_scan (row);
  parts->figures = mag_analyzer_row_get_figures (row);
  parts->put = parts->scan->quote.contract.right == MAG_RIGHT_PUT;
  parts->bid = mag_format_price (parts->scan->quote.bid);
  parts->ask = mag_format_price (parts->scan->quote.ask);
  parts->mark = mag_format_price (parts->figures->mark);
  parts->strike = mag_format_strike (parts->scan->quote.contract.strike);
  parts->spot = mag_format_price (parts->scan->spot);
  parts->iv = mag_format_percent (mag_option_quote_shown_iv (&parts->scan->quote), 1);
  parts->rate = mag_format_percent (parts->scan->terms.rate, 2);
  parts->dividends = describe_dividends (parts->scan);
  parts->roc = mag_format_percent (parts->figures->roc, 4);
  parts->breakeven = mag_format_price (parts->figures->breakeven);
  parts->quoted = mag_format_instant (parts->scan->quoted_us);
}

static void
parts_clear (Parts *parts)
{
  g_free (parts->bid);
  g_free (parts->ask);
  g_free (parts->mark);
  g_free (parts->strike);
  g_free (parts->spot);
  g_free (parts->iv);
  g_free (parts->rate);
  g_free (parts->dividends);
  g_free (parts->roc);
  g_free (parts->breakeven);
  g_free (parts->quoted);
}

static void
add_return (GPtrArray   *list,
            const Parts *p)
{
  const char *group = _("Return on the Bid");
  int dte = p->figures->dte;

  mag_explained_figures_add (list, group, _("Premium"), mag_format_money (p->figures->premium),
       g_strdup_printf (_("bid %s × %d shares: what a seller can count on"), p->bid, MULTIPLIER));
  mag_explained_figures_add (list, group, _("Collateral"), mag_format_money (p->figures->collateral),
       p->put ? g_strdup_printf (_("strike %s × %d shares, held in cash"), p->strike, MULTIPLIER)
              : g_strdup_printf (_("%d shares at the spot price %s"), MULTIPLIER, p->spot));
  mag_explained_figures_add (list, group, _("Return on capital"), mag_format_percent (p->figures->roc, 2),
       p->put ? g_strdup_printf (_("bid %s ÷ strike %s (cash secured)"), p->bid, p->strike)
              : g_strdup_printf (_("bid %s ÷ spot %s (covered, share price unchanged)"), p->bid, p->spot));
  mag_explained_figures_add (list, group, _("Monthly return"), mag_format_percent (p->figures->monthly_return, 2),
       dte > 0 ? g_strdup_printf (_("%s × 30 ÷ %d days"), p->roc, dte) : g_strdup (_("undefined on the last day")));
  mag_explained_figures_add (list, group, _("Annualized"), mag_format_percent (p->figures->annualized, 1),
       dte > 0 ? g_strdup_printf (_("%s × 365 ÷ %d days, simple"), p->roc, dte) : g_strdup (_("undefined on the last day")));
  mag_explained_figures_add (list, group, _("Breakeven"), mag_format_price (p->figures->breakeven),
       p->put ? g_strdup_printf (_("strike %s − bid %s"), p->strike, p->bid)
              : g_strdup_printf (_("spot %s − bid %s, with shares bought now"), p->spot, p->bid));
}

static const char *
style_of (const Parts *p)
{
  return mag_contract_is_european (&p->scan->quote.contract) ? _("European") : _("American");
}

static void
add_risk (GPtrArray   *list,
          const Parts *p)
{
  const char *group = _("Probability and Distance");
  const MagOptionQuote *quote = &p->scan->quote;

  mag_explained_figures_add (list, group, _("Probability of profit"), mag_format_percent (p->figures->pop, 1),
       g_strdup_printf (_("price at expiry at or above breakeven %s; IV %s, rate %s, %s, lognormal"), p->breakeven, p->iv, p->rate, p->dividends));
  mag_explained_figures_add (list, group, _("Probability in the money"), mag_format_percent (p->figures->p_itm, 1),
       g_strdup_printf (p->put ? _("price at expiry below strike %s; IV %s, rate %s, %s, lognormal")
                               : _("price at expiry above strike %s; IV %s, rate %s, %s, lognormal"),
                        p->strike, p->iv, p->rate, p->dividends));
  mag_explained_figures_add (list, group, _("Cushion"), mag_format_percent (p->figures->cushion, 1),
       g_strdup_printf (p->put ? _("(spot %s − strike %s) ÷ spot") : _("(strike %2$s − spot %1$s) ÷ spot"), p->spot, p->strike));
  mag_explained_figures_add (list, group, _("Delta"), mag_format_delta (quote->delta),
       quote->greeks == MAG_GREEKS_MODEL    ? g_strdup_printf (_("Magnus model, %s, at IV %s, rate %s, %s: the source gave none"), style_of (p), p->iv, p->rate, p->dividends)
       : quote->greeks == MAG_GREEKS_SOURCE ? g_strdup_printf (_("from %s, for one long option"), mag_source_get_name (p->scan->source))
                                            : g_strdup (_("unknown")));
}

static void
add_greeks (GPtrArray   *list,
            const Parts *p)
{
  const char *group = _("Greeks");
  const MagOptionQuote *quote = &p->scan->quote;
  const char *origin = mag_format_greeks_origin (quote->greeks, p->scan->source);

  mag_explained_figures_add (list, group, _("Implied volatility"), g_strdup (p->iv),
       isfinite (quote->iv) && isnan (mag_option_quote_shown_iv (quote))
         ? g_strdup (_("a tick of the price moves it by over 25 points: it says nothing"))
         : g_strdup_printf (_("at which the Magnus model, %s, is worth the mark %s; rate %s, %s"), style_of (p), p->mark, p->rate, p->dividends));
  mag_explained_figures_add (list, group, _("Theta"), mag_format_greek (quote->theta, 3), g_strdup_printf (_("price change a calendar day; %s"), origin));
  mag_explained_figures_add (list, group, _("Vega"), mag_format_greek (quote->vega, 3), g_strdup_printf (_("price change a volatility point; %s"), origin));
  mag_explained_figures_add (list, group, _("Gamma"), mag_format_greek (quote->gamma, 4), g_strdup_printf (_("delta change a dollar; %s"), origin));
}

static char *
describe_history (const MagScanRow *scan)
{
  if (scan->iv_days < MAG_IV_RANK_MIN_DAYS)
    return g_strdup_printf (_("needs %d days of history; there are %d"), MAG_IV_RANK_MIN_DAYS, (int) scan->iv_days);
  return NULL;
}

static void
add_volatility (GPtrArray   *list,
                const Parts *p)
{
  const char *group = _("Volatility of the Share");
  const MagScanRow *scan = p->scan;
  g_autofree char *iv30 = mag_format_percent (scan->stock_iv30, 1);
  g_autofree char *hv30 = mag_format_percent (scan->hv30, 1);
  char *missing = describe_history (scan);

  mag_explained_figures_add (list, group, _("IV30"), g_strdup (iv30), g_strdup (_("our own: calls and puts at the money, 30 days, by total variance")));
  mag_explained_figures_add (list, group, _("IV rank"), mag_format_standing (scan->iv_rank, scan->iv_days),
       missing != NULL ? missing : g_strdup_printf (_("(IV30 − lowest) ÷ (highest − lowest) of the last %d days"), (int) scan->iv_days));
  missing = describe_history (scan);
  mag_explained_figures_add (list, group, _("IV percentile"), mag_format_standing (scan->iv_percentile, scan->iv_days),
       missing != NULL ? missing : g_strdup_printf (_("percent of the last %d days with a lower IV30"), (int) scan->iv_days - 1));
  mag_explained_figures_add (list, group, _("HV30"), g_strdup (hv30), g_strdup (_("realised: 30 daily returns, close to close, a year of 252 days")));
  mag_explained_figures_add (list, group, _("IV premium"), mag_format_points (p->figures->iv_premium), g_strdup_printf (_("IV30 %s − HV30 %s"), iv30, hv30));
}

static void
add_forecast (GPtrArray      *list,
              const Parts    *p,
              MagAnalyzerRow *row)
{
  static const char *const names[] = { N_("Today"), N_("After a quarter of the days"), N_("After half of the days"), N_("After three quarters"), N_("At expiration") };
  const char *group = _("Profit if Nothing Moves");
  const MagPayoffPicture *payoff = mag_analyzer_row_get_payoff (row);
  gboolean known = payoff != NULL;

  G_STATIC_ASSERT (G_N_ELEMENTS (names) == MAG_FORECAST_POINTS);
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      double days = known ? payoff->forecast[i].days : NAN;
      g_autofree char *value = mag_payoff_picture_format (known ? payoff->forecast[i].value : NAN);

      mag_explained_figures_add (list, group, _(names[i]), mag_payoff_picture_format (known ? payoff->forecast[i].profit : NAN),
           known ? g_strdup_printf (_("day %.0f: worth %s; spot %s and IV %s unchanged"), days, value, p->spot, p->iv) : g_strdup (_("unknown without a bid")));
    }
}

static void
add_quote (GPtrArray      *list,
           const Parts    *p,
           MagAnalyzerRow *row)
{
  const char *group = _("Quote");
  gint64 now_us = mag_analyzer_row_get_now_us (row);
  const char *source = mag_source_get_name (p->scan->source);
  const MagOptionQuote *quote = &p->scan->quote;

  mag_explained_figures_add (list, group, _("Bid and ask"), g_strdup_printf ("%s – %s", p->bid, p->ask), g_strdup_printf (_("from %s, %s"), source, p->quoted));
  mag_explained_figures_add (list, group, _("Mark"), g_strdup (p->mark), g_strdup_printf (_("(bid %s + ask %s) ÷ 2"), p->bid, p->ask));
  mag_explained_figures_add (list, group, _("Spread"), mag_format_percent (p->figures->spread, 1),
       g_strdup_printf (quote->wide ? _("(ask %s − bid %s) ÷ mark %s: wide") : _("(ask %s − bid %s) ÷ mark %s"), p->ask, p->bid, p->mark));
  mag_explained_figures_add (list, group, _("Spot"), g_strdup (p->spot), g_strdup (_("of the same moment as the quotes")));
  mag_explained_figures_add (list, group, _("Quote age"), mag_format_quote_age (p->scan->quoted_us, p->scan->source, now_us),
       g_strdup_printf (_("in session time; %s shows quotes %d min late"), source, mag_source_get_nominal_delay (p->scan->source)));
}

static void
add_market (GPtrArray      *list,
            const Parts    *p,
            MagAnalyzerRow *row)
{
  const char *group = _("Market");
  gint64 now_us = mag_analyzer_row_get_now_us (row);
  const MagScanRow *scan = p->scan;

  mag_explained_figures_add (list, group, _("Open interest"), mag_format_count (scan->quote.open_interest), g_strdup (_("contracts, of the previous evening")));
  mag_explained_figures_add (list, group, _("Volume"), mag_format_count (scan->quote.volume), g_strdup (_("contracts traded in the session")));
  mag_explained_figures_add (list, group, _("Earnings"), mag_format_date (scan->earnings, now_us),
       g_strdup (scan->earnings == 0                                             ? _("date unknown")
                 : scan->earnings > scan->quote.contract.expiration              ? _("after expiration")
                 : mag_date_dte (scan->earnings, now_us) < 0                     ? _("already reported")
                                                                                 : _("on or before expiration: expect a jump")));
  mag_explained_figures_add (list, group, _("Ex-dividend date"), mag_format_date (scan->ex_dividend, now_us), g_strdup (_("next or last known")));
}

/**
 * mag_analyzer_figures_of:
 * @row: a contract
 *
 * Returns: (transfer full) (element-type MagExplainedFigure): every figure with its reason; the same list, in number
 *   and order, for every row
 */
GPtrArray *
mag_analyzer_figures_of (MagAnalyzerRow *row)
{
  GPtrArray *list = g_ptr_array_new_with_free_func ((GDestroyNotify) mag_explained_figure_free);
  Parts parts;

  parts_init (&parts, row);
  add_return (list, &parts);
  add_risk (list, &parts);
  add_forecast (list, &parts, row);
  add_quote (list, &parts, row);
  add_greeks (list, &parts);
  add_volatility (list, &parts);
  add_market (list, &parts, row);
  parts_clear (&parts);

  return list;
}

/**
 * mag_analyzer_figures_title:
 * @row: a contract
 *
 * Returns: what people call it: symbol (and root), strike and side
 */
char *
mag_analyzer_figures_title (MagAnalyzerRow *row)
{
  const MagScanRow *scan = mag_analyzer_row_get_scan (row);
  g_autofree char *symbol = mag_symbol_dup_with_root (scan->symbol, scan->quote.contract.root);
  g_autofree char *strike = mag_format_strike (scan->quote.contract.strike);

  return g_strdup_printf (_("%s %s %s"), symbol, strike, mag_format_right (scan->quote.contract.right));
}
