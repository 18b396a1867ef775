/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One account: its positions and shares in pages, then, all at the same time, the contracts that are not known yet, the quotes of all contracts and those of the
 * underlyings, in batches. What came is joined by id. Requests for n positions: 3 x ceil(n / 25) and the pages, less once the contracts are known. */

#include "config.h"

#include "mag-robinhood-portfolio.h"

#include "mag-date.h"

#include <glib/gi18n-lib.h>

typedef struct
{
  MagPortfolio *portfolio;
  GPtrArray    *instrument_ids; /* owned strings, one for each of the portfolio's shares; "" where there is none */
  GHashTable   *quotes;   /* owned option id -> JsonObject, owned */
  GHashTable   *spots;    /* owned symbol -> JsonObject, owned */
  gboolean      no_quotes; /* the account may not see option prices */
  guint         n_under_way;
  GError       *error;    /* the first */
} Load;

static void
load_free (gpointer data)
{
  Load *load = data;

  mag_portfolio_unref (load->portfolio);
  g_ptr_array_unref (load->instrument_ids);
  g_hash_table_unref (load->quotes);
  g_hash_table_unref (load->spots);
  g_clear_error (&load->error);
  g_free (load);
}

static void
keep_error (Load   *load,
            GError *owned_error)
{
  if (load->error == NULL)
    load->error = owned_error;
  else
    g_error_free (owned_error);
}

/* The end: everything is joined. */

static void
finish_position (MagRobinhoodMemory *memory,
                 Load               *load,
                 MagPosition        *position,
                 gboolean            regular_hours)
{
  JsonObject *row;
  MagRobinhoodSpot spot;

  mag_robinhood_position_set_contract (position, mag_robinhood_memory_find_contract (memory, position->option_id));
  row = g_hash_table_lookup (load->quotes, position->option_id);
  if (row == NULL && load->no_quotes)
    mag_robinhood_position_set_problem (position, _("Robinhood shows this account no option prices. It may have to be approved for options first."));
  mag_robinhood_position_set_quote (position, row);
  spot = mag_robinhood_spot_parse (g_hash_table_lookup (load->spots, position->symbol), regular_hours);
  position->spot = spot.price;
  position->spot_us = spot.at_us;
}

static void
finish_load (GTask *owned_task)
{
  g_autoptr(GTask) task = owned_task;
  MagRobinhoodMemory *memory = g_task_get_source_object (task);
  MagRobinhoodWire *wire = mag_robinhood_session_get_wire (mag_robinhood_memory_get_session (memory));
  Load *load = g_task_get_task_data (task);
  gboolean regular_hours = mag_calendar_session (mag_robinhood_wire_now_us (wire)) == MAG_SESSION_OPEN;

  if (load->error != NULL)
    {
      g_task_return_error (task, g_steal_pointer (&load->error));
      return;
    }
  for (guint i = 0; i < load->portfolio->positions->len; i++)
    finish_position (memory, load, g_ptr_array_index (load->portfolio->positions, i), regular_hours);
  for (guint i = 0; i < load->portfolio->shares->len; i++)
    {
      MagShares *shares = g_ptr_array_index (load->portfolio->shares, i);
      MagRobinhoodSpot spot = mag_robinhood_spot_parse (g_hash_table_lookup (load->spots, shares->symbol), regular_hours);

      shares->spot = spot.price;
      shares->previous_close = spot.previous_close;
      shares->spot_us = spot.at_us;
    }
  g_task_return_pointer (task, mag_portfolio_ref (load->portfolio), (GDestroyNotify) mag_portfolio_unref);
}

/* Takes the reference to the task that one of the parts held. */
static void
part_done (GTask *owned_task)
{
  g_autoptr(GTask) task = owned_task;
  Load *load = g_task_get_task_data (task);

  if (--load->n_under_way == 0)
    finish_load (g_steal_pointer (&task));
}

/* Contracts, quotes and spots. */

static void
contracts_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      data)
{
  GTask *task = data;
  GError *error = NULL;

  if (!mag_robinhood_memory_learn_finish (MAG_ROBINHOOD_MEMORY (source), result, &error))
    keep_error (g_task_get_task_data (task), error);
  part_done (task);
}

static void
quotes_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      data)
{
  GTask *task = data;
  Load *load = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr(MagRobinhoodRows) rows = mag_robinhood_fetch_finish (MAG_ROBINHOOD_SESSION (source), result, &error);

  for (guint i = 0; rows != NULL && i < rows->rows->len; i++)
    {
      JsonObject *row = g_ptr_array_index (rows->rows, i);
      char *id = mag_robinhood_quote_dup_option_id (row);

      if (id != NULL)
        g_hash_table_replace (load->quotes, id, json_object_ref (row));
    }
  if (rows != NULL)
    load->portfolio->at_us = MAX (load->portfolio->at_us, rows->received_us);
  else if (g_error_matches (error, MAG_BROKER_ERROR, MAG_BROKER_ERROR_FORBIDDEN))
    {
      load->no_quotes = TRUE;
      g_clear_error (&error);
    }
  else
    keep_error (load, error);
  part_done (task);
}

static void
spots_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      data)
{
  GTask *task = data;
  Load *load = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr(MagRobinhoodRows) rows = mag_robinhood_fetch_finish (MAG_ROBINHOOD_SESSION (source), result, &error);

  for (guint i = 0; rows != NULL && i < rows->rows->len; i++)
    {
      JsonObject *row = g_ptr_array_index (rows->rows, i);
      char *symbol = mag_rh_dup_text (row, "symbol");

      if (symbol != NULL)
        g_hash_table_replace (load->spots, symbol, json_object_ref (row));
    }
  if (rows != NULL)
    load->portfolio->at_us = MAX (load->portfolio->at_us, rows->received_us);
  else
    keep_error (load, error);
  part_done (task);
}

static void
add_once (GHashTable *seen,
          GPtrArray  *list,
          char       *text)
{
  if (*text != '\0' && g_hash_table_add (seen, text))
    g_ptr_array_add (list, text);
}

/* Takes the task. */
static void
ask_prices (GTask *owned_task)
{
  g_autoptr(GTask) task = owned_task;
  MagRobinhoodMemory *memory = g_task_get_source_object (task);
  MagRobinhoodSession *session = mag_robinhood_memory_get_session (memory);
  guint *batch = mag_robinhood_memory_get_batch (memory);
  GCancellable *cancellable = g_task_get_cancellable (task);
  Load *load = g_task_get_task_data (task);
  g_autoptr(GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr(GPtrArray) option_ids = g_ptr_array_new (), symbols = g_ptr_array_new ();

  for (guint i = 0; i < load->portfolio->positions->len; i++)
    {
      MagPosition *position = g_ptr_array_index (load->portfolio->positions, i);

      add_once (seen, option_ids, position->option_id);
      add_once (seen, symbols, position->symbol);
    }
  for (guint i = 0; i < load->portfolio->shares->len; i++)
    add_once (seen, symbols, ((MagShares *) g_ptr_array_index (load->portfolio->shares, i))->symbol);

  load->n_under_way = 3;
  mag_robinhood_memory_learn_contracts_async (memory, option_ids, cancellable, contracts_cb, g_object_ref (task));
  mag_robinhood_fetch_ids_async (session, "/marketdata/options/?ids=", option_ids, batch, cancellable, quotes_cb, g_object_ref (task));
  mag_robinhood_fetch_ids_async (session, "/quotes/?symbols=", symbols, batch, cancellable, spots_cb, g_object_ref (task));
}

/* Shares whose ticker only their instrument tells. */

static void
tickers_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      data)
{
  g_autoptr(GTask) task = data;
  MagRobinhoodMemory *memory = MAG_ROBINHOOD_MEMORY (source);
  Load *load = g_task_get_task_data (task);
  GError *error = NULL;

  if (!mag_robinhood_memory_learn_finish (memory, result, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  for (guint i = 0; i < load->portfolio->shares->len; i++)
    {
      MagShares *shares = g_ptr_array_index (load->portfolio->shares, i);
      const char *ticker = mag_robinhood_memory_find_ticker (memory, g_ptr_array_index (load->instrument_ids, i));

      if (*shares->symbol == '\0' && ticker != NULL)
        g_set_str (&shares->symbol, ticker);
    }
  ask_prices (g_steal_pointer (&task));
}

/* Both lists are there. Takes the task. */
static void
ask_tickers (GTask *owned_task)
{
  g_autoptr(GTask) task = owned_task;
  Load *load = g_task_get_task_data (task);
  g_autoptr(GPtrArray) unknown = g_ptr_array_new ();

  if (load->error != NULL)
    {
      g_task_return_error (task, g_steal_pointer (&load->error));
      return;
    }
  for (guint i = 0; i < load->portfolio->shares->len; i++)
    if (*((MagShares *) g_ptr_array_index (load->portfolio->shares, i))->symbol == '\0')
      g_ptr_array_add (unknown, g_ptr_array_index (load->instrument_ids, i));
  if (unknown->len > 0)
    mag_robinhood_memory_learn_tickers_async (g_task_get_source_object (task), unknown, g_task_get_cancellable (task), tickers_cb, g_object_ref (task));
  else
    ask_prices (g_steal_pointer (&task));
}

static void
list_done (GTask *owned_task)
{
  g_autoptr(GTask) task = owned_task;
  Load *load = g_task_get_task_data (task);

  if (--load->n_under_way == 0)
    ask_tickers (g_steal_pointer (&task));
}

static void
positions_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      data)
{
  GTask *task = data;
  Load *load = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr(MagRobinhoodRows) rows = mag_robinhood_fetch_finish (MAG_ROBINHOOD_SESSION (source), result, &error);

  if (rows == NULL)
    keep_error (load, error);
  for (guint i = 0; rows != NULL && i < rows->rows->len; i++)
    {
      MagPosition *position = mag_robinhood_position_parse (g_ptr_array_index (rows->rows, i));

      if (position != NULL)
        g_ptr_array_add (load->portfolio->positions, position);
    }
  if (rows != NULL)
    load->portfolio->at_us = MAX (load->portfolio->at_us, rows->received_us);
  list_done (task);
}

static void
shares_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      data)
{
  GTask *task = data;
  Load *load = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr(MagRobinhoodRows) rows = mag_robinhood_fetch_finish (MAG_ROBINHOOD_SESSION (source), result, &error);

  if (rows == NULL)
    keep_error (load, error);
  for (guint i = 0; rows != NULL && i < rows->rows->len; i++)
    {
      char *id = NULL;
      MagShares *shares = mag_robinhood_shares_parse (g_ptr_array_index (rows->rows, i), &id);

      if (shares == NULL)
        continue;
      g_ptr_array_add (load->portfolio->shares, shares);
      g_ptr_array_add (load->instrument_ids, id != NULL ? id : g_strdup (""));
    }
  list_done (task);
}

static MagPortfolio *
new_portfolio (const MagBrokerAccount *account)
{
  MagPortfolio *portfolio = mag_portfolio_new ();

  g_set_str (&portfolio->account, account->number);
  g_set_str (&portfolio->name, account->name != NULL ? account->name : "");
  g_set_str (&portfolio->kind, account->kind != NULL ? account->kind : "");
  portfolio->options = account->options;
  portfolio->buying_power = account->buying_power;
  portfolio->cash = account->cash;
  portfolio->option_collateral = account->option_collateral;
  return portfolio;
}

/**
 * mag_robinhood_portfolio_load_async:
 *
 * See mag_broker_load_portfolio_async().
 */
void
mag_robinhood_portfolio_load_async (MagRobinhoodMemory     *memory,
                                    const MagBrokerAccount *account,
                                    GCancellable           *cancellable,
                                    GAsyncReadyCallback     callback,
                                    gpointer                data)
{
  g_autoptr(GTask) task = g_task_new (memory, cancellable, callback, data);
  MagRobinhoodSession *session = mag_robinhood_memory_get_session (memory);
  g_autofree char *number = g_uri_escape_string (account->number, NULL, FALSE);
  g_autofree char *positions = g_strconcat ("/options/positions/?nonzero=true&account_numbers=", number, NULL);
  g_autofree char *shares = g_strconcat ("/positions/?nonzero=true&account_number=", number, NULL);
  Load *load = g_new0 (Load, 1);

  load->portfolio = new_portfolio (account);
  load->instrument_ids = g_ptr_array_new_with_free_func (g_free);
  load->quotes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) json_object_unref);
  load->spots = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) json_object_unref);
  load->n_under_way = 2;
  g_task_set_source_tag (task, mag_robinhood_portfolio_load_async);
  g_task_set_task_data (task, load, load_free);
  mag_robinhood_fetch_list_async (session, positions, cancellable, positions_cb, g_object_ref (task));
  mag_robinhood_fetch_list_async (session, shares, cancellable, shares_cb, g_object_ref (task));
}

MagPortfolio *
mag_robinhood_portfolio_load_finish (MagRobinhoodMemory  *memory,
                                     GAsyncResult        *result,
                                     GError             **error)
{
  g_return_val_if_fail (g_task_is_valid (result, memory), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
