/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From the settings to the rules of attention, and a muted rule back into them. */

#include "config.h"

#include "mag-rules-settings.h"

void
mag_rules_settings_read (GSettings *settings,
                         MagRules  *rules)
{
  g_auto(GStrv) muted = g_settings_get_strv (settings, "muted");

  *rules = (MagRules) {
    .profit_target = g_settings_get_int (settings, "profit-target") / 100.0,
    .roll_dte = g_settings_get_int (settings, "roll-dte"),
    .soon_dte = g_settings_get_int (settings, "soon-dte"),
    .now_dte = g_settings_get_int (settings, "now-dte"),
    .near_strike = g_settings_get_double (settings, "near-strike") / 100,
    .loss_cap = g_settings_get_double (settings, "loss-cap"),
    .min_open_interest = g_settings_get_int (settings, "min-open-interest"),
    .max_spread = g_settings_get_int (settings, "max-spread") / 100.0,
  };
  for (guint i = 0; muted[i] != NULL; i++)
    {
      MagRule rule;

      if (mag_rule_from_nick (muted[i], &rule))
        rules->muted |= 1u << rule;
    }
}

void
mag_rules_settings_mute (GSettings *settings,
                         MagRule    rule,
                         gboolean   muted)
{
  g_auto(GStrv) old = g_settings_get_strv (settings, "muted");
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();
  g_auto(GStrv) fresh = NULL;

  for (guint i = 0; old[i] != NULL; i++)
    if (!g_str_equal (old[i], mag_rule_to_nick (rule)))
      g_strv_builder_add (builder, old[i]);
  if (muted)
    g_strv_builder_add (builder, mag_rule_to_nick (rule));
  fresh = g_strv_builder_end (builder);
  g_settings_set_strv (settings, "muted", (const char *const *) fresh);
}
