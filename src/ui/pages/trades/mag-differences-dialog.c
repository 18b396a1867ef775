/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One row for each difference, with what can be done about it in a click; what was done can be taken back from the toast. The list is read again after each. */

#include "config.h"

#include "mag-differences-dialog.h"

#include "mag-difference-repo.h"

#include <glib/gi18n.h>

#define DONE GINT_TO_POINTER (TRUE)

struct _MagDifferencesDialog
{
  AdwDialog        parent_instance;

  GtkStack        *stack;
  GtkListBox      *list;
  GtkLabel        *problem;
  AdwToastOverlay *toasts;

  MagEngine       *engine;      /* owned; NULL once disposed */
  GtkWidget       *page;        /* weak */
  GPtrArray       *differences; /* owned; MagDifference* */
  GCancellable    *cancellable; /* owned */
};

G_DEFINE_FINAL_TYPE (MagDifferencesDialog, mag_differences_dialog, ADW_TYPE_DIALOG)

static void load (MagDifferencesDialog *self);

/* Jobs */

typedef struct
{
  GPtrArray           *keep;       /* owned; has difference */
  const MagDifference *difference; /* lent */
  gboolean             dismiss;
  MagResolution       *resolution; /* owned; to be taken back; NULL */
  gint64               now_us;
} Input;

static void
input_free (gpointer data)
{
  Input *input = data;

  g_clear_pointer (&input->keep, g_ptr_array_unref);
  g_clear_pointer (&input->resolution, mag_resolution_free);
  g_free (input);
}

static gpointer
list_job (MagDb         *db,
          gpointer       data,
          GCancellable  *cancellable,
          GError       **error)
{
  return mag_difference_repo_list (db, ((const Input *) data)->now_us, cancellable, error);
}

static gpointer
resolve_job (MagDb         *db,
             gpointer       data,
             GCancellable  *cancellable,
             GError       **error)
{
  const Input *input = data;

  return input->dismiss ? mag_difference_repo_dismiss (db, input->difference, input->now_us, cancellable, error)
                        : mag_difference_repo_resolve (db, input->difference, input->now_us, cancellable, error);
}

static gpointer
undo_job (MagDb         *db,
          gpointer       data,
          GCancellable  *cancellable,
          GError       **error)
{
  const Input *input = data;

  return mag_difference_repo_undo (db, input->resolution, input->now_us, cancellable, error) ? DONE : NULL;
}

static Input *
input_new (MagEngine *engine)
{
  Input *input = g_new0 (Input, 1);

  input->now_us = mag_engine_now_us (engine);
  return input;
}

/**
 * mag_differences_count_async:
 *
 * Ends with mag_differences_count_finish().
 */
void
mag_differences_count_async (MagEngine           *engine,
                             GCancellable        *cancellable,
                             GAsyncReadyCallback  callback,
                             gpointer             data)
{
  mag_store_run_async (mag_engine_get_store (engine), list_job, input_new (engine), input_free, (GDestroyNotify) g_ptr_array_unref, cancellable, callback, data);
}

int
mag_differences_count_finish (GObject      *source,
                              GAsyncResult *result)
{
  g_autoptr(GPtrArray) differences = mag_store_run_finish (MAG_STORE (source), result, NULL); /* the journal says what is wrong with the store */
  int n = 0;

  if (differences == NULL)
    return -1;
  for (guint i = 0; i < differences->len; i++)
    n += mag_difference_kind_is_open (((const MagDifference *) g_ptr_array_index (differences, i))->kind);
  return n;
}

/* What is done */

static void
say (MagDifferencesDialog *self,
     const GError         *error)
{
  AdwToast *toast;

  if (self->engine == NULL || mag_engine_report (self->engine, error))
    return;
  toast = adw_toast_new (error->message);
  adw_toast_set_use_markup (toast, FALSE);
  adw_toast_overlay_add_toast (self->toasts, toast);
}

static void
undone_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(MagDifferencesDialog) self = user_data;
  g_autoptr(GError) error = NULL;

  if (mag_store_run_finish (MAG_STORE (source), result, &error) == NULL)
    say (self, error);
  if (self->engine != NULL)
    load (self);
}

static void
undo_clicked_cb (AdwToast             *toast,
                 MagDifferencesDialog *self)
{
  Input *input;

  if (self->engine == NULL)
    return;
  input = input_new (self->engine);
  input->resolution = g_object_steal_data (G_OBJECT (toast), "resolution");
  mag_store_run_async (mag_engine_get_store (self->engine), undo_job, input, input_free, NULL, NULL, undone_cb, g_object_ref (self));
}

static void
resolved_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(MagDifferencesDialog) self = user_data;
  g_autoptr(GError) error = NULL;
  MagResolution *resolution = mag_store_run_finish (MAG_STORE (source), result, &error);
  AdwToast *toast;

  if (resolution == NULL)
    {
      say (self, error);
      gtk_widget_set_sensitive (GTK_WIDGET (self->list), TRUE);
      return;
    }
  toast = adw_toast_new (resolution->key != NULL ? _("Dismissed") : resolution->linked ? _("Linked: one trade stays, with the notes of both") : _("Logged"));
  adw_toast_set_button_label (toast, _("_Undo"));
  g_object_set_data_full (G_OBJECT (toast), "resolution", resolution, (GDestroyNotify) mag_resolution_free);
  g_signal_connect_object (toast, "button-clicked", G_CALLBACK (undo_clicked_cb), self, G_CONNECT_DEFAULT);
  adw_toast_overlay_add_toast (self->toasts, toast);
  if (self->engine != NULL)
    load (self);
}

static void
resolve (MagDifferencesDialog *self,
         GtkWidget            *button,
         gboolean              dismiss)
{
  Input *input = input_new (self->engine);

  input->keep = g_ptr_array_ref (self->differences);
  input->difference = g_object_get_data (G_OBJECT (button), "difference");
  input->dismiss = dismiss;
  gtk_widget_set_sensitive (GTK_WIDGET (self->list), FALSE);
  mag_store_run_async (mag_engine_get_store (self->engine), resolve_job, input, input_free, (GDestroyNotify) mag_resolution_free, NULL, resolved_cb, g_object_ref (self));
}

static void
resolve_clicked_cb (GtkWidget            *button,
                    MagDifferencesDialog *self)
{
  resolve (self, button, FALSE);
}

static void
dismiss_clicked_cb (GtkWidget            *button,
                    MagDifferencesDialog *self)
{
  resolve (self, button, TRUE);
}

static void
import_clicked_cb (MagDifferencesDialog *self)
{
  g_autoptr(GtkWidget) page = self->page != NULL ? g_object_ref (self->page) : NULL;

  adw_dialog_close (ADW_DIALOG (self));
  if (page != NULL)
    gtk_widget_activate_action (page, "trades.import-broker", NULL);
}

/* Rows */

static const char *
name_kind (MagDifferenceKind kind)
{
  switch (kind)
    {
    case MAG_DIFFERENCE_ASSIGNED:
      return _("Assigned");
    case MAG_DIFFERENCE_EXERCISED:
      return _("Exercised");
    case MAG_DIFFERENCE_EXPIRED:
      return _("Expired");
    case MAG_DIFFERENCE_MISSING:
      return _("Missing in the Journal");
    case MAG_DIFFERENCE_ONLY_JOURNAL:
      return _("Only in the Journal");
    case MAG_DIFFERENCE_ADJUSTED:
      return _("Adjusted Contract");
    case MAG_DIFFERENCE_TWICE:
      return _("Maybe Twice");
    case MAG_DIFFERENCE_AWAITING:
      return _("Awaiting the Broker");
    case MAG_N_DIFFERENCES:
      break;
    }
  g_return_val_if_reached ("");
}

/* NULL: nothing can be logged without a guess. */
static const char *
name_resolution (MagDifferenceKind kind)
{
  switch (kind)
    {
    case MAG_DIFFERENCE_ASSIGNED:
      return _("_Log Assignment");
    case MAG_DIFFERENCE_EXERCISED:
      return _("_Log Exercise");
    case MAG_DIFFERENCE_EXPIRED:
      return _("_Log Expiration");
    case MAG_DIFFERENCE_TWICE:
      return _("_Link");
    case MAG_DIFFERENCE_MISSING:
    case MAG_DIFFERENCE_ONLY_JOURNAL:
    case MAG_DIFFERENCE_ADJUSTED:
    case MAG_DIFFERENCE_AWAITING:
    case MAG_N_DIFFERENCES:
      break;
    }
  return NULL;
}

static void
add_button (MagDifferencesDialog *self,
            GtkBox               *box,
            const MagDifference  *difference,
            const char           *label,
            GCallback             clicked)
{
  GtkWidget *button = gtk_button_new_with_mnemonic (label);

  g_object_set_data (G_OBJECT (button), "difference", (gpointer) difference);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, difference->sentence, -1);
  g_signal_connect_object (button, "clicked", clicked, self, G_CONNECT_DEFAULT);
  gtk_box_append (box, button);
}

static GtkWidget *
make_label (const char *text,
            const char *style)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  if (style != NULL)
    gtk_widget_add_css_class (label, style);
  return label;
}

static GtkWidget *
make_row (MagDifferencesDialog *self,
          const MagDifference  *difference)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6), *buttons = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  const char *resolution = name_resolution (difference->kind);

  g_object_set (box, "margin-start", 12, "margin-end", 12, "margin-top", 12, "margin-bottom", 12, NULL);
  gtk_box_append (GTK_BOX (box), make_label (name_kind (difference->kind), "heading"));
  gtk_box_append (GTK_BOX (box), make_label (difference->sentence, NULL));
  gtk_widget_set_halign (buttons, GTK_ALIGN_END);
  if (resolution != NULL)
    add_button (self, GTK_BOX (buttons), difference, resolution, G_CALLBACK (resolve_clicked_cb));
  if (mag_difference_kind_is_open (difference->kind))
    add_button (self, GTK_BOX (buttons), difference, _("_Dismiss"), G_CALLBACK (dismiss_clicked_cb));
  gtk_box_append (GTK_BOX (box), buttons);
  return g_object_new (GTK_TYPE_LIST_BOX_ROW, "child", box, "activatable", FALSE, "focusable", FALSE, NULL);
}

static void
loaded_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(MagDifferencesDialog) self = user_data;
  g_autoptr(GError) error = NULL;
  GPtrArray *differences = mag_store_run_finish (MAG_STORE (source), result, &error);

  if (self->engine == NULL)
    {
      g_clear_pointer (&differences, g_ptr_array_unref);
      return;
    }
  if (differences == NULL)
    {
      mag_engine_report (self->engine, error);
      gtk_label_set_text (self->problem, error->message);
      gtk_stack_set_visible_child_name (self->stack, "failed");
      return;
    }
  gtk_list_box_remove_all (self->list);
  g_clear_pointer (&self->differences, g_ptr_array_unref);
  self->differences = differences;
  for (guint i = 0; i < differences->len; i++)
    gtk_list_box_append (self->list, make_row (self, g_ptr_array_index (differences, i)));
  gtk_widget_set_sensitive (GTK_WIDGET (self->list), TRUE);
  gtk_stack_set_visible_child_name (self->stack, differences->len > 0 ? "list" : "empty");
}

static void
load (MagDifferencesDialog *self)
{
  mag_differences_count_async (self->engine, self->cancellable, loaded_cb, g_object_ref (self));
}

static void
mag_differences_dialog_dispose (GObject *object)
{
  MagDifferencesDialog *self = MAG_DIFFERENCES_DIALOG (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->engine);
  g_clear_weak_pointer (&self->page);
  gtk_widget_dispose_template (GTK_WIDGET (self), MAG_TYPE_DIFFERENCES_DIALOG);
  g_clear_pointer (&self->differences, g_ptr_array_unref);

  G_OBJECT_CLASS (mag_differences_dialog_parent_class)->dispose (object);
}

static void
mag_differences_dialog_class_init (MagDifferencesDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = mag_differences_dialog_dispose;

  gtk_widget_class_set_template_from_resource (widget_class, RESOURCE_PATH "/ui/mag-differences-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, MagDifferencesDialog, stack);
  gtk_widget_class_bind_template_child (widget_class, MagDifferencesDialog, list);
  gtk_widget_class_bind_template_child (widget_class, MagDifferencesDialog, problem);
  gtk_widget_class_bind_template_child (widget_class, MagDifferencesDialog, toasts);
  gtk_widget_class_bind_template_callback (widget_class, import_clicked_cb);
}

static void
mag_differences_dialog_init (MagDifferencesDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->cancellable = g_cancellable_new ();
}

/**
 * mag_differences_dialog_new:
 *
 * Returns: (transfer floating): a dialog that reads by itself
 */
AdwDialog *
mag_differences_dialog_new (MagEngine *engine,
                            GtkWidget *page)
{
  MagDifferencesDialog *self = g_object_new (MAG_TYPE_DIFFERENCES_DIALOG, NULL);

  self->engine = g_object_ref (engine);
  g_set_weak_pointer (&self->page, page);
  load (self);
  return ADW_DIALOG (self);
}
