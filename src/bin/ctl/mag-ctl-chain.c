/* SPDX-License-Identifier: GPL-3.0-or-later */

/* magnusctl chain: the latest stored chain of a symbol, whole or one expiration. */

#include "mag-ctl.h"

#include "mag-chain-repo.h"
#include "mag-ctl-contracts.h"
#include "mag-date.h"
#include "mag-money.h"
#include "mag-terms-repo.h"
#include "mag-volatility.h"

/* A chain, and where the volatility of its share stands. */
typedef struct
{
  char        ticker[16]; /* the question */
  MagStanding standing;
} Question;

static gpointer
load_job (MagDb         *db,
          gpointer       input,
          GCancellable  *cancellable,
          GError       **error)
{
  Question *question = input;

  return mag_terms_repo_standing (db, question->ticker, &question->standing, cancellable, error)
         ? mag_chain_repo_load_latest (db, question->ticker, cancellable, error) : NULL;
}

static MagChain *
load (MagCtl       *self,
      const char   *text,
      MagStanding  *standing,
      GError      **error)
{
  g_autoptr(GError) own = NULL;
  Question question = { 0 };
  MagSymbol symbol;
  MagChain *chain;

  if (!mag_symbol_parse (text, &symbol, error))
    return NULL;

  g_strlcpy (question.ticker, symbol.ticker, sizeof question.ticker);
  chain = mag_ctl_run (self, load_job, &question, &own);
  *standing = question.standing;
  if (g_error_matches (own, MAG_STORE_ERROR, MAG_STORE_ERROR_NOT_FOUND))
    g_set_error (error, MAG_STORE_ERROR, MAG_STORE_ERROR_NOT_FOUND, "No chain of %s is stored.", symbol.ticker);
  else if (chain == NULL)
    g_propagate_error (error, g_steal_pointer (&own));
  return chain;
}

static void
print_json (const MagChain    *chain,
            const MagStanding *standing,
            MagDate            expiration, /* 0: all */
            gint64             now_us)
{
  g_autoptr(MagCtlJson) json = mag_ctl_json_new ();

  mag_ctl_json_begin_object (json, NULL);
  mag_ctl_json_begin_object (json, "chain");
  mag_ctl_json_string (json, "symbol", chain->symbol);
  mag_ctl_json_string (json, "source", mag_source_get_name (chain->source));
  mag_ctl_json_price (json, "spot", chain->spot);
  mag_ctl_json_price (json, "previous_close", chain->previous_close);
  mag_ctl_json_ratio (json, "iv30", chain->iv30);
  mag_ctl_json_boolean (json, "iv30_one_sided", chain->iv30_one_sided);
  mag_ctl_json_ratio (json, "iv_rank", standing->rank);
  mag_ctl_json_ratio (json, "iv_percentile", standing->percentile);
  mag_ctl_json_integer (json, "iv_days", standing->days);
  mag_ctl_json_ratio (json, "hv30", standing->hv30);
  mag_ctl_write_terms (json, &chain->terms);
  mag_ctl_json_boolean (json, "whole", chain->whole);
  mag_ctl_json_instant (json, "quoted", chain->quoted_us);
  mag_ctl_json_instant (json, "fetched", chain->fetched_us);
  mag_ctl_json_begin_array (json, "expirations");
  for (guint i = 0; i < chain->expirations->len; i++)
    mag_ctl_json_date (json, NULL, g_array_index (chain->expirations, MagDate, i));
  mag_ctl_json_end_array (json);
  mag_ctl_json_begin_array (json, "contracts");
  for (guint i = 0; i < chain->quotes->len; i++)
    {
      const MagOptionQuote *quote = &g_array_index (chain->quotes, MagOptionQuote, i);

      if (expiration != 0 && quote->contract.expiration != expiration)
        continue;
      mag_ctl_json_begin_object (json, NULL);
      mag_ctl_write_quote (json, quote, now_us);
      mag_ctl_json_end_object (json);
    }
  mag_ctl_json_end_array (json);
  mag_ctl_json_end_object (json);
  mag_ctl_json_end_object (json);
  mag_ctl_json_print (json);
}

G_GNUC_PRINTF (2, 3)
static void
add_part (GStrvBuilder *parts,
          const char   *format,
          ...)
{
  va_list arguments;

  va_start (arguments, format);
  g_strv_builder_take (parts, g_strdup_vprintf (format, arguments));
  va_end (arguments);
}

/* What is not known is left out. */
static void
print_volatility (const MagChain    *chain,
                  const MagStanding *standing)
{
  g_autofree char *iv30 = mag_ctl_dup_percent (chain->iv30, 1);
  g_autofree char *rank = mag_ctl_dup_number (standing->rank, 0);
  g_autofree char *percentile = mag_ctl_dup_number (standing->percentile, 0);
  g_autofree char *hv30 = mag_ctl_dup_percent (standing->hv30, 1);
  g_autofree char *premium = mag_ctl_dup_number (mag_volatility_premium (chain->iv30, standing->hv30), 1);
  g_autofree char *terms = mag_ctl_dup_terms (&chain->terms);
  g_autoptr(GStrvBuilder) parts = g_strv_builder_new ();
  g_auto(GStrv) known = NULL;
  g_autofree char *line = NULL;

  if (iv30[0] != '\0')
    add_part (parts, "IV30 %s%s", iv30, chain->iv30_one_sided ? " (nearest expiration)" : "");
  if (rank[0] != '\0')
    add_part (parts, "IV rank %s", rank);
  if (percentile[0] != '\0')
    add_part (parts, "IV percentile %s", percentile);
  if (standing->days > 0)
    add_part (parts, "%" G_GINT64_FORMAT " d of history", standing->days);
  if (hv30[0] != '\0')
    add_part (parts, "HV30 %s", hv30);
  if (premium[0] != '\0')
    add_part (parts, "IV30 - HV30 %s points", premium);
  known = g_strv_builder_end (parts);
  line = g_strjoinv (", ", known);
  g_print ("%s%sIV and missing greeks by the Magnus model: %s\n\n", line, line[0] != '\0' ? "\n" : "", terms);
}

static void
add_row (MagCtlTable          *table,
         const MagOptionQuote *quote)
{
  mag_ctl_table_add (table, quote->contract.root);
  mag_ctl_table_take (table, mag_ctl_dup_contract (&quote->contract));
  mag_ctl_table_take (table, mag_price_format (quote->bid, 2));
  mag_ctl_table_take (table, mag_price_format (quote->ask, 2));
  mag_ctl_table_take (table, mag_price_format (quote->last, 2));
  mag_ctl_table_take (table, mag_ctl_dup_percent (mag_option_quote_shown_iv (quote), 1));
  mag_ctl_table_take (table, mag_ctl_dup_number (quote->delta, 3));
  mag_ctl_table_take (table, mag_ctl_dup_count (quote->open_interest));
  mag_ctl_table_take (table, mag_ctl_dup_count (quote->volume));
  mag_ctl_table_add (table, mag_quote_status_to_nick (quote->status));
}

static void
print_text (const MagChain    *chain,
            const MagStanding *standing,
            MagDate            expiration, /* 0: all */
            gint64             now_us)
{
  static const char *const heads[] = { "Root", "Contract", ">Bid", ">Ask", ">Last", ">IV", ">Delta", ">OI", ">Volume", "Status" };
  g_autoptr(MagCtlTable) table = mag_ctl_table_new (heads, G_N_ELEMENTS (heads));
  g_autofree char *spot = mag_price_format (chain->spot, 2);
  g_autofree char *age = mag_ctl_dup_age (chain->quoted_us, now_us);

  for (guint i = 0; i < chain->quotes->len; i++)
    {
      const MagOptionQuote *quote = &g_array_index (chain->quotes, MagOptionQuote, i);

      if (expiration == 0 || quote->contract.expiration == expiration)
        add_row (table, quote);
    }
  g_print ("%s %s, %s, quotes %s old, %u contracts in %u expirations\n", chain->symbol, spot, mag_source_get_name (chain->source), age,
           chain->quotes->len, chain->expirations->len);
  print_volatility (chain, standing);
  mag_ctl_table_print (table);
}

static gboolean
has_expiration (const MagChain *chain,
                MagDate         expiration)
{
  for (guint i = 0; i < chain->quotes->len; i++)
    if (g_array_index (chain->quotes, MagOptionQuote, i).contract.expiration == expiration)
      return TRUE;
  return FALSE;
}

static gboolean
parse (MagCtl    *self,
       MagDate   *expiration,
       int       *argc,
       char    ***argv,
       GError   **error)
{
  g_autofree char *text = NULL;
  const GOptionEntry entries[] = {
    { "expiration", 'e', 0, G_OPTION_ARG_STRING, &text, "This expiration only", "YYYY-MM-DD" },
    { NULL }
  };
  const MagCtlSyntax syntax = {
    .arguments = "SYMBOL", .summary = "Shows the option chain of a symbol as the last sync stored it.", .entries = entries, .n_min = 1, .n_max = 1,
  };

  if (!mag_ctl_parse (self, &syntax, argc, argv, error))
    return FALSE;
  *expiration = text != NULL ? mag_date_parse (text) : 0;
  if (text != NULL && *expiration == 0)
    {
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "\"%s\" is not a date like 2026-12-18.", text);
      return FALSE;
    }
  return TRUE;
}

/* Runs "magnusctl chain". */
MagCtlStatus
mag_ctl_chain (MagCtl  *self,
               int      argc,
               char   **argv)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(MagChain) chain = NULL;
  MagStanding standing;
  MagDate expiration;

  if (!parse (self, &expiration, &argc, &argv, &error) || !mag_ctl_open (self, &error) || !(chain = load (self, argv[1], &standing, &error)))
    return mag_ctl_fail (error);
  if (expiration != 0 && !has_expiration (chain, expiration))
    {
      g_autofree char *date = mag_date_format (expiration);

      error = g_error_new (MAG_STORE_ERROR, MAG_STORE_ERROR_NOT_FOUND, "No contract of %s that expires on %s is stored.", chain->symbol, date);
      return mag_ctl_fail (error);
    }

  if (self->json)
    print_json (chain, &standing, expiration, mag_ctl_now (self));
  else
    print_text (chain, &standing, expiration, mag_ctl_now (self));
  return MAG_CTL_OK;
}
