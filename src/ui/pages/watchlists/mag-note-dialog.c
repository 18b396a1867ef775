/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Note and target price of one symbol of a list. The table hears of the change from the store. */

#include "config.h"

#include "mag-note-dialog.h"

#include "mag-money.h"
#include "mag-watchlist-jobs.h"

struct _MagNoteDialog
{
  AdwDialog    parent_instance;

  GtkEditable *note;
  GtkEditable *target;
  GtkLabel    *problem;

  MagEngine   *engine; /* owned */
  gint64       list;
  gint64       symbol;
};

G_DEFINE_FINAL_TYPE (MagNoteDialog, mag_note_dialog, ADW_TYPE_DIALOG)

static void
show_problem (MagNoteDialog *self,
              const char    *problem)
{
  gtk_label_set_label (self->problem, problem != NULL ? problem : "");
  gtk_widget_set_visible (GTK_WIDGET (self->problem), problem != NULL);
}

static void
saved_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(MagNoteDialog) self = user_data;
  g_autoptr(GError) error = NULL;

  if (mag_store_run_finish (MAG_STORE (source), result, &error) != NULL)
    {
      adw_dialog_force_close (ADW_DIALOG (self));
      return;
    }

  mag_engine_report (self->engine, error);
  show_problem (self, error->message);
}

static void
save_clicked_cb (MagNoteDialog *self)
{
  g_autofree char *text = g_strstrip (g_strdup (gtk_editable_get_text (self->target)));
  g_autoptr(GError) error = NULL;
  MagPrice target = MAG_PRICE_UNKNOWN;

  if (*text != '\0' && !mag_price_parse (text, &target, &error))
    {
      gtk_widget_add_css_class (GTK_WIDGET (self->target), "error");
      show_problem (self, error->message);
      return;
    }

  mag_watchlist_jobs_set_note (mag_engine_get_store (self->engine), self->list, self->symbol,
                               gtk_editable_get_text (self->note), target, saved_cb, g_object_ref (self));
}

static void
target_changed_cb (MagNoteDialog *self)
{
  gtk_widget_remove_css_class (GTK_WIDGET (self->target), "error");
  show_problem (self, NULL);
}

static void
mag_note_dialog_dispose (GObject *object)
{
  MagNoteDialog *self = MAG_NOTE_DIALOG (object);

  gtk_widget_dispose_template (GTK_WIDGET (self), MAG_TYPE_NOTE_DIALOG);
  g_clear_object (&self->engine);

  G_OBJECT_CLASS (mag_note_dialog_parent_class)->dispose (object);
}

static void
mag_note_dialog_class_init (MagNoteDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = mag_note_dialog_dispose;

  gtk_widget_class_set_template_from_resource (widget_class, RESOURCE_PATH "/ui/mag-note-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, MagNoteDialog, note);
  gtk_widget_class_bind_template_child (widget_class, MagNoteDialog, target);
  gtk_widget_class_bind_template_child (widget_class, MagNoteDialog, problem);
  gtk_widget_class_bind_template_callback (widget_class, save_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, target_changed_cb);
}

static void
mag_note_dialog_init (MagNoteDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * mag_note_dialog_new:
 * @engine: the engine
 * @list: id of the list
 * @row: the symbol's row; read now, not kept
 *
 * Returns: (transfer floating): a dialog filled from @row
 */
AdwDialog *
mag_note_dialog_new (MagEngine             *engine,
                     gint64                 list,
                     const MagWatchlistRow *row)
{
  MagNoteDialog *self = g_object_new (MAG_TYPE_NOTE_DIALOG, "title", row->symbol.ticker, NULL);
  g_autofree char *target = mag_price_format (row->target, 2);

  self->engine = g_object_ref (engine);
  self->list = list;
  self->symbol = row->symbol_id;
  gtk_editable_set_text (self->note, row->note);
  gtk_editable_set_text (self->target, target);

  return ADW_DIALOG (self);
}
