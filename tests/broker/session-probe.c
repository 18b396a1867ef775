/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A program that does all that Magnus does with a broker, so that another can look for what it leaves behind. Reads lines: the password, the code, then "out" to
 * sign out, "leave" to end signed in, or "crash". Says "code" and "ready" on the way. */

#include "mag-core-dump.h"
#include "mag-robinhood.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>

static void
keep_result_cb (GObject      *source,
                GAsyncResult *result,
                gpointer      data)
{
  *(GAsyncResult **) data = g_object_ref (result);
}

static GAsyncResult *
wait_for (GAsyncResult **result)
{
  while (*result == NULL)
    g_main_context_iteration (NULL, TRUE);
  return *result;
}

static char *
read_line (void)
{
  char line[256];

  if (fgets (line, sizeof line, stdin) == NULL)
    exit (3);
  return g_strdup (g_strchomp (line));
}

static void
say (const char *word)
{
  printf ("%s\n", word);
  fflush (stdout);
}

static void
sign_in (MagBroker *broker)
{
  g_autofree char *password = read_line (), *code = NULL;
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  mag_broker_sign_in_async (broker, "grep.me@example.com", password, NULL, keep_result_cb, &result);
  while (mag_broker_get_state (broker) != MAG_BROKER_NEEDS_CODE && result == NULL)
    g_main_context_iteration (NULL, TRUE);
  say ("code");
  code = read_line ();
  mag_broker_submit_code (broker, code);
  if (!mag_broker_sign_in_finish (broker, wait_for (&result), &error))
    g_error ("Sign-in: %s", error->message);
}

static void
load_all (MagBroker *broker)
{
  g_autoptr(GAsyncResult) listed = NULL, loaded = NULL, ordered = NULL, happened = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) accounts = NULL;
  g_autoptr(MagPortfolio) portfolio = NULL;
  g_autoptr(MagBrokerPage) orders = NULL, events = NULL;
  const MagBrokerAccount *account;

  mag_broker_list_accounts_async (broker, NULL, keep_result_cb, &listed);
  accounts = mag_broker_list_accounts_finish (broker, wait_for (&listed), &error);
  g_assert_no_error (error);
  account = g_ptr_array_index (accounts, 0);
  mag_broker_load_portfolio_async (broker, account, NULL, keep_result_cb, &loaded);
  portfolio = mag_broker_load_portfolio_finish (broker, wait_for (&loaded), &error);
  g_assert_no_error (error);
  mag_broker_load_orders_async (broker, account->number, NULL, NULL, keep_result_cb, &ordered);
  orders = mag_broker_load_orders_finish (broker, wait_for (&ordered), &error);
  g_assert_no_error (error);
  /* this one is refused, and its error must say nothing either */
  mag_broker_load_events_async (broker, account->number, NULL, NULL, keep_result_cb, &happened);
  events = mag_broker_load_events_finish (broker, wait_for (&happened), &error);
  g_printerr ("Events: %s\n", error->message);
}

int
main (int    argc,
      char **argv)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(MagProfile) profile = NULL;
  g_autoptr(MagHttp) http = NULL;
  g_autoptr(MagSecrets) secrets = mag_secrets_new ();
  g_autoptr(MagBroker) broker = NULL;
  g_autofree char *last = NULL;

  mag_core_dump_forbid ();
  profile = mag_profile_new_practice (argv[1], FALSE, &error);
  g_assert_no_error (error);
  http = mag_http_new (mag_profile_get_clock (profile), "probe");
  broker = mag_robinhood_new (profile, http, secrets);
  sign_in (broker);
  load_all (broker);
  say ("ready");
  last = read_line ();
  if (g_str_equal (last, "crash"))
    {
      signal (SIGSEGV, SIG_DFL); /* a sanitizer would catch it */
      raise (SIGSEGV);
    }
  if (g_str_equal (last, "out"))
    {
      g_autoptr(GAsyncResult) result = NULL;

      mag_broker_sign_out_async (broker, TRUE, NULL, keep_result_cb, &result);
      mag_broker_sign_out_finish (broker, wait_for (&result), &error);
      g_assert_no_error (error);
    }
  return 0;
}
