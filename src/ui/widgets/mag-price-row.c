/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A price per share or per contract. Statements print one, order tickets the other, and a factor of a hundred is the mistake that is
 * made most often; so the unit is always on screen, and switching it converts. */

#include "config.h"

#include "mag-price-row.h"

#include "mag-money.h"
#include "mag-symbol.h"

#include <glib/gi18n.h>
#include <string.h>

struct _MagPriceRow
{
  AdwEntryRow     parent_instance;

  AdwToggleGroup *unit;
  gint64          multiplier;
  gboolean        per_contract;
};

G_DEFINE_FINAL_TYPE (MagPriceRow, mag_price_row, ADW_TYPE_ENTRY_ROW)

/* Two decimals at least, as money is written; four at most. */
static char *
format_for_typing (MagPrice price)
{
  char *text = mag_price_format (price, 4);
  gsize length = strlen (text);

  for (int i = 0; i < 2 && text[length - 1] == '0'; i++)
    text[--length] = '\0';
  return text;
}

/* Dollars per contract into a price per share, exactly. */
static gboolean
parse_contract_price (const char  *text,
                      gint64       multiplier,
                      MagPrice    *price,
                      GError     **error)
{
  g_autofree char *trimmed = g_strstrip (g_strdup (text));
  MagMoney amount;

  if (!mag_money_parse (trimmed, &amount, error))
    return FALSE;
  if (amount < 0 || amount > MAG_PRICE_MAX || amount * (MAG_PRICE_SCALE / 100) % multiplier != 0)
    {
      g_set_error (error, MAG_VALIDATION_ERROR, MAG_VALIDATION_ERROR_PRICE, _("“%s” can't be the price of a contract."), trimmed);
      return FALSE;
    }
  *price = amount * (MAG_PRICE_SCALE / 100) / multiplier;
  return TRUE;
}

/**
 * mag_price_row_convert:
 * @multiplier: shares of a contract
 * @to_contract: from a price per share; else the other way
 *
 * Returns: (transfer full) (nullable): what to type in the other unit for the same price
 */
char *
mag_price_row_convert (const char *text,
                       gint64      multiplier,
                       gboolean    to_contract)
{
  MagPrice price;
  MagMoney amount;

  if (to_contract)
    return mag_price_parse (text, &price, NULL) && mag_money_total (price, multiplier, 1, &amount) ? mag_money_format (amount) : NULL;
  return parse_contract_price (text, multiplier, &price, NULL) ? format_for_typing (price) : NULL;
}

static void
unit_changed_cb (MagPriceRow *self)
{
  gboolean per_contract = adw_toggle_group_get_active (self->unit) == 1;
  g_autofree char *text = NULL;

  if (self->per_contract == per_contract)
    return;
  self->per_contract = per_contract;
  text = mag_price_row_convert (gtk_editable_get_text (GTK_EDITABLE (self)), self->multiplier, per_contract);
  if (text != NULL)
    gtk_editable_set_text (GTK_EDITABLE (self), text);
  else
    g_signal_emit_by_name (gtk_editable_get_delegate (GTK_EDITABLE (self)), "changed"); /* the same digits mean another price now */
}

static void
mag_price_row_class_init (MagPriceRowClass *klass)
{
}

static void
add_unit (MagPriceRow *self,
          const char  *label,
          const char  *tooltip)
{
  AdwToggle *toggle = adw_toggle_new ();

  adw_toggle_set_label (toggle, label);
  adw_toggle_set_tooltip (toggle, tooltip);
  adw_toggle_group_add (self->unit, toggle);
}

static void
mag_price_row_init (MagPriceRow *self)
{
  self->multiplier = 100;
  self->unit = ADW_TOGGLE_GROUP (adw_toggle_group_new ());
  gtk_widget_set_valign (GTK_WIDGET (self->unit), GTK_ALIGN_CENTER);
  /* Translators: the unit of a price, short: a price per share */
  add_unit (self, _("Share"), _("Dollars per share, as quotes are"));
  /* Translators: the unit of a price, short: a price per contract */
  add_unit (self, _("Contract"), _("Dollars per contract, as statements are"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->unit), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Price per"), -1);
  adw_entry_row_add_suffix (ADW_ENTRY_ROW (self), GTK_WIDGET (self->unit));
  gtk_editable_set_alignment (GTK_EDITABLE (self), 0);
  adw_entry_row_set_input_purpose (ADW_ENTRY_ROW (self), GTK_INPUT_PURPOSE_NUMBER);
  g_signal_connect_object (self->unit, "notify::active", G_CALLBACK (unit_changed_cb), self, G_CONNECT_SWAPPED);
}

/**
 * mag_price_row_get_price:
 * @price: (out): per share, whatever the unit
 *
 * Returns: %FALSE with %MAG_VALIDATION_ERROR when nothing usable was typed
 */
gboolean
mag_price_row_get_price (MagPriceRow  *self,
                         MagPrice     *price,
                         GError      **error)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self));

  g_return_val_if_fail (MAG_IS_PRICE_ROW (self), FALSE);

  return self->per_contract && self->multiplier > 1 ? parse_contract_price (text, self->multiplier, price, error) : mag_price_parse (text, price, error);
}

void
mag_price_row_set_price (MagPriceRow *self,
                         MagPrice     price)
{
  g_autofree char *text = NULL;
  MagMoney amount;

  g_return_if_fail (MAG_IS_PRICE_ROW (self));

  if (self->per_contract && mag_money_total (price, self->multiplier, 1, &amount))
    text = mag_money_format (amount);
  else
    text = format_for_typing (price);
  gtk_editable_set_text (GTK_EDITABLE (self), text);
}

void
mag_price_row_set_multiplier (MagPriceRow *self,
                              gint64       multiplier)
{
  g_return_if_fail (MAG_IS_PRICE_ROW (self));
  g_return_if_fail (multiplier > 0);

  self->multiplier = multiplier;
  gtk_widget_set_visible (GTK_WIDGET (self->unit), multiplier > 1);
}

void
mag_price_row_set_per_contract (MagPriceRow *self,
                                gboolean     per_contract)
{
  g_return_if_fail (MAG_IS_PRICE_ROW (self));

  adw_toggle_group_set_active (self->unit, per_contract ? 1 : 0);
}
