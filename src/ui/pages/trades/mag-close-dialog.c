/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Log close: the reason drives the form (what expires has a date and no price, a roll has another half), and below it stands what
 * saving would make of it, by the very replay that saving ends with. */

#include "config.h"

#include "mag-close-dialog.h"

#include "mag-date-row.h"
#include "mag-date.h"
#include "mag-format.h"
#include "mag-money.h"
#include "mag-price-row.h"
#include "mag-trade-columns.h"
#include "mag-trade-jobs.h"

#include <glib/gi18n.h>
#include <math.h>

/* In the order of the list. */
typedef enum
{
  REASON_EARLY,
  REASON_EXPIRED,
  REASON_ASSIGNED, /* exercised, called away */
  REASON_ROLLED,
} Reason;

struct _MagCloseDialog
{
  AdwDialog     parent_instance;

  AdwComboRow  *reason;
  AdwSpinRow   *quantity;
  MagDateRow   *date;
  MagPriceRow  *price;
  GtkEditable  *fees;
  GtkWidget    *roll_group;
  MagDateRow   *roll_expiration;
  GtkEditable  *roll_strike;
  MagPriceRow  *roll_price;
  GtkEditable  *roll_fees;
  GtkEditable  *notes, *tags;
  GtkLabel     *profit, *of_premium, *on_capital, *annualized, *days;
  GtkLabel     *problem;
  GtkWidget    *save;

  MagEngine    *engine;  /* owned */
  MagTradeItem *item;    /* owned; its journal keeps what follows */
  const MagLeg *opening; /* of the trade to close */
};

G_DEFINE_FINAL_TYPE (MagCloseDialog, mag_close_dialog, ADW_TYPE_DIALOG)

static Reason
get_reason (MagCloseDialog *self)
{
  return (Reason) adw_combo_row_get_selected (self->reason);
}

static MagLegRole
get_role (MagCloseDialog *self)
{
  gboolean is_short = self->opening->role == MAG_LEG_SELL_TO_OPEN;

  switch (get_reason (self))
    {
    case REASON_EARLY:
    case REASON_ROLLED:
      return is_short ? MAG_LEG_BUY_TO_CLOSE : MAG_LEG_SELL_TO_CLOSE;
    case REASON_EXPIRED:
      return MAG_LEG_EXPIRE;
    case REASON_ASSIGNED:
      return !is_short ? MAG_LEG_EXERCISE : self->opening->contract.right == MAG_RIGHT_PUT ? MAG_LEG_ASSIGN : MAG_LEG_CALLED_AWAY;
    }
  g_return_val_if_reached (MAG_LEG_EXPIRE);
}

static gboolean
has_price (MagCloseDialog *self)
{
  return get_reason (self) == REASON_EARLY || get_reason (self) == REASON_ROLLED;
}

static gboolean
read_fees (GtkEditable  *entry,
           MagMoney     *fees,
           GError      **error)
{
  g_autofree char *text = g_strstrip (g_strdup (gtk_editable_get_text (entry)));

  *fees = 0;
  return *text == '\0' || mag_money_parse (text, fees, error);
}

/* The closing leg as the form says it. */
static gboolean
read_leg (MagCloseDialog  *self,
          MagLeg          *leg,
          GError         **error)
{
  *leg = *self->opening;
  leg->id = leg->rolled_from = leg->opened_with = 0;
  leg->role = get_role (self);
  leg->quantity = (gint64) adw_spin_row_get_value (self->quantity);
  leg->date = mag_date_row_get_date (self->date);
  leg->price = 0;
  return (!has_price (self) || mag_price_row_get_price (self->price, &leg->price, error)) && read_fees (self->fees, &leg->fees, error) && mag_leg_check (leg, error);
}

/* The other half of a roll. */
static gboolean
read_roll (MagCloseDialog  *self,
           const MagLeg    *closing,
           MagLeg          *roll,
           GError         **error)
{
  *roll = *self->opening;
  roll->quantity = closing->quantity;
  roll->date = closing->date;
  roll->contract.expiration = mag_date_row_get_date (self->roll_expiration);
  return mag_price_parse (gtk_editable_get_text (self->roll_strike), &roll->contract.strike, error) &&
         mag_price_row_get_price (self->roll_price, &roll->price, error) && read_fees (self->roll_fees, &roll->fees, error) && mag_leg_check (roll, error);
}

static void
take_text (GtkLabel *label,
           char     *text)
{
  g_autofree char *owned = text;

  gtk_label_set_text (label, owned);
}

static void
show_preview (MagCloseDialog        *self,
              const MagClosePreview *preview)
{
  const char *class = mag_format_sign_class (preview->profit != MAG_MONEY_UNKNOWN ? (double) preview->profit : 0);

  gtk_widget_remove_css_class (GTK_WIDGET (self->profit), "gain");
  gtk_widget_remove_css_class (GTK_WIDGET (self->profit), "loss");
  if (*class != '\0')
    gtk_widget_add_css_class (GTK_WIDGET (self->profit), class);
  take_text (self->profit, mag_format_money_change (preview->profit));
  take_text (self->of_premium, mag_format_percent (preview->of_premium, 1));
  take_text (self->on_capital, mag_format_percent (preview->on_capital, 2));
  take_text (self->annualized, mag_format_percent (preview->annualized, 1));
  take_text (self->days, mag_format_count (preview->days));
}

static void
show_problem (MagCloseDialog *self,
              const char     *problem)
{
  gtk_label_set_text (self->problem, problem != NULL ? problem : "");
  gtk_widget_set_visible (GTK_WIDGET (self->problem), problem != NULL);
}

/* What is not typed yet is no mistake: only its absence keeps Save from being offered. */
static gboolean
is_incomplete (MagCloseDialog *self)
{
  return (has_price (self) && *gtk_editable_get_text (GTK_EDITABLE (self->price)) == '\0') ||
         (get_reason (self) == REASON_ROLLED &&
          (*gtk_editable_get_text (self->roll_strike) == '\0' || *gtk_editable_get_text (GTK_EDITABLE (self->roll_price)) == '\0'));
}

static void
update_preview (MagCloseDialog *self)
{
  const MagJournalRow *row = self->item != NULL ? mag_trade_item_get_row (self->item) : NULL;
  static const MagClosePreview unknown = { MAG_MONEY_UNKNOWN, NAN, NAN, NAN, -1 };
  g_autoptr(GError) error = NULL;
  MagClosePreview preview;
  MagLeg leg, roll;
  gboolean good;

  if (row == NULL)
    return;

  good = !is_incomplete (self) && read_leg (self, &leg, &error) &&
         mag_journal_preview_close (row->ledger, row->chain, &leg, &preview, &error) &&
         (get_reason (self) != REASON_ROLLED || read_roll (self, &leg, &roll, &error));
  show_preview (self, good ? &preview : &unknown);
  show_problem (self, error != NULL ? error->message : NULL);
  gtk_widget_set_sensitive (self->save, good);
}

static void
reason_changed_cb (MagCloseDialog *self)
{
  MagDate today, expiration;

  if (self->item == NULL)
    return;

  expiration = self->opening->contract.expiration;
  today = mag_date_in_new_york (mag_engine_now_us (self->engine));
  gtk_widget_set_visible (GTK_WIDGET (self->price), has_price (self));
  gtk_widget_set_visible (self->roll_group, get_reason (self) == REASON_ROLLED);
  gtk_widget_set_sensitive (GTK_WIDGET (self->date), get_reason (self) != REASON_EXPIRED);
  mag_date_row_set_date (self->date, get_reason (self) == REASON_EXPIRED ? expiration : MIN (today, expiration));
  update_preview (self);
}

static void
saved_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(MagCloseDialog) self = user_data;
  g_autoptr(GError) error = NULL;

  if (mag_store_run_finish (MAG_STORE (source), result, &error) != NULL)
    {
      adw_dialog_force_close (ADW_DIALOG (self));
      return;
    }

  mag_engine_report (self->engine, error);
  gtk_widget_set_sensitive (self->save, TRUE);
  show_problem (self, error->message);
}

static void
save_clicked_cb (MagCloseDialog *self)
{
  MagTradeClosing closing = { .trade = self->opening->trade, .notes = gtk_editable_get_text (self->notes), .tags = gtk_editable_get_text (self->tags) };
  MagLeg roll;

  if (!gtk_widget_get_sensitive (self->save) || !read_leg (self, &closing.leg, NULL))
    return;
  if (get_reason (self) == REASON_ROLLED)
    {
      if (!read_roll (self, &closing.leg, &roll, NULL))
        return;
      closing.roll = &roll;
    }
  gtk_widget_set_sensitive (self->save, FALSE);
  mag_trade_jobs_close (self->engine, &closing, saved_cb, g_object_ref (self));
}

static void
mag_close_dialog_dispose (GObject *object)
{
  MagCloseDialog *self = MAG_CLOSE_DIALOG (object);

  g_clear_object (&self->item);
  gtk_widget_dispose_template (GTK_WIDGET (self), MAG_TYPE_CLOSE_DIALOG);
  g_clear_object (&self->engine);

  G_OBJECT_CLASS (mag_close_dialog_parent_class)->dispose (object);
}

static void
mag_close_dialog_class_init (MagCloseDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = mag_close_dialog_dispose;

  g_type_ensure (MAG_TYPE_DATE_ROW);
  g_type_ensure (MAG_TYPE_PRICE_ROW);
  gtk_widget_class_set_template_from_resource (widget_class, RESOURCE_PATH "/ui/mag-close-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, MagCloseDialog, reason);
  gtk_widget_class_bind_template_child (widget_class, MagCloseDialog, quantity);
  gtk_widget_class_bind_template_child (widget_class, MagCloseDialog, date);
  gtk_widget_class_bind_template_child (widget_class, MagCloseDialog, price);
  gtk_widget_class_bind_template_child (widget_class, MagCloseDialog, fees);
  gtk_widget_class_bind_template_child (widget_class, MagCloseDialog, roll_group);
  gtk_widget_class_bind_template_child (widget_class, MagCloseDialog, roll_expiration);
  gtk_widget_class_bind_template_child (widget_class, MagCloseDialog, roll_strike);
  gtk_widget_class_bind_template_child (widget_class, MagCloseDialog, roll_price);
  gtk_widget_class_bind_template_child (widget_class, MagCloseDialog, roll_fees);
  gtk_widget_class_bind_template_child (widget_class, MagCloseDialog, notes);
  gtk_widget_class_bind_template_child (widget_class, MagCloseDialog, tags);
  gtk_widget_class_bind_template_child (widget_class, MagCloseDialog, profit);
  gtk_widget_class_bind_template_child (widget_class, MagCloseDialog, of_premium);
  gtk_widget_class_bind_template_child (widget_class, MagCloseDialog, on_capital);
  gtk_widget_class_bind_template_child (widget_class, MagCloseDialog, annualized);
  gtk_widget_class_bind_template_child (widget_class, MagCloseDialog, days);
  gtk_widget_class_bind_template_child (widget_class, MagCloseDialog, problem);
  gtk_widget_class_bind_template_child (widget_class, MagCloseDialog, save);
  gtk_widget_class_bind_template_callback (widget_class, save_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, reason_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, update_preview);
}

static void
mag_close_dialog_init (MagCloseDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

static void
fill_reasons (MagCloseDialog *self)
{
  gboolean is_short = self->opening->role == MAG_LEG_SELL_TO_OPEN, is_put = self->opening->contract.right == MAG_RIGHT_PUT;
  const char *const reasons[] = {
    is_short ? _("Bought back") : _("Sold"), _("Expired"), !is_short ? _("Exercised") : is_put ? _("Assigned") : _("Called away"), _("Rolled"), NULL,
  };
  g_autoptr(GtkStringList) list = gtk_string_list_new (reasons);

  adw_combo_row_set_model (self->reason, G_LIST_MODEL (list));
}

/**
 * mag_close_dialog_new:
 * @engine: the engine
 * @item: a roll chain, or one of its legs; a leg says which of its trades
 *
 * Returns: (transfer floating) (nullable): a dialog; %NULL when no contract of it is open
 */
AdwDialog *
mag_close_dialog_new (MagEngine    *engine,
                      MagTradeItem *item)
{
  const MagJournalRow *row = mag_trade_item_get_row (item);
  const MagLeg *leg = mag_trade_item_get_leg (item), *opening;
  g_autofree char *title = NULL;
  g_autofree char *name = NULL;
  g_autofree char *strike = NULL;
  MagCloseDialog *self;
  gint64 remaining;

  opening = row->chain != NULL ? mag_roll_chain_find_open (row->chain, leg != NULL ? leg->trade : 0, &remaining) : NULL;
  if (opening == NULL)
    return NULL;

  name = g_strdup_printf ("%s %s %s", row->ledger->symbol, strike = mag_format_strike (opening->contract.strike), mag_format_right (opening->contract.right));
  /* Translators: title of the dialog that logs how a contract ended; %s is "F 12 Put" */
  title = g_strdup_printf (_("Close %s"), name);
  self = g_object_new (MAG_TYPE_CLOSE_DIALOG, "title", title, NULL);
  self->engine = g_object_ref (engine);
  self->item = g_object_ref (item);
  self->opening = opening;

  fill_reasons (self);
  gtk_adjustment_configure (adw_spin_row_get_adjustment (self->quantity), (double) remaining, 1, (double) remaining, 1, 10, 0);
  mag_price_row_set_multiplier (self->price, opening->multiplier);
  mag_price_row_set_multiplier (self->roll_price, opening->multiplier);
  mag_date_row_set_date (self->roll_expiration, opening->contract.expiration + 28);
  gtk_editable_set_text (self->notes, mag_journal_get_notes (mag_trade_item_get_journal (item), opening->trade));
  gtk_editable_set_text (self->tags, mag_journal_get_tags (mag_trade_item_get_journal (item), opening->trade));
  /* After the last day nobody buys back any more. */
  adw_combo_row_set_selected (self->reason, opening->contract.expiration < mag_date_in_new_york (mag_engine_now_us (engine)) ? REASON_EXPIRED : REASON_EARLY);
  reason_changed_cb (self);

  return ADW_DIALOG (self);
}
