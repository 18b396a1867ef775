/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A page of a history: the page, then the contracts or tickers that its rows only name, then the rows. */

#include "config.h"

#include "mag-robinhood-portfolio.h"

#include "mag-robinhood-history.h"

#include <glib/gi18n-lib.h>

typedef struct
{
  MagRobinhoodHistory which;
  GPtrArray *rows; /* JsonObject, owned */
  char      *url;  /* of the page */
  char      *next;
} History;

static void
history_free (gpointer data)
{
  History *history = data;

  g_ptr_array_unref (history->rows);
  g_free (history->url);
  g_free (history->next);
  g_free (history);
}

static gpointer
parse_row (MagRobinhoodMemory  *memory,
           MagRobinhoodHistory  which,
           JsonObject          *row,
           gboolean            *bad)
{
  switch (which)
    {
    case MAG_ROBINHOOD_ORDERS:
      return mag_robinhood_order_parse (row, mag_robinhood_memory_find_contract, memory, bad);
    case MAG_ROBINHOOD_SHARE_ORDERS:
      return mag_robinhood_share_order_parse (row, mag_robinhood_memory_find_ticker, memory, bad);
    case MAG_ROBINHOOD_EVENTS:
      return mag_robinhood_event_parse (row, mag_robinhood_memory_find_contract, memory, bad);
    }
  g_return_val_if_reached (NULL);
}

static MagBrokerPage *
read_items (MagRobinhoodMemory *memory,
            History            *history)
{
  static const GDestroyNotify free_items[] = {
    [MAG_ROBINHOOD_ORDERS] = (GDestroyNotify) mag_broker_order_free,
    [MAG_ROBINHOOD_SHARE_ORDERS] = (GDestroyNotify) mag_broker_share_order_free,
    [MAG_ROBINHOOD_EVENTS] = (GDestroyNotify) mag_broker_event_free,
  };
  MagBrokerPage *page = mag_broker_page_new (free_items[history->which]);

  for (guint i = 0; i < history->rows->len; i++)
    {
      gboolean bad = FALSE;
      gpointer item = parse_row (memory, history->which, g_ptr_array_index (history->rows, i), &bad);

      if (item != NULL)
        g_ptr_array_add (page->items, item);
      page->n_bad += bad;
    }
  page->next = g_steal_pointer (&history->next);
  return page;
}

static void
learned_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      data)
{
  g_autoptr(GTask) task = data;
  MagRobinhoodMemory *memory = MAG_ROBINHOOD_MEMORY (source);
  GError *error = NULL;

  if (mag_robinhood_memory_learn_finish (memory, result, &error))
    g_task_return_pointer (task, read_items (memory, g_task_get_task_data (task)), (GDestroyNotify) mag_broker_page_free);
  else
    g_task_return_error (task, error);
}

static void
page_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      data)
{
  static void (*const list_unknown[]) (JsonObject *row, GPtrArray *ids) = {
    [MAG_ROBINHOOD_ORDERS] = mag_robinhood_order_list_unknown,
    [MAG_ROBINHOOD_SHARE_ORDERS] = mag_robinhood_share_order_list_unknown,
    [MAG_ROBINHOOD_EVENTS] = mag_robinhood_event_list_unknown,
  };
  g_autoptr(GTask) task = data;
  MagRobinhoodMemory *memory = g_task_get_source_object (task);
  MagRobinhoodWire *wire = mag_robinhood_session_get_wire (MAG_ROBINHOOD_SESSION (source));
  History *history = g_task_get_task_data (task);
  g_autoptr(GPtrArray) unknown = g_ptr_array_new_with_free_func (g_free);
  GError *error = NULL;
  g_autoptr(MagRobinhoodReply) reply = mag_robinhood_session_get_finish (MAG_ROBINHOOD_SESSION (source), result, &error);

  if (reply != NULL && reply->status >= 300)
    error = mag_robinhood_wire_new_error (wire, reply);
  if (error != NULL || !mag_robinhood_read_page (wire, reply->root, history->rows, &history->next, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  /* A page that says it is its own next one is the last. */
  if (g_strcmp0 (history->next, history->url) == 0)
    g_clear_pointer (&history->next, g_free);
  for (guint i = 0; i < history->rows->len; i++)
    list_unknown[history->which] (g_ptr_array_index (history->rows, i), unknown);
  if (history->which == MAG_ROBINHOOD_SHARE_ORDERS)
    mag_robinhood_memory_learn_tickers_async (memory, unknown, g_task_get_cancellable (task), learned_cb, g_object_ref (task));
  else
    mag_robinhood_memory_learn_contracts_async (memory, unknown, g_task_get_cancellable (task), learned_cb, g_object_ref (task));
}

/**
 * mag_robinhood_history_load_async:
 * @account: its number
 * @next: (nullable): what the page before said
 */
void
mag_robinhood_history_load_async (MagRobinhoodMemory  *memory,
                                  MagRobinhoodHistory  which,
                                  const char          *account,
                                  const char          *next,
                                  GCancellable        *cancellable,
                                  GAsyncReadyCallback  callback,
                                  gpointer             data)
{
  static const char *const paths[] = {
    [MAG_ROBINHOOD_ORDERS] = "/options/orders/", [MAG_ROBINHOOD_SHARE_ORDERS] = "/orders/", [MAG_ROBINHOOD_EVENTS] = "/options/events/",
  };
  GTask *task = g_task_new (memory, cancellable, callback, data);
  MagRobinhoodSession *session = mag_robinhood_memory_get_session (memory);
  MagRobinhoodWire *wire = mag_robinhood_session_get_wire (session);
  g_autofree char *number = g_uri_escape_string (account, NULL, FALSE);
  g_autofree char *path = g_strconcat (paths[which], "?account_numbers=", number, NULL);
  History *history = g_new0 (History, 1);

  history->which = which;
  history->rows = g_ptr_array_new_with_free_func ((GDestroyNotify) json_object_unref);
  history->url = next != NULL ? g_strdup (next) : mag_robinhood_wire_make_url (wire, path);
  g_task_set_source_tag (task, mag_robinhood_history_load_async);
  g_task_set_task_data (task, history, history_free);
  /* It may have lain in a database since it was checked. */
  if (mag_robinhood_wire_owns (wire, history->url))
    mag_robinhood_session_get_async (session, history->url, cancellable, page_cb, task);
  else
    {
      g_task_return_new_error_literal (task, MAG_BROKER_ERROR, MAG_BROKER_ERROR_FORMAT, _("A list of Robinhood's goes on at another server. Magnus does not follow it there."));
      g_object_unref (task);
    }
}

MagBrokerPage *
mag_robinhood_history_load_finish (MagRobinhoodMemory  *memory,
                                   GAsyncResult        *result,
                                   GError             **error)
{
  g_return_val_if_fail (g_task_is_valid (result, memory), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
