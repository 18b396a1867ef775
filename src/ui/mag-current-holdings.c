/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From the portfolio client's word to holdings with alerts: the same for the page and for notifications. */

#include "config.h"

#include "mag-current-holdings.h"

#include "mag-rules-settings.h"

/* Those put off. */
static void
drop_snoozed (MagHolding *holding,
              GHashTable *snoozed)
{
  for (guint i = holding->alerts->len; i-- > 0;)
    {
      const MagAlert *alert = g_ptr_array_index (holding->alerts, i);
      g_autofree char *name = g_strdup_printf ("%s %s", holding->key, mag_rule_to_nick (alert->rule));

      if (g_hash_table_contains (snoozed, name))
        g_ptr_array_remove_index (holding->alerts, i);
    }
}

/**
 * mag_current_holdings:
 * @engine: one with a broker
 * @rules: thresholds and muted rules
 * @now_us: the instant they are judged at
 *
 * Returns: (transfer full) (element-type MagHolding): of all accounts
 */
GPtrArray *
mag_current_holdings (MagEngine *engine,
                      GSettings *rules,
                      gint64     now_us)
{
  MagPortfolioClient *client = mag_engine_get_portfolio (engine);
  GHashTable *facts = mag_portfolio_client_get_facts (client);
  GPtrArray *holdings = mag_holdings_new (mag_portfolio_client_get_portfolios (client), facts, mag_engine_get_rate (engine), now_us);
  MagRules thresholds;

  mag_rules_settings_read (rules, &thresholds);
  mag_attention_apply (holdings, &thresholds, facts, now_us);
  for (guint i = 0; i < holdings->len; i++)
    drop_snoozed (g_ptr_array_index (holdings, i), mag_portfolio_client_get_snoozed (client));
  return holdings;
}
