/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The columns of the Trades table: for each its title, its text for a row and for a leg below it, and what it sorts by. Pure
 * functions of a line. Where a column says nothing of a leg or of shares the text is empty; what is not known is "-". */

#include "config.h"

#include "mag-trade-columns.h"

#include "mag-format.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

static char *
nothing (void)
{
  return g_strdup ("");
}

static const MagRollChain *
chain_of (MagTradeItem *item)
{
  return mag_trade_item_get_leg (item) == NULL ? mag_trade_item_get_row (item)->chain : NULL;
}

static char *
name_contract (const char        *symbol,
               const MagContract *contract)
{
  g_autofree char *strike = mag_format_strike (contract->strike);

  /* Translators: symbol, strike, Put or Call */
  return g_strdup_printf (_("%s %s %s"), symbol, strike, mag_format_right (contract->right));
}

static int
compare_strikes (gconstpointer a,
                 gconstpointer b)
{
  MagPrice x = (*(const MagLeg *const *) a)->contract.strike, y = (*(const MagLeg *const *) b)->contract.strike;

  return (x > y) - (x < y);
}

/* "F 45/50", and Put or Call where all are. */
static char *
name_spread (const char *symbol,
             GPtrArray  *opening)
{
  g_autoptr(GPtrArray) legs = g_ptr_array_copy (opening, NULL, NULL);
  g_autoptr(GString) strikes = g_string_new (NULL);
  const MagLeg *first = g_ptr_array_index (legs, 0);
  gboolean one_right = TRUE;

  g_ptr_array_sort (legs, compare_strikes);
  for (guint i = 0; i < legs->len; i++)
    {
      const MagLeg *leg = g_ptr_array_index (legs, i);
      g_autofree char *strike = mag_format_strike (leg->contract.strike);

      one_right = one_right && leg->contract.right == first->contract.right;
      g_string_append_printf (strikes, "%s%s", i > 0 ? "/" : "", strike);
    }
  if (!one_right)
    return g_strdup_printf ("%s %s", symbol, strikes->str);
  return g_strdup_printf (_("%s %s %s"), symbol, strikes->str, mag_format_right (first->contract.right));
}

/**
 * mag_trade_columns_name_row:
 *
 * Returns: what a row is called: "F 50 Put", "F 45/50 Put", "F shares"
 */
char *
mag_trade_columns_name_row (const MagJournalRow *row)
{
  if (row->chain != NULL && row->chain->newest->len > 1)
    return name_spread (row->ledger->symbol, row->chain->newest);
  if (row->chain != NULL)
    return name_contract (row->ledger->symbol, &row->chain->contract);
  /* Translators: %s is a symbol */
  return g_strdup_printf (_("%s shares"), row->ledger->symbol);
}

/* Legs of a spread are told apart by their contracts: "Sold to open 50 Put". */
static char *
name_leg (const MagJournalRow *row,
          const MagLeg        *leg)
{
  const char *role = mag_format_leg_role (leg->role, mag_ledger_is_rolled (row->ledger, leg));
  g_autofree char *strike = NULL;

  if (row->chain == NULL || row->chain->newest->len == 1)
    return g_strdup (role);
  strike = mag_format_strike (leg->contract.strike);
  /* Translators: what was done, strike, Put or Call */
  return g_strdup_printf (_("%s %s %s"), role, strike, mag_format_right (leg->contract.right));
}

/**
 * mag_trade_columns_name:
 *
 * Returns: what the line is called
 */
char *
mag_trade_columns_name (gpointer item)
{
  const MagJournalRow *row = mag_trade_item_get_row (item);
  const MagLeg *leg = mag_trade_item_get_leg (item);

  return leg != NULL ? name_leg (row, leg) : mag_trade_columns_name_row (row);
}

static char *
quantity_text (gpointer item)
{
  gint64 quantity = mag_trade_item_get_quantity (item);
  g_autofree char *count = mag_format_count (ABS (quantity));

  return g_strconcat (quantity < 0 ? "\u2212" : "", count, NULL);
}

static double
quantity_key (gpointer item)
{
  return (double) mag_trade_item_get_quantity (item);
}

static char *
strategy_text (gpointer item)
{
  return mag_trade_item_get_leg (item) != NULL ? nothing () : g_strdup (mag_format_strategy (mag_journal_row_get_strategy (mag_trade_item_get_row (item))));
}

static char *
status_text (gpointer item)
{
  return mag_trade_item_get_leg (item) != NULL ? nothing () : g_strdup (mag_format_trade_status (mag_journal_row_get_status (mag_trade_item_get_row (item))));
}

static char *
name_detail (gpointer item)
{
  g_autofree char *quantity = quantity_text (item);

  if (mag_trade_item_get_leg (item) != NULL)
    {
      g_autofree char *price = mag_format_price (mag_trade_item_get_leg (item)->price);

      /* Translators: second line of a leg in a narrow window: how many, at which price */
      return g_strdup_printf (_("%s at %s"), quantity, price);
    }
  /* Translators: second line of a trade in a narrow window: how many contracts, "open" */
  return g_strdup_printf (_("%s · %s"), quantity, mag_format_trade_status (mag_journal_row_get_status (mag_trade_item_get_row (item))));
}

static char *
contract_text (gpointer item)
{
  const MagLeg *leg = mag_trade_item_get_leg (item);
  const MagJournalRow *row = mag_trade_item_get_row (item);
  const MagContract *contract = leg != NULL ? &leg->contract : row->chain != NULL ? &row->chain->contract : NULL;
  g_autofree char *strike = NULL;

  if (contract == NULL || contract->root[0] == '\0')
    return nothing ();
  strike = mag_format_strike (contract->strike);
  /* Translators: strike, Put or Call */
  return g_strdup_printf (_("%s %s"), strike, mag_format_right (contract->right));
}

static char *
expiry_text (gpointer item)
{
  const MagLeg *leg = mag_trade_item_get_leg (item);
  const MagJournalRow *row = mag_trade_item_get_row (item);
  MagDate expiration = leg != NULL ? leg->contract.expiration : row->chain != NULL ? row->chain->contract.expiration : 0;

  if (expiration == 0)
    return nothing ();
  return leg == NULL && row->chain->status == MAG_TRADE_OPEN ? mag_format_expiry (expiration, mag_trade_item_get_now_us (item))
                                                             : mag_format_date (expiration, mag_trade_item_get_now_us (item));
}

static double
expiry_key (gpointer item)
{
  const MagRollChain *chain = chain_of (item);

  return chain != NULL ? chain->contract.expiration : NAN;
}

static char *
opened_text (gpointer item)
{
  const MagLeg *leg = mag_trade_item_get_leg (item);

  return mag_format_date (leg != NULL ? leg->date : mag_journal_row_get_opened (mag_trade_item_get_row (item)), mag_trade_item_get_now_us (item));
}

static double
opened_key (gpointer item)
{
  return mag_journal_row_get_opened (mag_trade_item_get_row (item));
}

static char *
closed_text (gpointer item)
{
  if (mag_trade_item_get_leg (item) != NULL)
    return nothing ();
  return mag_format_date (mag_journal_row_get_closed (mag_trade_item_get_row (item)), mag_trade_item_get_now_us (item));
}

static double
closed_key (gpointer item)
{
  MagDate closed = mag_journal_row_get_closed (mag_trade_item_get_row (item));

  return closed != 0 ? closed : NAN;
}

static char *
when_text (gpointer item)
{
  const MagJournalRow *row = mag_trade_item_get_row (item);
  MagDate closed = mag_journal_row_get_closed (row);

  if (mag_trade_item_get_leg (item) != NULL)
    return opened_text (item);
  return mag_format_date (closed != 0 ? closed : row->chain != NULL ? row->chain->contract.expiration : 0, mag_trade_item_get_now_us (item));
}

static char *
when_detail (gpointer item)
{
  const MagJournalRow *row = mag_trade_item_get_row (item);

  if (mag_trade_item_get_leg (item) != NULL || (row->chain == NULL && row->lot->remaining > 0))
    return nothing ();
  return g_strdup (mag_journal_row_get_closed (row) != 0 ? _("closed") : _("expires"));
}

static char *
price_text (gpointer item)
{
  const MagLeg *leg = mag_trade_item_get_leg (item);

  return leg != NULL ? mag_format_price (leg->price) : nothing ();
}

static char *
premium_text (gpointer item)
{
  const MagRollChain *chain = chain_of (item);
  const MagLeg *leg = mag_trade_item_get_leg (item);

  if (chain != NULL)
    return mag_format_money (chain->premium);
  return leg != NULL && mag_leg_role_is_opening (leg->role) ? mag_format_money (mag_leg_get_premium (leg)) : nothing ();
}

static double
premium_key (gpointer item)
{
  const MagRollChain *chain = chain_of (item);

  return chain != NULL ? (double) chain->premium : NAN;
}

static char *
fees_text (gpointer item)
{
  const MagRollChain *chain = chain_of (item);
  const MagLeg *leg = mag_trade_item_get_leg (item);

  return chain != NULL ? mag_format_money (chain->fees) : leg != NULL ? mag_format_money (leg->fees) : nothing ();
}

static double
fees_key (gpointer item)
{
  const MagRollChain *chain = chain_of (item);

  return chain != NULL ? (double) chain->fees : NAN;
}

/**
 * mag_trade_columns_profit:
 *
 * Returns: P/L of the row; UNKNOWN while it is open, and of a leg
 */
MagMoney
mag_trade_columns_profit (MagTradeItem *item)
{
  return mag_trade_item_get_leg (item) == NULL ? mag_journal_row_get_profit (mag_trade_item_get_row (item)) : MAG_MONEY_UNKNOWN;
}

static char *
profit_text (gpointer item)
{
  return mag_trade_item_get_leg (item) == NULL ? mag_format_money_change (mag_trade_columns_profit (item)) : nothing ();
}

static double
profit_key (gpointer item)
{
  MagMoney profit = mag_trade_columns_profit (item);

  return profit != MAG_MONEY_UNKNOWN ? (double) profit : NAN;
}

static double
of_premium_key (gpointer item)
{
  const MagRollChain *chain = chain_of (item);

  return chain != NULL ? mag_roll_chain_get_return_on_premium (chain) : NAN;
}

static char *
of_premium_text (gpointer item)
{
  return chain_of (item) != NULL ? mag_format_percent (of_premium_key (item), 1) : nothing ();
}

static double
annualized_key (gpointer item)
{
  const MagRollChain *chain = chain_of (item);

  return chain != NULL ? mag_roll_chain_get_annualized (chain) : NAN;
}

static char *
annualized_text (gpointer item)
{
  return chain_of (item) != NULL ? mag_format_percent (annualized_key (item), 1) : nothing ();
}

static char *
profit_detail (gpointer item)
{
  const MagRollChain *chain = chain_of (item);

  return chain == NULL ? nothing () : chain->closed != 0 ? of_premium_text (item) : premium_text (item);
}

static MagMoney
capital_of (MagTradeItem *item)
{
  const MagRollChain *chain = chain_of (item);

  return chain != NULL ? chain->capital : mag_trade_item_get_row (item)->lot->cost;
}

static char *
capital_text (gpointer item)
{
  return mag_trade_item_get_leg (item) == NULL ? mag_format_money_whole (capital_of (item)) : nothing ();
}

static double
capital_key (gpointer item)
{
  MagMoney capital = capital_of (item);

  return capital != MAG_MONEY_UNKNOWN ? (double) capital : NAN;
}

static double
days_key (gpointer item)
{
  const MagJournalRow *row = mag_trade_item_get_row (item);
  MagDate closed = mag_journal_row_get_closed (row);

  return closed != 0 ? (double) (closed - mag_journal_row_get_opened (row)) : NAN;
}

static char *
days_text (gpointer item)
{
  double days = days_key (item);

  return mag_trade_item_get_leg (item) == NULL ? mag_format_count (isnan (days) ? -1 : (gint64) days) : nothing ();
}

static char *
rolls_text (gpointer item)
{
  const MagRollChain *chain = chain_of (item);

  return chain != NULL ? mag_format_count (chain->n_rolls) : nothing ();
}

static double
rolls_key (gpointer item)
{
  const MagRollChain *chain = chain_of (item);

  return chain != NULL ? chain->n_rolls : NAN;
}

static char *
account_text (gpointer item)
{
  return mag_trade_item_get_leg (item) == NULL ? g_strdup (mag_trade_item_get_row (item)->ledger->account) : nothing ();
}

/* On one line, as cells are. */
static char *
notes_text (gpointer item)
{
  return g_strdelimit (g_strdup (mag_trade_item_get_notes (item)), "\t\r\n", ' ');
}

static char *
tags_text (gpointer item)
{
  return g_strdup (mag_trade_item_get_tags (item));
}

/* id, title, description, characters, numeric, shown, narrow, colored, text, detail, key */
static const MagTableColumn columns[] = {
  { "trade", N_("Trade"), NULL, 22, FALSE, TRUE, FALSE, FALSE, mag_trade_columns_name, NULL, NULL },
  { "narrow-trade", N_("Trade"), NULL, 13, FALSE, FALSE, TRUE, FALSE, mag_trade_columns_name, name_detail, NULL },
  { "narrow-profit", N_("P/L"), NULL, 11, TRUE, FALSE, TRUE, TRUE, profit_text, profit_detail, profit_key },
  { "when", N_("When"), NULL, 10, FALSE, FALSE, TRUE, FALSE, when_text, when_detail, closed_key },
  { "strategy", N_("Strategy"), N_("A call is covered when the journal held the shares the day it was sold"), 16, FALSE, TRUE, FALSE, FALSE, strategy_text, NULL, NULL },
  { "status", N_("Status"), NULL, 8, FALSE, TRUE, FALSE, FALSE, status_text, NULL, NULL },
  { "quantity", N_("Qty"), N_("Contracts or shares; those sold short are below zero"), 6, TRUE, TRUE, FALSE, FALSE, quantity_text, NULL, quantity_key },
  { "price", N_("Price"), N_("Of a leg, dollars a share"), 8, TRUE, TRUE, FALSE, FALSE, price_text, NULL, NULL },
  { "premium", N_("Premium"), N_("What the opening legs were sold or bought for"), 11, TRUE, TRUE, FALSE, FALSE, premium_text, NULL, premium_key },
  { "profit", N_("P/L"), N_("Premiums received less paid, less fees; of shares, proceeds less cost"), 13, TRUE, TRUE, FALSE, TRUE, profit_text, NULL, profit_key },
  { "of-premium", N_("% of Premium"), N_("P/L over premium"), 10, TRUE, TRUE, FALSE, FALSE, of_premium_text, NULL, of_premium_key },
  { "annualized", N_("Annualized"), N_("P/L over capital, times 365 over the days held; no day counts as one"), 9, TRUE, TRUE, FALSE, FALSE, annualized_text, NULL, annualized_key },
  { "days", N_("Days"), N_("Held, until the last contract was closed"), 5, TRUE, TRUE, FALSE, FALSE, days_text, NULL, days_key },
  { "opened", N_("Opened"), N_("New York date; of a leg, the day it happened"), 13, FALSE, TRUE, FALSE, FALSE, opened_text, NULL, opened_key },
  { "closed", N_("Closed"), NULL, 13, FALSE, TRUE, FALSE, FALSE, closed_text, NULL, closed_key },
  { "expiry", N_("Expiry"), NULL, 16, FALSE, TRUE, FALSE, FALSE, expiry_text, NULL, expiry_key },
  { "contract", N_("Contract"), NULL, 10, FALSE, FALSE, FALSE, FALSE, contract_text, NULL, NULL },
  { "capital", N_("Capital"), N_("Strike times shares of a put, campaign basis of a covered call's shares, cost of a long option, the most a spread can lose"), 10, TRUE, FALSE, FALSE, FALSE, capital_text, NULL, capital_key },
  { "fees", N_("Fees"), NULL, 8, TRUE, FALSE, FALSE, FALSE, fees_text, NULL, fees_key },
  { "rolls", N_("Rolls"), NULL, 5, TRUE, FALSE, FALSE, FALSE, rolls_text, NULL, rolls_key },
  { "account", N_("Account"), NULL, 10, FALSE, FALSE, FALSE, FALSE, account_text, NULL, NULL },
  { "notes", N_("Notes"), NULL, 24, FALSE, TRUE, FALSE, FALSE, notes_text, NULL, NULL },
  { "tags", N_("Tags"), NULL, 16, FALSE, FALSE, FALSE, FALSE, tags_text, NULL, NULL },
};

static guint64
key_of (gpointer item)
{
  return mag_trade_item_get_key (item);
}

static void
update (gpointer item,
        gpointer fresh)
{
  mag_trade_item_update (item, mag_trade_item_get_journal (fresh), mag_trade_item_get_row (fresh), mag_trade_item_get_now_us (fresh));
}

static gboolean
is_leg (gpointer item)
{
  return mag_trade_item_get_leg (item) != NULL;
}

static GListModel *
children_of (gpointer item)
{
  return mag_trade_item_get_legs (item);
}

/* Of rows the newest first; legs stand in order in the ledger. */
static int
break_tie (gpointer a,
           gpointer b)
{
  const MagLeg *leg_a = mag_trade_item_get_leg (a), *leg_b = mag_trade_item_get_leg (b);

  if (leg_a != NULL && leg_b != NULL)
    return (leg_a > leg_b) - (leg_a < leg_b);
  return (opened_key (a) < opened_key (b)) - (opened_key (a) > opened_key (b));
}

static double
sign_of (gpointer item)
{
  MagMoney profit = mag_trade_columns_profit (item);

  return profit != MAG_MONEY_UNKNOWN ? (double) profit : 0;
}

const MagTableKind mag_trade_columns_kind = {
  N_("Trades"), columns, G_N_ELEMENTS (columns), "opened", TRUE, key_of, update, is_leg, children_of, break_tie, sign_of,
};
