/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Pages and batches. A list's `next` is followed to the origin it came from and nowhere else, not twice to the same place and not without end. Batches are under way
 * at the same time, as many as the client lets through; one that is refused is asked again in halves, as one bad id among many spoils all. */

#include "config.h"

#include "mag-robinhood-fetch.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define MOST_PAGES 200
#define MOST_ID 100

typedef struct
{
  MagRobinhoodRows *rows;
  GHashTable       *seen_rows; /* owned ids */
  GHashTable       *seen_urls; /* owned */
  char             *path;      /* of batches */
  guint            *batch;     /* not owned; NULL: a list */
  guint             n_asked, n_under_way;
  GError           *error;     /* the first */
} Fetch;

/* A request under way. */
typedef struct
{
  GTask *task; /* owned */
  char  *url;
  GStrv  ids;  /* NULL: a page */
} Part;

void
mag_robinhood_rows_free (MagRobinhoodRows *rows)
{
  g_ptr_array_unref (rows->rows);
  g_free (rows);
}

static void
fetch_free (gpointer data)
{
  Fetch *fetch = data;

  g_clear_pointer (&fetch->rows, mag_robinhood_rows_free);
  g_hash_table_unref (fetch->seen_rows);
  g_hash_table_unref (fetch->seen_urls);
  g_free (fetch->path);
  g_clear_error (&fetch->error);
  g_free (fetch);
}

static void
part_free (Part *part)
{
  g_object_unref (part->task);
  g_free (part->url);
  g_strfreev (part->ids);
  g_free (part);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Part, part_free)

/**
 * mag_robinhood_is_id:
 * @text: (nullable): what the broker calls something
 *
 * Returns: whether it can stand in an address as it is
 */
gboolean
mag_robinhood_is_id (const char *text)
{
  if (text == NULL || *text == '\0' || strlen (text) > MOST_ID)
    return FALSE;
  for (const char *p = text; *p != '\0'; p++)
    if (!g_ascii_isalnum (*p) && strchr ("-._", *p) == NULL)
      return FALSE;
  return TRUE;
}

/**
 * mag_robinhood_read_page:
 * @root: a page
 * @rows: JsonObject, added to
 * @next: (out) (transfer full) (nullable): where the page after it is
 * @error: MAG_BROKER_ERROR_FORMAT
 *
 * Returns: %FALSE when this is no page, or the next one is at a place where no token of ours may go
 */
gboolean
mag_robinhood_read_page (MagRobinhoodWire  *wire,
                         JsonObject        *root,
                         GPtrArray         *rows,
                         char             **next,
                         GError           **error)
{
  JsonArray *results = mag_json_array (root, "results");
  const char *url = mag_json_string (root, "next");

  if (results == NULL)
    {
      g_set_error_literal (error, MAG_BROKER_ERROR, MAG_BROKER_ERROR_FORMAT, _("Robinhood answered with something Magnus does not understand."));
      return FALSE;
    }
  if (url != NULL && !mag_robinhood_wire_owns (wire, url))
    {
      g_set_error_literal (error, MAG_BROKER_ERROR, MAG_BROKER_ERROR_FORMAT, _("A list of Robinhood's goes on at another server. Magnus does not follow it there."));
      return FALSE;
    }
  for (guint i = 0; i < json_array_get_length (results); i++)
    if (mag_json_element (results, i) != NULL)
      g_ptr_array_add (rows, json_object_ref (mag_json_element (results, i)));
  *next = g_strdup (url);
  return TRUE;
}

/* Rows can shift from one page to the next while new ones come in. */
static gboolean
is_new_row (Fetch      *fetch,
            JsonObject *row)
{
  const char *id = mag_json_string (row, "id");

  if (id == NULL)
    id = mag_json_string (row, "url");
  return id == NULL || g_hash_table_add (fetch->seen_rows, g_strdup (id));
}

static void
keep_error (Fetch  *fetch,
            GError *owned_error)
{
  if (fetch->error == NULL)
    fetch->error = owned_error;
  else
    g_error_free (owned_error);
}

static void got_cb (GObject *source, GAsyncResult *result, gpointer data);

static void
ask (GTask *task,
     char  *owned_url,
     GStrv  owned_ids)
{
  Fetch *fetch = g_task_get_task_data (task);
  Part *part = g_new0 (Part, 1);

  part->task = g_object_ref (task);
  part->url = owned_url;
  part->ids = owned_ids;
  fetch->n_under_way++;
  fetch->n_asked++;
  mag_robinhood_session_get_async (g_task_get_source_object (task), part->url, g_task_get_cancellable (task), got_cb, part);
}

/* ids: n of them from the first one on. */
static void
ask_batch (GTask             *task,
           const char *const *ids,
           guint              n)
{
  Fetch *fetch = g_task_get_task_data (task);
  MagRobinhoodWire *wire = mag_robinhood_session_get_wire (g_task_get_source_object (task));
  g_auto(GStrv) own = g_new0 (char *, n + 1);
  g_autofree char *joined = NULL, *path = NULL;

  for (guint i = 0; i < n; i++)
    own[i] = g_strdup (ids[i]);
  joined = g_strjoinv (",", own);
  path = g_strconcat (fetch->path, joined, NULL);
  ask (task, mag_robinhood_wire_make_url (wire, path), g_steal_pointer (&own));
}

static void
follow (GTask *task,
        char  *owned_next)
{
  g_autofree char *next = owned_next;
  Fetch *fetch = g_task_get_task_data (task);

  if (next == NULL || !g_hash_table_add (fetch->seen_urls, g_strdup (next)))
    return; /* a list that leads back to where it was has been read */
  if (fetch->batch == NULL && fetch->n_asked >= MOST_PAGES)
    keep_error (fetch, g_error_new_literal (MAG_BROKER_ERROR, MAG_BROKER_ERROR_FORMAT, _("A list of Robinhood's does not end.")));
  else
    ask (task, g_steal_pointer (&next), NULL);
}

static void
take_page (GTask             *task,
           MagRobinhoodReply *reply)
{
  Fetch *fetch = g_task_get_task_data (task);
  MagRobinhoodWire *wire = mag_robinhood_session_get_wire (g_task_get_source_object (task));
  g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) json_object_unref);
  char *next = NULL;
  GError *error = NULL;

  if (!mag_robinhood_read_page (wire, reply->root, rows, &next, &error))
    {
      keep_error (fetch, error);
      return;
    }
  fetch->rows->received_us = MAX (fetch->rows->received_us, reply->received_us);
  for (guint i = 0; i < rows->len; i++)
    if (is_new_row (fetch, g_ptr_array_index (rows, i)))
      g_ptr_array_add (fetch->rows->rows, json_object_ref (g_ptr_array_index (rows, i)));
  follow (task, next);
}

/* 400, 404 or 414 */
static void
take_refusal (GTask             *task,
              Part              *part,
              MagRobinhoodReply *reply)
{
  Fetch *fetch = g_task_get_task_data (task);
  guint n = part->ids != NULL ? g_strv_length (part->ids) : 0;

  if (n == 0)
    {
      keep_error (fetch, mag_robinhood_wire_new_error (mag_robinhood_session_get_wire (g_task_get_source_object (task)), reply));
      return;
    }
  if (n == 1)
    return; /* the broker does not want to know it; whoever asked sees that it is missing */
  if (reply->status == 414)
    *fetch->batch = MIN (*fetch->batch, n / 2);
  ask_batch (task, (const char *const *) part->ids, n / 2);
  ask_batch (task, (const char *const *) part->ids + n / 2, n - n / 2);
}

static void
end_when_done (GTask *task)
{
  Fetch *fetch = g_task_get_task_data (task);

  if (fetch->n_under_way > 0)
    return;
  if (fetch->error != NULL)
    g_task_return_error (task, g_steal_pointer (&fetch->error));
  else
    g_task_return_pointer (task, g_steal_pointer (&fetch->rows), (GDestroyNotify) mag_robinhood_rows_free);
}

static void
got_cb (GObject      *source,
        GAsyncResult *result,
        gpointer      data)
{
  g_autoptr(Part) part = data;
  Fetch *fetch = g_task_get_task_data (part->task);
  g_autoptr(GError) error = NULL;
  g_autoptr(MagRobinhoodReply) reply = mag_robinhood_session_get_finish (MAG_ROBINHOOD_SESSION (source), result, &error);

  fetch->n_under_way--;
  if (reply == NULL)
    keep_error (fetch, g_steal_pointer (&error));
  else if (fetch->error == NULL && reply->status < 300)
    take_page (part->task, reply);
  else if (fetch->error == NULL)
    take_refusal (part->task, part, reply);
  end_when_done (part->task);
}

static GTask *
new_task (MagRobinhoodSession *session,
          const char          *path,
          guint               *batch,
          GCancellable        *cancellable,
          GAsyncReadyCallback  callback,
          gpointer             data)
{
  GTask *task = g_task_new (session, cancellable, callback, data);
  Fetch *fetch = g_new0 (Fetch, 1);

  fetch->rows = g_new0 (MagRobinhoodRows, 1);
  fetch->rows->rows = g_ptr_array_new_with_free_func ((GDestroyNotify) json_object_unref);
  fetch->seen_rows = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  fetch->seen_urls = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  fetch->path = g_strdup (path);
  fetch->batch = batch;
  g_task_set_source_tag (task, new_task);
  g_task_set_task_data (task, fetch, fetch_free);
  return task;
}

/**
 * mag_robinhood_fetch_list_async:
 * @path: of a list that has pages
 */
void
mag_robinhood_fetch_list_async (MagRobinhoodSession *session,
                                const char          *path,
                                GCancellable        *cancellable,
                                GAsyncReadyCallback  callback,
                                gpointer             data)
{
  g_autoptr(GTask) task = new_task (session, path, NULL, cancellable, callback, data);
  Fetch *fetch = g_task_get_task_data (task);
  char *url = mag_robinhood_wire_make_url (mag_robinhood_session_get_wire (session), path);

  g_hash_table_add (fetch->seen_urls, g_strdup (url));
  ask (task, url, NULL);
}

/**
 * mag_robinhood_fetch_ids_async:
 * @path: "/options/instruments/?ids="
 * @ids: strings; what can't be an id is left out
 * @batch: (inout): most ids of a request
 */
void
mag_robinhood_fetch_ids_async (MagRobinhoodSession *session,
                               const char          *path,
                               GPtrArray           *ids,
                               guint               *batch,
                               GCancellable        *cancellable,
                               GAsyncReadyCallback  callback,
                               gpointer             data)
{
  g_autoptr(GTask) task = new_task (session, path, batch, cancellable, callback, data);
  g_autoptr(GPtrArray) good = g_ptr_array_new ();
  guint size = MAX (*batch, 1);

  for (guint i = 0; i < ids->len; i++)
    if (mag_robinhood_is_id (g_ptr_array_index (ids, i)))
      g_ptr_array_add (good, g_ptr_array_index (ids, i));
  for (guint i = 0; i < good->len; i += size)
    ask_batch (task, (const char *const *) good->pdata + i, MIN (size, good->len - i));
  end_when_done (task);
}

MagRobinhoodRows *
mag_robinhood_fetch_finish (MagRobinhoodSession  *session,
                            GAsyncResult         *result,
                            GError              **error)
{
  g_return_val_if_fail (g_task_is_valid (result, session), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
