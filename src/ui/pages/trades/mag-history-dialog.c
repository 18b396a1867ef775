/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The audit of a trade in words: who did what, when, and what it was before. */

#include "config.h"

#include "mag-history-dialog.h"

#include "mag-format.h"
#include "mag-trade-columns.h"
#include "mag-trade-jobs.h"

#include <glib/gi18n.h>

struct _MagHistoryDialog
{
  AdwDialog     parent_instance;

  GtkStack     *stack;
  GtkListBox   *list;
  GtkLabel     *problem;

  MagEngine    *engine;      /* owned */
  GCancellable *cancellable; /* owned; of the reading */
};

G_DEFINE_FINAL_TYPE (MagHistoryDialog, mag_history_dialog, ADW_TYPE_DIALOG)

/* Words */

static char *
describe_leg (const MagLeg *leg,
              gint64        now_us)
{
  g_autofree char *quantity = mag_format_count (leg->quantity);
  g_autofree char *price = mag_format_price (leg->price);
  g_autofree char *date = mag_format_date (leg->date, now_us);
  g_autofree char *strike = NULL;

  if (leg->contract.root[0] == '\0')
    /* Translators: what a leg did, how many, price, date: "Bought shares: 100 at 12.00 on Mon 5 Jan" */
    return g_strdup_printf (_("%s: %s at %s on %s"), mag_format_leg_role (leg->role, FALSE), quantity, price, date);

  strike = mag_format_strike (leg->contract.strike);
  /* Translators: what a leg did, contracts, symbol, strike, Put or Call, price, date: "Sold to open: 2 × F 12 Put at 0.40 on Mon 5 Jan" */
  return g_strdup_printf (_("%s: %s × %s %s %s at %s on %s"), mag_format_leg_role (leg->role, FALSE), quantity, leg->contract.root, strike,
                          mag_format_right (leg->contract.right), price, date);
}

static void
append_change (GString    *text,
               const char *name,
               char       *before, /* (transfer full) */
               char       *after)  /* (transfer full) */
{
  if (!g_str_equal (before, after))
    g_string_append_printf (text, "%s%s %s → %s", text->len > 0 ? ", " : "", name, before, after);
  g_free (before);
  g_free (after);
}

static char *
describe_changes (const MagLeg *before,
                  const MagLeg *after,
                  gint64        now_us)
{
  GString *text = g_string_new (NULL);

  append_change (text, _("date"), mag_format_date (before->date, now_us), mag_format_date (after->date, now_us));
  append_change (text, _("quantity"), mag_format_count (before->quantity), mag_format_count (after->quantity));
  append_change (text, _("price"), mag_format_price (before->price), mag_format_price (after->price));
  append_change (text, _("fees"), mag_format_money (before->fees), mag_format_money (after->fees));
  return g_string_free_and_steal (text);
}

/**
 * mag_history_dialog_describe:
 * @now_us: the clock's now, for dates without a year
 *
 * Returns: (transfer full): a sentence
 */
char *
mag_history_dialog_describe (const MagTradeAudit *audit,
                             gint64               now_us)
{
  g_autofree char *before = audit->before.quantity > 0 ? describe_leg (&audit->before, now_us) : NULL;
  g_autofree char *after = audit->after.quantity > 0 ? describe_leg (&audit->after, now_us) : NULL;
  g_autofree char *changes = NULL;

  if (g_str_equal (audit->action, "notes") && g_strcmp0 (audit->notes_before, audit->notes_after) == 0)
    return g_strdup_printf (_("Tags: “%s” → “%s”"), audit->tags_before, audit->tags_after);
  if (g_str_equal (audit->action, "notes"))
    return g_strdup_printf (_("Notes: “%s” → “%s”"), audit->notes_before, audit->notes_after);
  if (g_str_equal (audit->action, "edit"))
    {
      changes = describe_changes (&audit->before, &audit->after, now_us);
      /* Translators: a leg, then what is new of it: "price 0.40 → 0.45" */
      return g_strdup_printf (_("Corrected %s: %s"), before, changes);
    }
  if (g_str_equal (audit->action, "delete"))
    return g_strdup_printf (_("Deleted %s"), before);
  if (g_str_equal (audit->action, "restore"))
    return g_strdup_printf (_("Brought back %s"), after);
  if (g_str_equal (audit->action, "dismiss"))
    return g_strdup (_("Not the same trade as the broker's, you said"));
  if (g_str_equal (audit->action, "undismiss"))
    return g_strdup (_("Took that back"));
  if (g_str_equal (audit->action, "import"))
    return g_strdup_printf (_("Imported %s"), after);
  return g_strdup_printf (_("Added %s"), after);
}

/* The dialog */

static void
audit_read_cb (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr(MagHistoryDialog) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) lines = mag_store_run_finish (MAG_STORE (source), result, &error);
  gint64 now_us;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || self->engine == NULL)
    return;
  if (lines == NULL)
    {
      mag_engine_report (self->engine, error);
      gtk_label_set_text (self->problem, error->message);
      gtk_stack_set_visible_child_name (self->stack, "failed");
      return;
    }

  now_us = mag_engine_now_us (self->engine);
  for (guint i = 0; i < lines->len; i++)
    {
      const MagTradeAudit *audit = g_ptr_array_index (lines, i);
      g_autofree char *title = mag_history_dialog_describe (audit, now_us);
      g_autofree char *when = mag_format_instant (audit->at_us);
      /* Translators: when a change was made, and by whom */
      g_autofree char *subtitle = g_strdup_printf (_("%s · %s"), when, g_str_equal (audit->actor, "user") ? _("by you") : _("by an import"));
      GtkWidget *row = g_object_new (ADW_TYPE_ACTION_ROW, "title", title, "subtitle", subtitle, "use-markup", FALSE, "activatable", FALSE, NULL);

      gtk_list_box_append (self->list, row);
    }
  gtk_stack_set_visible_child_name (self->stack, "list");
}

static void
mag_history_dialog_dispose (GObject *object)
{
  MagHistoryDialog *self = MAG_HISTORY_DIALOG (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->engine);
  gtk_widget_dispose_template (GTK_WIDGET (self), MAG_TYPE_HISTORY_DIALOG);

  G_OBJECT_CLASS (mag_history_dialog_parent_class)->dispose (object);
}

static void
mag_history_dialog_class_init (MagHistoryDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = mag_history_dialog_dispose;

  gtk_widget_class_set_template_from_resource (widget_class, RESOURCE_PATH "/ui/mag-history-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, MagHistoryDialog, stack);
  gtk_widget_class_bind_template_child (widget_class, MagHistoryDialog, list);
  gtk_widget_class_bind_template_child (widget_class, MagHistoryDialog, problem);
}

static void
mag_history_dialog_init (MagHistoryDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->cancellable = g_cancellable_new ();
}

static void
add_trade (GArray *trades,
           gint64  trade)
{
  for (guint i = 0; i < trades->len; i++)
    if (g_array_index (trades, gint64, i) == trade)
      return;
  g_array_append_val (trades, trade);
}

/**
 * mag_history_dialog_new:
 * @item: a row, or one of its legs; all trades of the row are told of
 *
 * Returns: (transfer floating): a dialog that reads by itself
 */
AdwDialog *
mag_history_dialog_new (MagEngine    *engine,
                        MagTradeItem *item)
{
  const MagJournalRow *row = mag_trade_item_get_row (item);
  MagHistoryDialog *self = g_object_new (MAG_TYPE_HISTORY_DIALOG, NULL);
  g_autoptr(GArray) trades = g_array_new (FALSE, FALSE, sizeof (gint64));

  self->engine = g_object_ref (engine);
  for (guint i = 0; row->chain != NULL && i < row->chain->legs->len; i++)
    add_trade (trades, ((const MagLeg *) g_ptr_array_index (row->chain->legs, i))->trade);
  if (row->chain == NULL)
    add_trade (trades, row->lot->from->trade);
  mag_trade_jobs_audit (engine, trades, self->cancellable, audit_read_cb, g_object_ref (self));

  return ADW_DIALOG (self);
}
