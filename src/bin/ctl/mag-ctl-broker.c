/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The broker for programs without a window: what the window signed in to, or the practice account, and its calls as straight lines. */

#include "mag-ctl-broker.h"

void
mag_ctl_broker_keep (GObject      *source,
                     GAsyncResult *result,
                     gpointer      data)
{
  g_set_object ((GAsyncResult **) data, result);
}

/**
 * mag_ctl_broker_wait:
 * @result: what mag_ctl_broker_keep() is to fill
 *
 * Returns: (transfer none): the answer
 */
GAsyncResult *
mag_ctl_broker_wait (GAsyncResult **result)
{
  while (*result == NULL)
    g_main_context_iteration (NULL, TRUE);
  return *result;
}

static gboolean
restore (MagBroker  *broker,
         MagProfile *profile,
         GError    **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  if (mag_profile_is_practice (profile))
    {
      mag_robinhood_sign_in_practice_async (MAG_ROBINHOOD (broker), NULL, mag_ctl_broker_keep, &result);
      return mag_robinhood_sign_in_practice_finish (MAG_ROBINHOOD (broker), mag_ctl_broker_wait (&result), error);
    }
  mag_broker_restore_async (broker, NULL, mag_ctl_broker_keep, &result);
  return mag_broker_restore_finish (broker, mag_ctl_broker_wait (&result), error);
}

/**
 * mag_ctl_broker_open:
 * @self: a run whose profile is open
 *
 * Returns: (transfer full): somebody's session; %NULL with an error, %MAG_BROKER_ERROR_SIGNED_OUT when there is none
 */
MagBroker *
mag_ctl_broker_open (MagCtl  *self,
                     GError **error)
{
  g_autoptr(MagHttp) http = mag_http_new (mag_profile_get_clock (self->profile), NULL);
  g_autoptr(MagSecrets) secrets = mag_secrets_new ();
  g_autoptr(MagBroker) broker = NULL;

  if (mag_profile_is_practice (self->profile))
    mag_secrets_set_session_only (secrets);
  broker = mag_robinhood_new (self->profile, http, secrets);
  if (!restore (broker, self->profile, error))
    return NULL;
  if (mag_broker_get_state (broker) == MAG_BROKER_SIGNED_IN)
    return g_steal_pointer (&broker);
  g_set_error_literal (error, MAG_BROKER_ERROR, MAG_BROKER_ERROR_SIGNED_OUT, "Nobody is signed in to the broker. Sign in in the window first, or use --practice.");
  return NULL;
}

static MagPortfolio *
load_portfolio (MagBroker         *broker,
                MagBrokerAccount  *account,
                GError           **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  mag_broker_load_portfolio_async (broker, account, NULL, mag_ctl_broker_keep, &result);
  return mag_broker_load_portfolio_finish (broker, mag_ctl_broker_wait (&result), error);
}

GPtrArray *
mag_ctl_broker_load_portfolios (MagBroker  *broker,
                                GError    **error)
{
  g_autoptr(GPtrArray) portfolios = g_ptr_array_new_with_free_func ((GDestroyNotify) mag_portfolio_unref);
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GPtrArray) accounts = NULL;

  mag_broker_list_accounts_async (broker, NULL, mag_ctl_broker_keep, &result);
  accounts = mag_broker_list_accounts_finish (broker, mag_ctl_broker_wait (&result), error);
  for (guint i = 0; accounts != NULL && i < accounts->len; i++)
    {
      MagPortfolio *portfolio = load_portfolio (broker, g_ptr_array_index (accounts, i), error);

      if (portfolio == NULL)
        return NULL;
      g_ptr_array_add (portfolios, portfolio);
    }
  return accounts != NULL ? g_steal_pointer (&portfolios) : NULL;
}
