/* SPDX-License-Identifier: GPL-3.0-or-later */

/* magnusctl positions: what the broker holds now, with what calls for attention. The store's facts make the alerts whole, and it
 * keeps what was told, as after a refresh in the window. */

#include "mag-ctl-broker.h"

#include "mag-attention.h"
#include "mag-money.h"
#include "mag-position-repo.h"
#include "mag-terms-repo.h"

#include <math.h>
#include <string.h>

/* What the store adds to the broker's word. */
typedef struct
{
  GHashTable *facts; /* owned */
  double      rate;
} Known;

static void
known_free (Known *known)
{
  g_clear_pointer (&known->facts, g_hash_table_unref);
  g_free (known);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Known, known_free)

static gpointer
load_known_job (MagDb         *db,
                gpointer       input,
                GCancellable  *cancellable,
                GError       **error)
{
  g_autoptr(Known) known = g_new0 (Known, 1);

  known->rate = mag_terms_repo_rate (db, cancellable, error);
  if (isnan (known->rate) || !(known->facts = mag_position_repo_facts (db, *(gint64 *) input, cancellable, error)))
    return NULL;
  return g_steal_pointer (&known);
}

typedef struct
{
  char      *service;
  GPtrArray *portfolios;
} Keep;

/* What was known last, for the window at its start and for the differences with the journal. */
static gpointer
keep_job (MagDb         *db,
          gpointer       input,
          GCancellable  *cancellable,
          GError       **error)
{
  const Keep *keep = input;

  return mag_position_repo_save (db, keep->service, keep->portfolios, cancellable, error) ? GINT_TO_POINTER (TRUE) : NULL;
}

static gboolean
keep_all (MagCtl     *self,
          MagBroker  *broker,
          GPtrArray  *portfolios,
          GError    **error)
{
  g_autofree char *service = g_ascii_strdown (mag_broker_get_name (broker), -1);

  return mag_ctl_run (self, keep_job, &(Keep) { service, portfolios }, error) != NULL;
}

static gboolean
parse (MagCtl   *self,
       char    **account,
       int      *argc,
       char   ***argv,
       GError  **error)
{
  const GOptionEntry entries[] = {
    { "account", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_STRING, account, "Only the account of this number or name", "ACCOUNT" },
    { NULL }
  };
  const MagCtlSyntax syntax = {
    .arguments = "[SYMBOL]",
    .summary = "Shows what the broker holds now: each position with its profit or loss, what it binds and what\n"
               "calls for attention by the preset thresholds. Sign in in the window first; --practice shows the\n"
               "practice account.",
    .entries = entries, .n_min = 0, .n_max = 1,
  };

  return mag_ctl_parse (self, &syntax, argc, argv, error);
}

static void
keep_account (GPtrArray  *portfolios,
              const char *account)
{
  for (guint i = portfolios->len; account != NULL && i-- > 0;)
    {
      const MagPortfolio *portfolio = g_ptr_array_index (portfolios, i);

      if (strcmp (portfolio->account, account) != 0 && g_ascii_strcasecmp (portfolio->name, account) != 0)
        g_ptr_array_remove_index (portfolios, i);
    }
}

static void
keep_symbol (GPtrArray  *holdings,
             const char *symbol)
{
  for (guint i = holdings->len; symbol != NULL && i-- > 0;)
    if (g_ascii_strcasecmp (((const MagHolding *) g_ptr_array_index (holdings, i))->symbol, symbol) != 0)
      g_ptr_array_remove_index (holdings, i);
}

/* Text */

static char *
dup_what (const MagHolding *holding)
{
  g_autoptr(GString) text = g_string_new (NULL);

  for (guint i = 0; i < holding->legs->len; i++)
    {
      const MagPosition *leg = g_ptr_array_index (holding->legs, i);
      g_autofree char *contract = mag_ctl_dup_contract (&leg->contract);

      g_string_append_printf (text, "%s%s", i > 0 ? " / " : "", contract);
    }
  return g_string_free_and_steal (g_steal_pointer (&text));
}

static char *
dup_price (MagPrice price)
{
  return price != MAG_PRICE_UNKNOWN ? mag_price_format (price, 2) : g_strdup ("-");
}

static char *
dup_money (MagMoney money)
{
  return money != MAG_MONEY_UNKNOWN ? mag_money_format (money) : g_strdup ("-");
}

static void
print_text (GPtrArray              *holdings,
            const MagHoldingTotals *totals)
{
  static const char *const heads[] = { "Symbol", "Contract", "Strategy", ">Qty", ">DTE", ">Spot", ">Credit", ">Mark", ">P/L", ">Collateral", "Attention" };
  g_autoptr(MagCtlTable) table = mag_ctl_table_new (heads, G_N_ELEMENTS (heads));
  g_autofree char *profit = dup_money (totals->profit), *collected = dup_money (totals->collected), *collateral = dup_money (totals->collateral);

  for (guint i = 0; i < holdings->len; i++)
    {
      const MagHolding *holding = g_ptr_array_index (holdings, i);
      const MagAlert *alert = holding->alerts->len > 0 ? g_ptr_array_index (holding->alerts, 0) : NULL;

      mag_ctl_table_add (table, holding->symbol);
      mag_ctl_table_take (table, dup_what (holding));
      mag_ctl_table_add (table, mag_strategy_to_nick (holding->strategy));
      mag_ctl_table_take (table, g_strdup_printf ("%" G_GINT64_FORMAT, holding->quantity));
      mag_ctl_table_take (table, holding->shares == NULL ? g_strdup_printf ("%d", holding->dte) : g_strdup (""));
      mag_ctl_table_take (table, dup_price (holding->spot));
      mag_ctl_table_take (table, dup_price (holding->credit));
      mag_ctl_table_take (table, dup_price (holding->mark));
      mag_ctl_table_take (table, dup_money (holding->profit));
      mag_ctl_table_take (table, dup_money (holding->collateral));
      mag_ctl_table_add (table, alert != NULL ? alert->reason : "");
    }
  mag_ctl_table_print (table);
  g_print ("\n%u options, %u of them short: P/L %s, premium collected %s, collateral %s, theta %.2f a day, delta %.0f shares\n", totals->n_options, totals->n_short,
           profit, collected, collateral, totals->theta, totals->delta);
  if (totals->n_stale > 0)
    g_print ("%u of them with old quotes: no alert goes by their prices.\n", totals->n_stale);
}

/* JSON */

static void
write_leg (MagCtlJson        *json,
           const MagPosition *leg)
{
  g_autofree char *contract = mag_ctl_dup_contract (&leg->contract);

  mag_ctl_json_begin_object (json, NULL);
  mag_ctl_json_string (json, "contract", contract);
  mag_ctl_json_string (json, "root", leg->contract.root);
  mag_ctl_json_date (json, "expiration", leg->contract.expiration);
  mag_ctl_json_string (json, "type", leg->contract.right == MAG_RIGHT_PUT ? "put" : "call");
  mag_ctl_json_price (json, "strike", leg->contract.strike);
  mag_ctl_json_string (json, "side", leg->side == MAG_SIDE_SHORT ? "short" : "long");
  mag_ctl_json_integer (json, "quantity", leg->quantity);
  mag_ctl_json_integer (json, "settling", leg->settling);
  mag_ctl_json_integer (json, "multiplier", leg->multiplier);
  mag_ctl_json_boolean (json, "adjusted", leg->adjusted);
  mag_ctl_json_money (json, "premium", leg->premium);
  mag_ctl_json_money (json, "profit", mag_position_get_profit (leg));
  mag_ctl_json_price (json, "mark", leg->mark);
  mag_ctl_json_price (json, "bid", leg->bid);
  mag_ctl_json_price (json, "ask", leg->ask);
  mag_ctl_json_ratio (json, "iv", leg->iv);
  mag_ctl_json_ratio (json, "delta", leg->delta);
  mag_ctl_json_ratio (json, "theta", leg->theta);
  mag_ctl_json_instant (json, "quoted", leg->quoted_us);
  if (leg->problem != NULL)
    mag_ctl_json_string (json, "problem", leg->problem);
  mag_ctl_json_end_object (json);
}

static void
write_alerts (MagCtlJson       *json,
              const MagHolding *holding)
{
  static const char *const urgencies[] = { "note", "soon", "now" };

  mag_ctl_json_begin_array (json, "alerts");
  for (guint i = 0; i < holding->alerts->len; i++)
    {
      const MagAlert *alert = g_ptr_array_index (holding->alerts, i);

      mag_ctl_json_begin_object (json, NULL);
      mag_ctl_json_string (json, "rule", mag_rule_to_nick (alert->rule));
      mag_ctl_json_string (json, "urgency", urgencies[alert->urgency]);
      mag_ctl_json_string (json, "reason", alert->reason);
      mag_ctl_json_string (json, "action", mag_action_get_title (alert->action));
      mag_ctl_json_end_object (json);
    }
  mag_ctl_json_end_array (json);
}

static void
write_holding (MagCtlJson       *json,
               const MagHolding *holding)
{
  mag_ctl_json_begin_object (json, NULL);
  mag_ctl_json_string (json, "account", holding->account);
  mag_ctl_json_string (json, "symbol", holding->symbol);
  mag_ctl_json_string (json, "strategy", mag_strategy_to_nick (holding->strategy));
  mag_ctl_json_integer (json, "quantity", holding->quantity);
  mag_ctl_json_integer (json, "settling", holding->settling);
  if (holding->shares == NULL)
    {
      mag_ctl_json_date (json, "expiration", holding->expiration);
      mag_ctl_json_integer (json, "dte", holding->dte);
      mag_ctl_json_boolean (json, "awaiting_broker", holding->awaiting);
    }
  mag_ctl_json_money (json, "premium", holding->premium);
  mag_ctl_json_money (json, "value", holding->value);
  mag_ctl_json_money (json, "profit", holding->profit);
  mag_ctl_json_ratio (json, "captured", holding->captured);
  mag_ctl_json_money (json, "collateral", holding->collateral);
  mag_ctl_json_money (json, "capital", holding->capital);
  mag_ctl_json_price (json, "credit", holding->credit);
  mag_ctl_json_price (json, "mark", holding->mark);
  mag_ctl_json_price (json, "spot", holding->spot);
  mag_ctl_json_price (json, "breakeven", holding->breakeven);
  mag_ctl_json_ratio (json, "distance", holding->distance);
  mag_ctl_json_ratio (json, "yield_left", holding->yield_left);
  mag_ctl_json_ratio (json, "delta_shares", holding->delta);
  mag_ctl_json_ratio (json, "theta_dollars", holding->theta);
  mag_ctl_json_ratio (json, "iv", holding->iv);
  mag_ctl_json_ratio (json, "pop", holding->pop);
  mag_ctl_json_instant (json, "quoted", holding->quoted_us);
  mag_ctl_json_begin_array (json, "legs");
  for (guint i = 0; i < holding->legs->len; i++)
    write_leg (json, g_ptr_array_index (holding->legs, i));
  mag_ctl_json_end_array (json);
  write_alerts (json, holding);
  mag_ctl_json_end_object (json);
}

static void
print_json (GPtrArray              *portfolios,
            GPtrArray              *holdings,
            const MagHoldingTotals *totals)
{
  g_autoptr(MagCtlJson) json = mag_ctl_json_new ();

  mag_ctl_json_begin_object (json, NULL);
  mag_ctl_json_begin_object (json, "positions");
  mag_ctl_json_begin_array (json, "accounts");
  for (guint i = 0; i < portfolios->len; i++)
    {
      const MagPortfolio *portfolio = g_ptr_array_index (portfolios, i);

      mag_ctl_json_begin_object (json, NULL);
      mag_ctl_json_string (json, "account", portfolio->account);
      mag_ctl_json_string (json, "name", portfolio->name);
      mag_ctl_json_string (json, "kind", portfolio->kind);
      mag_ctl_json_money (json, "buying_power", portfolio->buying_power);
      mag_ctl_json_money (json, "cash", portfolio->cash);
      mag_ctl_json_instant (json, "at", portfolio->at_us);
      mag_ctl_json_end_object (json);
    }
  mag_ctl_json_end_array (json);
  mag_ctl_json_begin_array (json, "rows");
  for (guint i = 0; i < holdings->len; i++)
    write_holding (json, g_ptr_array_index (holdings, i));
  mag_ctl_json_end_array (json);
  mag_ctl_json_begin_object (json, "totals");
  mag_ctl_json_integer (json, "options", totals->n_options);
  mag_ctl_json_integer (json, "short", totals->n_short);
  mag_ctl_json_integer (json, "secured_puts", totals->n_puts);
  mag_ctl_json_integer (json, "unvalued", totals->n_unvalued);
  mag_ctl_json_integer (json, "stale", totals->n_stale);
  mag_ctl_json_money (json, "collected", totals->collected);
  mag_ctl_json_money (json, "value", totals->value);
  mag_ctl_json_money (json, "profit", totals->profit);
  mag_ctl_json_ratio (json, "profit_of_premium", totals->profit_share);
  mag_ctl_json_money (json, "collateral", totals->collateral);
  mag_ctl_json_ratio (json, "theta_dollars", totals->theta);
  mag_ctl_json_ratio (json, "delta_shares", totals->delta);
  mag_ctl_json_end_object (json);
  mag_ctl_json_end_object (json);
  mag_ctl_json_end_object (json);
  mag_ctl_json_print (json);
}

static MagCtlStatus
show (MagCtl     *self,
      GPtrArray  *portfolios,
      const char *symbol,
      GError    **error)
{
  gint64 now_us = mag_ctl_now (self);
  g_autoptr(Known) known = mag_ctl_run (self, load_known_job, &now_us, error);
  g_autoptr(GPtrArray) holdings = NULL;
  MagHoldingTotals totals;
  MagRules rules;

  if (known == NULL)
    return mag_ctl_fail (*error);
  holdings = mag_holdings_new (portfolios, known->facts, known->rate, now_us);
  mag_rules_init (&rules);
  mag_attention_apply (holdings, &rules, known->facts, now_us);
  keep_symbol (holdings, symbol);
  mag_holdings_total (holdings, &totals);
  if (self->json)
    print_json (portfolios, holdings, &totals);
  else
    print_text (holdings, &totals);
  return MAG_CTL_OK;
}

/**
 * mag_ctl_positions:
 *
 * The verb "positions".
 */
MagCtlStatus
mag_ctl_positions (MagCtl  *self,
                   int      argc,
                   char   **argv)
{
  g_autofree char *account = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(MagBroker) broker = NULL;
  g_autoptr(GPtrArray) portfolios = NULL;

  if (!parse (self, &account, &argc, &argv, &error) || !mag_ctl_open (self, &error) || !(broker = mag_ctl_broker_open (self, &error)) ||
      !(portfolios = mag_ctl_broker_load_portfolios (broker, &error)) || !keep_all (self, broker, portfolios, &error))
    return mag_ctl_fail (error);
  keep_account (portfolios, account);
  if (portfolios->len == 0)
    {
      g_printerr ("magnusctl: There is no account \"%s\".\n", account != NULL ? account : "");
      return MAG_CTL_NOT_FOUND;
    }
  return show (self, portfolios, argc > 1 ? argv[1] : NULL, &error);
}
