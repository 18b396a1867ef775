/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the Positions table shows of each line: pure functions of an item. */

#include "config.h"

#include "mag-holding-columns.h"

#include "mag-format.h"
#include "mag-money.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#define MINUTE_US (60 * (gint64) G_USEC_PER_SEC)

static char *
nothing (void)
{
  return g_strdup ("");
}

static const MagHolding *
holding_of (gpointer item)
{
  return mag_holding_item_get (item);
}

static const MagPosition *
leg_of (gpointer item)
{
  return mag_holding_item_get_leg (item);
}

static gboolean
is_option (gpointer item)
{
  return holding_of (item)->shares == NULL;
}

static double
money_key (MagMoney money)
{
  return money != MAG_MONEY_UNKNOWN ? (double) money : NAN;
}

static double
price_key (MagPrice price)
{
  return price != MAG_PRICE_UNKNOWN ? (double) price : NAN;
}

/* Names */

/* Of a position whose contract could not be read there is only a symbol, if that. */
gboolean
mag_holding_columns_has_contract (const MagHolding *holding)
{
  return holding->legs->len > 0 && ((const MagPosition *) g_ptr_array_index (holding->legs, 0))->contract.expiration != 0;
}

static char *
name_strikes (const MagHolding *holding)
{
  g_autoptr(GString) text = g_string_new (NULL);

  for (guint i = 0; i < holding->legs->len; i++)
    {
      const MagPosition *leg = g_ptr_array_index (holding->legs, i);
      g_autofree char *strike = mag_format_strike (leg->contract.strike);

      g_string_append_printf (text, "%s%s", i > 0 ? "/" : "", strike);
    }
  return g_string_free_and_steal (g_steal_pointer (&text));
}

char *
mag_holding_columns_name (gpointer item)
{
  const MagHolding *holding = holding_of (item);
  const MagPosition *leg = leg_of (item);
  g_autofree char *strikes = NULL;
  MagRight right;

  if (holding->shares != NULL)
    /* Translators: %s is a symbol */
    return g_strdup_printf (_("%s shares"), holding->symbol);
  if (!mag_holding_columns_has_contract (holding))
    /* Translators: %s is a symbol, and may be missing */
    return g_strstrip (g_strdup_printf (_("%s option"), holding->symbol));

  right = (leg != NULL ? leg : (const MagPosition *) g_ptr_array_index (holding->legs, 0))->contract.right;
  strikes = leg != NULL ? mag_format_strike (leg->contract.strike) : name_strikes (holding);
  if (leg == NULL && (holding->strategy == MAG_STRATEGY_IRON_CONDOR || holding->strategy == MAG_STRATEGY_IRON_BUTTERFLY))
    /* Translators: symbol and strikes, of puts and calls */
    return g_strdup_printf (_("%s %s"), holding->symbol, strikes);
  /* Translators: symbol, strike, Put or Call */
  return g_strdup_printf (_("%s %s %s"), holding->symbol, strikes, mag_format_right (right));
}

static const MagAlert *
first_alert (const MagHolding *holding)
{
  return holding->alerts->len > 0 ? g_ptr_array_index (holding->alerts, 0) : NULL;
}

/* Shapes, so that urgency is not a matter of colour. */
static const char *
mark_of (MagUrgency urgency)
{
  switch (urgency)
    {
    case MAG_URGENCY_NOTE: return "○";
    case MAG_URGENCY_SOON: return "◆";
    case MAG_URGENCY_NOW: return "‼";
    }
  g_return_val_if_reached ("");
}

static char *
attention_text (gpointer item)
{
  const MagAlert *alert = leg_of (item) == NULL ? first_alert (holding_of (item)) : NULL;

  return alert != NULL ? g_strdup_printf ("%s %s", mark_of (alert->urgency), mag_rule_get_title (alert->rule)) : nothing ();
}

/* Whether the market has gone on since its quote. */
gboolean
mag_holding_columns_is_old (const MagHolding *holding)
{
  return !holding->awaiting && (holding->freshness == MAG_FRESHNESS_STALE || holding->freshness == MAG_FRESHNESS_DELAYED);
}

/* The most urgent first; nothing to do comes last. */
static double
attention_key (gpointer item)
{
  const MagAlert *alert = first_alert (holding_of (item));

  return alert != NULL ? -100.0 * (double) alert->urgency + (double) alert->rule : NAN;
}

const char *
mag_holding_columns_strategy (const MagHolding *holding)
{
  return holding->shares != NULL || mag_holding_columns_has_contract (holding) ? mag_format_strategy (holding->strategy) : "-";
}

static char *
strategy_text (gpointer item)
{
  return leg_of (item) != NULL ? nothing () : g_strdup (mag_holding_columns_strategy (holding_of (item)));
}

/* Contracts, spreads or shares, short below 0; of what is all settling, how much of it there was. */
gint64
mag_holding_columns_quantity (const MagHolding *holding)
{
  const MagPosition *leg;

  if (holding->quantity != 0 || holding->legs->len == 0)
    return holding->quantity;
  leg = g_ptr_array_index (holding->legs, 0);
  return (leg->side == MAG_SIDE_SHORT ? -1 : 1) * holding->settling;
}

static gint64
quantity_of (gpointer item)
{
  const MagPosition *leg = leg_of (item);

  return leg != NULL ? (leg->side == MAG_SIDE_SHORT ? -1 : 1) * leg->quantity : mag_holding_columns_quantity (holding_of (item));
}

static char *
quantity_text (gpointer item)
{
  gint64 quantity = quantity_of (item);
  g_autofree char *count = mag_format_count (ABS (quantity));

  return g_strconcat (quantity < 0 ? "\u2212" : "", count, NULL);
}

static double
quantity_key (gpointer item)
{
  return (double) quantity_of (item);
}

static char *
strike_text (gpointer item)
{
  if (!is_option (item) || !mag_holding_columns_has_contract (holding_of (item)))
    return is_option (item) ? g_strdup ("-") : nothing ();
  return leg_of (item) != NULL ? mag_format_strike (leg_of (item)->contract.strike) : name_strikes (holding_of (item));
}

static double
strike_key (gpointer item)
{
  return is_option (item) ? price_key (((const MagPosition *) g_ptr_array_index (holding_of (item)->legs, 0))->contract.strike) : NAN;
}

static MagDate
expiration_of (gpointer item)
{
  return leg_of (item) != NULL ? leg_of (item)->contract.expiration : holding_of (item)->expiration;
}

static char *
expiry_text (gpointer item)
{
  return is_option (item) ? mag_format_expiry (expiration_of (item), mag_holding_item_get_now_us (item)) : nothing ();
}

static double
expiry_key (gpointer item)
{
  return is_option (item) ? holding_of (item)->expiration : NAN;
}

/* Prices */

static char *
spot_text (gpointer item)
{
  return leg_of (item) != NULL ? nothing () : mag_format_price (holding_of (item)->spot);
}

static double
spot_key (gpointer item)
{
  return price_key (holding_of (item)->spot);
}

static char *
distance_text (gpointer item)
{
  return leg_of (item) != NULL || !is_option (item) ? nothing () : mag_format_percent (holding_of (item)->distance, 1);
}

static double
distance_key (gpointer item)
{
  return holding_of (item)->distance;
}

static char *
credit_text (gpointer item)
{
  return mag_format_price (leg_of (item) != NULL ? mag_position_get_credit (leg_of (item)) : holding_of (item)->credit);
}

static double
credit_key (gpointer item)
{
  return price_key (holding_of (item)->credit);
}

static char *
mark_text (gpointer item)
{
  return mag_format_price (leg_of (item) != NULL ? leg_of (item)->mark : holding_of (item)->mark);
}

static double
mark_key (gpointer item)
{
  return price_key (holding_of (item)->mark);
}

static MagMoney
profit_of (gpointer item)
{
  return leg_of (item) != NULL ? mag_position_get_profit (leg_of (item)) : holding_of (item)->profit;
}

static char *
profit_text (gpointer item)
{
  return mag_format_money_change (profit_of (item));
}

static double
profit_key (gpointer item)
{
  return money_key (profit_of (item));
}

static char *
captured_text (gpointer item)
{
  return leg_of (item) != NULL || !is_option (item) ? nothing () : mag_format_percent (holding_of (item)->captured, 0);
}

static double
captured_key (gpointer item)
{
  return holding_of (item)->captured;
}

/* Risk */

static char *
delta_text (gpointer item)
{
  return leg_of (item) != NULL ? mag_format_delta (leg_of (item)->delta) : mag_format_greek (holding_of (item)->delta, 0);
}

static double
delta_key (gpointer item)
{
  return holding_of (item)->delta;
}

static MagMoney
to_cents (double dollars)
{
  return isfinite (dollars) ? (MagMoney) llround (dollars * 100) : MAG_MONEY_UNKNOWN;
}

static char *
theta_text (gpointer item)
{
  return leg_of (item) != NULL || !is_option (item) ? nothing () : mag_format_money_signed (to_cents (holding_of (item)->theta));
}

static double
theta_key (gpointer item)
{
  return holding_of (item)->theta;
}

static char *
iv_text (gpointer item)
{
  return is_option (item) ? mag_format_percent (leg_of (item) != NULL ? leg_of (item)->iv : holding_of (item)->iv, 1) : nothing ();
}

static double
iv_key (gpointer item)
{
  return holding_of (item)->iv;
}

static char *
pop_text (gpointer item)
{
  return leg_of (item) != NULL || !is_option (item) ? nothing () : mag_format_percent (holding_of (item)->pop, 0);
}

static double
pop_key (gpointer item)
{
  return holding_of (item)->pop;
}

static char *
collateral_text (gpointer item)
{
  const MagHolding *holding = holding_of (item);

  return leg_of (item) != NULL || holding->collateral == 0 ? nothing () : mag_format_money_whole (holding->collateral);
}

static double
collateral_key (gpointer item)
{
  return money_key (holding_of (item)->collateral);
}

static char *
yield_text (gpointer item)
{
  return leg_of (item) != NULL || !is_option (item) ? nothing () : mag_format_percent (holding_of (item)->yield_left, 1);
}

static double
yield_key (gpointer item)
{
  return holding_of (item)->yield_left;
}

static char *
breakeven_text (gpointer item)
{
  return leg_of (item) != NULL ? nothing () : mag_format_price (holding_of (item)->breakeven);
}

static double
breakeven_key (gpointer item)
{
  return price_key (holding_of (item)->breakeven);
}

/* "now", "12 min", "delayed, 40 min", "stale, 2 h", "at close" */
char *
mag_holding_columns_age (const MagHolding *holding,
                         gint64            now_us)
{
  gint64 us = MAX (now_us - holding->quoted_us, 0);
  g_autofree char *age = us < MINUTE_US ? g_strdup (_("now")) : mag_format_duration (us);

  switch (holding->freshness)
    {
    case MAG_FRESHNESS_FRESH:
      return g_steal_pointer (&age);
    case MAG_FRESHNESS_DELAYED:
      return g_strdup_printf (_("delayed, %s"), age);
    case MAG_FRESHNESS_STALE:
      return g_strdup_printf (_("stale, %s"), age);
    case MAG_FRESHNESS_AT_CLOSE:
      return g_strdup (_("at close"));
    case MAG_FRESHNESS_UNKNOWN:
      break;
    }
  return g_strdup ("-");
}

static char *
age_text (gpointer item)
{
  return leg_of (item) != NULL ? nothing () : mag_holding_columns_age (holding_of (item), mag_holding_item_get_now_us (item));
}

static double
age_key (gpointer item)
{
  return holding_of (item)->quoted_us != 0 ? -(double) holding_of (item)->quoted_us : NAN;
}

static char *
account_text (gpointer item)
{
  return leg_of (item) != NULL ? nothing () : g_strdup (mag_holding_item_get_account (item));
}

/* More than fits */

/* Each reason on a line of its own. */
char *
mag_holding_columns_reasons (gpointer item)
{
  const MagHolding *holding = holding_of (item);
  g_autoptr(GString) text = g_string_new (NULL);

  for (guint i = 0; i < holding->alerts->len && leg_of (item) == NULL; i++)
    {
      const MagAlert *alert = g_ptr_array_index (holding->alerts, i);

      g_string_append_printf (text, "%s%s %s", i > 0 ? "\n" : "", mark_of (alert->urgency), alert->reason);
    }
  return text->len > 0 ? g_string_free_and_steal (g_steal_pointer (&text)) : NULL;
}

/* When the mark was made, and what that means. */
static char *
mark_tooltip (gpointer item)
{
  const MagHolding *holding = holding_of (item);
  g_autofree char *quoted = NULL, *age = NULL;

  if (holding->quoted_us == 0)
    return NULL;
  quoted = mag_format_instant (holding->quoted_us);
  age = mag_holding_columns_age (holding, mag_holding_item_get_now_us (item));
  /* Translators: an instant, how old it is */
  return g_strdup_printf (_("Quoted %s (%s)"), quoted, age);
}

/* Of a narrow window */

static char *
name_detail (gpointer item)
{
  g_autofree char *quantity = quantity_text (item), *attention = attention_text (item);

  if (leg_of (item) != NULL)
    return g_steal_pointer (&quantity);
  /* Translators: second line of a position in a narrow window: how many contracts, then "Covered call" or what calls for attention */
  return g_strdup_printf (_("%s · %s"), quantity, *attention != '\0' ? attention : mag_holding_columns_strategy (holding_of (item)));
}

/* How much is captured, unless the figures are old. */
static char *
profit_detail (gpointer item)
{
  const MagHolding *holding = holding_of (item);
  g_autofree char *captured = mag_format_percent (holding->captured, 0);

  if (leg_of (item) != NULL)
    return nothing ();
  if (mag_holding_columns_is_old (holding))
    return mag_holding_columns_age (holding, mag_holding_item_get_now_us (item));
  /* Translators: share of the credit that is captured */
  return isfinite (holding->captured) ? g_strdup_printf (_("%s captured"), captured) : nothing ();
}

static char *
when_text (gpointer item)
{
  return is_option (item) ? mag_format_date (expiration_of (item), mag_holding_item_get_now_us (item)) : nothing ();
}

static char *
when_detail (gpointer item)
{
  const MagHolding *holding = holding_of (item);

  if (leg_of (item) != NULL || !mag_holding_columns_has_contract (holding))
    return nothing ();
  /* Translators: days to expiration */
  return holding->awaiting ? g_strdup (_("expired")) : g_strdup_printf (_("%d d"), holding->dte);
}

/* id, title, description, characters, numeric, shown, narrow, colored, text, detail, key, tooltip */
static const MagTableColumn columns[] = {
  { "position", N_("Position"), NULL, 18, FALSE, TRUE, FALSE, FALSE, mag_holding_columns_name, NULL, NULL, mag_holding_columns_reasons },
  { "narrow-position", N_("Position"), NULL, 14, FALSE, FALSE, TRUE, FALSE, mag_holding_columns_name, name_detail, NULL, mag_holding_columns_reasons },
  { "narrow-profit", N_("P/L"), NULL, 12, TRUE, FALSE, TRUE, TRUE, profit_text, profit_detail, profit_key, mark_tooltip },
  { "when", N_("Expiry"), NULL, 8, FALSE, FALSE, TRUE, FALSE, when_text, when_detail, expiry_key, NULL },
  { "attention", N_("Attention"), N_("What calls for a decision; the pane has the reason"), 21, FALSE, TRUE, FALSE, FALSE, attention_text, NULL, attention_key, mag_holding_columns_reasons },
  { "strategy", N_("Strategy"), N_("A call is covered as far as the account holds shares"), 16, FALSE, TRUE, FALSE, FALSE, strategy_text, NULL, NULL, NULL },
  { "quantity", N_("Qty"), N_("Contracts or shares; short below zero"), 5, TRUE, TRUE, FALSE, FALSE, quantity_text, NULL, quantity_key, NULL },
  { "expiry", N_("Expiry"), NULL, 20, FALSE, TRUE, FALSE, FALSE, expiry_text, NULL, expiry_key, NULL },
  { "spot", N_("Spot"), N_("Price of the share"), 8, TRUE, TRUE, FALSE, FALSE, spot_text, NULL, spot_key, NULL },
  { "distance", N_("To Strike"), N_("From the share price to the strike, over the share price; below zero in the money"), 8, TRUE, TRUE, FALSE, FALSE, distance_text, NULL, distance_key, NULL },
  { "credit", N_("Credit"), N_("Dollars a share it was opened at; of shares, what they cost"), 7, TRUE, TRUE, FALSE, FALSE, credit_text, NULL, credit_key, NULL },
  { "mark", N_("Mark"), N_("The broker's own, dollars a share"), 7, TRUE, TRUE, FALSE, FALSE, mark_text, NULL, mark_key, mark_tooltip },
  { "profit", N_("P/L"), N_("Unrealized; equal to the broker's, without fees"), 12, TRUE, TRUE, FALSE, TRUE, profit_text, NULL, profit_key, NULL },
  { "captured", N_("Captured"), N_("Share of the credit that is yours if it is closed now"), 8, TRUE, TRUE, FALSE, FALSE, captured_text, NULL, captured_key, NULL },
  { "age", N_("Quote"), N_("How old the broker's quote is"), 13, FALSE, TRUE, FALSE, FALSE, age_text, NULL, age_key, mark_tooltip },
  { "delta", N_("Delta"), N_("Shares the position moves like"), 7, TRUE, TRUE, FALSE, FALSE, delta_text, NULL, delta_key, NULL },
  { "theta", N_("Theta/Day"), N_("Dollars a calendar day brings if nothing else moves"), 9, TRUE, TRUE, FALSE, FALSE, theta_text, NULL, theta_key, NULL },
  { "iv", N_("IV"), N_("Implied volatility as the broker has it"), 7, TRUE, TRUE, FALSE, FALSE, iv_text, NULL, iv_key, NULL },
  { "pop", N_("POP"), N_("Probability that it ends with a profit, at its own volatility"), 6, TRUE, TRUE, FALSE, FALSE, pop_text, NULL, pop_key, NULL },
  { "collateral", N_("Collateral"), N_("Cash it binds, the premium aside: strike times shares of a put, the most a spread can cost"), 10, TRUE, TRUE, FALSE, FALSE, collateral_text, NULL, collateral_key, NULL },
  { "yield", N_("Yield Left"), N_("What the mark would still bring over the strike, a year"), 8, TRUE, TRUE, FALSE, FALSE, yield_text, NULL, yield_key, NULL },
  { "breakeven", N_("Breakeven"), NULL, 9, TRUE, TRUE, FALSE, FALSE, breakeven_text, NULL, breakeven_key, NULL },
  { "strike", N_("Strike"), NULL, 9, TRUE, FALSE, FALSE, FALSE, strike_text, NULL, strike_key, NULL },
  { "account", N_("Account"), NULL, 14, FALSE, FALSE, FALSE, FALSE, account_text, NULL, NULL, NULL },
};

/* The kind */

static guint64
key_of (gpointer item)
{
  return mag_holding_item_get_key (item);
}

static gboolean
is_leg (gpointer item)
{
  return leg_of (item) != NULL;
}

static GListModel *
children_of (gpointer item)
{
  return mag_holding_item_get_legs (item);
}

static int
break_tie (gpointer a,
           gpointer b)
{
  if (leg_of (a) != NULL && leg_of (b) != NULL)
    return mag_contract_compare (&leg_of (a)->contract, &leg_of (b)->contract);
  return strcmp (holding_of (a)->symbol, holding_of (b)->symbol) != 0 ? strcmp (holding_of (a)->symbol, holding_of (b)->symbol)
                                                                      : strcmp (holding_of (a)->key, holding_of (b)->key);
}

static double
sign_of (gpointer item)
{
  MagMoney profit = profit_of (item);

  return profit != MAG_MONEY_UNKNOWN ? (double) profit : 0;
}

const MagTableKind mag_holding_columns_kind = {
  N_("Positions"), columns, G_N_ELEMENTS (columns), "attention", FALSE, key_of, NULL, is_leg, children_of, break_tie, sign_of,
};

/* Groups */

static char *
symbol_text (gpointer item)
{
  return g_strdup (holding_of (item)->symbol);
}

static char *
expiry_group_text (gpointer item)
{
  return is_option (item) ? expiry_text (item) : g_strdup (_("Shares"));
}

/* "2 positions · ▲ +$170.00": counted as the page's figures are, so shares have no part in the sum. */
char *
mag_holding_columns_summary (GPtrArray *items)
{
  g_autoptr(GPtrArray) holdings = g_ptr_array_new ();
  g_autofree char *count = NULL, *profit = NULL;
  MagHoldingTotals totals;

  for (guint i = 0; i < items->len; i++)
    g_ptr_array_add (holdings, (MagHolding *) holding_of (g_ptr_array_index (items, i)));
  mag_holdings_total (holdings, &totals);
  count = g_strdup_printf (ngettext ("%u position", "%u positions", holdings->len), holdings->len);
  if (totals.n_options == 0)
    return g_steal_pointer (&count);
  profit = mag_format_money_change (totals.profit);
  /* Translators: "3 positions", profit of the options among them */
  return g_strdup_printf (_("%s · options %s"), count, profit);
}

static const MagTableGroup groups[MAG_HOLDING_N_GROUPS] = {
  [MAG_HOLDING_GROUP_SYMBOL] = { symbol_text, NULL, mag_holding_columns_summary },
  [MAG_HOLDING_GROUP_STRATEGY] = { strategy_text, NULL, mag_holding_columns_summary },
  [MAG_HOLDING_GROUP_EXPIRY] = { expiry_group_text, expiry_key, mag_holding_columns_summary },
};

const MagTableGroup *
mag_holding_columns_group (MagHoldingGroup group)
{
  return group != MAG_HOLDING_GROUP_NONE ? &groups[group] : NULL;
}
