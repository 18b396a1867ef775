/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The Watchlists page: the lists in a sidebar, the symbols of the shown one in a table, progress of a sync at the
 * bottom. It puts together the models, which follow the store by themselves, and turns what the user asks for into
 * store jobs; what is undone by a click is done without asking. */

#include "config.h"

#include "mag-watchlists-page.h"

#include "mag-format.h"
#include "mag-import-dialog.h"
#include "mag-list-model.h"
#include "mag-list-row.h"
#include "mag-note-dialog.h"
#include "mag-symbol-table.h"
#include "mag-sync-bar.h"
#include "mag-sync-monitor.h"
#include "mag-watchlist-jobs.h"

#include <glib/gi18n.h>

/* What is there sooner needs no spinner, which would only flash and keep frames coming. */
#define SPINNER_DELAY_MS 400
/* Ages are in minutes; twice as often is soon enough. */
#define AGE_SECONDS 30

struct _MagWatchlistsPage
{
  MagPage                 parent_instance;

  GtkStack               *outer;
  AdwNavigationSplitView *split;
  GtkListBox             *lists_box;
  AdwNavigationPage      *content;
  AdwWindowTitle         *heading;
  GtkWidget              *sync_button;
  GtkStack               *inner;
  AdwStatusPage          *failed;
  MagSymbolTable         *table;
  MagSyncBar             *sync_bar;

  GtkWidget              *outer_spinner;
  GtkWidget              *inner_spinner;

  MagListModel           *lists;        /* owned */
  MagSymbolModel         *symbols;      /* owned */
  MagSyncMonitor         *monitor;      /* owned */
  MagListItem            *shown;        /* owned; NULL: none */
  gulong                  shown_changed;
  AdwToast               *said;         /* owned; the last toast, which makes room for the sync bar */
  char                   *sync_problem; /* owned; why the last sync of the shown list did not get through, NULL when it did */
  gint64                  select_next;  /* list to select once it is read: just made; 0 */
  guint                   ages;         /* timer */
  guint                   spinners;     /* timer; shows the spinners when it runs out */
};

G_DEFINE_FINAL_TYPE (MagWatchlistsPage, mag_watchlists_page, MAG_TYPE_PAGE)

static MagEngine *
engine_of (MagWatchlistsPage *self)
{
  return mag_page_get_engine (MAG_PAGE (self));
}

static MagStore *
store_of (MagWatchlistsPage *self)
{
  return mag_engine_get_store (engine_of (self));
}

static gint64
shown_id (MagWatchlistsPage *self)
{
  return self->shown != NULL ? mag_list_item_get (self->shown)->id : 0;
}

static void
add_toast (MagWatchlistsPage *self,
           const char        *title)
{
  AdwToast *toast = adw_toast_new (title);

  adw_toast_set_use_markup (toast, FALSE);
  g_set_object (&self->said, toast);
  mag_page_add_toast (MAG_PAGE (self), toast);
}

/* For what failed at a click: trouble of the whole store is in the banner already. */
static void
report (MagWatchlistsPage *self,
        const GError      *error)
{
  if (!mag_engine_report (engine_of (self), error))
    add_toast (self, error->message);
}

/* --- what is shown --- */

static void
update_problem (MagWatchlistsPage *self)
{
  const char *problem = mag_symbol_model_get_problem (self->symbols);

  if (problem == NULL)
    problem = mag_list_model_get_problem (self->lists);
  if (problem == NULL)
    problem = self->sync_problem;

  mag_page_set_problem (MAG_PAGE (self), problem);
}

static gboolean
show_spinners_cb (gpointer data)
{
  MagWatchlistsPage *self = data;

  self->spinners = 0;
  gtk_widget_set_visible (self->outer_spinner, TRUE);
  gtk_widget_set_visible (self->inner_spinner, TRUE);

  return G_SOURCE_REMOVE;
}

static void
begin_loading (MagWatchlistsPage *self)
{
  gtk_widget_set_visible (self->outer_spinner, FALSE);
  gtk_widget_set_visible (self->inner_spinner, FALSE);
  g_clear_handle_id (&self->spinners, g_source_remove);
  self->spinners = g_timeout_add (SPINNER_DELAY_MS, show_spinners_cb, self);
}

static void
update_inner (MagWatchlistsPage *self)
{
  guint n_rows = g_list_model_get_n_items (mag_symbol_model_get_rows (self->symbols));
  const char *name = "loading";

  switch (mag_symbol_model_get_state (self->symbols))
    {
    case MAG_SYMBOL_MODEL_INITIAL:
    case MAG_SYMBOL_MODEL_LOADING:
      break;
    case MAG_SYMBOL_MODEL_LOADED:
      name = n_rows > 0 ? "table" : "empty";
      break;
    case MAG_SYMBOL_MODEL_FAILED:
      adw_status_page_set_description (self->failed, mag_symbol_model_get_problem (self->symbols));
      name = "failed";
      break;
    }
  gtk_stack_set_visible_child_name (self->inner, name);
}

static char *
dup_subtitle (MagWatchlistsPage *self)
{
  const MagWatchlist *list = mag_list_item_get (self->shown);
  g_autofree char *symbols = g_strdup_printf (ngettext ("%u symbol", "%u symbols", list->n_symbols), list->n_symbols);
  g_autofree char *updated = list->refreshed_us != 0 ? mag_format_updated (list->refreshed_us, mag_engine_now_us (engine_of (self)))
                                                     : g_strdup (_("never synced"));

  if (self->sync_problem != NULL)
    return g_strdup_printf ("%s · %s · %s", symbols, updated, _("data may be stale"));

  return g_strdup_printf ("%s · %s", symbols, updated);
}

static void
update_heading (MagWatchlistsPage *self)
{
  gboolean has_list = self->shown != NULL;
  gboolean syncing = has_list && mag_sync_monitor_is_syncing (self->monitor, shown_id (self));
  gboolean has_symbols = has_list && mag_list_item_get (self->shown)->n_symbols > 0;
  gboolean never = has_symbols && mag_list_item_get (self->shown)->refreshed_us == 0;
  g_autofree char *subtitle = has_list ? dup_subtitle (self) : g_strdup ("");
  const char *title = has_list ? mag_list_item_get (self->shown)->name : _("Watchlist");

  adw_window_title_set_title (self->heading, title);
  adw_window_title_set_subtitle (self->heading, subtitle);
  adw_navigation_page_set_title (self->content, title);

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "watchlists.sync", has_symbols && !syncing);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "watchlists.rename", has_list);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "watchlists.delete", has_list);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "watchlists.import-here", has_list);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "watchlists.analyze", has_symbols);

  /* The one thing to do with a list that was never synced. */
  if (never && !syncing)
    gtk_widget_add_css_class (self->sync_button, "suggested-action");
  else
    gtk_widget_remove_css_class (self->sync_button, "suggested-action");
}

static void
update_outer (MagWatchlistsPage *self)
{
  guint n_lists = g_list_model_get_n_items (mag_list_model_get_lists (self->lists));
  gboolean known = mag_list_model_is_loaded (self->lists);

  gtk_stack_set_visible_child_name (self->outer, !known ? "loading" : n_lists > 0 ? "lists" : "welcome");
}

static void
show_list (MagWatchlistsPage *self,
           MagListItem       *item)
{
  if (self->shown == item)
    return;

  if (self->shown != NULL)
    g_clear_signal_handler (&self->shown_changed, self->shown);
  g_set_object (&self->shown, item);
  g_clear_pointer (&self->sync_problem, g_free);
  if (item != NULL)
    {
      self->shown_changed = g_signal_connect_swapped (item, "changed", G_CALLBACK (update_heading), self);
      g_settings_set_string (mag_engine_get_settings (engine_of (self)), "watchlist", mag_list_item_get (item)->name);
    }
  begin_loading (self);
  mag_symbol_model_set_list (self->symbols, shown_id (self));
  update_heading (self);
  update_problem (self);
}

static GtkListBoxRow *
find_row (MagWatchlistsPage *self,
          MagListItem       *item)
{
  GtkListBoxRow *row;

  for (int i = 0; (row = gtk_list_box_get_row_at_index (self->lists_box, i)) != NULL; i++)
    if (mag_list_row_get_item (MAG_LIST_ROW (row)) == item)
      return row;

  return NULL;
}

static void
list_selected_cb (MagWatchlistsPage *self,
                  GtkListBoxRow     *row)
{
  /* While rows come and go the selection passes through nothing; lists_loaded_cb() mends that. */
  if (row != NULL)
    show_list (self, mag_list_row_get_item (MAG_LIST_ROW (row)));
}

static void
list_activated_cb (MagWatchlistsPage *self,
                   GtkListBoxRow     *row)
{
  adw_navigation_split_view_set_show_content (self->split, TRUE);
}

/* What to show after a reading: a list just made, the one shown, the one remembered, the first. */
static MagListItem *
choose_list (MagWatchlistsPage *self)
{
  g_autofree char *remembered = g_settings_get_string (mag_engine_get_settings (engine_of (self)), "watchlist");
  g_autoptr(MagListItem) first = g_list_model_get_item (mag_list_model_get_lists (self->lists), 0);
  MagListItem *made = mag_list_model_find (self->lists, self->select_next);
  MagListItem *item;

  if (made != NULL)
    {
      self->select_next = 0;
      adw_navigation_split_view_set_show_content (self->split, TRUE);
      return made;
    }
  if ((item = mag_list_model_find (self->lists, shown_id (self))) != NULL)
    return item;
  if ((item = mag_list_model_find_name (self->lists, remembered)) != NULL)
    return item;

  return first;
}

static void
mark_syncing (MagWatchlistsPage *self)
{
  GListModel *lists = mag_list_model_get_lists (self->lists);

  for (guint i = 0; i < g_list_model_get_n_items (lists); i++)
    {
      g_autoptr(MagListItem) item = g_list_model_get_item (lists, i);

      mag_list_item_set_syncing (item, mag_sync_monitor_is_syncing (self->monitor, mag_list_item_get (item)->id));
    }
}

static void
lists_loaded_cb (MagWatchlistsPage *self)
{
  MagListItem *item = choose_list (self);

  update_outer (self);
  update_problem (self);
  mark_syncing (self);
  show_list (self, item);
  if (item != NULL)
    gtk_list_box_select_row (self->lists_box, find_row (self, item));
  update_heading (self);
}

static GtkWidget *
create_list_row (gpointer item,
                 gpointer user_data)
{
  return mag_list_row_new (engine_of (MAG_WATCHLISTS_PAGE (user_data)), MAG_LIST_ITEM (item));
}

static void
symbols_changed_cb (MagWatchlistsPage *self)
{
  update_inner (self);
  update_problem (self);
}

static gboolean
ages_cb (gpointer data)
{
  MagWatchlistsPage *self = data;
  GListModel *lists = mag_list_model_get_lists (self->lists);

  for (guint i = 0; i < g_list_model_get_n_items (lists); i++)
    {
      g_autoptr(MagListItem) item = g_list_model_get_item (lists, i);

      mag_list_item_touch (item);
    }
  mag_symbol_model_touch (self->symbols);

  return G_SOURCE_CONTINUE;
}

/* --- sync --- */

static void
monitor_changed_cb (MagWatchlistsPage *self)
{
  mag_sync_bar_show (self->sync_bar, mag_sync_monitor_get_job (self->monitor), mag_engine_now_us (engine_of (self)));
  mark_syncing (self);
  update_heading (self);
}

static char *
dup_result (const MagJob *job)
{
  switch (job->state)
    {
    case MAG_JOB_DONE:
      if (job->failed > 0)
        /* Translators: name of a list, then numbers of symbols */
        return g_strdup_printf (_("%s: %u synced, %u failed"), job->list_name, job->done, job->failed);
      return g_strdup_printf (ngettext ("%s: %u symbol synced", "%s: %u symbols synced", job->done), job->list_name, job->done);
    case MAG_JOB_CANCELLED:
      return g_strdup_printf (_("%s: stopped after %u of %u"), job->list_name, job->done + job->failed, job->total);
    case MAG_JOB_FAILED:
      return g_strdup_printf (_("%s could not be synced"), job->list_name);
    case MAG_JOB_QUEUED:
    case MAG_JOB_RUNNING:
      break;
    }

  g_return_val_if_reached (NULL);
}

static void
job_finished_cb (MagWatchlistsPage *self,
                 const MagJob      *job)
{
  g_autofree char *result = dup_result (job);

  add_toast (self, result);
  if (job->list != shown_id (self))
    return;

  g_set_str (&self->sync_problem, job->state == MAG_JOB_FAILED ? job->message : NULL);
  mag_symbol_table_resort (self->table);
  update_problem (self);
  update_heading (self);
}

static void
sync_asked_cb (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr(MagWatchlistsPage) self = user_data;
  g_autoptr(GError) error = NULL;
  gint64 job = mag_sync_client_sync_finish (MAG_SYNC_CLIENT (source), result, &error);

  if (self->monitor == NULL)
    return;

  if (job != 0)
    mag_sync_monitor_follow (self->monitor, job);
  else if (!mag_engine_report (engine_of (self), error))
    g_set_str (&self->sync_problem, error->message);
  update_problem (self);
  update_heading (self);
}

static void
cancelled_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(MagWatchlistsPage) self = user_data;
  g_autoptr(GError) error = NULL;

  if (!mag_sync_client_cancel_finish (MAG_SYNC_CLIENT (source), result, &error))
    report (self, error);
}

static void
cancel_cb (MagWatchlistsPage *self)
{
  const MagJob *job = mag_sync_monitor_get_job (self->monitor);

  if (job != NULL)
    mag_sync_client_cancel_async (mag_engine_get_client (engine_of (self)), job->id, NULL, cancelled_cb, g_object_ref (self));
}

static void
sync_action (GtkWidget  *widget,
             const char *action_name,
             GVariant   *parameter)
{
  mag_watchlists_page_sync (MAG_WATCHLISTS_PAGE (widget));
}

/* --- symbols: remove with undo, note --- */

/* What was removed, to bring it back. */
typedef struct
{
  MagWatchlistsPage *page;    /* owned */
  gint64             list;
  GArray            *symbols; /* owned; NULL: the list itself */
  char              *said;    /* owned; the toast's title */
} Removal;

static void
removal_free (Removal *removal)
{
  g_clear_pointer (&removal->symbols, g_array_unref);
  g_object_unref (removal->page);
  g_free (removal->said);
  g_free (removal);
}

static void
brought_back_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr(MagWatchlistsPage) self = user_data;
  g_autoptr(GError) error = NULL;

  if (mag_store_run_finish (MAG_STORE (source), result, &error) == NULL)
    report (self, error);
}

static void
undo_clicked_cb (AdwToast *toast,
                 gpointer  user_data)
{
  Removal *removal = user_data;
  MagWatchlistsPage *self = removal->page;

  if (removal->symbols != NULL)
    {
      mag_watchlist_jobs_set_symbols_active (store_of (self), removal->list, removal->symbols, TRUE, brought_back_cb, g_object_ref (self));
      return;
    }

  self->select_next = removal->list;
  mag_watchlist_jobs_set_list_active (store_of (self), removal->list, TRUE, brought_back_cb, g_object_ref (self));
}

static void
free_removal_closure (gpointer  data,
                      GClosure *closure)
{
  removal_free (data);
}

static void
removed_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  Removal *removal = user_data;
  g_autoptr(GError) error = NULL;
  AdwToast *toast;

  if (mag_store_run_finish (MAG_STORE (source), result, &error) == NULL)
    {
      report (removal->page, error);
      removal_free (removal);
      return;
    }

  toast = adw_toast_new (removal->said);
  adw_toast_set_use_markup (toast, FALSE);
  adw_toast_set_button_label (toast, _("_Undo"));
  g_signal_connect_data (toast, "button-clicked", G_CALLBACK (undo_clicked_cb), removal, free_removal_closure, 0);
  mag_page_add_toast (MAG_PAGE (removal->page), toast);
}

static Removal *
removal_new (MagWatchlistsPage *self)
{
  Removal *removal = g_new0 (Removal, 1);

  removal->page = g_object_ref (self);
  removal->list = shown_id (self);

  return removal;
}

static void
remove_cb (MagWatchlistsPage *self)
{
  g_autoptr(GPtrArray) rows = mag_symbol_table_dup_selected (self->table);
  Removal *removal;

  if (rows->len == 0)
    return;

  removal = removal_new (self);
  removal->symbols = g_array_new (FALSE, FALSE, sizeof (gint64));
  for (guint i = 0; i < rows->len; i++)
    g_array_append_val (removal->symbols, mag_symbol_row_get (g_ptr_array_index (rows, i))->symbol_id);
  if (rows->len == 1)
    removal->said = g_strdup_printf (_("%s removed"), mag_symbol_row_get (g_ptr_array_index (rows, 0))->symbol.ticker);
  else
    removal->said = g_strdup_printf (ngettext ("%u symbol removed", "%u symbols removed", rows->len), rows->len);

  mag_watchlist_jobs_set_symbols_active (store_of (self), removal->list, removal->symbols, FALSE, removed_cb, removal);
}

static void
edit_note_cb (MagWatchlistsPage *self)
{
  g_autoptr(GPtrArray) rows = mag_symbol_table_dup_selected (self->table);

  if (rows->len == 1)
    adw_dialog_present (mag_note_dialog_new (engine_of (self), shown_id (self), mag_symbol_row_get (g_ptr_array_index (rows, 0))),
                        GTK_WIDGET (self));
}

/* --- lists: new, rename, delete with undo, import --- */

static void
delete_action (GtkWidget  *widget,
               const char *action_name,
               GVariant   *parameter)
{
  MagWatchlistsPage *self = MAG_WATCHLISTS_PAGE (widget);
  Removal *removal;

  if (self->shown == NULL)
    return;

  removal = removal_new (self);
  removal->said = g_strdup_printf (_("%s deleted"), mag_list_item_get (self->shown)->name);
  mag_watchlist_jobs_set_list_active (store_of (self), removal->list, FALSE, removed_cb, removal);
}

static void
renamed_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(MagWatchlistsPage) self = user_data;
  g_autoptr(GError) error = NULL;

  if (mag_store_run_finish (MAG_STORE (source), result, &error) == NULL)
    report (self, error);
}

static void
created_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(MagWatchlistsPage) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autofree gint64 *id = mag_store_run_finish (MAG_STORE (source), result, &error);

  if (id == NULL)
    {
      report (self, error);
      return;
    }

  self->select_next = *id;
  if (self->lists != NULL)
    mag_list_model_reload (self->lists);
}

static void
name_entered_cb (AdwAlertDialog *dialog,
                 const char     *response,
                 gpointer        user_data)
{
  MagWatchlistsPage *self = MAG_WATCHLISTS_PAGE (user_data);
  GtkEditable *entry = g_object_get_data (G_OBJECT (dialog), "entry");
  g_autofree char *name = g_strstrip (g_strdup (gtk_editable_get_text (entry)));

  if (g_str_equal (response, "create"))
    {
      g_autoptr(MagImportReport) nothing = mag_import_report_new ();

      mag_watchlist_jobs_import (store_of (self), name, MAG_ORIGIN_MANUAL, nothing, MAG_IMPORT_CREATE, created_cb, g_object_ref (self));
    }
  else if (g_str_equal (response, "rename"))
    {
      mag_watchlist_jobs_rename (store_of (self), shown_id (self), name, renamed_cb, g_object_ref (self));
    }
}

/* A name must be there and free; the list's own name in another case is. */
static void
name_edited_cb (GtkEditable *entry,
                gpointer     user_data)
{
  AdwAlertDialog *dialog = ADW_ALERT_DIALOG (user_data);
  MagWatchlistsPage *self = g_object_get_data (G_OBJECT (dialog), "page");
  gboolean renames = g_str_equal (adw_alert_dialog_get_default_response (dialog), "rename");
  g_autofree char *name = g_strstrip (g_strdup (gtk_editable_get_text (entry)));
  MagListItem *taken = mag_list_model_find_name (self->lists, name);
  gboolean is_free = taken == NULL || (renames && taken == self->shown);

  adw_alert_dialog_set_body (dialog, is_free ? "" : _("A list of this name exists."));
  adw_alert_dialog_set_response_enabled (dialog, adw_alert_dialog_get_default_response (dialog), is_free && *name != '\0');
}

static void
ask_name (MagWatchlistsPage *self,
          const char        *heading,
          const char        *response,
          const char        *label,
          const char        *name)
{
  AdwAlertDialog *dialog = ADW_ALERT_DIALOG (adw_alert_dialog_new (heading, NULL));
  GtkWidget *entry = gtk_entry_new ();

  adw_alert_dialog_add_responses (dialog, "cancel", _("_Cancel"), response, label, NULL);
  adw_alert_dialog_set_response_appearance (dialog, response, ADW_RESPONSE_SUGGESTED);
  adw_alert_dialog_set_default_response (dialog, response);
  adw_alert_dialog_set_close_response (dialog, "cancel");
  adw_alert_dialog_set_extra_child (dialog, entry);

  gtk_entry_set_activates_default (GTK_ENTRY (entry), TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_PROPERTY_LABEL, _("List name"), -1);
  g_object_set_data (G_OBJECT (dialog), "entry", entry);
  g_object_set_data (G_OBJECT (dialog), "page", self);
  g_signal_connect_object (entry, "changed", G_CALLBACK (name_edited_cb), dialog, 0);
  g_signal_connect_object (dialog, "response", G_CALLBACK (name_entered_cb), self, 0);
  gtk_editable_set_text (GTK_EDITABLE (entry), name);
  name_edited_cb (GTK_EDITABLE (entry), dialog);

  adw_dialog_present (ADW_DIALOG (dialog), GTK_WIDGET (self));
  gtk_widget_grab_focus (entry);
}

static void
new_action (GtkWidget  *widget,
            const char *action_name,
            GVariant   *parameter)
{
  ask_name (MAG_WATCHLISTS_PAGE (widget), _("New List"), "create", _("C_reate"), "");
}

static void
rename_action (GtkWidget  *widget,
               const char *action_name,
               GVariant   *parameter)
{
  MagWatchlistsPage *self = MAG_WATCHLISTS_PAGE (widget);

  if (self->shown != NULL)
    ask_name (self, _("Rename List"), "rename", _("_Rename"), mag_list_item_get (self->shown)->name);
}

static void
import_saved_cb (MagWatchlistsPage *self,
                 gint64             list,
                 guint              accepted)
{
  g_autofree char *said = g_strdup_printf (ngettext ("%u symbol imported", "%u symbols imported", accepted), accepted);

  self->select_next = list;
  mag_list_model_reload (self->lists);
  add_toast (self, said);
}

static MagImportDialog *
present_import (MagWatchlistsPage *self)
{
  AdwDialog *dialog = mag_import_dialog_new (engine_of (self), self->lists);

  g_signal_connect_object (dialog, "saved", G_CALLBACK (import_saved_cb), self, G_CONNECT_SWAPPED);
  adw_dialog_present (dialog, GTK_WIDGET (self));

  return MAG_IMPORT_DIALOG (dialog);
}

static void
import_here_action (GtkWidget  *widget,
                    const char *action_name,
                    GVariant   *parameter)
{
  MagWatchlistsPage *self = MAG_WATCHLISTS_PAGE (widget);

  if (self->shown != NULL)
    mag_import_dialog_set_name (present_import (self), mag_list_item_get (self->shown)->name);
}

static void
analyze_action (GtkWidget  *widget,
                const char *action_name,
                GVariant   *parameter)
{
  MagWatchlistsPage *self = MAG_WATCHLISTS_PAGE (widget);

  if (self->shown != NULL)
    gtk_widget_activate_action (widget, "app.scan-list", "s", mag_list_item_get (self->shown)->name);
}

static gboolean
dropped_cb (MagWatchlistsPage *self,
            const GValue      *value)
{
  return mag_import_dialog_load_value (present_import (self), value);
}

/* --- the page --- */

static void
engine_ready_cb (MagWatchlistsPage *self)
{
  if (!mag_engine_is_ready (engine_of (self)))
    return;

  mag_list_model_reload (self->lists);
  mag_sync_monitor_start (self->monitor);
}

/* Trouble of the store is over: what could not be read meanwhile is read now. */
static void
engine_trouble_cb (MagWatchlistsPage *self)
{
  if (mag_engine_get_trouble (engine_of (self)) != NULL || !mag_engine_is_ready (engine_of (self)))
    return;

  engine_ready_cb (self);
  if (self->shown != NULL)
    mag_symbol_model_reload (self->symbols);
}

static void
mag_watchlists_page_search (MagPage *page)
{
  MagWatchlistsPage *self = MAG_WATCHLISTS_PAGE (page);

  if (g_str_equal (gtk_stack_get_visible_child_name (self->inner), "table"))
    {
      adw_navigation_split_view_set_show_content (self->split, TRUE);
      mag_symbol_table_search (self->table);
    }
}

static void
mag_watchlists_page_refresh (MagPage *page)
{
  MagWatchlistsPage *self = MAG_WATCHLISTS_PAGE (page);

  if (!mag_engine_is_ready (engine_of (self)))
    return;

  engine_ready_cb (self);
  if (self->shown != NULL)
    mag_symbol_model_reload (self->symbols);
  if (self->sync_problem != NULL)
    mag_watchlists_page_sync (self);
}

static void
mag_watchlists_page_constructed (GObject *object)
{
  MagWatchlistsPage *self = MAG_WATCHLISTS_PAGE (object);
  MagEngine *engine = engine_of (self);

  G_OBJECT_CLASS (mag_watchlists_page_parent_class)->constructed (object);

  self->lists = mag_list_model_new (engine);
  self->symbols = mag_symbol_model_new (engine);
  self->monitor = mag_sync_monitor_new (engine);
  mag_symbol_table_set_model (self->table, engine, self->symbols);
  gtk_list_box_bind_model (self->lists_box, mag_list_model_get_lists (self->lists), create_list_row, self, NULL);

  g_signal_connect_object (self->lists, "loaded", G_CALLBACK (lists_loaded_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->symbols, "state-changed", G_CALLBACK (symbols_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->symbols, "settled", G_CALLBACK (symbols_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->monitor, "changed", G_CALLBACK (monitor_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->monitor, "finished", G_CALLBACK (job_finished_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (engine, "notify::ready", G_CALLBACK (engine_ready_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (engine, "notify::trouble", G_CALLBACK (engine_trouble_cb), self, G_CONNECT_SWAPPED);

  begin_loading (self);
  self->ages = g_timeout_add_seconds (AGE_SECONDS, ages_cb, self);
  update_heading (self);
  engine_ready_cb (self);
}

static void
mag_watchlists_page_dispose (GObject *object)
{
  MagWatchlistsPage *self = MAG_WATCHLISTS_PAGE (object);

  g_clear_handle_id (&self->ages, g_source_remove);
  g_clear_handle_id (&self->spinners, g_source_remove);
  if (self->shown != NULL)
    g_clear_signal_handler (&self->shown_changed, self->shown);
  g_clear_object (&self->shown);
  gtk_widget_dispose_template (GTK_WIDGET (self), MAG_TYPE_WATCHLISTS_PAGE);
  g_clear_object (&self->said);
  g_clear_object (&self->monitor);
  g_clear_object (&self->symbols);
  g_clear_object (&self->lists);

  G_OBJECT_CLASS (mag_watchlists_page_parent_class)->dispose (object);
}

static void
mag_watchlists_page_finalize (GObject *object)
{
  g_free (MAG_WATCHLISTS_PAGE (object)->sync_problem);

  G_OBJECT_CLASS (mag_watchlists_page_parent_class)->finalize (object);
}

static void
mag_watchlists_page_class_init (MagWatchlistsPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->constructed = mag_watchlists_page_constructed;
  object_class->dispose = mag_watchlists_page_dispose;
  object_class->finalize = mag_watchlists_page_finalize;
  MAG_PAGE_CLASS (klass)->search = mag_watchlists_page_search;
  MAG_PAGE_CLASS (klass)->refresh = mag_watchlists_page_refresh;

  g_type_ensure (MAG_TYPE_SYMBOL_TABLE);
  g_type_ensure (MAG_TYPE_SYNC_BAR);

  gtk_widget_class_set_template_from_resource (widget_class, RESOURCE_PATH "/ui/mag-watchlists-page.ui");
  gtk_widget_class_bind_template_child (widget_class, MagWatchlistsPage, outer);
  gtk_widget_class_bind_template_child (widget_class, MagWatchlistsPage, split);
  gtk_widget_class_bind_template_child_full (widget_class, "lists", FALSE, G_STRUCT_OFFSET (MagWatchlistsPage, lists_box));
  gtk_widget_class_bind_template_child (widget_class, MagWatchlistsPage, content);
  gtk_widget_class_bind_template_child (widget_class, MagWatchlistsPage, heading);
  gtk_widget_class_bind_template_child (widget_class, MagWatchlistsPage, sync_button);
  gtk_widget_class_bind_template_child (widget_class, MagWatchlistsPage, inner);
  gtk_widget_class_bind_template_child (widget_class, MagWatchlistsPage, failed);
  gtk_widget_class_bind_template_child (widget_class, MagWatchlistsPage, outer_spinner);
  gtk_widget_class_bind_template_child (widget_class, MagWatchlistsPage, inner_spinner);
  gtk_widget_class_bind_template_child (widget_class, MagWatchlistsPage, table);
  gtk_widget_class_bind_template_child (widget_class, MagWatchlistsPage, sync_bar);
  gtk_widget_class_bind_template_callback (widget_class, list_selected_cb);
  gtk_widget_class_bind_template_callback (widget_class, list_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, remove_cb);
  gtk_widget_class_bind_template_callback (widget_class, edit_note_cb);
  gtk_widget_class_bind_template_callback (widget_class, cancel_cb);

  gtk_widget_class_install_action (widget_class, "watchlists.sync", NULL, sync_action);
  gtk_widget_class_install_action (widget_class, "watchlists.new", NULL, new_action);
  gtk_widget_class_install_action (widget_class, "watchlists.rename", NULL, rename_action);
  gtk_widget_class_install_action (widget_class, "watchlists.delete", NULL, delete_action);
  gtk_widget_class_install_action (widget_class, "watchlists.import-here", NULL, import_here_action);
  gtk_widget_class_install_action (widget_class, "watchlists.analyze", NULL, analyze_action);
}

static void
mag_watchlists_page_init (MagWatchlistsPage *self)
{
  GtkDropTarget *target = mag_import_drop_target_new ();

  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect_object (target, "drop", G_CALLBACK (dropped_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (target));
}

/**
 * mag_watchlists_page_sync:
 * @self: a page
 *
 * Asks for a sync of the shown list. One that is under way is followed instead; without a list nothing happens.
 */
void
mag_watchlists_page_sync (MagWatchlistsPage *self)
{
  g_return_if_fail (MAG_IS_WATCHLISTS_PAGE (self));

  if (self->shown == NULL || !mag_engine_is_ready (engine_of (self)))
    return;

  if (self->said != NULL)
    adw_toast_dismiss (self->said);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "watchlists.sync", FALSE);
  mag_sync_client_sync_async (mag_engine_get_client (engine_of (self)), shown_id (self), NULL, sync_asked_cb, g_object_ref (self));
}

/**
 * mag_watchlists_page_import:
 * @self: a page
 * @file: (nullable): what to read; NULL lets the user paste or choose
 *
 * Opens the import dialog.
 */
void
mag_watchlists_page_import (MagWatchlistsPage *self,
                            GFile             *file)
{
  MagImportDialog *dialog;

  g_return_if_fail (MAG_IS_WATCHLISTS_PAGE (self));

  dialog = present_import (self);
  if (file != NULL)
    mag_import_dialog_load_file (dialog, file);
}
