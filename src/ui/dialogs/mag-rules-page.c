/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rules of attention as settings: what is changed applies at once, and a rule that a notification muted meanwhile is shown so. */

#include "config.h"

#include "mag-rules-page.h"

#include "mag-rules-settings.h"

#include <glib/gi18n.h>

struct _MagRulesPage
{
  AdwPreferencesPage   parent_instance;

  AdwComboRow         *refresh;
  AdwSwitchRow        *notify;
  AdwSpinRow          *profit_target, *roll_dte, *soon_dte, *now_dte, *near_strike, *loss_cap, *min_open_interest, *max_spread;
  AdwPreferencesGroup *muted;
  AdwSwitchRow        *switches[MAG_N_RULES]; /* lent */

  GSettings           *rules, *positions; /* owned */
};

G_DEFINE_FINAL_TYPE (MagRulesPage, mag_rules_page, ADW_TYPE_PREFERENCES_PAGE)

/* In the order of the list in the template. */
static const int intervals[] = { 0, 30, 60, 120, 300, 600 };

static void
refresh_chosen_cb (MagRulesPage *self)
{
  guint i = adw_combo_row_get_selected (self->refresh);

  if (self->positions != NULL && i < G_N_ELEMENTS (intervals))
    g_settings_set_int (self->positions, "refresh", intervals[i]);
}

static void
show_refresh (MagRulesPage *self)
{
  int seconds = g_settings_get_int (self->positions, "refresh");

  for (guint i = 0; i < G_N_ELEMENTS (intervals); i++)
    if (intervals[i] == seconds)
      adw_combo_row_set_selected (self->refresh, i);
}

static void
heard_cb (AdwSwitchRow *row,
          GParamSpec   *pspec,
          MagRulesPage *self)
{
  MagRule rule = (MagRule) GPOINTER_TO_INT (g_object_get_data (G_OBJECT (row), "rule"));

  mag_rules_settings_mute (self->rules, rule, !adw_switch_row_get_active (row));
}

static void
show_muted (MagRulesPage *self)
{
  MagRules rules;

  mag_rules_settings_read (self->rules, &rules);
  for (MagRule rule = 0; rule < MAG_N_RULES; rule++)
    adw_switch_row_set_active (self->switches[rule], (rules.muted >> rule & 1) == 0);
}

static void
add_switches (MagRulesPage *self)
{
  for (MagRule rule = 0; rule < MAG_N_RULES; rule++)
    {
      GtkWidget *row = adw_switch_row_new ();

      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), mag_rule_get_title (rule));
      self->switches[rule] = ADW_SWITCH_ROW (row);
      g_object_set_data (G_OBJECT (row), "rule", GINT_TO_POINTER ((int) rule));
      adw_preferences_group_add (self->muted, row);
    }
  show_muted (self);
  for (MagRule rule = 0; rule < MAG_N_RULES; rule++)
    g_signal_connect_object (self->switches[rule], "notify::active", G_CALLBACK (heard_cb), self, 0);
}

static void
reset_clicked_cb (MagRulesPage *self)
{
  static const char *const keys[] = { "profit-target", "roll-dte", "soon-dte", "now-dte", "near-strike", "loss-cap", "min-open-interest", "max-spread" };

  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++)
    g_settings_reset (self->rules, keys[i]);
}

static void
mag_rules_page_dispose (GObject *object)
{
  MagRulesPage *self = MAG_RULES_PAGE (object);

  gtk_widget_dispose_template (GTK_WIDGET (self), MAG_TYPE_RULES_PAGE);
  g_clear_object (&self->rules);
  g_clear_object (&self->positions);

  G_OBJECT_CLASS (mag_rules_page_parent_class)->dispose (object);
}

static void
mag_rules_page_class_init (MagRulesPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = mag_rules_page_dispose;

  gtk_widget_class_set_template_from_resource (widget_class, RESOURCE_PATH "/ui/mag-rules-page.ui");
  gtk_widget_class_bind_template_child (widget_class, MagRulesPage, refresh);
  gtk_widget_class_bind_template_child (widget_class, MagRulesPage, notify);
  gtk_widget_class_bind_template_child (widget_class, MagRulesPage, profit_target);
  gtk_widget_class_bind_template_child (widget_class, MagRulesPage, roll_dte);
  gtk_widget_class_bind_template_child (widget_class, MagRulesPage, soon_dte);
  gtk_widget_class_bind_template_child (widget_class, MagRulesPage, now_dte);
  gtk_widget_class_bind_template_child (widget_class, MagRulesPage, near_strike);
  gtk_widget_class_bind_template_child (widget_class, MagRulesPage, loss_cap);
  gtk_widget_class_bind_template_child (widget_class, MagRulesPage, min_open_interest);
  gtk_widget_class_bind_template_child (widget_class, MagRulesPage, max_spread);
  gtk_widget_class_bind_template_child (widget_class, MagRulesPage, muted);
  gtk_widget_class_bind_template_callback (widget_class, refresh_chosen_cb);
  gtk_widget_class_bind_template_callback (widget_class, reset_clicked_cb);
}

static void
mag_rules_page_init (MagRulesPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
mag_rules_page_set_settings (MagRulesPage *self,
                             GSettings    *settings)
{
  const struct { const char *key; AdwSpinRow *row; } rows[] = {
    { "profit-target", self->profit_target }, { "roll-dte", self->roll_dte }, { "soon-dte", self->soon_dte }, { "now-dte", self->now_dte },
    { "near-strike", self->near_strike }, { "loss-cap", self->loss_cap }, { "min-open-interest", self->min_open_interest }, { "max-spread", self->max_spread },
  };

  g_return_if_fail (MAG_IS_RULES_PAGE (self));

  self->rules = g_settings_get_child (settings, "rules");
  self->positions = g_settings_get_child (settings, "positions");
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    g_settings_bind (self->rules, rows[i].key, rows[i].row, "value", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (self->positions, "notify", self->notify, "active", G_SETTINGS_BIND_DEFAULT);
  show_refresh (self);
  add_switches (self);
  g_signal_connect_object (self->rules, "changed::muted", G_CALLBACK (show_muted), self, G_CONNECT_SWAPPED);
}
