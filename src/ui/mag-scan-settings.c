/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The scanner's filters in the settings. -1 stands for "no limit" there, which has no other spelling in GVariant's
 * numbers that a person editing them would guess. */

#include "config.h"

#include "mag-scan-settings.h"

#include <math.h>

static double
load_ratio (GSettings  *settings,
            const char *key)
{
  double value = g_settings_get_double (settings, key);

  return value < 0 ? NAN : value;
}

static gint64
load_amount (GSettings  *settings,
             const char *key,
             gint64      unknown)
{
  gint64 value = g_settings_get_int64 (settings, key);

  return value < 0 ? unknown : value;
}

/* Each write may cost a file or a message, so only what is new is written. Takes a floating value. */
static void
save (GSettings  *settings,
      const char *key,
      GVariant   *value)
{
  g_autoptr(GVariant) owned = g_variant_ref_sink (value);
  g_autoptr(GVariant) stored = g_settings_get_value (settings, key);

  if (!g_variant_equal (stored, owned))
    g_settings_set_value (settings, key, owned);
}

static void
save_ratio (GSettings  *settings,
            const char *key,
            double      value)
{
  save (settings, key, g_variant_new_double (isnan (value) ? -1 : value));
}

static void
save_amount (GSettings  *settings,
             const char *key,
             gint64      value)
{
  save (settings, key, g_variant_new_int64 (MAX (value, -1)));
}

/**
 * mag_scan_settings_load:
 * @settings: of the schema's child "analyzer"
 * @criteria: (out): the stored filters; the defaults when the stored ones make no sense together
 */
void
mag_scan_settings_load (GSettings       *settings,
                        MagScanCriteria *criteria)
{
  g_autofree char *side = g_settings_get_string (settings, "side");

  mag_scan_criteria_init (criteria);
  criteria->right = g_str_equal (side, "call") ? MAG_RIGHT_CALL : MAG_RIGHT_PUT;
  criteria->dte_target = g_settings_get_int (settings, "dte-target");
  criteria->dte_tolerance = g_settings_get_int (settings, "dte-tolerance");
  criteria->delta_min = g_settings_get_double (settings, "delta-min");
  criteria->delta_max = g_settings_get_double (settings, "delta-max");
  criteria->bid_min = load_amount (settings, "bid-min", MAG_PRICE_UNKNOWN);
  criteria->monthly_return_min = load_ratio (settings, "monthly-return-min");
  criteria->open_interest_min = load_amount (settings, "open-interest-min", MAG_COUNT_UNKNOWN);
  criteria->volume_min = load_amount (settings, "volume-min", MAG_COUNT_UNKNOWN);
  criteria->spread_max = load_ratio (settings, "spread-max");
  criteria->collateral_max = load_amount (settings, "collateral-max", MAG_MONEY_UNKNOWN);
  criteria->out_of_the_money = g_settings_get_boolean (settings, "out-of-the-money");

  if (!mag_scan_criteria_validate (criteria, NULL))
    mag_scan_criteria_init (criteria);
}

/**
 * mag_scan_settings_save:
 * @settings: of the schema's child "analyzer"
 * @criteria: valid filters
 */
void
mag_scan_settings_save (GSettings             *settings,
                        const MagScanCriteria *criteria)
{
  save (settings, "side", g_variant_new_string (criteria->right == MAG_RIGHT_CALL ? "call" : "put"));
  save (settings, "dte-target", g_variant_new_int32 (criteria->dte_target));
  save (settings, "dte-tolerance", g_variant_new_int32 (criteria->dte_tolerance));
  save_ratio (settings, "delta-min", criteria->delta_min);
  save_ratio (settings, "delta-max", criteria->delta_max);
  save_amount (settings, "bid-min", criteria->bid_min);
  save_ratio (settings, "monthly-return-min", criteria->monthly_return_min);
  save_amount (settings, "open-interest-min", criteria->open_interest_min);
  save_amount (settings, "volume-min", criteria->volume_min);
  save_ratio (settings, "spread-max", criteria->spread_max);
  save_amount (settings, "collateral-max", criteria->collateral_max);
  save (settings, "out-of-the-money", g_variant_new_boolean (criteria->out_of_the_money));
}
