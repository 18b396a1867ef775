/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Import of a watchlist in two steps: what to read, and what would come of it, item by item with its reason. Nothing is
 * saved before the user has seen the second. Reading is a store job: it needs the exclusion list, and a megabyte of
 * text is not for the window's thread. */

#include "config.h"

#include "mag-import-dialog.h"

#include "mag-format.h"
#include "mag-import-entry.h"
#include "mag-tv-export.h"
#include "mag-watchlist-jobs.h"

#include <glib/gi18n.h>

/* Shows items of every verdict. */
#define ALL (-1)

struct _MagImportDialog
{
  AdwDialog          parent_instance;

  AdwNavigationView *navigation;
  GtkTextView       *text;
  GtkWidget         *preview_button;
  GtkLabel          *input_problem;
  GtkWidget         *spinner;
  GtkEditable       *name;
  GtkWidget         *replace_row;
  GtkCheckButton    *merge;
  GtkCheckButton    *replace;
  GtkWidget         *save_button;
  GtkLabel          *save_problem;
  AdwWrapBox        *filters;
  GtkListView       *items;

  MagEngine         *engine;      /* owned */
  MagListModel      *lists;       /* owned */
  GCancellable      *cancellable; /* of the reading in progress; NULL: none */
  char              *file_name;   /* owned; where the text came from, NULL: typed or pasted */
  MagImportReport   *report;      /* owned; what the preview shows, NULL before */
  GtkFilter         *filter;      /* owned by the list's model */
  int                verdict;     /* shown verdict, or ALL */
  gboolean           named;       /* the name is the user's or the caller's: keep it */
};

enum
{
  SAVED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (MagImportDialog, mag_import_dialog, ADW_TYPE_DIALOG)

static void
show_problem (GtkLabel   *label,
              const char *problem)
{
  gtk_label_set_label (label, problem != NULL ? problem : "");
  gtk_widget_set_visible (GTK_WIDGET (label), problem != NULL);
}

static char *
dup_name (MagImportDialog *self)
{
  return g_strstrip (g_strdup (gtk_editable_get_text (self->name)));
}

/* --- saving --- */

static void
update_save (MagImportDialog *self)
{
  g_autofree char *name = dup_name (self);
  gboolean taken = *name != '\0' && mag_list_model_find_name (self->lists, name) != NULL;
  gboolean merge = gtk_check_button_get_active (self->merge);
  gboolean replace = gtk_check_button_get_active (self->replace);

  gtk_widget_set_visible (self->replace_row, taken);
  gtk_button_set_label (GTK_BUTTON (self->save_button), replace && taken ? _("_Replace") : merge && taken ? _("_Merge") : _("_Save"));
  gtk_widget_set_sensitive (self->save_button, self->report != NULL && self->report->n_accepted > 0 && *name != '\0' &&
                                               (!taken || merge || replace));
}

static void
saved_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(MagImportDialog) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autofree gint64 *id = mag_store_run_finish (MAG_STORE (source), result, &error);

  if (id != NULL)
    {
      g_signal_emit (self, signals[SAVED], 0, *id, self->report->n_accepted);
      adw_dialog_force_close (ADW_DIALOG (self));
      return;
    }

  /* Somebody else took the name meanwhile: once the lists are read again the choice appears. */
  if (g_error_matches (error, MAG_STORE_ERROR, MAG_STORE_ERROR_EXISTS))
    mag_list_model_reload (self->lists);
  mag_engine_report (self->engine, error);
  show_problem (self->save_problem, error->message);
  update_save (self);
}

/* Headings and exchange prefixes are TradingView's; a plain list is somebody's own. */
static gboolean
is_tradingview (MagImportDialog *self)
{
  if (self->report->sections->len > 0)
    return TRUE;

  for (guint i = 0; i < self->report->items->len; i++)
    if (*((const MagImportItem *) g_ptr_array_index (self->report->items, i))->symbol.exchange != '\0')
      return TRUE;

  return FALSE;
}

static MagImportMode
chosen_mode (MagImportDialog *self)
{
  if (!gtk_widget_get_visible (self->replace_row))
    return MAG_IMPORT_CREATE;

  return gtk_check_button_get_active (self->replace) ? MAG_IMPORT_REPLACE : MAG_IMPORT_MERGE;
}

static void
save_clicked_cb (MagImportDialog *self)
{
  g_autofree char *name = dup_name (self);

  if (!gtk_widget_get_sensitive (self->save_button))
    return;

  show_problem (self->save_problem, NULL);
  gtk_widget_set_sensitive (self->save_button, FALSE);
  mag_watchlist_jobs_import (mag_engine_get_store (self->engine), name,
                             is_tradingview (self) ? MAG_ORIGIN_TRADINGVIEW : MAG_ORIGIN_MANUAL,
                             self->report, chosen_mode (self), saved_cb, g_object_ref (self));
}

static void
name_changed_cb (MagImportDialog *self)
{
  show_problem (self->save_problem, NULL);
  update_save (self);
}

static void
choice_changed_cb (MagImportDialog *self)
{
  update_save (self);
}

/* --- preview --- */

static gboolean
is_shown (gpointer item,
          gpointer user_data)
{
  MagImportDialog *self = user_data;

  return self->verdict == ALL || mag_import_entry_get (item)->verdict == (MagImportVerdict) self->verdict;
}

static const char *
verdict_icon (MagImportVerdict verdict)
{
  switch (verdict)
    {
    case MAG_IMPORT_ACCEPTED:
      return "object-select-symbolic";
    case MAG_IMPORT_DUPLICATE:
      return "edit-copy-symbolic";
    case MAG_IMPORT_UNSUPPORTED:
      return "action-unavailable-symbolic";
    case MAG_IMPORT_EXCLUDED:
      return "view-conceal-symbolic";
    case MAG_IMPORT_INVALID:
      return "dialog-warning-symbolic";
    }

  g_return_val_if_reached ("dialog-warning-symbolic");
}

static void
item_setup_cb (MagImportDialog *self,
               GtkListItem     *item)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *lines = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);
  GtkWidget *text = gtk_label_new (NULL);
  GtkWidget *reason = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (text), 0);
  gtk_label_set_ellipsize (GTK_LABEL (text), PANGO_ELLIPSIZE_END);
  gtk_label_set_xalign (GTK_LABEL (reason), 0);
  gtk_label_set_wrap (GTK_LABEL (reason), TRUE);
  gtk_widget_add_css_class (reason, "caption");
  gtk_widget_add_css_class (reason, "dim-label");

  gtk_box_append (GTK_BOX (lines), text);
  gtk_box_append (GTK_BOX (lines), reason);
  gtk_box_append (GTK_BOX (box), gtk_image_new ());
  gtk_box_append (GTK_BOX (box), lines);
  gtk_widget_set_margin_start (box, 12);
  gtk_widget_set_margin_end (box, 12);
  gtk_widget_set_margin_top (box, 6);
  gtk_widget_set_margin_bottom (box, 6);
  gtk_list_item_set_child (item, box);
  gtk_list_item_set_activatable (item, FALSE);
}

static char *
dup_item_title (const MagImportItem *item)
{
  if (item->verdict != MAG_IMPORT_ACCEPTED)
    return g_strdup (item->text);

  return *item->section != '\0' ? g_strdup_printf ("%s · %s", item->symbol.ticker, item->section) : g_strdup (item->symbol.ticker);
}

static void
item_bind_cb (MagImportDialog *self,
              GtkListItem     *list_item)
{
  const MagImportItem *item = mag_import_entry_get (gtk_list_item_get_item (list_item));
  GtkWidget *icon = gtk_widget_get_first_child (gtk_list_item_get_child (list_item));
  GtkWidget *text = gtk_widget_get_first_child (gtk_widget_get_next_sibling (icon));
  GtkWidget *reason = gtk_widget_get_next_sibling (text);
  const char *verdict = mag_format_import_verdict (item->verdict);
  g_autofree char *title = dup_item_title (item);
  g_autofree char *spoken = g_strdup_printf ("%s, %s. %s", title, verdict, item->reason != NULL ? item->reason : "");

  gtk_image_set_from_icon_name (GTK_IMAGE (icon), verdict_icon (item->verdict));
  gtk_widget_set_tooltip_text (icon, verdict);
  gtk_widget_set_css_classes (icon, (const char *[]) {
    item->verdict == MAG_IMPORT_ACCEPTED ? "success" : item->verdict == MAG_IMPORT_INVALID ? "warning" : "dim-label", NULL });
  gtk_label_set_label (GTK_LABEL (text), title);
  gtk_label_set_label (GTK_LABEL (reason), item->reason != NULL ? item->reason : "");
  gtk_widget_set_visible (reason, item->reason != NULL);
  gtk_list_item_set_accessible_label (list_item, spoken);
}

/* As a button's label; mag_format_import_verdict() has the words within a sentence. */
static const char *
verdict_title (MagImportVerdict verdict)
{
  switch (verdict)
    {
    case MAG_IMPORT_ACCEPTED:
      return _("Accepted");
    case MAG_IMPORT_DUPLICATE:
      return _("Duplicate");
    case MAG_IMPORT_UNSUPPORTED:
      return _("No Options");
    case MAG_IMPORT_EXCLUDED:
      return _("Left Out");
    case MAG_IMPORT_INVALID:
      return _("Not a Symbol");
    }

  g_return_val_if_reached ("");
}

static void
filter_toggled_cb (GtkToggleButton *button,
                   gpointer         user_data)
{
  MagImportDialog *self = MAG_IMPORT_DIALOG (user_data);

  if (!gtk_toggle_button_get_active (button))
    return;

  self->verdict = GPOINTER_TO_INT (g_object_get_data (G_OBJECT (button), "verdict"));
  gtk_filter_changed (self->filter, GTK_FILTER_CHANGE_DIFFERENT);
}

static GtkToggleButton *
add_filter (MagImportDialog *self,
            const char      *title,
            int              verdict,
            guint            count,
            GtkToggleButton *group)
{
  g_autofree char *label = g_strdup_printf ("%s %u", title, count);
  GtkWidget *button = gtk_toggle_button_new_with_label (label);

  g_object_set_data (G_OBJECT (button), "verdict", GINT_TO_POINTER (verdict));
  gtk_toggle_button_set_group (GTK_TOGGLE_BUTTON (button), group);
  g_signal_connect_object (button, "toggled", G_CALLBACK (filter_toggled_cb), self, 0);
  adw_wrap_box_append (self->filters, button);

  return GTK_TOGGLE_BUTTON (button);
}

/* One button a verdict that occurs, with its count: the summary is the filter. */
static void
show_filters (MagImportDialog *self)
{
  const MagImportReport *report = self->report;
  const guint counts[] = { report->n_accepted, report->n_duplicate, report->n_unsupported, report->n_excluded, report->n_invalid };
  GtkToggleButton *all;
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->filters))) != NULL)
    adw_wrap_box_remove (self->filters, child);

  all = add_filter (self, _("All"), ALL, report->items->len, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (counts); i++)
    if (counts[i] > 0)
      add_filter (self, verdict_title (i), i, counts[i], all);
  gtk_toggle_button_set_active (all, TRUE);
}

static void
show_items (MagImportDialog *self)
{
  GtkFilterListModel *filtered;
  g_autoptr(GtkSelectionModel) selection = NULL;

  self->verdict = ALL;
  self->filter = GTK_FILTER (gtk_custom_filter_new (is_shown, self, NULL));
  filtered = gtk_filter_list_model_new (mag_import_entry_list_new (self->report), self->filter);
  selection = GTK_SELECTION_MODEL (gtk_no_selection_new (G_LIST_MODEL (filtered)));
  gtk_list_view_set_model (self->items, selection);
}

static void
suggest_name (MagImportDialog *self)
{
  g_autofree char *name = NULL;

  if (self->named)
    return;

  name = self->file_name != NULL ? mag_tv_export_list_name (self->file_name) : g_strdup (_("New List"));
  gtk_editable_set_text (self->name, name);
}

static void
preview_left_cb (MagImportDialog *self)
{
  g_clear_pointer (&self->report, mag_import_report_unref);
  gtk_list_view_set_model (self->items, NULL);
  update_save (self);
}

/* --- reading --- */

static void
set_reading (MagImportDialog *self,
             gboolean         reading)
{
  gtk_widget_set_visible (self->spinner, reading);
  gtk_widget_set_sensitive (self->preview_button, !reading);
}

static void
stop_reading (MagImportDialog *self)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
}

static void
read_failed (MagImportDialog *self,
             const GError    *error)
{
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  set_reading (self, FALSE);
  if (error->domain == MAG_STORE_ERROR)
    mag_engine_report (self->engine, error);
  show_problem (self->input_problem, error->message);
}

static void
previewed_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(MagImportDialog) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(MagImportReport) report = mag_store_run_finish (MAG_STORE (source), result, &error);

  if (report == NULL)
    {
      read_failed (self, error);
      return;
    }

  set_reading (self, FALSE);
  g_clear_pointer (&self->report, mag_import_report_unref);
  self->report = g_steal_pointer (&report);
  show_items (self);
  show_filters (self);
  suggest_name (self);
  adw_navigation_view_push_by_tag (self->navigation, "preview");
  update_save (self);
}

static void
preview (MagImportDialog *self,
         GBytes          *bytes)
{
  stop_reading (self);
  self->cancellable = g_cancellable_new ();
  show_problem (self->input_problem, NULL);
  set_reading (self, TRUE);
  mag_watchlist_jobs_preview (mag_engine_get_store (self->engine), bytes, self->cancellable, previewed_cb, g_object_ref (self));
}

static void
preview_clicked_cb (MagImportDialog *self)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (self->text);
  g_autoptr(GBytes) bytes = NULL;
  g_autofree char *text = NULL;

  g_object_get (buffer, "text", &text, NULL);
  bytes = g_bytes_new (text, strlen (text));
  g_clear_pointer (&self->file_name, g_free);
  preview (self, bytes);
}

static void
text_changed_cb (MagImportDialog *self)
{
  gtk_widget_set_sensitive (self->preview_button, gtk_text_buffer_get_char_count (gtk_text_view_get_buffer (self->text)) > 0);
  show_problem (self->input_problem, NULL);
}

/* A file that is too large is refused by its first megabyte, whatever follows. */
static gboolean
wants_more_cb (const char *contents,
               goffset     size,
               gpointer    user_data)
{
  return size <= MAG_TV_EXPORT_MAX_BYTES;
}

static void
file_loaded_cb (GObject      *source,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr(MagImportDialog) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) bytes = NULL;
  g_autoptr(GError) shown = NULL;
  char *contents;
  gsize length;

  if (g_file_load_partial_contents_finish (G_FILE (source), result, &contents, &length, NULL, &error))
    {
      bytes = g_bytes_new_take (contents, length);
      preview (self, bytes);
    }
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_debug ("Reading an import: %s", error->message);
      shown = g_error_new_literal (error->domain, error->code, _("The file could not be read."));
      read_failed (self, shown);
    }
}

static void
file_chosen_cb (GObject      *source,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr(MagImportDialog) self = user_data;
  g_autoptr(GFile) file = gtk_file_dialog_open_finish (GTK_FILE_DIALOG (source), result, NULL);

  /* No file: the user thought better of it. */
  if (file != NULL)
    mag_import_dialog_load_file (self, file);
}

static void
choose_clicked_cb (MagImportDialog *self)
{
  g_autoptr(GtkFileDialog) dialog = gtk_file_dialog_new ();
  g_autoptr(GListStore) filters = g_list_store_new (GTK_TYPE_FILE_FILTER);
  g_autoptr(GtkFileFilter) lists = gtk_file_filter_new ();
  g_autoptr(GtkFileFilter) all = gtk_file_filter_new ();

  gtk_file_filter_set_name (lists, _("Watchlists (text, CSV)"));
  gtk_file_filter_add_suffix (lists, "txt");
  gtk_file_filter_add_suffix (lists, "csv");
  gtk_file_filter_set_name (all, _("All Files"));
  gtk_file_filter_add_pattern (all, "*");
  g_list_store_append (filters, lists);
  g_list_store_append (filters, all);

  gtk_file_dialog_set_title (dialog, _("Choose a Watchlist"));
  gtk_file_dialog_set_filters (dialog, G_LIST_MODEL (filters));
  gtk_file_dialog_open (dialog, GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))), NULL, file_chosen_cb, g_object_ref (self));
}

static gboolean
dropped_cb (MagImportDialog *self,
            const GValue    *value)
{
  return mag_import_dialog_load_value (self, value);
}

/* --- GObject --- */

static void
mag_import_dialog_dispose (GObject *object)
{
  MagImportDialog *self = MAG_IMPORT_DIALOG (object);

  stop_reading (self);
  gtk_widget_dispose_template (GTK_WIDGET (self), MAG_TYPE_IMPORT_DIALOG);
  g_clear_object (&self->lists);
  g_clear_object (&self->engine);

  G_OBJECT_CLASS (mag_import_dialog_parent_class)->dispose (object);
}

static void
mag_import_dialog_finalize (GObject *object)
{
  MagImportDialog *self = MAG_IMPORT_DIALOG (object);

  g_clear_pointer (&self->report, mag_import_report_unref);
  g_free (self->file_name);

  G_OBJECT_CLASS (mag_import_dialog_parent_class)->finalize (object);
}

static void
mag_import_dialog_class_init (MagImportDialogClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = mag_import_dialog_dispose;
  object_class->finalize = mag_import_dialog_finalize;

  signals[SAVED] = g_signal_new ("saved", MAG_TYPE_IMPORT_DIALOG, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 2, G_TYPE_INT64, G_TYPE_UINT);

  gtk_widget_class_set_template_from_resource (widget_class, RESOURCE_PATH "/ui/mag-import-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, MagImportDialog, navigation);
  gtk_widget_class_bind_template_child (widget_class, MagImportDialog, text);
  gtk_widget_class_bind_template_child (widget_class, MagImportDialog, preview_button);
  gtk_widget_class_bind_template_child (widget_class, MagImportDialog, input_problem);
  gtk_widget_class_bind_template_child (widget_class, MagImportDialog, spinner);
  gtk_widget_class_bind_template_child (widget_class, MagImportDialog, name);
  gtk_widget_class_bind_template_child (widget_class, MagImportDialog, replace_row);
  gtk_widget_class_bind_template_child (widget_class, MagImportDialog, merge);
  gtk_widget_class_bind_template_child (widget_class, MagImportDialog, replace);
  gtk_widget_class_bind_template_child (widget_class, MagImportDialog, save_button);
  gtk_widget_class_bind_template_child (widget_class, MagImportDialog, save_problem);
  gtk_widget_class_bind_template_child (widget_class, MagImportDialog, filters);
  gtk_widget_class_bind_template_child (widget_class, MagImportDialog, items);
  gtk_widget_class_bind_template_callback (widget_class, preview_left_cb);
  gtk_widget_class_bind_template_callback (widget_class, preview_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, choose_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, save_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, name_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, choice_changed_cb);
}

static void
mag_import_dialog_init (MagImportDialog *self)
{
  g_autoptr(GtkListItemFactory) factory = gtk_signal_list_item_factory_new ();
  GtkDropTarget *target = mag_import_drop_target_new ();

  gtk_widget_init_template (GTK_WIDGET (self));

  g_signal_connect_object (gtk_text_view_get_buffer (self->text), "changed", G_CALLBACK (text_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (factory, "setup", G_CALLBACK (item_setup_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (factory, "bind", G_CALLBACK (item_bind_cb), self, G_CONNECT_SWAPPED);
  gtk_list_view_set_factory (self->items, factory);
  g_signal_connect_object (target, "drop", G_CALLBACK (dropped_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (target));
}

/**
 * mag_import_dialog_new:
 * @engine: the engine
 * @lists: the lists there are, to know which names are taken
 *
 * Returns: (transfer floating): a dialog at its first step
 */
AdwDialog *
mag_import_dialog_new (MagEngine    *engine,
                       MagListModel *lists)
{
  MagImportDialog *self = g_object_new (MAG_TYPE_IMPORT_DIALOG, NULL);

  self->engine = g_object_ref (engine);
  self->lists = g_object_ref (lists);
  g_signal_connect_object (lists, "loaded", G_CALLBACK (update_save), self, G_CONNECT_SWAPPED);

  return ADW_DIALOG (self);
}

/**
 * mag_import_dialog_set_name:
 * @self: a dialog
 * @name: the list to import into
 *
 * Names the list beforehand, an existing one to be merged into.
 */
void
mag_import_dialog_set_name (MagImportDialog *self,
                            const char      *name)
{
  g_return_if_fail (MAG_IS_IMPORT_DIALOG (self));

  self->named = TRUE;
  gtk_editable_set_text (self->name, name);
  gtk_check_button_set_active (self->merge, TRUE);
}

/**
 * mag_import_dialog_load_file:
 * @self: a dialog
 * @file: a file of any kind
 *
 * Goes to the preview of @file, or says why there is none.
 */
void
mag_import_dialog_load_file (MagImportDialog *self,
                             GFile           *file)
{
  g_return_if_fail (MAG_IS_IMPORT_DIALOG (self));
  g_return_if_fail (G_IS_FILE (file));

  stop_reading (self);
  g_free (self->file_name);
  self->file_name = g_file_get_basename (file);
  self->cancellable = g_cancellable_new ();
  set_reading (self, TRUE);
  g_file_load_partial_contents_async (file, self->cancellable, wants_more_cb, file_loaded_cb, g_object_ref (self));
}

/**
 * mag_import_dialog_load_value:
 * @self: a dialog
 * @value: a GdkFileList or a string, as mag_import_drop_target_new() accepts
 *
 * Returns: TRUE when there was something to read
 */
gboolean
mag_import_dialog_load_value (MagImportDialog *self,
                              const GValue    *value)
{
  g_return_val_if_fail (MAG_IS_IMPORT_DIALOG (self), FALSE);

  if (G_VALUE_HOLDS (value, GDK_TYPE_FILE_LIST))
    {
      g_autoptr(GSList) files = gdk_file_list_get_files (g_value_get_boxed (value));

      if (files == NULL)
        return FALSE;
      mag_import_dialog_load_file (self, files->data);
    }
  else
    {
      gtk_text_buffer_set_text (gtk_text_view_get_buffer (self->text), g_value_get_string (value), -1);
      preview_clicked_cb (self);
    }

  return TRUE;
}

/**
 * mag_import_drop_target_new:
 *
 * Returns: (transfer full): a target for what an import can read: files and text
 */
GtkDropTarget *
mag_import_drop_target_new (void)
{
  GtkDropTarget *target = gtk_drop_target_new (G_TYPE_INVALID, GDK_ACTION_COPY);

  gtk_drop_target_set_gtypes (target, (GType[]) { GDK_TYPE_FILE_LIST, G_TYPE_STRING }, 2);

  return target;
}
