/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "broker-desk.h"

#include <glib/gstdio.h>

#define SERVICE "robinhood-practice"
#define PATIENCE_US (20 * G_TIME_SPAN_SECOND)

void
keep_result_cb (GObject      *source,
                GAsyncResult *result,
                gpointer      data)
{
  *(GAsyncResult **) data = g_object_ref (result);
}

GAsyncResult *
wait_for_result (GAsyncResult **result)
{
  while (*result == NULL)
    g_main_context_iteration (NULL, TRUE);
  return *result;
}

void
broker_desk_open (BrokerDesk *desk,
                  const char *base_url,
                  MagClock   *clock)
{
  g_autoptr(GError) error = NULL;

  desk->folder = g_dir_make_tmp ("mag-broker-XXXXXX", NULL);
  desk->clock = clock != NULL ? mag_clock_ref (clock) : mag_clock_new_system ();
  desk->profile = mag_profile_new_at (desk->folder, base_url, desk->clock, &error);
  g_assert_no_error (error);
  desk->http = mag_http_new (desk->clock, "Mozilla/5.0 (compatible; Magnus test)");
  desk->secrets = mag_secrets_new ();
  mag_secrets_set_session_only (desk->secrets);
  desk->cancellable = g_cancellable_new ();
  broker_desk_restart (desk);
}

void
broker_desk_restart (BrokerDesk *desk)
{
  g_clear_object (&desk->broker);
  desk->broker = mag_robinhood_new (desk->profile, desk->http, desk->secrets);
  mag_robinhood_set_pace (MAG_ROBINHOOD (desk->broker), 20, 1000);
}

static void
remove_below (const char *path)
{
  g_autoptr(GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      if (g_file_test (child, G_FILE_TEST_IS_DIR))
        remove_below (child);
      else
        g_unlink (child);
    }
  g_rmdir (path);
}

void
broker_desk_close (BrokerDesk *desk)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_clear_object (&desk->broker);
  g_clear_object (&desk->http);
  g_clear_object (&desk->secrets);
  g_clear_object (&desk->cancellable);
  g_clear_pointer (&desk->profile, mag_profile_unref);
  g_clear_pointer (&desk->clock, mag_clock_unref);
  remove_below (desk->folder);
  g_free (desk->folder);
}

void
broker_desk_begin (BrokerDesk    *desk,
                   const char    *user,
                   GAsyncResult **result)
{
  g_autofree char *address = strchr (user, '@') == NULL ? g_strconcat (user, "@example.com", NULL) : g_strdup (user);

  mag_broker_sign_in_async (desk->broker, address, "practice", desk->cancellable, keep_result_cb, result);
}

gboolean
broker_desk_finish (BrokerDesk    *desk,
                    GAsyncResult **result,
                    GError       **error)
{
  gboolean ok = mag_broker_sign_in_finish (desk->broker, wait_for_result (result), error);

  g_clear_object (result);
  return ok;
}

gboolean
broker_desk_sign_in (BrokerDesk  *desk,
                     const char  *user,
                     GError     **error)
{
  GAsyncResult *result = NULL;

  broker_desk_begin (desk, user, &result);
  return broker_desk_finish (desk, &result, error);
}

void
broker_desk_await (BrokerDesk     *desk,
                   MagBrokerState  state)
{
  gint64 end_us = g_get_monotonic_time () + PATIENCE_US;

  while (mag_broker_get_state (desk->broker) != state && g_get_monotonic_time () < end_us)
    if (!g_main_context_iteration (NULL, FALSE))
      g_usleep (1000);
  g_assert_cmpint (mag_broker_get_state (desk->broker), ==, state);
}

gboolean
broker_desk_restore (BrokerDesk  *desk,
                     GError     **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  mag_broker_restore_async (desk->broker, desk->cancellable, keep_result_cb, &result);
  return mag_broker_restore_finish (desk->broker, wait_for_result (&result), error);
}

void
broker_desk_sign_out (BrokerDesk *desk,
                      gboolean    forget)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  mag_broker_sign_out_async (desk->broker, forget, NULL, keep_result_cb, &result);
  mag_broker_sign_out_finish (desk->broker, wait_for_result (&result), &error);
  g_assert_no_error (error);
}

GPtrArray *
broker_desk_accounts (BrokerDesk  *desk,
                      GError     **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  mag_broker_list_accounts_async (desk->broker, desk->cancellable, keep_result_cb, &result);
  return mag_broker_list_accounts_finish (desk->broker, wait_for_result (&result), error);
}

MagPortfolio *
broker_desk_portfolio (BrokerDesk  *desk,
                       const char  *account,
                       GError     **error)
{
  g_autoptr(MagBrokerAccount) asked = mag_broker_account_new ();
  g_autoptr(GAsyncResult) result = NULL;

  asked->number = g_strdup (account);
  mag_broker_load_portfolio_async (desk->broker, asked, desk->cancellable, keep_result_cb, &result);
  return mag_broker_load_portfolio_finish (desk->broker, wait_for_result (&result), error);
}

MagBrokerPage *
broker_desk_page (BrokerDesk  *desk,
                  gboolean     events,
                  const char  *account,
                  const char  *next,
                  GError     **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  if (events)
    mag_broker_load_events_async (desk->broker, account, next, desk->cancellable, keep_result_cb, &result);
  else
    mag_broker_load_orders_async (desk->broker, account, next, desk->cancellable, keep_result_cb, &result);
  wait_for_result (&result);
  return events ? mag_broker_load_events_finish (desk->broker, result, error) : mag_broker_load_orders_finish (desk->broker, result, error);
}

char *
broker_desk_secret (BrokerDesk *desk,
                    const char *user,
                    const char *kind)
{
  g_autoptr(GAsyncResult) result = NULL;

  mag_secrets_load_async (desk->secrets, SERVICE, user, kind, NULL, keep_result_cb, &result);
  return mag_secrets_load_finish (desk->secrets, wait_for_result (&result), NULL);
}

void
broker_desk_keep (BrokerDesk *desk,
                  const char *user,
                  const char *kind,
                  const char *text)
{
  g_autoptr(GAsyncResult) result = NULL;

  mag_secrets_save_async (desk->secrets, SERVICE, user, kind, text, NULL, keep_result_cb, &result);
  g_assert_true (mag_secrets_save_finish (desk->secrets, wait_for_result (&result), NULL));
}

void
broker_desk_post (const char *base_url,
                  const char *path)
{
  g_autoptr(SoupSession) session = soup_session_new ();
  g_autofree char *url = g_strconcat (base_url, path, NULL);
  g_autoptr(SoupMessage) message = soup_message_new ("POST", url);
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GBytes) body = NULL;
  g_autoptr(GError) error = NULL;

  soup_session_send_and_read_async (session, message, G_PRIORITY_DEFAULT, NULL, keep_result_cb, &result);
  body = soup_session_send_and_read_finish (session, wait_for_result (&result), &error);
  g_assert_no_error (error);
  g_assert_cmpuint (soup_message_get_status (message), <, 300);
}
