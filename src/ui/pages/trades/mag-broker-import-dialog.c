/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One import, begun when the dialog is made; closing it before the end cancels that, and nothing has changed. */

#include "config.h"

#include "mag-broker-import-dialog.h"

#include "mag-format.h"
#include "mag-journal-import.h"

#include <glib/gi18n.h>

struct _MagBrokerImportDialog
{
  AdwDialog     parent_instance;

  GtkStack     *stack;
  GtkWidget    *cancel, *done;
  GtkLabel     *progress;
  GtkLabel     *headline;
  GtkLabel     *details;
  GtkWidget    *problems_window;
  GtkListBox   *problems;

  GCancellable *cancellable; /* owned */
};

G_DEFINE_FINAL_TYPE (MagBrokerImportDialog, mag_broker_import_dialog, ADW_TYPE_DIALOG)

static void
show_progress (guint    n_orders,
               guint    n_events,
               gpointer user_data)
{
  MagBrokerImportDialog *self = user_data;
  g_autofree char *orders = g_strdup_printf (ngettext ("%u order", "%u orders", n_orders), n_orders);
  g_autofree char *events = g_strdup_printf (ngettext ("%u event", "%u events", n_events), n_events);
  /* Translators: "312 orders and 97 events read…" */
  g_autofree char *text = g_strdup_printf (_("%s and %s read…"), orders, events);

  gtk_label_set_text (self->progress, text);
}

static void
add_problem (MagBrokerImportDialog *self,
             const char            *problem)
{
  GtkWidget *label = gtk_label_new (problem);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_set_margin_start (label, 12);
  gtk_widget_set_margin_end (label, 12);
  gtk_widget_set_margin_top (label, 9);
  gtk_widget_set_margin_bottom (label, 9);
  gtk_list_box_append (self->problems, label);
}

static char *
describe (const MagJournalImport *outcome)
{
  GString *text = g_string_new (NULL);

  g_string_append_printf (text, ngettext ("%u order", "%u orders", outcome->n_orders), outcome->n_orders);
  g_string_append (text, " · ");
  g_string_append_printf (text, ngettext ("%u event", "%u events", outcome->n_events), outcome->n_events);
  if (outcome->n_waiting > 0)
    g_string_append_printf (text, ngettext (" · %u not final yet: import again later", " · %u not final yet: import again later", outcome->n_waiting), outcome->n_waiting);
  if (outcome->n_bad > 0)
    g_string_append_printf (text, ngettext (" · %u could not be read", " · %u could not be read", outcome->n_bad), outcome->n_bad);
  return g_string_free (text, FALSE);
}

static void
show_outcome (MagBrokerImportDialog *self,
              const char            *headline,
              const char            *details,
              GPtrArray             *problems)
{
  gtk_label_set_text (self->headline, headline);
  gtk_label_set_text (self->details, details);
  for (guint i = 0; problems != NULL && i < problems->len; i++)
    add_problem (self, g_ptr_array_index (problems, i));
  gtk_widget_set_visible (self->problems_window, problems != NULL && problems->len > 0);
  gtk_widget_set_visible (self->cancel, FALSE);
  gtk_widget_set_visible (self->done, TRUE);
  gtk_stack_set_visible_child_name (self->stack, "outcome");
  gtk_widget_grab_focus (self->done);
  gtk_accessible_announce (GTK_ACCESSIBLE (self), headline, GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_MEDIUM);
}

static void
imported_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(MagBrokerImportDialog) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(MagJournalImport) outcome = mag_journal_import_finish (MAG_BROKER (source), result, &error);
  g_autofree char *headline = NULL;
  g_autofree char *details = NULL;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (outcome == NULL)
    {
      show_outcome (self, _("Nothing Was Imported"), error->message, NULL);
      return;
    }
  headline = outcome->n_added > 0 ? g_strdup_printf (ngettext ("%u Leg Added", "%u Legs Added", outcome->n_added), outcome->n_added) : g_strdup (_("Nothing New"));
  details = describe (outcome);
  show_outcome (self, headline, details, outcome->problems);
}

static void
mag_broker_import_dialog_closed (AdwDialog *dialog)
{
  g_cancellable_cancel (MAG_BROKER_IMPORT_DIALOG (dialog)->cancellable);

  ADW_DIALOG_CLASS (mag_broker_import_dialog_parent_class)->closed (dialog);
}

static void
mag_broker_import_dialog_dispose (GObject *object)
{
  MagBrokerImportDialog *self = MAG_BROKER_IMPORT_DIALOG (object);

  gtk_widget_dispose_template (GTK_WIDGET (self), MAG_TYPE_BROKER_IMPORT_DIALOG);
  g_clear_object (&self->cancellable);

  G_OBJECT_CLASS (mag_broker_import_dialog_parent_class)->dispose (object);
}

static void
mag_broker_import_dialog_class_init (MagBrokerImportDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = mag_broker_import_dialog_dispose;
  ADW_DIALOG_CLASS (klass)->closed = mag_broker_import_dialog_closed;

  gtk_widget_class_set_template_from_resource (widget_class, RESOURCE_PATH "/ui/mag-broker-import-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, MagBrokerImportDialog, stack);
  gtk_widget_class_bind_template_child (widget_class, MagBrokerImportDialog, cancel);
  gtk_widget_class_bind_template_child (widget_class, MagBrokerImportDialog, done);
  gtk_widget_class_bind_template_child (widget_class, MagBrokerImportDialog, progress);
  gtk_widget_class_bind_template_child (widget_class, MagBrokerImportDialog, headline);
  gtk_widget_class_bind_template_child (widget_class, MagBrokerImportDialog, details);
  gtk_widget_class_bind_template_child (widget_class, MagBrokerImportDialog, problems_window);
  gtk_widget_class_bind_template_child (widget_class, MagBrokerImportDialog, problems);
}

static void
mag_broker_import_dialog_init (MagBrokerImportDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->cancellable = g_cancellable_new ();
}

/**
 * mag_broker_import_dialog_new:
 * @engine: one whose broker is signed in
 *
 * Returns: (transfer floating): a dialog whose import has begun
 */
AdwDialog *
mag_broker_import_dialog_new (MagEngine *engine)
{
  MagBrokerImportDialog *self = g_object_new (MAG_TYPE_BROKER_IMPORT_DIALOG, NULL);

  mag_journal_import_async (mag_engine_get_broker (engine), mag_engine_get_store (engine), mag_profile_get_clock (mag_engine_get_profile (engine)),
                            show_progress, self, self->cancellable, imported_cb, g_object_ref (self));
  return ADW_DIALOG (self);
}
