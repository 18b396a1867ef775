/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Each figure of a position with its reason: inputs, formula, source and time. Text only; the details pane shows it. */

#include "config.h"

#include "mag-holding-figures.h"

#include "mag-date.h"
#include "mag-format.h"
#include "mag-holding-columns.h"
#include "mag-money.h"

#include <glib/gi18n.h>
#include <math.h>

/* Sentences are made of these, formatted once. */
typedef struct
{
  const MagHolding *holding;
  gint64            now_us;
  char             *contracts, *shares, *credit, *mark, *premium, *value, *spot, *quoted; /* owned */
} Parts;

static void
parts_init (Parts            *parts,
            const MagHolding *holding,
            gint64            now_us)
{
  gint64 contracts = ABS (holding->quantity);

  *parts = (Parts) { holding, now_us };
  parts->contracts = mag_format_count (contracts);
  parts->shares = mag_format_count (holding->multiplier);
  parts->credit = mag_format_price (holding->credit);
  parts->mark = mag_format_price (holding->mark);
  parts->premium = mag_format_money (holding->premium != MAG_MONEY_UNKNOWN ? ABS (holding->premium) : MAG_MONEY_UNKNOWN);
  parts->value = mag_format_money (holding->value != MAG_MONEY_UNKNOWN ? ABS (holding->value) : MAG_MONEY_UNKNOWN);
  parts->spot = mag_format_price (holding->spot);
  parts->quoted = mag_format_instant (holding->quoted_us);
}

static void
parts_clear (Parts *parts)
{
  g_free (parts->contracts);
  g_free (parts->shares);
  g_free (parts->credit);
  g_free (parts->mark);
  g_free (parts->premium);
  g_free (parts->value);
  g_free (parts->spot);
  g_free (parts->quoted);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Parts, parts_clear)

/* In words instead of signs, which would be parted from their dollars where a line ends. */
static char *
explain_profit (const Parts *parts)
{
  const MagHolding *holding = parts->holding;
  g_autofree char *began = NULL, *end = NULL;

  if (holding->premium == MAG_MONEY_UNKNOWN || holding->value == MAG_MONEY_UNKNOWN)
    return g_strdup (_("What it was opened for, or what it is worth, is not known."));
  began = g_strdup_printf (holding->premium >= 0 ? _("It brought %s.") : _("It cost %s."), parts->premium);
  end = g_strdup_printf (holding->value > 0 ? _("Ending it now brings %s.") : _("Ending it now costs %s."), parts->value);
  /* Translators: two sentences before */
  return g_strdup_printf (_("%s %s Without fees."), began, end);
}

static void
add_profit (GPtrArray   *figures,
            const Parts *parts)
{
  const MagHolding *holding = parts->holding;
  const char *group = _("Profit");
  gboolean sold = holding->premium != MAG_MONEY_UNKNOWN && holding->premium >= 0;

  mag_explained_figures_add (figures, group, _("P/L"), mag_format_money_change (holding->profit),
                             explain_profit (parts));
  mag_explained_figures_add (figures, group, sold ? _("Credit") : _("Cost"), mag_format_price (holding->credit),
                             g_strdup_printf (_("Dollars a share, %s in all, as the broker has it."), parts->premium));
  mag_explained_figures_add (figures, group, _("Mark"), mag_format_price (holding->mark),
                             g_strdup_printf (_("The broker's own, at %s. %s × %s shares make %s."), parts->quoted, parts->contracts, parts->shares, parts->value));
  if (holding->shares == NULL && sold)
    mag_explained_figures_add (figures, group, _("Captured"), mag_format_percent (holding->captured, 1),
                               g_strdup_printf (_("(%s − %s) / %s: share of the greatest profit."), parts->credit, parts->mark, parts->credit));
  if (holding->shares == NULL && sold && isfinite (holding->yield_left))
    mag_explained_figures_add (figures, group, _("Yield left"), mag_format_percent (holding->yield_left, 1),
                               g_strdup_printf (_("%s over the strike, for %d days, a year."), parts->mark, holding->dte));
}

static char *
explain_collateral (const MagHolding *holding)
{
  if (holding->strategy == MAG_STRATEGY_CASH_SECURED_PUT)
    return g_strdup (_("Strike × shares × contracts: what an assignment would cost."));
  if (holding->strategy == MAG_STRATEGY_COVERED_CALL)
    return g_strdup (_("None: the shares are the collateral."));
  if (holding->legs->len > 1 && holding->collateral != 0)
    return g_strdup (_("The most that ending the spread can cost, the premium aside."));
  if (holding->strategy == MAG_STRATEGY_NAKED_CALL)
    return g_strdup (_("The loss of a naked call has no bound; what the broker binds is not known here."));
  return g_strdup (_("None: it is paid for."));
}

static char *
explain_spot (const Parts *parts)
{
  const MagHolding *holding = parts->holding;
  gint64 spot_us = holding->legs->len > 0 ? ((const MagPosition *) g_ptr_array_index (holding->legs, 0))->spot_us : 0;
  g_autofree char *when = spot_us != 0 ? mag_format_instant (spot_us) : NULL;

  return when != NULL ? g_strdup_printf (_("The broker's last trade of the share, %s."), when) : g_strdup (_("The broker's last trade of the share."));
}

static void
add_risk (GPtrArray   *figures,
          const Parts *parts)
{
  const MagHolding *holding = parts->holding;
  const char *group = _("Risk");

  if (holding->shares != NULL)
    return;
  mag_explained_figures_add (figures, group, _("Share price"), mag_format_price (holding->spot), explain_spot (parts));
  mag_explained_figures_add (figures, group, _("To the strike"), mag_format_percent (holding->distance, 1),
                             g_strdup_printf (_("From the share at %s, over that price; below zero in the money."), parts->spot));
  mag_explained_figures_add (figures, group, _("Breakeven"), mag_format_price (holding->breakeven),
                             g_strdup (holding->strategy == MAG_STRATEGY_COVERED_CALL ? _("Basis of the shares less the credit.") : _("Where the share may end for nothing to be won or lost.")));
  mag_explained_figures_add (figures, group, _("Chance of profit"), mag_format_percent (holding->pop, 0),
                             g_strdup (holding->legs->len > 1 ? _("Lognormal, at the volatility of what was sold and without exercise before expiration.")
                                                              : _("Lognormal, at the contract's own volatility and without exercise before expiration.")));
  mag_explained_figures_add (figures, group, _("Collateral"), mag_format_money_whole (holding->collateral), explain_collateral (holding));
}

/* Dollars or shares of the whole position: what the broker says of each leg's contract, times its contracts and shares, turned round where it is
 * short. NaN when a leg's is unknown. */
static double
sum_greek (const MagHolding *holding,
           double          (*greek) (const MagPosition *leg))
{
  double sum = 0;

  for (guint i = 0; i < holding->legs->len; i++)
    {
      const MagPosition *leg = g_ptr_array_index (holding->legs, i);
      double shares = (double) (ABS (holding->quantity) * leg->multiplier);

      sum += (leg->side == MAG_SIDE_SHORT ? -shares : shares) * greek (leg);
    }
  return sum;
}

static double
delta_of (const MagPosition *leg)
{
  return leg->delta;
}

static double
theta_of (const MagPosition *leg)
{
  return leg->theta;
}

static double
gamma_of (const MagPosition *leg)
{
  return leg->gamma;
}

static double
vega_of (const MagPosition *leg)
{
  return leg->vega;
}

static MagMoney
to_cents (double dollars)
{
  return isfinite (dollars) ? (MagMoney) llround (dollars * 100) : MAG_MONEY_UNKNOWN;
}

/* "−0.250 × 2 × 100"; of a spread "0.250 × 1 × 100 and −0.120 × 1 × 100". */
static char *
name_inputs (const Parts *parts,
             double     (*greek) (const MagPosition *leg))
{
  const MagHolding *holding = parts->holding;
  g_autoptr(GString) text = g_string_new (NULL);

  for (guint i = 0; i < holding->legs->len; i++)
    {
      const MagPosition *leg = g_ptr_array_index (holding->legs, i);
      double value = greek (leg);
      g_autofree char *number = mag_format_greek (leg->side == MAG_SIDE_SHORT ? -value : value, 3);

      g_string_append_printf (text, "%s%s × %s × %s", i > 0 ? _(" and ") : "", number, parts->contracts, parts->shares);
    }
  return g_string_free_and_steal (g_steal_pointer (&text));
}

/* text: (transfer full) */
static void
add_greek (GPtrArray   *figures,
           const Parts *parts,
           const char  *name,
           char        *text,
           double     (*greek) (const MagPosition *leg),
           const char  *meaning)
{
  g_autofree char *inputs = name_inputs (parts, greek);

  mag_explained_figures_add (figures, _("Greeks"), name, text,
                             /* Translators: what a greek is in a sentence, "−0.250 × 2 × 100", an instant */
                             g_strdup_printf (_("%s %s, with the broker's number of %s."), meaning, inputs, parts->quoted));
}

static void
add_greeks (GPtrArray   *figures,
            const Parts *parts)
{
  const MagHolding *holding = parts->holding;

  if (holding->shares != NULL)
    return;
  add_greek (figures, parts, _("Delta"), mag_format_greek (holding->delta, 1), delta_of, _("Shares the position moves like."));
  add_greek (figures, parts, _("Gamma"), mag_format_greek (sum_greek (holding, gamma_of), 2), gamma_of, _("What a dollar up adds to the delta."));
  add_greek (figures, parts, _("Theta a day"), mag_format_money_signed (to_cents (holding->theta)), theta_of, _("Dollars that a calendar day brings."));
  add_greek (figures, parts, _("Vega"), mag_format_money_signed (to_cents (sum_greek (holding, vega_of))), vega_of, _("Dollars that a point more of volatility brings."));
  mag_explained_figures_add (figures, _("Greeks"), _("Implied volatility"), mag_format_percent (holding->iv, 1),
                             g_strdup_printf (holding->legs->len > 1 ? _("A year, of the option that was sold, as the broker has it, of %s.") : _("A year, as the broker has it, of %s."), parts->quoted));
}

static void
add_times (GPtrArray   *figures,
           const Parts *parts)
{
  const MagHolding *holding = parts->holding;
  const char *group = _("Quote");
  char *age = mag_holding_columns_age (holding, parts->now_us);

  mag_explained_figures_add (figures, group, _("Age"), age, g_strdup_printf (_("Of %s."), parts->quoted));
  if (holding->settling > 0)
    mag_explained_figures_add (figures, group, _("Settling"), mag_format_count (holding->settling), g_strdup (_("Contracts that ended and that the broker has not removed yet; they count nowhere.")));
}

/**
 * mag_holding_figures_of:
 *
 * Returns: (transfer full) (element-type MagExplainedFigure): every figure with its reason
 */
GPtrArray *
mag_holding_figures_of (const MagHolding *holding,
                        gint64            now_us)
{
  GPtrArray *figures = g_ptr_array_new_with_free_func ((GDestroyNotify) mag_explained_figure_free);
  g_auto(Parts) parts;

  parts_init (&parts, holding, now_us);
  add_profit (figures, &parts);
  add_risk (figures, &parts);
  add_greeks (figures, &parts);
  add_times (figures, &parts);
  return figures;
}

/* Payoff */

static MagPayoffLeg
make_leg (const MagHolding       *holding,
          const MagPosition      *leg,
          const MagHoldingWhatIf *what_if,
          double                  rate,
          gint64                  at_us)
{
  double shares = (double) (ABS (holding->quantity) * leg->multiplier);

  return (MagPayoffLeg) {
    .option = {
      .call = leg->contract.right == MAG_RIGHT_CALL,
      .european = mag_contract_is_european (&leg->contract),
      .strike = mag_price_to_double (leg->contract.strike),
      .years = mag_date_years_to_expiry (leg->contract.expiration, mag_contract_is_am_settled (&leg->contract), at_us),
      .rate = rate,
      .sigma = isfinite (what_if->iv) ? what_if->iv : leg->iv,
    },
    .quantity = leg->side == MAG_SIDE_SHORT ? -shares : shares,
    .price = mag_price_to_double (mag_position_get_credit (leg)),
  };
}

/**
 * mag_holding_payoff:
 * @what_if: what differs from the market as it is
 * @rate: risk-free
 * @picture: (out): of all its contracts
 *
 * Dividends to come are left out.
 *
 * Returns: %FALSE, and @picture untouched, of shares, of what has expired or is adjusted, and without a price
 */
gboolean
mag_holding_payoff (const MagHolding       *holding,
                    const MagHoldingWhatIf *what_if,
                    double                  rate,
                    gint64                  now_us,
                    MagPayoffPicture       *picture)
{
  gint64 at_us = mag_calendar_session_clock (now_us);
  MagPayoffMarket market = { .spot = isfinite (what_if->spot) ? what_if->spot : mag_price_to_double (holding->spot) };
  MagPayoffLeg legs[MAG_PAYOFF_MAX_LEGS];
  gsize n = 0;

  if (holding->shares != NULL || holding->awaiting || !(market.spot > 0) || holding->credit == MAG_PRICE_UNKNOWN)
    return FALSE;
  if (holding->strategy == MAG_STRATEGY_COVERED_CALL)
    {
      if (holding->breakeven == MAG_PRICE_UNKNOWN)
        return FALSE;
      legs[n++] = (MagPayoffLeg) {
        .quantity = (double) (ABS (holding->quantity) * holding->multiplier), .price = mag_price_to_double (holding->breakeven + holding->credit),
      };
    }
  for (guint i = 0; i < holding->legs->len && n < MAG_PAYOFF_MAX_LEGS; i++)
    {
      const MagPosition *leg = g_ptr_array_index (holding->legs, i);

      if (leg->adjusted || leg->premium == MAG_MONEY_UNKNOWN)
        return FALSE;
      legs[n++] = make_leg (holding, leg, what_if, rate, at_us);
    }
  mag_payoff_picture_init (picture, legs, n, &market);
  return TRUE;
}
