/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A position put to the payoff functions: pure, some seventy option prices. */

#include "config.h"

#include "mag-payoff-picture.h"

#include "mag-format.h"
#include "mag-money.h"

#include <glib/gi18n.h>
#include <math.h>

#define DEVIATIONS 2.5   /* of the share to either side, as far as its volatility is known */
#define REACH_LEAST 0.12 /* of the spot: a contract of the last day still has a picture */
#define REACH_MOST 0.8

/* How far to either side of spot and strikes, as a share of them. */
static double
find_reach (const MagPayoffLeg *legs,
            gsize               n_legs)
{
  double reach = REACH_LEAST;

  for (gsize i = 0; i < n_legs; i++)
    if (legs[i].option.strike > 0 && isfinite (legs[i].option.sigma))
      reach = MAX (reach, MIN (DEVIATIONS * legs[i].option.sigma * sqrt (legs[i].option.years), REACH_MOST));
  return reach;
}

/* Wide enough for spot, strikes and breakevens, and for where the share may well go. */
static void
spread_spots (MagPayoffPicture   *picture,
              const MagPayoffLeg *legs,
              gsize               n_legs)
{
  double reach = find_reach (legs, n_legs), low = picture->spot, high = picture->spot;

  for (gsize i = 0; i < n_legs; i++)
    if (legs[i].option.strike > 0)
      {
        low = MIN (low, legs[i].option.strike);
        high = MAX (high, legs[i].option.strike);
      }
  low *= 1 - reach;
  high *= 1 + reach;
  for (guint i = 0; i < picture->summary.n_breakevens; i++)
    {
      low = MIN (low, picture->summary.breakevens[i] * 0.95);
      high = MAX (high, picture->summary.breakevens[i] * 1.05);
    }
  low = MAX (low, high / 1000);
  for (guint i = 0; i < MAG_PAYOFF_SPOTS; i++)
    picture->spots[i] = low + (high - low) * i / (MAG_PAYOFF_SPOTS - 1);
  /* The corners of the payoff. */
  for (gsize i = 0; i < n_legs; i++)
    if (legs[i].option.strike > 0)
      picture->spots[(guint) lround ((legs[i].option.strike - low) / (high - low) * (MAG_PAYOFF_SPOTS - 1))] = legs[i].option.strike;
}

/**
 * mag_payoff_picture_init:
 * @picture: (out caller-allocates): what the position comes to
 * @legs: (array length=n_legs): one or more, an option with time left among them
 * @market: the market of now
 */
void
mag_payoff_picture_init (MagPayoffPicture      *picture,
                         const MagPayoffLeg    *legs,
                         gsize                  n_legs,
                         const MagPayoffMarket *market)
{
  double years = mag_payoff_years (legs, n_legs);
  MagPricer *pricer = mag_pricer_new ();

  picture->spot = market->spot;
  mag_payoff_summarize (legs, n_legs, &picture->summary);
  spread_spots (picture, legs, n_legs);
  for (guint i = 0; i < MAG_FORECAST_POINTS; i++)
    picture->forecast[i].days = years * MAG_DAYS_PER_YEAR * i / (MAG_FORECAST_POINTS - 1);
  mag_payoff_profit (pricer, legs, n_legs, market, 0, picture->spots, MAG_PAYOFF_SPOTS, picture->today);
  mag_payoff_profit (pricer, legs, n_legs, market, years, picture->spots, MAG_PAYOFF_SPOTS, picture->at_expiration);
  mag_payoff_forecast (pricer, legs, n_legs, market, picture->forecast, MAG_FORECAST_POINTS);
  mag_pricer_free (pricer);
}

/**
 * mag_payoff_picture_format:
 * @dollars: of the position, signed; NaN or infinite: "-"
 */
char *
mag_payoff_picture_format (double dollars)
{
  return mag_format_money_signed (isfinite (dollars) ? (MagMoney) llround (dollars * 100) : MAG_MONEY_UNKNOWN);
}

/**
 * mag_payoff_picture_describe:
 * @picture: a payoff
 *
 * Returns: what the chart shows, in sentences
 */
char *
mag_payoff_picture_describe (const MagPayoffPicture *picture)
{
  g_autofree char *profit = mag_payoff_picture_format (picture->summary.max_profit);
  g_autofree char *loss = mag_payoff_picture_format (picture->summary.max_loss);
  g_autofree char *now = mag_payoff_picture_format (picture->forecast[0].profit);
  MagPrice price = MAG_PRICE_UNKNOWN, spot = MAG_PRICE_UNKNOWN;
  g_autofree char *breakeven = NULL;
  g_autofree char *spot_text = NULL;

  if (picture->summary.n_breakevens > 0)
    mag_price_from_double (picture->summary.breakevens[0], &price);
  mag_price_from_double (picture->spot, &spot);
  breakeven = mag_format_price (price);
  spot_text = mag_format_price (spot);

  /* Translators: a chart in words */
  return g_strdup_printf (_("Payoff. At expiration: at most %s, at worst %s, breakeven %s. Today, with the share at %s: %s."), profit, loss,
                          breakeven, spot_text, now);
}

void
mag_payoff_picture_show (const MagPayoffPicture *picture,
                         MagPayoffChart         *chart)
{
  g_autofree char *summary = mag_payoff_picture_describe (picture);

  mag_payoff_chart_set_data (chart, &(MagPayoffChartData) {
    .spots = picture->spots, .at_expiration = picture->at_expiration, .today = picture->today, .n = MAG_PAYOFF_SPOTS,
    .spot = picture->spot, .breakeven = picture->summary.n_breakevens > 0 ? picture->summary.breakevens[0] : NAN, .summary = summary,
  });
}
