/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The pane of the Positions page. A refresh fills it anew but leaves what the user typed; a pane nobody sees is not filled. */

#include "config.h"

#include "mag-holding-details.h"

#include "mag-attention.h"
#include "mag-format.h"
#include "mag-holding-columns.h"
#include "mag-holding-figures.h"
#include "mag-money.h"

#include <glib/gi18n.h>
#include <math.h>

struct _MagHoldingDetails
{
  AdwBin          parent_instance;

  GtkStack       *stack;
  GtkLabel       *title, *subtitle;
  AdwPreferencesGroup *attention;
  GtkWidget      *payoff;
  MagPayoffChart *chart;
  GtkWidget      *what_if;
  GtkEditable    *what_if_spot, *what_if_iv;
  AdwActionRow   *forecast_1, *forecast_2, *forecast_3, *forecast_4;
  MagFigureList  *figures;

  GPtrArray      *alert_rows; /* owned; held by attention */
  MagHoldingItem *item;       /* owned; NULL: none */
  double          rate;
};

enum
{
  SNOOZE,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (MagHoldingDetails, mag_holding_details, ADW_TYPE_BIN)

/* Attention */

static void
snooze_clicked_cb (MagHoldingDetails *self,
                   GtkButton         *button)
{
  int rule = GPOINTER_TO_INT (g_object_get_data (G_OBJECT (button), "rule"));

  g_signal_emit (self, signals[SNOOZE], 0, mag_holding_item_get (self->item)->key, rule);
}

/* Where the page's action of an alert leads; NULL: there is nothing to do here. */
static const char *
action_of (MagAction action)
{
  switch (action)
    {
    case MAG_ACTION_CLOSE:
    case MAG_ACTION_ROLL:
      return "positions.close";
    case MAG_ACTION_REVIEW:
      return "positions.chart";
    case MAG_ACTION_SELL_CALL:
      return "positions.find-call";
    case MAG_ACTION_WAIT:
      return NULL;
    }
  g_return_val_if_reached (NULL);
}

static const char *
describe_action (MagAction action)
{
  switch (action)
    {
    case MAG_ACTION_CLOSE:
    case MAG_ACTION_ROLL:
      return _("Log How It Ended in the Journal");
    case MAG_ACTION_REVIEW:
      return _("Open the Symbol's Chart at TradingView in the Browser");
    case MAG_ACTION_SELL_CALL:
      return _("Look for a Call in the Analyzer");
    case MAG_ACTION_WAIT:
      return NULL;
    }
  g_return_val_if_reached (NULL);
}

static void
add_alert_row (MagHoldingDetails *self)
{
  GtkWidget *row = adw_action_row_new (), *snooze = gtk_button_new_from_icon_name ("alarm-symbolic"), *arrow = gtk_image_new_from_icon_name ("go-next-symbolic");

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  gtk_widget_set_tooltip_text (snooze, _("Not Again for a Day"));
  gtk_widget_set_valign (snooze, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (snooze, "flat");
  g_signal_connect_object (snooze, "clicked", G_CALLBACK (snooze_clicked_cb), self, G_CONNECT_SWAPPED);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), snooze);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), arrow);
  g_object_set_data (G_OBJECT (row), "snooze", snooze);
  g_object_set_data (G_OBJECT (row), "arrow", arrow);
  adw_preferences_group_add (self->attention, row);
  g_ptr_array_add (self->alert_rows, row);
}

static void
fill_alert_row (GtkWidget      *row,
                const MagAlert *alert)
{
  const char *action = action_of (alert->action);
  g_autofree char *advice = g_strdup_printf ("%s\n%s", alert->reason, mag_action_get_title (alert->action));

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), mag_rule_get_title (alert->rule));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), advice);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), action != NULL);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (row), action);
  gtk_widget_set_tooltip_text (row, describe_action (alert->action));
  gtk_widget_set_visible (g_object_get_data (G_OBJECT (row), "arrow"), action != NULL);
  g_object_set_data (g_object_get_data (G_OBJECT (row), "snooze"), "rule", GINT_TO_POINTER ((int) alert->rule));
}

/* Rows are kept, so that a refresh takes no button from under the pointer or the focus. */
static void
fill_attention (MagHoldingDetails *self,
                const MagHolding  *holding)
{
  while (self->alert_rows->len < holding->alerts->len)
    add_alert_row (self);
  while (self->alert_rows->len > holding->alerts->len)
    {
      adw_preferences_group_remove (self->attention, g_ptr_array_index (self->alert_rows, self->alert_rows->len - 1));
      g_ptr_array_set_size (self->alert_rows, (int) self->alert_rows->len - 1);
    }
  for (guint i = 0; i < holding->alerts->len; i++)
    fill_alert_row (g_ptr_array_index (self->alert_rows, i), g_ptr_array_index (holding->alerts, i));
  gtk_widget_set_visible (GTK_WIDGET (self->attention), holding->alerts->len > 0);
}

/* What if */

/* Marks a field that can't be read, and leaves it alone. */
static double
read_field (GtkEditable *field,
            double       most)
{
  g_autofree char *text = g_strstrip (g_strdup (gtk_editable_get_text (field)));
  MagPrice price = MAG_PRICE_UNKNOWN;
  double value;

  gtk_widget_remove_css_class (GTK_WIDGET (field), "error");
  if (*text == '\0')
    return NAN;
  value = mag_price_parse (text, &price, NULL) ? mag_price_to_double (price) : NAN;
  if (!(value > 0 && value <= most))
    {
      gtk_widget_add_css_class (GTK_WIDGET (field), "error");
      return NAN;
    }
  return value;
}

static void
show_forecast (AdwActionRow           *row,
               const MagForecastPoint *point)
{
  g_autofree char *title = NULL, *value = mag_payoff_picture_format (point->value), *profit = mag_payoff_picture_format (point->profit), *subtitle = NULL;
  int days = (int) lround (point->days);

  title = days == 0 ? g_strdup (_("Now")) : g_strdup_printf (ngettext ("In %d day", "In %d days", days), days);
  /* Translators: what a position would be worth, and its profit */
  subtitle = g_strdup_printf (_("P/L %s · worth %s"), profit, value);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (row, subtitle);
}

static void
fill_payoff (MagHoldingDetails *self,
             const MagHolding  *holding,
             gint64             now_us)
{
  const MagHoldingWhatIf what_if = { read_field (self->what_if_spot, 1e6), read_field (self->what_if_iv, 1000) / 100 };
  MagPayoffPicture picture;
  gboolean known = mag_holding_payoff (holding, &what_if, self->rate, now_us, &picture);

  gtk_widget_set_visible (self->payoff, known);
  gtk_widget_set_visible (self->what_if, known);
  if (!known)
    return;
  mag_payoff_picture_show (&picture, self->chart);
  show_forecast (self->forecast_1, &picture.forecast[0]);
  show_forecast (self->forecast_2, &picture.forecast[1]);
  show_forecast (self->forecast_3, &picture.forecast[2]);
  show_forecast (self->forecast_4, &picture.forecast[MAG_FORECAST_POINTS - 1]);
}

static void
what_if_changed_cb (MagHoldingDetails *self)
{
  if (self->item != NULL)
    fill_payoff (self, mag_holding_item_get (self->item), mag_holding_item_get_now_us (self->item));
}

/* The whole */

static char *
describe (const MagHolding *holding,
          const char       *account,
          gint64            now_us)
{
  g_autofree char *expiry = mag_holding_columns_has_contract (holding) ? mag_format_expiry (holding->expiration, now_us) : NULL;

  if (expiry == NULL)
    return g_strdup (account);
  /* Translators: "Covered call", below it "Fri 18 Dec · 25 d", the account's name */
  return g_strdup_printf (_("%s\n%s · %s"), mag_format_strategy (holding->strategy), expiry, account);
}

static void
update (MagHoldingDetails *self)
{
  const MagHolding *holding = self->item != NULL ? mag_holding_item_get (self->item) : NULL;
  gint64 now_us = holding != NULL ? mag_holding_item_get_now_us (self->item) : 0;
  g_autoptr(GPtrArray) figures = NULL;
  g_autofree char *title = NULL, *subtitle = NULL;

  gtk_stack_set_visible_child_name (self->stack, holding != NULL ? "position" : "none");
  if (holding == NULL || !gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;

  title = mag_holding_columns_name (self->item);
  subtitle = describe (holding, mag_holding_item_get_account (self->item), now_us);
  figures = mag_holding_figures_of (holding, now_us);
  gtk_label_set_text (self->title, title);
  gtk_label_set_text (self->subtitle, subtitle);
  fill_attention (self, holding);
  fill_payoff (self, holding, now_us);
  mag_figure_list_set (self->figures, figures);
}

static void
copy_action (GtkWidget  *widget,
             const char *action,
             GVariant   *parameter)
{
  MagHoldingDetails *self = MAG_HOLDING_DETAILS (widget);
  g_autoptr(GPtrArray) figures = NULL;
  g_autofree char *lines = NULL, *text = NULL;

  if (self->item == NULL)
    return;
  figures = mag_holding_figures_of (mag_holding_item_get (self->item), mag_holding_item_get_now_us (self->item));
  lines = mag_figure_list_to_text (figures);
  text = g_strdup_printf ("%s\t%s\n%s", gtk_label_get_text (self->title), gtk_label_get_text (self->subtitle), lines);
  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), text);
}

static void
mag_holding_details_dispose (GObject *object)
{
  MagHoldingDetails *self = MAG_HOLDING_DETAILS (object);

  if (self->item != NULL)
    g_signal_handlers_disconnect_by_func (self->item, update, self);
  g_clear_object (&self->item);

  G_OBJECT_CLASS (mag_holding_details_parent_class)->dispose (object);
}

static void
mag_holding_details_finalize (GObject *object)
{
  g_ptr_array_unref (MAG_HOLDING_DETAILS (object)->alert_rows);

  G_OBJECT_CLASS (mag_holding_details_parent_class)->finalize (object);
}

static void
mag_holding_details_class_init (MagHoldingDetailsClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = mag_holding_details_dispose;
  G_OBJECT_CLASS (klass)->finalize = mag_holding_details_finalize;

  signals[SNOOZE] = g_signal_new ("snooze", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_INT);

  g_type_ensure (MAG_TYPE_FIGURE_LIST);
  g_type_ensure (MAG_TYPE_PAYOFF_CHART);
  gtk_widget_class_set_template_from_resource (widget_class, RESOURCE_PATH "/ui/mag-holding-details.ui");
  gtk_widget_class_bind_template_child (widget_class, MagHoldingDetails, stack);
  gtk_widget_class_bind_template_child (widget_class, MagHoldingDetails, title);
  gtk_widget_class_bind_template_child (widget_class, MagHoldingDetails, subtitle);
  gtk_widget_class_bind_template_child (widget_class, MagHoldingDetails, attention);
  gtk_widget_class_bind_template_child (widget_class, MagHoldingDetails, payoff);
  gtk_widget_class_bind_template_child (widget_class, MagHoldingDetails, chart);
  gtk_widget_class_bind_template_child (widget_class, MagHoldingDetails, what_if);
  gtk_widget_class_bind_template_child (widget_class, MagHoldingDetails, what_if_spot);
  gtk_widget_class_bind_template_child (widget_class, MagHoldingDetails, what_if_iv);
  gtk_widget_class_bind_template_child (widget_class, MagHoldingDetails, forecast_1);
  gtk_widget_class_bind_template_child (widget_class, MagHoldingDetails, forecast_2);
  gtk_widget_class_bind_template_child (widget_class, MagHoldingDetails, forecast_3);
  gtk_widget_class_bind_template_child (widget_class, MagHoldingDetails, forecast_4);
  gtk_widget_class_bind_template_child (widget_class, MagHoldingDetails, figures);
  gtk_widget_class_bind_template_callback (widget_class, what_if_changed_cb);
  gtk_widget_class_install_action (widget_class, "holding.copy", NULL, copy_action);
}

static void
mag_holding_details_init (MagHoldingDetails *self)
{
  self->alert_rows = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect (self, "map", G_CALLBACK (update), NULL);
}

void
mag_holding_details_set_item (MagHoldingDetails *self,
                              MagHoldingItem    *item)
{
  g_return_if_fail (MAG_IS_HOLDING_DETAILS (self));

  if (self->item == item)
    return;
  if (self->item != NULL)
    g_signal_handlers_disconnect_by_func (self->item, update, self);
  g_set_object (&self->item, item);
  if (item != NULL)
    g_signal_connect_swapped (item, "updated", G_CALLBACK (update), self);
  /* Suppositions are of one share's price. */
  gtk_editable_set_text (self->what_if_spot, "");
  gtk_editable_set_text (self->what_if_iv, "");
  update (self);
}

void
mag_holding_details_set_rate (MagHoldingDetails *self,
                              double             rate)
{
  g_return_if_fail (MAG_IS_HOLDING_DETAILS (self));

  self->rate = rate;
  update (self);
}
