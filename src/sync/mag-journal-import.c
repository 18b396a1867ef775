/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Accounts, then each one's orders, orders for shares and events to their last page, then the booking in a job of the store. */

#include "config.h"

#include "mag-journal-import.h"

#include "mag-broker-booking.h"
#include "mag-difference-repo.h"
#include "mag-trade-repo.h"

typedef enum
{
  READING_ORDERS,
  READING_SHARE_ORDERS,
  READING_EVENTS,
} Reading;

typedef struct
{
  MagStore          *store;         /* owned */
  MagClock          *clock;         /* owned */
  MagJournalProgress progress;
  gpointer           progress_data;
  GPtrArray         *accounts;      /* owned; MagBrokerAccount* */
  guint              account;       /* index */
  Reading            reading;       /* of that account */
  GPtrArray         *orders, *share_orders, *events; /* owned */
  guint              n_bad;
} Import;

static void
import_free (gpointer data)
{
  Import *import = data;

  g_object_unref (import->store);
  mag_clock_unref (import->clock);
  g_clear_pointer (&import->accounts, g_ptr_array_unref);
  g_ptr_array_unref (import->orders);
  g_ptr_array_unref (import->share_orders);
  g_ptr_array_unref (import->events);
  g_free (import);
}

void
mag_journal_import_free (MagJournalImport *self)
{
  g_ptr_array_unref (self->problems);
  g_free (self);
}

static void read_next (GTask *task, const char *next);

/* Store */

/* What the inbox compares the journal with: also what is not confirmed, which is awaited. */
static GPtrArray *
make_reports (GPtrArray *events)
{
  static const MagReportKind kinds[] = {
    [MAG_BROKER_EVENT_EXPIRATION] = MAG_REPORT_EXPIRED, [MAG_BROKER_EVENT_ASSIGNMENT] = MAG_REPORT_ASSIGNED, [MAG_BROKER_EVENT_EXERCISE] = MAG_REPORT_EXERCISED,
  };
  GPtrArray *reports = g_ptr_array_new_with_free_func ((GDestroyNotify) mag_report_free);

  for (guint i = 0; i < events->len; i++)
    {
      const MagBrokerEvent *event = g_ptr_array_index (events, i);
      MagReport *report;

      /* An adjusted deliverable can't be logged by a click. */
      if (event->kind == MAG_BROKER_EVENT_OTHER || (event->kind != MAG_BROKER_EVENT_EXPIRATION && ABS (event->shares) != event->quantity * event->multiplier))
        continue;
      report = mag_report_new ();
      report->id = g_strdup (event->id);
      report->account = g_strdup (event->account);
      report->symbol = g_strdup (event->symbol);
      report->kind = kinds[event->kind];
      report->confirmed = event->confirmed;
      report->contract = event->contract;
      report->quantity = event->quantity;
      report->date = event->date;
      g_ptr_array_add (reports, report);
    }
  return reports;
}

/* In the store's thread; the task keeps what it reads alive. */
static gpointer
save_job (MagDb         *db,
          gpointer       input,
          GCancellable  *cancellable,
          GError       **error)
{
  const Import *import = g_task_get_task_data (input);
  gint64 now_us = mag_clock_now_us (import->clock);
  g_autoptr(MagBrokerBooking) booking = mag_broker_booking_new (import->orders, import->share_orders, import->events, now_us);
  g_autoptr(MagJournalImport) outcome = g_new0 (MagJournalImport, 1);
  g_autoptr(GPtrArray) reports = make_reports (import->events);

  outcome->n_orders = import->orders->len + import->share_orders->len;
  outcome->n_events = import->events->len;
  outcome->n_bad = import->n_bad;
  outcome->n_waiting = booking->n_waiting;
  outcome->problems = g_ptr_array_ref (booking->problems);
  if (!mag_trade_repo_import_each (db, booking->records, now_us, &outcome->n_added, outcome->problems, cancellable, error) ||
      !mag_difference_repo_save_reports (db, reports, cancellable, error))
    return NULL;
  return g_steal_pointer (&outcome);
}

static void
saved_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  GError *error = NULL;
  MagJournalImport *outcome = mag_store_run_finish (MAG_STORE (source), result, &error);

  if (outcome != NULL)
    g_task_return_pointer (task, outcome, (GDestroyNotify) mag_journal_import_free);
  else
    g_task_return_error (task, error);
}

/* Broker */

static void
take_page (GTask         *task,
           MagBrokerPage *page,
           GPtrArray     *items)
{
  Import *import = g_task_get_task_data (task);
  g_autofree char *next = g_strdup (page->next);

  import->n_bad += page->n_bad;
  g_ptr_array_extend_and_steal (items, g_ptr_array_ref (page->items));
  mag_broker_page_free (page);
  if (import->progress != NULL)
    import->progress (import->orders->len + import->share_orders->len, import->events->len, import->progress_data);

  if (next == NULL)
    {
      import->account += import->reading == READING_EVENTS;
      import->reading = import->reading == READING_EVENTS ? READING_ORDERS : import->reading + 1;
    }
  read_next (task, next);
}

/* task, page and error: (transfer full). items: what the page adds to. */
static void
take_answer (GTask         *task,
             MagBrokerPage *page,
             GError        *error,
             GPtrArray     *items)
{
  g_autoptr(GTask) owned = task;

  if (page != NULL)
    take_page (task, page, items);
  else
    g_task_return_error (task, error);
}

static void
orders_read_cb (GObject      *source,
                GAsyncResult *result,
                gpointer      task)
{
  GError *error = NULL;
  MagBrokerPage *page = mag_broker_load_orders_finish (MAG_BROKER (source), result, &error);

  take_answer (task, page, error, ((Import *) g_task_get_task_data (task))->orders);
}

static void
share_orders_read_cb (GObject      *source,
                      GAsyncResult *result,
                      gpointer      task)
{
  GError *error = NULL;
  MagBrokerPage *page = mag_broker_load_share_orders_finish (MAG_BROKER (source), result, &error);

  take_answer (task, page, error, ((Import *) g_task_get_task_data (task))->share_orders);
}

static void
events_read_cb (GObject      *source,
                GAsyncResult *result,
                gpointer      task)
{
  GError *error = NULL;
  MagBrokerPage *page = mag_broker_load_events_finish (MAG_BROKER (source), result, &error);

  take_answer (task, page, error, ((Import *) g_task_get_task_data (task))->events);
}

/* next: of the page before; NULL: the first. */
static void
read_next (GTask      *task,
           const char *next)
{
  Import *import = g_task_get_task_data (task);
  MagBroker *broker = g_task_get_source_object (task);
  const char *account;

  if (import->account == import->accounts->len)
    {
      mag_store_run_async (import->store, save_job, g_object_ref (task), g_object_unref, (GDestroyNotify) mag_journal_import_free,
                           g_task_get_cancellable (task), saved_cb, g_object_ref (task));
      return;
    }
  account = ((const MagBrokerAccount *) g_ptr_array_index (import->accounts, import->account))->number;
  switch (import->reading)
    {
    case READING_ORDERS:
      mag_broker_load_orders_async (broker, account, next, g_task_get_cancellable (task), orders_read_cb, g_object_ref (task));
      break;
    case READING_SHARE_ORDERS:
      mag_broker_load_share_orders_async (broker, account, next, g_task_get_cancellable (task), share_orders_read_cb, g_object_ref (task));
      break;
    case READING_EVENTS:
      mag_broker_load_events_async (broker, account, next, g_task_get_cancellable (task), events_read_cb, g_object_ref (task));
      break;
    }
}

static void
accounts_listed_cb (GObject      *source,
                    GAsyncResult *result,
                    gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Import *import = g_task_get_task_data (task);
  GError *error = NULL;

  import->accounts = mag_broker_list_accounts_finish (MAG_BROKER (source), result, &error);
  if (import->accounts != NULL)
    read_next (task, NULL);
  else
    g_task_return_error (task, error);
}

/**
 * mag_journal_import_async:
 * @broker: signed in
 * @store: open
 * @progress: (nullable) (scope notified): not called after the callback
 * @cancellable: (nullable): cancelled before the end, nothing has changed
 */
void
mag_journal_import_async (MagBroker           *broker,
                          MagStore            *store,
                          MagClock            *clock,
                          MagJournalProgress   progress,
                          gpointer             progress_data,
                          GCancellable        *cancellable,
                          GAsyncReadyCallback  callback,
                          gpointer             data)
{
  GTask *task = g_task_new (broker, cancellable, callback, data);
  Import *import = g_new0 (Import, 1);

  import->store = g_object_ref (store);
  import->clock = mag_clock_ref (clock);
  import->progress = progress;
  import->progress_data = progress_data;
  import->orders = g_ptr_array_new_with_free_func ((GDestroyNotify) mag_broker_order_free);
  import->share_orders = g_ptr_array_new_with_free_func ((GDestroyNotify) mag_broker_share_order_free);
  import->events = g_ptr_array_new_with_free_func ((GDestroyNotify) mag_broker_event_free);
  g_task_set_task_data (task, import, import_free);
  mag_broker_list_accounts_async (broker, cancellable, accounts_listed_cb, task);
}

/**
 * mag_journal_import_finish:
 *
 * Returns: (transfer full): what came of it; %NULL with MAG_BROKER_ERROR, a store's error or G_IO_ERROR_CANCELLED, and nothing has changed
 */
MagJournalImport *
mag_journal_import_finish (MagBroker     *broker,
                           GAsyncResult  *result,
                           GError       **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
