/* SPDX-License-Identifier: GPL-3.0-or-later */

/* magnusctl trades: the journal's rows that pass, what they come to, the campaigns with both ways of counting, and what is coming. */

#include "mag-ctl-calendar.h"

#include "mag-date.h"
#include "mag-difference-repo.h"
#include "mag-money.h"
#include "mag-symbol.h"
#include "mag-trade-repo.h"

#include <math.h>

static const struct { const char *name; int days; } periods[] = {
  { "7", 7 }, { "30", 30 }, { "90", 90 }, { "180", 180 }, { "365", 365 }, { "all", 0 },
};

#define NO_YEAR (-1)

typedef struct
{
  char    *account, *status, *strategy, *from, *to, *min_profit, *max_profit;
  gboolean campaigns, differences, calendar;
  int      tax; /* year */
} Options;

static void
options_clear (Options *options)
{
  g_free (options->account);
  g_free (options->status);
  g_free (options->strategy);
  g_free (options->from);
  g_free (options->to);
  g_free (options->min_profit);
  g_free (options->max_profit);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

static gpointer
load_job (MagDb         *db,
          gpointer       input,
          GCancellable  *cancellable,
          GError       **error)
{
  return mag_trade_repo_load (db, input, cancellable, error);
}

static gboolean
refuse (GError     **error,
        const char  *option,
        const char  *value)
{
  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "--%s can't be \"%s\".", option, value);
  return FALSE;
}

static gboolean
read_date (const char  *option,
           const char  *text,
           MagDate     *date,
           GError     **error)
{
  *date = text != NULL ? mag_date_parse (text) : 0;
  return text == NULL || *date != 0 || refuse (error, option, text);
}

static gboolean
read_money (const char  *option,
            const char  *text,
            MagMoney    *money,
            GError     **error)
{
  return text == NULL || mag_money_parse (text, money, NULL) || refuse (error, option, text);
}

static gboolean
read_profits (const Options     *options,
              MagJournalFilter  *filter,
              GError           **error)
{
  if (!read_money ("min-profit", options->min_profit, &filter->min_profit, error) || !read_money ("max-profit", options->max_profit, &filter->max_profit, error))
    return FALSE;
  if (options->min_profit != NULL && options->max_profit != NULL && filter->min_profit > filter->max_profit)
    {
      g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "--min-profit can't be more than --max-profit.");
      return FALSE;
    }
  return TRUE;
}

static gboolean
read_filter (const Options     *options,
             MagJournalFilter  *filter,
             GError           **error)
{
  MagTradeStatus status;
  MagStrategy strategy;

  if (options->status != NULL && !mag_trade_status_from_nick (options->status, &status))
    return refuse (error, "status", options->status);
  if (options->strategy != NULL && !mag_strategy_from_nick (options->strategy, &strategy))
    return refuse (error, "strategy", options->strategy);
  if (options->status != NULL)
    filter->status = (int) status;
  if (options->strategy != NULL)
    filter->strategy = (int) strategy;
  filter->account = options->account;
  return read_profits (options, filter, error) && read_date ("from", options->from, &filter->from, error) && read_date ("to", options->to, &filter->to, error);
}

static gboolean
parse (MagCtl            *self,
       Options           *options,
       MagJournalFilter  *filter,
       int               *argc,
       char            ***argv,
       GError           **error)
{
  const GOptionEntry entries[] = {
    { "account", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_STRING, &options->account, "Only those of this account; \"\": those without one", "ACCOUNT" },
    { "status", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_STRING, &options->status, "Only these: open, closed, expired or assigned", "STATUS" },
    { "strategy", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_STRING, &options->strategy,
      "Only these: cash_secured_put, covered_call, naked_call, long_call, long_put or shares", "STRATEGY" },
    { "from", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_STRING, &options->from, "Closed on this day or later; of open ones, opened", "DATE" },
    { "to", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_STRING, &options->to, "The same, or earlier", "DATE" },
    { "min-profit", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_STRING, &options->min_profit, "P/L of this many dollars or more; open ones have none", "DOLLARS" },
    { "max-profit", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_STRING, &options->max_profit, "The same, or less", "DOLLARS" },
    { "tax", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_INT, &options->tax, "Show what counts for US tax in that year instead, item by item", "YEAR" },
    { "campaigns", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_NONE, &options->campaigns, "Show campaigns, leg by leg, instead of trades", NULL },
    { "differences", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_NONE, &options->differences, "Show where the journal and what the broker last said do not agree", NULL },
    { "calendar", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_NONE, &options->calendar,
      "Show what is coming instead: expirations, with the collateral that comes free, earnings and ex-dividend dates", NULL },
    { NULL }
  };
  const MagCtlSyntax syntax = {
    .arguments = "[SYMBOL]",
    .summary = "Shows the trade journal: roll chains and lots of shares with their profit or loss, then what\n"
               "they come to. Figures are of the rows shown.",
    .entries = entries, .n_min = 0, .n_max = 1,
  };

  if (!mag_ctl_parse (self, &syntax, argc, argv, error) || !read_filter (options, filter, error))
    return FALSE;
  if (options->tax != NO_YEAR && (options->tax < 1900 || options->tax > 9999))
    {
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "--tax can't be \"%d\": a year is wanted.", options->tax);
      return FALSE;
    }
  if ((options->tax != NO_YEAR) + options->campaigns + options->calendar + options->differences > 1)
    {
      g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "Only one of --campaigns, --calendar, --differences and --tax can be shown.");
      return FALSE;
    }
  return TRUE;
}

/* Text */

static char *
dup_what (const MagJournalRow *row)
{
  if (row->chain != NULL)
    return mag_ctl_dup_contract (&row->chain->contract);
  return g_strdup ("");
}

static gint64
count_of (const MagJournalRow *row)
{
  return row->chain != NULL ? row->chain->contracts : row->lot->shares;
}

static void
add_row (MagCtlTable         *table,
         const MagJournalRow *row)
{
  double premium = row->chain != NULL ? mag_roll_chain_get_return_on_premium (row->chain) : NAN;
  double annualized = row->chain != NULL ? mag_roll_chain_get_annualized (row->chain) : NAN;

  mag_ctl_table_add (table, row->ledger->symbol);
  mag_ctl_table_add (table, mag_strategy_to_nick (mag_journal_row_get_strategy (row)));
  mag_ctl_table_take (table, dup_what (row));
  mag_ctl_table_take (table, mag_ctl_dup_count (count_of (row)));
  mag_ctl_table_take (table, mag_date_format (mag_journal_row_get_opened (row)));
  mag_ctl_table_take (table, mag_date_format (mag_journal_row_get_closed (row)));
  mag_ctl_table_add (table, mag_trade_status_to_nick (mag_journal_row_get_status (row)));
  mag_ctl_table_take (table, mag_money_format (mag_journal_row_get_profit (row)));
  mag_ctl_table_take (table, mag_ctl_dup_percent (premium, 1));
  mag_ctl_table_take (table, mag_ctl_dup_percent (annualized, 1));
}

static void
print_figures (const MagJournalStats *stats)
{
  g_autofree char *total = mag_money_format (stats->total);
  g_autofree char *options = mag_money_format (stats->options);
  g_autofree char *shares = mag_money_format (stats->shares);
  g_autofree char *rate = mag_ctl_dup_percent (stats->win_rate, 1);
  g_autofree char *weighted = mag_ctl_dup_percent (stats->weighted_annualized, 1);

  g_print ("\nP/L %s (options %s, shares %s); %u closed, %u open", total, options, shares, stats->n_closed, stats->n_open);
  if (stats->n_closed > 0)
    g_print ("; won %s of %u", rate, stats->n_closed);
  if (weighted[0] != '\0')
    g_print ("; %s a year on capital", weighted);
  g_print (".\n");
}

static void
print_rows (const GArray          *rows,
            const MagJournalStats *stats)
{
  static const char *const heads[] = { "Symbol", "Strategy", "Contract", ">Quantity", "Opened", "Closed", "Status", ">P/L", ">Of premium", ">Annualized" };
  g_autoptr(MagCtlTable) table = mag_ctl_table_new (heads, G_N_ELEMENTS (heads));

  for (guint i = 0; i < rows->len; i++)
    add_row (table, &g_array_index (rows, MagJournalRow, i));
  mag_ctl_table_print (table);
  print_figures (stats);
}

static void
print_campaign (const MagLedger   *ledger,
                const MagCampaign *campaign)
{
  static const char *const heads[] = { "Date", "Leg", "Contract", ">Quantity", ">Price", ">Cash so far", ">Shares", ">Campaign basis", ">Tax basis", ">Broker basis" };
  g_autoptr(MagCtlTable) table = mag_ctl_table_new (heads, G_N_ELEMENTS (heads));
  g_autofree char *started = mag_date_format (campaign->started);
  g_autofree char *ended = campaign->ended != 0 ? mag_date_format (campaign->ended) : g_strdup ("running");
  g_autofree char *total = NULL;
  g_autofree char *items = NULL;
  g_autofree char *open = NULL;
  MagReconciliation sides;
  gboolean agree = mag_campaign_reconcile (campaign, &sides);

  for (guint i = 0; i < campaign->steps->len; i++)
    {
      const MagCampaignStep *step = &g_array_index (campaign->steps, MagCampaignStep, i);

      mag_ctl_table_take (table, mag_date_format (step->leg->date));
      mag_ctl_table_add (table, mag_leg_role_to_nick (step->leg->role));
      mag_ctl_table_take (table, mag_leg_role_is_shares (step->leg->role) ? g_strdup ("") : mag_ctl_dup_contract (&step->leg->contract));
      mag_ctl_table_take (table, mag_ctl_dup_count (step->leg->quantity));
      mag_ctl_table_take (table, mag_price_format (step->leg->price, 2));
      mag_ctl_table_take (table, mag_money_format (step->cash));
      mag_ctl_table_take (table, mag_ctl_dup_count (step->shares));
      mag_ctl_table_take (table, mag_price_format (step->campaign_basis, 2));
      mag_ctl_table_take (table, mag_price_format (step->tax_basis, 2));
      mag_ctl_table_take (table, mag_price_format (step->broker_basis, 2));
    }
  g_print ("%s%s%s, campaign %u, %s to %s\n", ledger->symbol, ledger->account[0] != '\0' ? " in " : "", ledger->account, campaign->number, started, ended);
  mag_ctl_table_print (table);
  total = mag_money_format (sides.total);
  items = mag_money_format (sides.tax_items);
  open = mag_money_format (sides.open);
  g_print ("Cash %s %s tax items %s and %s still open. Wash sales and Section 1256 are not modelled.\n\n", total, agree ? "=" : "DIFFERS FROM", items, open);
}

static void
print_campaigns (MagJournal   *journal,
                 const GArray *rows)
{
  g_autoptr(GArray) campaigns = mag_journal_campaigns (journal, rows);

  for (guint i = 0; i < campaigns->len; i++)
    print_campaign (g_array_index (campaigns, MagJournalCampaign, i).ledger, g_array_index (campaigns, MagJournalCampaign, i).campaign);
}

/* JSON */

static void
write_leg (MagCtlJson      *json,
           const MagLedger *ledger,
           const MagLeg    *leg)
{
  gboolean shares = mag_leg_role_is_shares (leg->role);
  g_autofree char *contract = shares ? NULL : mag_contract_format (&leg->contract);

  mag_ctl_json_integer (json, "id", leg->id);
  mag_ctl_json_integer (json, "trade", leg->trade);
  mag_ctl_json_string (json, "role", mag_leg_role_to_nick (leg->role));
  mag_ctl_json_boolean (json, "rolled", mag_ledger_is_rolled (ledger, leg));
  mag_ctl_json_string (json, "contract", contract);
  mag_ctl_json_integer (json, "multiplier", leg->multiplier);
  mag_ctl_json_integer (json, "quantity", leg->quantity);
  mag_ctl_json_price (json, "price", leg->price);
  mag_ctl_json_money (json, "fees", leg->fees);
  mag_ctl_json_date (json, "date", leg->date);
}

static void
write_legs (MagCtlJson          *json,
            const MagJournalRow *row)
{
  mag_ctl_json_begin_array (json, "legs");
  for (guint i = 0; row->chain != NULL && i < row->chain->legs->len; i++)
    {
      mag_ctl_json_begin_object (json, NULL);
      write_leg (json, row->ledger, g_ptr_array_index (row->chain->legs, i));
      mag_ctl_json_end_object (json);
    }
  for (guint i = 0; row->lot != NULL && i <= row->lot->sales->len; i++)
    {
      mag_ctl_json_begin_object (json, NULL);
      write_leg (json, row->ledger, i == 0 ? row->lot->from : g_array_index (row->lot->sales, MagShareSale, i - 1).leg);
      mag_ctl_json_end_object (json);
    }
  mag_ctl_json_end_array (json);
}

static void
write_row (MagCtlJson          *json,
           MagJournal          *journal,
           const MagJournalRow *row)
{
  const MagRollChain *chain = row->chain;
  g_autofree char *contract = chain != NULL ? mag_contract_format (&chain->contract) : NULL;

  mag_ctl_json_begin_object (json, NULL);
  mag_ctl_json_integer (json, "id", mag_journal_row_get_id (row));
  mag_ctl_json_string (json, "account", row->ledger->account[0] != '\0' ? row->ledger->account : NULL);
  mag_ctl_json_string (json, "symbol", row->ledger->symbol);
  mag_ctl_json_string (json, "strategy", mag_strategy_to_nick (mag_journal_row_get_strategy (row)));
  mag_ctl_json_string (json, "status", mag_trade_status_to_nick (mag_journal_row_get_status (row)));
  mag_ctl_json_string (json, "contract", contract);
  mag_ctl_json_integer (json, "quantity", count_of (row));
  mag_ctl_json_integer (json, "remaining", chain != NULL ? chain->remaining : row->lot->remaining);
  mag_ctl_json_integer (json, "rolls", chain != NULL ? chain->n_rolls : 0);
  mag_ctl_json_date (json, "opened", mag_journal_row_get_opened (row));
  mag_ctl_json_date (json, "closed", mag_journal_row_get_closed (row));
  mag_ctl_json_money (json, "premium", chain != NULL ? chain->premium : MAG_MONEY_UNKNOWN);
  mag_ctl_json_money (json, "fees", chain != NULL ? chain->fees : MAG_MONEY_UNKNOWN);
  mag_ctl_json_money (json, "profit", mag_journal_row_get_profit (row));
  mag_ctl_json_ratio (json, "return_on_premium", chain != NULL ? mag_roll_chain_get_return_on_premium (chain) : NAN);
  mag_ctl_json_money (json, "capital", chain != NULL ? chain->capital : row->lot->cost);
  mag_ctl_json_count (json, "days_held", chain != NULL ? mag_roll_chain_get_days (chain) : MAG_COUNT_UNKNOWN);
  mag_ctl_json_ratio (json, "annualized", chain != NULL ? mag_roll_chain_get_annualized (chain) : NAN);
  mag_ctl_json_string (json, "notes", mag_journal_get_notes (journal, mag_journal_row_get_id (row)));
  mag_ctl_json_string (json, "tags", mag_journal_get_tags (journal, mag_journal_row_get_id (row)));
  write_legs (json, row);
  mag_ctl_json_end_object (json);
}

static void
write_stats (MagCtlJson            *json,
             const MagJournalStats *stats)
{
  mag_ctl_json_integer (json, "open", stats->n_open);
  mag_ctl_json_integer (json, "closed", stats->n_closed);
  mag_ctl_json_integer (json, "wins", stats->n_wins);
  mag_ctl_json_integer (json, "losses", stats->n_losses);
  mag_ctl_json_money (json, "profit", stats->total);
  mag_ctl_json_money (json, "profit_options", stats->options);
  mag_ctl_json_money (json, "profit_shares", stats->shares);
  mag_ctl_json_ratio (json, "win_rate", stats->win_rate);
  mag_ctl_json_ratio (json, "profit_factor", stats->profit_factor);
  mag_ctl_json_money (json, "expectancy", stats->expectancy);
  mag_ctl_json_ratio (json, "average_days", stats->average_days);
  mag_ctl_json_integer (json, "annualized_of", stats->n_annualized);
  mag_ctl_json_ratio (json, "average_annualized", stats->average_annualized);
  mag_ctl_json_ratio (json, "weighted_annualized", stats->weighted_annualized);
  mag_ctl_json_money (json, "best", stats->best != NULL ? stats->best->chain->cash : MAG_MONEY_UNKNOWN);
  mag_ctl_json_money (json, "worst", stats->worst != NULL ? stats->worst->chain->cash : MAG_MONEY_UNKNOWN);
}

/* Each of the rows that pass. */
static void
write_periods (MagCtlJson             *json,
               MagJournal             *journal,
               const MagJournalFilter *filter,
               MagDate                 today)
{
  mag_ctl_json_begin_array (json, "periods");
  for (gsize i = 0; i < G_N_ELEMENTS (periods); i++)
    {
      g_autoptr(GArray) rows = mag_journal_filter_days (journal, filter, periods[i].days > 0 ? today - periods[i].days : 0);
      MagJournalStats stats;

      mag_journal_stats (rows, &stats);
      mag_ctl_json_begin_object (json, NULL);
      mag_ctl_json_string (json, "days", periods[i].name);
      write_stats (json, &stats);
      mag_ctl_json_end_object (json);
    }
  mag_ctl_json_end_array (json);
}

static void
write_months (MagCtlJson   *json,
              MagJournal   *journal,
              const GArray *rows)
{
  g_autoptr(GArray) months = mag_journal_months (journal, rows);

  mag_ctl_json_begin_array (json, "months");
  for (guint i = 0; i < months->len; i++)
    {
      const MagJournalMonth *month = &g_array_index (months, MagJournalMonth, i);
      g_autofree char *name = g_strdup_printf ("%04d-%02d", month->year, month->month);

      mag_ctl_json_begin_object (json, NULL);
      mag_ctl_json_string (json, "month", name);
      mag_ctl_json_money (json, "cash_flow", month->profit[MAG_ATTRIBUTION_CASH_FLOW]);
      mag_ctl_json_money (json, "close_month", month->profit[MAG_ATTRIBUTION_CLOSE_MONTH]);
      mag_ctl_json_money (json, "tax", month->profit[MAG_ATTRIBUTION_TAX]);
      mag_ctl_json_end_object (json);
    }
  mag_ctl_json_end_array (json);
}

static void
write_items (MagCtlJson        *json,
             const MagCampaign *campaign)
{
  mag_ctl_json_begin_array (json, "tax_items");
  for (guint i = 0; i < campaign->items->len; i++)
    {
      const MagTaxItem *item = &g_array_index (campaign->items, MagTaxItem, i);

      mag_ctl_json_begin_object (json, NULL);
      mag_ctl_json_integer (json, "leg", item->leg->id);
      mag_ctl_json_string (json, "of", item->shares ? "shares" : "option");
      mag_ctl_json_integer (json, "quantity", item->quantity);
      mag_ctl_json_date (json, "acquired", item->acquired);
      mag_ctl_json_date (json, "closed", item->leg->date);
      mag_ctl_json_money (json, "gain", item->gain);
      mag_ctl_json_boolean (json, "long_term", item->long_term);
      mag_ctl_json_end_object (json);
    }
  mag_ctl_json_end_array (json);
}

static void
write_campaign (MagCtlJson        *json,
                const MagLedger   *ledger,
                const MagCampaign *campaign)
{
  MagReconciliation sides;
  gboolean agree = mag_campaign_reconcile (campaign, &sides);

  mag_ctl_json_begin_object (json, NULL);
  mag_ctl_json_string (json, "account", ledger->account[0] != '\0' ? ledger->account : NULL);
  mag_ctl_json_string (json, "symbol", ledger->symbol);
  mag_ctl_json_integer (json, "number", campaign->number);
  mag_ctl_json_date (json, "started", campaign->started);
  mag_ctl_json_date (json, "ended", campaign->ended);
  mag_ctl_json_money (json, "cash", sides.total);
  mag_ctl_json_money (json, "tax_total", sides.tax_items);
  mag_ctl_json_money (json, "still_open", sides.open);
  mag_ctl_json_boolean (json, "agree", agree);
  mag_ctl_json_begin_array (json, "steps");
  for (guint i = 0; i < campaign->steps->len; i++)
    {
      const MagCampaignStep *step = &g_array_index (campaign->steps, MagCampaignStep, i);

      mag_ctl_json_begin_object (json, NULL);
      write_leg (json, ledger, step->leg);
      mag_ctl_json_money (json, "cash", step->cash);
      mag_ctl_json_integer (json, "shares", step->shares);
      mag_ctl_json_price (json, "campaign_basis", step->campaign_basis);
      mag_ctl_json_price (json, "tax_basis", step->tax_basis);
      mag_ctl_json_price (json, "broker_basis", step->broker_basis);
      mag_ctl_json_end_object (json);
    }
  mag_ctl_json_end_array (json);
  write_items (json, campaign);
  mag_ctl_json_end_object (json);
}

static void
print_json (MagJournal             *journal,
            const GArray           *rows,
            const MagJournalStats  *stats,
            const MagJournalFilter *filter,
            const GArray           *events,
            MagDate                 today)
{
  g_autoptr(MagCtlJson) json = mag_ctl_json_new ();
  g_autoptr(GArray) campaigns = mag_journal_campaigns (journal, rows);

  mag_ctl_json_begin_object (json, NULL);
  mag_ctl_json_begin_object (json, "trades");
  mag_ctl_json_begin_object (json, "figures");
  write_stats (json, stats);
  mag_ctl_json_end_object (json);
  mag_ctl_json_begin_array (json, "rows");
  for (guint i = 0; i < rows->len; i++)
    write_row (json, journal, &g_array_index (rows, MagJournalRow, i));
  mag_ctl_json_end_array (json);
  write_periods (json, journal, filter, today);
  write_months (json, journal, rows);
  mag_ctl_json_begin_array (json, "campaigns");
  for (guint i = 0; i < campaigns->len; i++)
    write_campaign (json, g_array_index (campaigns, MagJournalCampaign, i).ledger, g_array_index (campaigns, MagJournalCampaign, i).campaign);
  mag_ctl_json_end_array (json);
  if (events != NULL)
    mag_ctl_calendar_write (json, events);
  mag_ctl_json_end_object (json);
  mag_ctl_json_end_object (json);
  mag_ctl_json_print (json);
}

/* Differences */

static gpointer
differences_job (MagDb         *db,
                 gpointer       input,
                 GCancellable  *cancellable,
                 GError       **error)
{
  return mag_difference_repo_list (db, *(const gint64 *) input, cancellable, error);
}

static void
print_differences (GPtrArray *differences)
{
  static const char *const heads[] = { "Kind", "Account", "Symbol", ">Journal", ">Broker", "What" };
  g_autoptr(MagCtlTable) table = mag_ctl_table_new (heads, G_N_ELEMENTS (heads));

  for (guint i = 0; i < differences->len; i++)
    {
      const MagDifference *difference = g_ptr_array_index (differences, i);
      gboolean counts = difference->kind != MAG_DIFFERENCE_TWICE;

      mag_ctl_table_add (table, mag_difference_kind_to_nick (difference->kind));
      mag_ctl_table_add (table, difference->account);
      mag_ctl_table_add (table, difference->symbol);
      mag_ctl_table_take (table, counts ? g_strdup_printf ("%" G_GINT64_FORMAT, difference->journal) : g_strdup (""));
      mag_ctl_table_take (table, counts ? g_strdup_printf ("%" G_GINT64_FORMAT, difference->broker) : g_strdup (""));
      mag_ctl_table_add (table, difference->sentence);
    }
  if (differences->len > 0)
    mag_ctl_table_print (table);
  else
    g_print ("Journal and broker agree, as far as the broker was asked.\n");
}

static void
print_differences_json (GPtrArray *differences)
{
  g_autoptr(MagCtlJson) json = mag_ctl_json_new ();

  mag_ctl_json_begin_object (json, NULL);
  mag_ctl_json_begin_array (json, "differences");
  for (guint i = 0; i < differences->len; i++)
    {
      const MagDifference *difference = g_ptr_array_index (differences, i);
      g_autofree char *contract = difference->contract.root[0] != '\0' ? mag_contract_format (&difference->contract) : NULL;
      gboolean twice = difference->kind == MAG_DIFFERENCE_TWICE;

      mag_ctl_json_begin_object (json, NULL);
      mag_ctl_json_string (json, "kind", mag_difference_kind_to_nick (difference->kind));
      mag_ctl_json_boolean (json, "to_decide", mag_difference_kind_is_open (difference->kind));
      mag_ctl_json_string (json, "account", difference->account[0] != '\0' ? difference->account : NULL);
      mag_ctl_json_string (json, "symbol", difference->symbol);
      mag_ctl_json_string (json, "contract", contract);
      mag_ctl_json_integer (json, "quantity", difference->quantity);
      if (twice)
        {
          mag_ctl_json_integer (json, "trade", difference->trade);
          mag_ctl_json_integer (json, "broker_trade", difference->other);
        }
      else
        {
          mag_ctl_json_integer (json, "journal", difference->journal);
          mag_ctl_json_integer (json, "broker", difference->broker);
        }
      mag_ctl_json_date (json, "date", difference->date);
      mag_ctl_json_string (json, "sentence", difference->sentence);
      mag_ctl_json_end_object (json);
    }
  mag_ctl_json_end_array (json);
  mag_ctl_json_end_object (json);
  mag_ctl_json_print (json);
}

static MagCtlStatus
run_differences (MagCtl *self)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) differences = NULL;
  gint64 now_us;

  if (!mag_ctl_open (self, &error))
    return mag_ctl_fail (error);
  now_us = mag_ctl_now (self);
  if (!(differences = mag_ctl_run (self, differences_job, &now_us, &error)))
    return mag_ctl_fail (error);
  if (self->json)
    print_differences_json (differences);
  else
    print_differences (differences);
  return MAG_CTL_OK;
}

/* Runs "magnusctl trades". */
MagCtlStatus
mag_ctl_trades (MagCtl  *self,
                int      argc,
                char   **argv)
{
  g_auto(Options) options = { .tax = NO_YEAR };
  g_autoptr(GError) error = NULL;
  g_autoptr(MagJournal) journal = NULL;
  g_autoptr(GHashTable) facts = NULL;
  g_autoptr(GArray) rows = NULL;
  g_autoptr(GArray) events = NULL;
  MagJournalFilter filter = MAG_JOURNAL_FILTER_ALL;
  MagJournalStats stats;
  MagSymbol symbol = { 0 };
  gint64 now_us;

  if (!parse (self, &options, &filter, &argc, &argv, &error))
    return mag_ctl_fail (error);
  if (options.differences)
    return run_differences (self);
  if ((argc > 1 && !mag_symbol_parse (argv[1], &symbol, &error)) ||
      !mag_ctl_open (self, &error) ||
      !(journal = mag_ctl_run (self, load_job, argc > 1 ? symbol.ticker : NULL, &error)))
    return mag_ctl_fail (error);

  now_us = mag_ctl_now (self);
  if (options.calendar && !(facts = mag_ctl_calendar_facts (self, now_us, &error)))
    return mag_ctl_fail (error);
  events = facts != NULL ? mag_agenda_new (journal, facts, NULL, now_us) : NULL;
  rows = mag_journal_filter (journal, &filter);
  mag_journal_stats (rows, &stats);
  if (options.tax != NO_YEAR)
    mag_ctl_print_taxes (self, journal, rows, options.tax);
  else if (self->json)
    print_json (journal, rows, &stats, &filter, events, mag_date_in_new_york (now_us));
  else if (events != NULL)
    mag_ctl_calendar_print (events, now_us);
  else if (options.campaigns)
    print_campaigns (journal, rows);
  else
    print_rows (rows, &stats);
  return MAG_CTL_OK;
}
