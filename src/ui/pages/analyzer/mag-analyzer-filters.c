/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The scanner's filters as fields. Each field says itself what is wrong with what was typed; while any does, the last
 * valid filters stand. Percentages on screen are fractions in the criteria, dollars are exact prices and cents. */

#include "config.h"

#include "mag-analyzer-filters.h"

#include "mag-limit-row.h"
#include "mag-money.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

struct _MagAnalyzerFilters
{
  AdwBin               parent_instance;

  AdwPreferencesGroup *return_group;
  AdwToggleGroup      *side;
  AdwSwitchRow        *out_of_the_money;
  MagLimitRow         *dte_target, *dte_tolerance, *delta_min, *delta_max;
  MagLimitRow         *bid_min, *return_min;
  MagLimitRow         *open_interest_min, *volume_min, *spread_max;
  MagLimitRow         *collateral_max;

  MagScanCriteria      criteria; /* the last valid ones */
  gboolean             showing;  /* the fields are being set from the criteria */
};

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (MagAnalyzerFilters, mag_analyzer_filters, ADW_TYPE_BIN)

/* Every field with a number, ended by NULL. */
static void
list_rows (MagAnalyzerFilters *self,
           MagLimitRow        *rows[11])
{
  MagLimitRow *all[11] = {
    self->dte_target, self->dte_tolerance, self->delta_min, self->delta_max, self->bid_min, self->return_min,
    self->open_interest_min, self->volume_min, self->spread_max, self->collateral_max, NULL,
  };

  memcpy (rows, all, sizeof all);
}

static MagPrice
price_from_row (MagLimitRow *row)
{
  MagPrice price;

  return mag_price_from_double (mag_limit_row_get_value (row), &price) ? price : MAG_PRICE_UNKNOWN;
}

static MagMoney
money_from_row (MagLimitRow *row)
{
  double dollars = mag_limit_row_get_value (row);

  return isnan (dollars) ? MAG_MONEY_UNKNOWN : (MagMoney) round (dollars * 100);
}

static gint64
count_from_row (MagLimitRow *row)
{
  double count = mag_limit_row_get_value (row);

  return isnan (count) ? MAG_COUNT_UNKNOWN : (gint64) ceil (count);
}

/* A percentage is read as the nearest millionth, so that 2.5 % is 0.025 and not a hair beside it. */
static double
ratio_from_row (MagLimitRow *row)
{
  return round (mag_limit_row_get_value (row) * 10000) / 1000000;
}

static void
read_fields (MagAnalyzerFilters *self,
             MagScanCriteria    *criteria)
{
  mag_scan_criteria_init (criteria);
  criteria->right = g_strcmp0 (adw_toggle_group_get_active_name (self->side), "call") == 0 ? MAG_RIGHT_CALL : MAG_RIGHT_PUT;
  criteria->dte_target = (int) mag_limit_row_get_value (self->dte_target);
  criteria->dte_tolerance = (int) mag_limit_row_get_value (self->dte_tolerance);
  criteria->delta_min = mag_limit_row_get_value (self->delta_min);
  criteria->delta_max = mag_limit_row_get_value (self->delta_max);
  criteria->bid_min = price_from_row (self->bid_min);
  criteria->monthly_return_min = ratio_from_row (self->return_min);
  criteria->open_interest_min = count_from_row (self->open_interest_min);
  criteria->volume_min = count_from_row (self->volume_min);
  criteria->spread_max = ratio_from_row (self->spread_max);
  criteria->collateral_max = money_from_row (self->collateral_max);
  criteria->out_of_the_money = adw_switch_row_get_active (self->out_of_the_money);
}

/* What is wrong between two fields that are each right. */
static void
compare_fields (MagAnalyzerFilters *self)
{
  gboolean crossed = mag_limit_row_get_value (self->delta_min) > mag_limit_row_get_value (self->delta_max);

  mag_limit_row_set_message (self->delta_max, crossed ? _("Must not be less than “from”.") : NULL);
}

static gboolean
all_valid (MagAnalyzerFilters *self)
{
  MagLimitRow *rows[11];

  list_rows (self, rows);
  for (MagLimitRow **row = rows; *row != NULL; row++)
    if (!mag_limit_row_is_valid (*row))
      return FALSE;

  return TRUE;
}

/* What the returns of the chosen side are a share of. */
static void
explain_returns (MagAnalyzerFilters *self)
{
  adw_preferences_group_set_description (self->return_group, self->criteria.right == MAG_RIGHT_CALL
                                                               ? _("Covered calls: bid ÷ share price")
                                                               : _("Cash-secured puts: bid ÷ strike"));
}

static void
edited_cb (MagAnalyzerFilters *self)
{
  MagScanCriteria criteria;

  if (self->showing)
    return;

  compare_fields (self);
  if (!all_valid (self))
    return;

  read_fields (self, &criteria);
  if (!mag_scan_criteria_validate (&criteria, NULL))
    return;

  self->criteria = criteria;
  explain_returns (self);
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
reset_action (GtkWidget  *widget,
              const char *action,
              GVariant   *parameter)
{
  MagAnalyzerFilters *self = MAG_ANALYZER_FILTERS (widget);
  MagScanCriteria criteria;

  mag_scan_criteria_init (&criteria);
  mag_analyzer_filters_set (self, &criteria);
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
mag_analyzer_filters_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), MAG_TYPE_ANALYZER_FILTERS);

  G_OBJECT_CLASS (mag_analyzer_filters_parent_class)->dispose (object);
}

static void
mag_analyzer_filters_class_init (MagAnalyzerFiltersClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = mag_analyzer_filters_dispose;

  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  g_type_ensure (MAG_TYPE_LIMIT_ROW);
  gtk_widget_class_set_template_from_resource (widget_class, RESOURCE_PATH "/ui/mag-analyzer-filters.ui");
  gtk_widget_class_bind_template_child (widget_class, MagAnalyzerFilters, return_group);
  gtk_widget_class_bind_template_child (widget_class, MagAnalyzerFilters, side);
  gtk_widget_class_bind_template_child (widget_class, MagAnalyzerFilters, out_of_the_money);
  gtk_widget_class_bind_template_child (widget_class, MagAnalyzerFilters, dte_target);
  gtk_widget_class_bind_template_child (widget_class, MagAnalyzerFilters, dte_tolerance);
  gtk_widget_class_bind_template_child (widget_class, MagAnalyzerFilters, delta_min);
  gtk_widget_class_bind_template_child (widget_class, MagAnalyzerFilters, delta_max);
  gtk_widget_class_bind_template_child (widget_class, MagAnalyzerFilters, bid_min);
  gtk_widget_class_bind_template_child (widget_class, MagAnalyzerFilters, return_min);
  gtk_widget_class_bind_template_child (widget_class, MagAnalyzerFilters, open_interest_min);
  gtk_widget_class_bind_template_child (widget_class, MagAnalyzerFilters, volume_min);
  gtk_widget_class_bind_template_child (widget_class, MagAnalyzerFilters, spread_max);
  gtk_widget_class_bind_template_child (widget_class, MagAnalyzerFilters, collateral_max);
  gtk_widget_class_bind_template_callback (widget_class, edited_cb);
  gtk_widget_class_install_action (widget_class, "filters.reset", NULL, reset_action);
}

static void
mag_analyzer_filters_init (MagAnalyzerFilters *self)
{
  MagLimitRow *rows[11];
  MagScanCriteria criteria;

  gtk_widget_init_template (GTK_WIDGET (self));
  mag_scan_criteria_init (&criteria);
  mag_analyzer_filters_set (self, &criteria);

  list_rows (self, rows);
  for (MagLimitRow **row = rows; *row != NULL; row++)
    g_signal_connect_object (*row, "notify::value", G_CALLBACK (edited_cb), self, G_CONNECT_SWAPPED);
}

/**
 * mag_analyzer_filters_get:
 * @self: filters
 * @criteria: (out): the filters as far as they are valid: a field with bad input counts as it was before
 */
void
mag_analyzer_filters_get (MagAnalyzerFilters *self,
                          MagScanCriteria    *criteria)
{
  g_return_if_fail (MAG_IS_ANALYZER_FILTERS (self));

  *criteria = self->criteria;
}

/**
 * mag_analyzer_filters_set:
 * @self: filters
 * @criteria: valid filters
 *
 * Fills the fields. Does not emit ::changed.
 */
void
mag_analyzer_filters_set (MagAnalyzerFilters    *self,
                          const MagScanCriteria *criteria)
{
  g_return_if_fail (MAG_IS_ANALYZER_FILTERS (self));

  self->criteria = *criteria;
  self->showing = TRUE;
  adw_toggle_group_set_active_name (self->side, criteria->right == MAG_RIGHT_CALL ? "call" : "put");
  mag_limit_row_set_value (self->dte_target, criteria->dte_target);
  mag_limit_row_set_value (self->dte_tolerance, criteria->dte_tolerance);
  mag_limit_row_set_value (self->delta_min, criteria->delta_min);
  mag_limit_row_set_value (self->delta_max, criteria->delta_max);
  mag_limit_row_set_value (self->bid_min, mag_price_to_double (criteria->bid_min));
  mag_limit_row_set_value (self->return_min, criteria->monthly_return_min * 100);
  mag_limit_row_set_value (self->open_interest_min, criteria->open_interest_min < 0 ? NAN : criteria->open_interest_min);
  mag_limit_row_set_value (self->volume_min, criteria->volume_min < 0 ? NAN : criteria->volume_min);
  mag_limit_row_set_value (self->spread_max, criteria->spread_max * 100);
  mag_limit_row_set_value (self->collateral_max, criteria->collateral_max == MAG_MONEY_UNKNOWN ? NAN : criteria->collateral_max / 100.0);
  adw_switch_row_set_active (self->out_of_the_money, criteria->out_of_the_money);
  self->showing = FALSE;

  compare_fields (self);
  explain_returns (self);
}
