/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A trade by hand: what was done, with which contract or shares, how many, at which price. The same form corrects a leg, with the
 * fields that may be corrected: a leg is never edited into another, so its role and its contract are not among them. */

#include "config.h"

#include "mag-trade-dialog.h"

#include "mag-date-row.h"
#include "mag-date.h"
#include "mag-format.h"
#include "mag-money.h"
#include "mag-price-row.h"
#include "mag-symbol.h"
#include "mag-trade-columns.h"
#include "mag-trade-jobs.h"

#include <glib/gi18n.h>

/* In the order of the list in the template. */
static const struct { MagLegRole role; MagRight right; } kinds[] = {
  { MAG_LEG_SELL_TO_OPEN, MAG_RIGHT_PUT },  { MAG_LEG_SELL_TO_OPEN, MAG_RIGHT_CALL }, { MAG_LEG_BUY_SHARES, MAG_RIGHT_CALL },
  { MAG_LEG_SELL_SHARES, MAG_RIGHT_CALL },  { MAG_LEG_BUY_TO_OPEN, MAG_RIGHT_CALL },  { MAG_LEG_BUY_TO_OPEN, MAG_RIGHT_PUT },
};

#define MULTIPLIER 100 /* of what is added by hand; adjusted contracts come by import */
#define MOST 1000000

struct _MagTradeDialog
{
  AdwDialog    parent_instance;

  GtkWidget   *contract_group;
  GtkEditable *symbol;
  AdwComboRow *kind;
  MagDateRow  *expiration;
  GtkEditable *strike;
  AdwSpinRow  *quantity;
  MagPriceRow *price;
  MagDateRow  *date;
  GtkEditable *fees;
  GtkEditable *account;
  GtkEditable *notes, *tags;
  GtkLabel    *total;
  GtkLabel    *problem;
  GtkWidget   *save;

  MagEngine   *engine; /* owned */
  MagLeg       leg;    /* to correct; id 0: a new trade, opened_with whose spread it is to join */
};

G_DEFINE_FINAL_TYPE (MagTradeDialog, mag_trade_dialog, ADW_TYPE_DIALOG)

static MagLegRole
get_role (MagTradeDialog *self)
{
  return self->leg.id != 0 ? self->leg.role : kinds[adw_combo_row_get_selected (self->kind)].role;
}

static gboolean
read_contract (MagTradeDialog  *self,
               MagLeg          *leg,
               GError         **error)
{
  MagSymbol symbol;
  g_autofree char *root = NULL;

  if (!mag_symbol_parse (gtk_editable_get_text (self->symbol), &symbol, error))
    return FALSE;
  if (mag_leg_role_is_shares (leg->role))
    return TRUE;
  root = mag_symbol_to_occ_root (symbol.ticker);
  g_strlcpy (leg->contract.root, root, sizeof leg->contract.root);
  leg->contract.right = kinds[adw_combo_row_get_selected (self->kind)].right;
  leg->contract.expiration = mag_date_row_get_date (self->expiration);
  return mag_price_parse (gtk_editable_get_text (self->strike), &leg->contract.strike, error);
}

static gboolean
read_fees (MagTradeDialog  *self,
           MagMoney        *fees,
           GError         **error)
{
  g_autofree char *text = g_strstrip (g_strdup (gtk_editable_get_text (self->fees)));

  *fees = 0;
  return *text == '\0' || mag_money_parse (text, fees, error);
}

static gboolean
read_leg (MagTradeDialog  *self,
          MagLeg          *leg,
          GError         **error)
{
  *leg = self->leg;
  leg->role = get_role (self);
  if (leg->id == 0)
    leg->multiplier = mag_leg_role_is_shares (leg->role) ? 1 : MULTIPLIER;
  leg->quantity = (gint64) adw_spin_row_get_value (self->quantity);
  leg->date = mag_date_row_get_date (self->date);
  leg->price = 0;
  return (leg->id != 0 || read_contract (self, leg, error)) &&
         (!gtk_widget_get_visible (GTK_WIDGET (self->price)) || mag_price_row_get_price (self->price, &leg->price, error)) &&
         read_fees (self, &leg->fees, error) && mag_leg_check (leg, error);
}

static gboolean
is_incomplete (MagTradeDialog *self)
{
  if (gtk_widget_get_visible (GTK_WIDGET (self->price)) && *gtk_editable_get_text (GTK_EDITABLE (self->price)) == '\0')
    return TRUE;
  return self->leg.id == 0 && (*gtk_editable_get_text (self->symbol) == '\0' ||
                               (!mag_leg_role_is_shares (get_role (self)) &&
                                (*gtk_editable_get_text (self->strike) == '\0' || *gtk_editable_get_text (GTK_EDITABLE (self->expiration)) == '\0')));
}

/* "Premium $250.00 · collateral $5,000", "Cost $1,200.00" */
static char *
describe_total (const MagLeg *leg)
{
  g_autofree char *premium = mag_format_money (mag_leg_get_premium (leg));
  g_autofree char *collateral = NULL;
  MagMoney capital;

  if (leg->role == MAG_LEG_SELL_TO_OPEN && leg->contract.right == MAG_RIGHT_PUT && mag_money_total (leg->contract.strike, leg->multiplier, leg->quantity, &capital))
    {
      collateral = mag_format_money_whole (capital);
      return g_strdup_printf (_("Premium %s · collateral %s"), premium, collateral);
    }
  if (leg->role == MAG_LEG_SELL_TO_OPEN)
    return g_strdup_printf (_("Premium %s"), premium);
  return g_strdup_printf (leg->role == MAG_LEG_SELL_SHARES || leg->role == MAG_LEG_SELL_TO_CLOSE ? _("Proceeds %s") : _("Cost %s"), premium);
}

static void
show_problem (MagTradeDialog *self,
              const char     *problem)
{
  gtk_label_set_text (self->problem, problem != NULL ? problem : "");
  gtk_widget_set_visible (GTK_WIDGET (self->problem), problem != NULL);
}

static void
update (MagTradeDialog *self)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *total = NULL;
  MagLeg leg;
  gboolean good;

  if (self->engine == NULL)
    return;

  good = !is_incomplete (self) && read_leg (self, &leg, &error);
  total = good && leg.price > 0 ? describe_total (&leg) : g_strdup ("");
  gtk_label_set_text (self->total, total);
  show_problem (self, error != NULL ? error->message : NULL);
  gtk_widget_set_sensitive (self->save, good);
}

static void
kind_changed_cb (MagTradeDialog *self)
{
  gboolean shares = mag_leg_role_is_shares (get_role (self));

  gtk_widget_set_visible (GTK_WIDGET (self->expiration), !shares);
  gtk_widget_set_visible (GTK_WIDGET (self->strike), !shares);
  mag_price_row_set_multiplier (self->price, shares ? 1 : MULTIPLIER);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->quantity), shares ? _("_Shares") : _("_Contracts"));
  update (self);
}

static void
saved_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(MagTradeDialog) self = user_data;
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

static gboolean
is_same (const MagLeg *a,
         const MagLeg *b)
{
  return a->date == b->date && a->quantity == b->quantity && a->price == b->price && a->fees == b->fees;
}

static void
save_clicked_cb (MagTradeDialog *self)
{
  const char *notes = gtk_editable_get_text (self->notes), *tags = gtk_editable_get_text (self->tags);
  MagTradeAddition addition = { gtk_editable_get_text (self->account), gtk_editable_get_text (self->symbol), notes, tags };

  if (!gtk_widget_get_sensitive (self->save) || !read_leg (self, &addition.leg, NULL))
    return;
  gtk_widget_set_sensitive (self->save, FALSE);
  if (self->leg.id == 0)
    mag_trade_jobs_add (self->engine, &addition, saved_cb, g_object_ref (self));
  else
    mag_trade_jobs_edit (self->engine, self->leg.trade, is_same (&addition.leg, &self->leg) ? NULL : &addition.leg, notes, tags, saved_cb, g_object_ref (self));
}

static void
mag_trade_dialog_dispose (GObject *object)
{
  MagTradeDialog *self = MAG_TRADE_DIALOG (object);

  g_clear_object (&self->engine);
  gtk_widget_dispose_template (GTK_WIDGET (self), MAG_TYPE_TRADE_DIALOG);

  G_OBJECT_CLASS (mag_trade_dialog_parent_class)->dispose (object);
}

static void
mag_trade_dialog_class_init (MagTradeDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = mag_trade_dialog_dispose;

  g_type_ensure (MAG_TYPE_DATE_ROW);
  g_type_ensure (MAG_TYPE_PRICE_ROW);
  gtk_widget_class_set_template_from_resource (widget_class, RESOURCE_PATH "/ui/mag-trade-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, MagTradeDialog, contract_group);
  gtk_widget_class_bind_template_child (widget_class, MagTradeDialog, symbol);
  gtk_widget_class_bind_template_child (widget_class, MagTradeDialog, kind);
  gtk_widget_class_bind_template_child (widget_class, MagTradeDialog, expiration);
  gtk_widget_class_bind_template_child (widget_class, MagTradeDialog, strike);
  gtk_widget_class_bind_template_child (widget_class, MagTradeDialog, quantity);
  gtk_widget_class_bind_template_child (widget_class, MagTradeDialog, price);
  gtk_widget_class_bind_template_child (widget_class, MagTradeDialog, date);
  gtk_widget_class_bind_template_child (widget_class, MagTradeDialog, fees);
  gtk_widget_class_bind_template_child (widget_class, MagTradeDialog, account);
  gtk_widget_class_bind_template_child (widget_class, MagTradeDialog, notes);
  gtk_widget_class_bind_template_child (widget_class, MagTradeDialog, tags);
  gtk_widget_class_bind_template_child (widget_class, MagTradeDialog, total);
  gtk_widget_class_bind_template_child (widget_class, MagTradeDialog, problem);
  gtk_widget_class_bind_template_child (widget_class, MagTradeDialog, save);
  gtk_widget_class_bind_template_callback (widget_class, save_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, kind_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, update);
}

static void
mag_trade_dialog_init (MagTradeDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_adjustment_configure (adw_spin_row_get_adjustment (self->quantity), 1, 1, MOST, 1, 10, 0);
}

/**
 * mag_trade_dialog_new:
 *
 * Returns: (transfer floating): an empty form, dated today
 */
AdwDialog *
mag_trade_dialog_new (MagEngine *engine)
{
  MagTradeDialog *self = g_object_new (MAG_TYPE_TRADE_DIALOG, "title", _("Add Trade"), NULL);

  self->engine = g_object_ref (engine);
  mag_date_row_set_date (self->date, mag_date_in_new_york (mag_engine_now_us (engine)));
  kind_changed_cb (self);

  return ADW_DIALOG (self);
}

/* In the list of what was done. */
static guint
find_kind (MagLegRole role,
           MagRight   right)
{
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (kinds[i].role == role && kinds[i].right == right)
      return i;
  return 0;
}

/**
 * mag_trade_dialog_new_filled:
 * @symbol: canonical ticker
 * @leg: an opening leg; lent
 *
 * Returns: (transfer floating): a form for a new trade, which only has to be saved
 */
AdwDialog *
mag_trade_dialog_new_filled (MagEngine    *engine,
                             const char   *symbol,
                             const MagLeg *leg)
{
  MagTradeDialog *self = g_object_new (MAG_TYPE_TRADE_DIALOG, "title", _("Add Trade"), NULL);
  g_autofree char *strike = mag_price_format_strike (leg->contract.strike);

  gtk_editable_set_text (self->symbol, symbol);
  adw_combo_row_set_selected (self->kind, find_kind (leg->role, leg->contract.right));
  mag_date_row_set_date (self->expiration, leg->contract.expiration);
  gtk_editable_set_text (self->strike, strike);
  adw_spin_row_set_value (self->quantity, (double) leg->quantity);
  mag_date_row_set_date (self->date, leg->date);
  self->engine = g_object_ref (engine);
  kind_changed_cb (self);
  if (leg->price != MAG_PRICE_UNKNOWN)
    mag_price_row_set_price (self->price, leg->price);

  return ADW_DIALOG (self);
}

/**
 * mag_trade_dialog_new_for_spread:
 * @item: a roll chain whose newest opening is a spread, or is to become one
 *
 * Returns: (transfer floating): a form for one more leg of the order, filled in as for the other side of a vertical
 */
AdwDialog *
mag_trade_dialog_new_for_spread (MagEngine    *engine,
                                 MagTradeItem *item)
{
  const MagJournalRow *row = mag_trade_item_get_row (item);
  const MagLeg *first = g_ptr_array_index (row->chain->newest, 0);
  MagTradeDialog *self = g_object_new (MAG_TYPE_TRADE_DIALOG, "title", _("Add Leg"), NULL);

  self->leg.opened_with = first->opened_with != 0 ? first->opened_with : first->id;
  gtk_editable_set_text (self->symbol, row->ledger->symbol);
  gtk_editable_set_text (self->account, row->ledger->account);
  gtk_widget_set_sensitive (GTK_WIDGET (self->symbol), FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self->account), FALSE);
  gtk_widget_set_sensitive (GTK_WIDGET (self->date), FALSE);
  adw_combo_row_set_selected (self->kind, find_kind (first->role == MAG_LEG_SELL_TO_OPEN ? MAG_LEG_BUY_TO_OPEN : MAG_LEG_SELL_TO_OPEN, first->contract.right));
  mag_date_row_set_date (self->expiration, first->contract.expiration);
  adw_spin_row_set_value (self->quantity, (double) first->quantity);
  mag_date_row_set_date (self->date, first->date);
  self->engine = g_object_ref (engine);
  kind_changed_cb (self);

  return ADW_DIALOG (self);
}

static void
fill (MagTradeDialog *self,
      const char     *notes,
      const char     *tags)
{
  const MagLeg *leg = &self->leg;
  g_autofree char *fees = leg->fees != 0 ? mag_money_format (leg->fees) : g_strdup ("");
  gboolean at_no_price = mag_leg_role_is_closing (leg->role) && leg->role != MAG_LEG_BUY_TO_CLOSE && leg->role != MAG_LEG_SELL_TO_CLOSE;

  gtk_widget_set_visible (self->contract_group, FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self->account), FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self->price), !at_no_price);
  gtk_widget_set_sensitive (GTK_WIDGET (self->date), leg->role != MAG_LEG_EXPIRE);
  mag_price_row_set_multiplier (self->price, leg->multiplier);
  mag_price_row_set_price (self->price, leg->price);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->quantity), mag_leg_role_is_shares (leg->role) ? _("_Shares") : _("_Contracts"));
  adw_spin_row_set_value (self->quantity, (double) leg->quantity);
  mag_date_row_set_date (self->date, leg->date);
  gtk_editable_set_text (self->fees, fees);
  gtk_editable_set_text (self->notes, notes);
  gtk_editable_set_text (self->tags, tags);
}

/**
 * mag_trade_dialog_new_for_leg:
 * @item: the leg to correct; of a row its first
 *
 * Returns: (transfer floating): a form with what the leg holds
 */
AdwDialog *
mag_trade_dialog_new_for_leg (MagEngine    *engine,
                              MagTradeItem *item)
{
  const MagJournalRow *row = mag_trade_item_get_row (item);
  const MagLeg *leg = mag_trade_item_get_leg (item);
  g_autofree char *title = NULL;
  MagTradeDialog *self;

  if (leg == NULL)
    leg = row->chain != NULL ? g_ptr_array_index (row->chain->legs, 0) : row->lot->from;
  /* Translators: title of a dialog; "F: Sold to open" */
  title = g_strdup_printf (_("%s: %s"), row->ledger->symbol, mag_format_leg_role (leg->role, mag_ledger_is_rolled (row->ledger, leg)));
  self = g_object_new (MAG_TYPE_TRADE_DIALOG, "title", title, NULL);
  self->leg = *leg;
  fill (self, mag_journal_get_notes (mag_trade_item_get_journal (item), leg->trade), mag_journal_get_tags (mag_trade_item_get_journal (item), leg->trade));
  self->engine = g_object_ref (engine);
  update (self);

  return ADW_DIALOG (self);
}
