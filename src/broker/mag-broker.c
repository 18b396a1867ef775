/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The interface to a broker, and the values that come out of one. */

#include "mag-broker.h"

#include "mag-broker-error.h"

G_DEFINE_INTERFACE (MagBroker, mag_broker, G_TYPE_OBJECT)
G_DEFINE_BOXED_TYPE (MagBrokerChallenge, mag_broker_challenge, mag_broker_challenge_copy, mag_broker_challenge_free)

GType
mag_broker_state_get_type (void)
{
  static const GEnumValue values[] = {
    { MAG_BROKER_SIGNED_OUT, "MAG_BROKER_SIGNED_OUT", "signed-out" },
    { MAG_BROKER_SIGNING_IN, "MAG_BROKER_SIGNING_IN", "signing-in" },
    { MAG_BROKER_WAITING_APPROVAL, "MAG_BROKER_WAITING_APPROVAL", "waiting-approval" },
    { MAG_BROKER_NEEDS_CODE, "MAG_BROKER_NEEDS_CODE", "needs-code" },
    { MAG_BROKER_SIGNED_IN, "MAG_BROKER_SIGNED_IN", "signed-in" },
    { MAG_BROKER_EXPIRED, "MAG_BROKER_EXPIRED", "expired" },
    { 0, NULL, NULL }
  };
  static GType type;

  if (g_once_init_enter_pointer (&type))
    g_once_init_leave_pointer (&type, g_enum_register_static ("MagBrokerState", values));
  return type;
}

static void
mag_broker_default_init (MagBrokerInterface *iface)
{
  g_object_interface_install_property (iface, g_param_spec_enum ("state", NULL, NULL, MAG_TYPE_BROKER_STATE, MAG_BROKER_SIGNED_OUT,
                                                                 G_PARAM_READABLE | G_PARAM_STATIC_STRINGS));
  g_object_interface_install_property (iface, g_param_spec_boxed ("challenge", NULL, NULL, MAG_TYPE_BROKER_CHALLENGE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS));
}

/* Errors. */

typedef struct
{
  gint64 retry_us;
} MagBrokerErrorPrivate;

static void
mag_broker_error_private_init (MagBrokerErrorPrivate *priv)
{
}

static void
mag_broker_error_private_copy (const MagBrokerErrorPrivate *from,
                               MagBrokerErrorPrivate       *to)
{
  *to = *from;
}

static void
mag_broker_error_private_clear (MagBrokerErrorPrivate *priv)
{
}

G_DEFINE_EXTENDED_ERROR (MagBrokerError, mag_broker_error)

/**
 * mag_broker_error_new_busy:
 * @retry_us: the instant of the next try that makes sense; 0: not told
 * @message: (transfer none): a sentence for the user
 *
 * Returns: (transfer full): MAG_BROKER_ERROR_BUSY
 */
GError *
mag_broker_error_new_busy (gint64      retry_us,
                           const char *message)
{
  GError *error = g_error_new_literal (MAG_BROKER_ERROR, MAG_BROKER_ERROR_BUSY, message);

  mag_broker_error_get_private (error)->retry_us = retry_us;
  return error;
}

/**
 * mag_broker_error_get_retry_us:
 * @error: (nullable): any error
 *
 * Returns: the instant of the next try that makes sense, of MAG_BROKER_ERROR_BUSY; 0: not told, or another error
 */
gint64
mag_broker_error_get_retry_us (const GError *error)
{
  return g_error_matches (error, MAG_BROKER_ERROR, MAG_BROKER_ERROR_BUSY) ? mag_broker_error_get_private (error)->retry_us : 0;
}

/* Values. */

MagBrokerChallenge *
mag_broker_challenge_copy (const MagBrokerChallenge *challenge)
{
  return g_memdup2 (challenge, sizeof *challenge);
}

void
mag_broker_challenge_free (MagBrokerChallenge *challenge)
{
  g_free (challenge);
}

/**
 * mag_broker_account_new:
 *
 * Returns: (transfer full): an account without a number, with unknown balances
 */
MagBrokerAccount *
mag_broker_account_new (void)
{
  MagBrokerAccount *account = g_new0 (MagBrokerAccount, 1);

  account->buying_power = account->cash = account->option_collateral = MAG_MONEY_UNKNOWN;
  return account;
}

MagBrokerAccount *
mag_broker_account_copy (const MagBrokerAccount *account)
{
  MagBrokerAccount *copy = g_memdup2 (account, sizeof *account);

  copy->number = g_strdup (account->number);
  copy->name = g_strdup (account->name);
  copy->kind = g_strdup (account->kind);
  return copy;
}

void
mag_broker_account_free (MagBrokerAccount *account)
{
  g_free (account->number);
  g_free (account->name);
  g_free (account->kind);
  g_free (account);
}

static void
clear_fill (gpointer data)
{
  MagBrokerFill *fill = data;

  g_free (fill->id);
}

/**
 * mag_broker_order_leg_new:
 *
 * Returns: (transfer full): a leg without fills, 100 shares per contract
 */
MagBrokerOrderLeg *
mag_broker_order_leg_new (void)
{
  MagBrokerOrderLeg *leg = g_new0 (MagBrokerOrderLeg, 1);

  leg->multiplier = 100;
  leg->fills = g_array_new (FALSE, TRUE, sizeof (MagBrokerFill));
  g_array_set_clear_func (leg->fills, clear_fill);
  return leg;
}

void
mag_broker_order_leg_free (MagBrokerOrderLeg *leg)
{
  g_free (leg->id);
  g_free (leg->option_id);
  g_array_unref (leg->fills);
  g_free (leg);
}

/**
 * mag_broker_order_new:
 *
 * Returns: (transfer full): an order without legs
 */
MagBrokerOrder *
mag_broker_order_new (void)
{
  MagBrokerOrder *order = g_new0 (MagBrokerOrder, 1);

  order->premium = MAG_MONEY_UNKNOWN;
  order->legs = g_ptr_array_new_with_free_func ((GDestroyNotify) mag_broker_order_leg_free);
  return order;
}

void
mag_broker_order_free (MagBrokerOrder *order)
{
  g_free (order->id);
  g_free (order->account);
  g_free (order->symbol);
  g_free (order->opening_strategy);
  g_free (order->closing_strategy);
  g_ptr_array_unref (order->legs);
  g_free (order);
}

/**
 * mag_broker_share_order_new:
 *
 * Returns: (transfer full): an order without fills
 */
MagBrokerShareOrder *
mag_broker_share_order_new (void)
{
  MagBrokerShareOrder *order = g_new0 (MagBrokerShareOrder, 1);

  order->fills = g_array_new (FALSE, FALSE, sizeof (MagBrokerShareFill));
  return order;
}

void
mag_broker_share_order_free (MagBrokerShareOrder *order)
{
  g_free (order->id);
  g_free (order->account);
  g_free (order->symbol);
  g_array_unref (order->fills);
  g_free (order);
}

/**
 * mag_broker_event_new:
 *
 * Returns: (transfer full): an event of which nothing is known
 */
MagBrokerEvent *
mag_broker_event_new (void)
{
  MagBrokerEvent *event = g_new0 (MagBrokerEvent, 1);

  event->kind = MAG_BROKER_EVENT_OTHER;
  event->multiplier = 100;
  event->share_price = MAG_PRICE_UNKNOWN;
  return event;
}

void
mag_broker_event_free (MagBrokerEvent *event)
{
  g_free (event->id);
  g_free (event->account);
  g_free (event->symbol);
  g_free (event->option_id);
  g_free (event->position_id);
  g_free (event);
}

/**
 * mag_broker_page_new:
 * @free_item: of MagBrokerOrder, MagBrokerShareOrder or MagBrokerEvent
 *
 * Returns: (transfer full): an empty page, the last one
 */
MagBrokerPage *
mag_broker_page_new (GDestroyNotify free_item)
{
  MagBrokerPage *page = g_new0 (MagBrokerPage, 1);

  page->items = g_ptr_array_new_with_free_func (free_item);
  return page;
}

void
mag_broker_page_free (MagBrokerPage *page)
{
  g_ptr_array_unref (page->items);
  g_free (page->next);
  g_free (page);
}

/* The interface. What each call does stands in the header, beside its members. */

const char *
mag_broker_get_name (MagBroker *self)
{
  g_return_val_if_fail (MAG_IS_BROKER (self), NULL);

  return MAG_BROKER_GET_IFACE (self)->get_name (self);
}

char *
mag_broker_dup_user (MagBroker *self)
{
  g_return_val_if_fail (MAG_IS_BROKER (self), NULL);

  return MAG_BROKER_GET_IFACE (self)->dup_user (self);
}

MagBrokerState
mag_broker_get_state (MagBroker *self)
{
  MagBrokerState state;

  g_return_val_if_fail (MAG_IS_BROKER (self), MAG_BROKER_SIGNED_OUT);

  g_object_get (self, "state", &state, NULL);
  return state;
}

/**
 * mag_broker_get_challenge:
 *
 * Returns: (transfer none) (nullable): what the user has to do; valid until the property changes
 */
const MagBrokerChallenge *
mag_broker_get_challenge (MagBroker *self)
{
  g_return_val_if_fail (MAG_IS_BROKER (self), NULL);

  return MAG_BROKER_GET_IFACE (self)->get_challenge (self);
}

const char *
mag_broker_get_storage_problem (MagBroker *self)
{
  g_return_val_if_fail (MAG_IS_BROKER (self), NULL);

  return MAG_BROKER_GET_IFACE (self)->get_storage_problem (self);
}

void
mag_broker_submit_code (MagBroker  *self,
                        const char *code)
{
  g_return_if_fail (MAG_IS_BROKER (self) && code != NULL);

  MAG_BROKER_GET_IFACE (self)->submit_code (self, code);
}

void
mag_broker_resend_code (MagBroker *self)
{
  g_return_if_fail (MAG_IS_BROKER (self));

  MAG_BROKER_GET_IFACE (self)->resend_code (self);
}

void
mag_broker_restore_async (MagBroker           *self,
                          GCancellable        *cancellable,
                          GAsyncReadyCallback  callback,
                          gpointer             data)
{
  g_return_if_fail (MAG_IS_BROKER (self));

  MAG_BROKER_GET_IFACE (self)->restore_async (self, cancellable, callback, data);
}

gboolean
mag_broker_restore_finish (MagBroker     *self,
                           GAsyncResult  *result,
                           GError       **error)
{
  g_return_val_if_fail (MAG_IS_BROKER (self), FALSE);

  return MAG_BROKER_GET_IFACE (self)->restore_finish (self, result, error);
}

void
mag_broker_sign_in_async (MagBroker           *self,
                          const char          *user,
                          const char          *password,
                          GCancellable        *cancellable,
                          GAsyncReadyCallback  callback,
                          gpointer             data)
{
  g_return_if_fail (MAG_IS_BROKER (self));

  MAG_BROKER_GET_IFACE (self)->sign_in_async (self, user, password, cancellable, callback, data);
}

gboolean
mag_broker_sign_in_finish (MagBroker     *self,
                           GAsyncResult  *result,
                           GError       **error)
{
  g_return_val_if_fail (MAG_IS_BROKER (self), FALSE);

  return MAG_BROKER_GET_IFACE (self)->sign_in_finish (self, result, error);
}

void
mag_broker_sign_out_async (MagBroker           *self,
                           gboolean             forget_device,
                           GCancellable        *cancellable,
                           GAsyncReadyCallback  callback,
                           gpointer             data)
{
  g_return_if_fail (MAG_IS_BROKER (self));

  MAG_BROKER_GET_IFACE (self)->sign_out_async (self, forget_device, cancellable, callback, data);
}

gboolean
mag_broker_sign_out_finish (MagBroker     *self,
                            GAsyncResult  *result,
                            GError       **error)
{
  g_return_val_if_fail (MAG_IS_BROKER (self), FALSE);

  return MAG_BROKER_GET_IFACE (self)->sign_out_finish (self, result, error);
}

void
mag_broker_list_accounts_async (MagBroker           *self,
                                GCancellable        *cancellable,
                                GAsyncReadyCallback  callback,
                                gpointer             data)
{
  g_return_if_fail (MAG_IS_BROKER (self));

  MAG_BROKER_GET_IFACE (self)->list_accounts_async (self, cancellable, callback, data);
}

GPtrArray *
mag_broker_list_accounts_finish (MagBroker     *self,
                                 GAsyncResult  *result,
                                 GError       **error)
{
  g_return_val_if_fail (MAG_IS_BROKER (self), NULL);

  return MAG_BROKER_GET_IFACE (self)->list_accounts_finish (self, result, error);
}

void
mag_broker_load_portfolio_async (MagBroker              *self,
                                 const MagBrokerAccount *account,
                                 GCancellable           *cancellable,
                                 GAsyncReadyCallback     callback,
                                 gpointer                data)
{
  g_return_if_fail (MAG_IS_BROKER (self));

  MAG_BROKER_GET_IFACE (self)->load_portfolio_async (self, account, cancellable, callback, data);
}

MagPortfolio *
mag_broker_load_portfolio_finish (MagBroker     *self,
                                  GAsyncResult  *result,
                                  GError       **error)
{
  g_return_val_if_fail (MAG_IS_BROKER (self), NULL);

  return MAG_BROKER_GET_IFACE (self)->load_portfolio_finish (self, result, error);
}

void
mag_broker_load_orders_async (MagBroker           *self,
                              const char          *account,
                              const char          *next,
                              GCancellable        *cancellable,
                              GAsyncReadyCallback  callback,
                              gpointer             data)
{
  g_return_if_fail (MAG_IS_BROKER (self));

  MAG_BROKER_GET_IFACE (self)->load_orders_async (self, account, next, cancellable, callback, data);
}

MagBrokerPage *
mag_broker_load_orders_finish (MagBroker     *self,
                               GAsyncResult  *result,
                               GError       **error)
{
  g_return_val_if_fail (MAG_IS_BROKER (self), NULL);

  return MAG_BROKER_GET_IFACE (self)->load_orders_finish (self, result, error);
}

void
mag_broker_load_share_orders_async (MagBroker           *self,
                                    const char          *account,
                                    const char          *next,
                                    GCancellable        *cancellable,
                                    GAsyncReadyCallback  callback,
                                    gpointer             data)
{
  g_return_if_fail (MAG_IS_BROKER (self));

  MAG_BROKER_GET_IFACE (self)->load_share_orders_async (self, account, next, cancellable, callback, data);
}

MagBrokerPage *
mag_broker_load_share_orders_finish (MagBroker     *self,
                                     GAsyncResult  *result,
                                     GError       **error)
{
  g_return_val_if_fail (MAG_IS_BROKER (self), NULL);

  return MAG_BROKER_GET_IFACE (self)->load_share_orders_finish (self, result, error);
}

void
mag_broker_load_events_async (MagBroker           *self,
                              const char          *account,
                              const char          *next,
                              GCancellable        *cancellable,
                              GAsyncReadyCallback  callback,
                              gpointer             data)
{
  g_return_if_fail (MAG_IS_BROKER (self));

  MAG_BROKER_GET_IFACE (self)->load_events_async (self, account, next, cancellable, callback, data);
}

MagBrokerPage *
mag_broker_load_events_finish (MagBroker     *self,
                               GAsyncResult  *result,
                               GError       **error)
{
  g_return_val_if_fail (MAG_IS_BROKER (self), NULL);

  return MAG_BROKER_GET_IFACE (self)->load_events_finish (self, result, error);
}
