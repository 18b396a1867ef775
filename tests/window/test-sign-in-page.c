/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The account side of the window, with a broker that does as it is told: every page of the sign-in dialog, every way a keyring can fail, which
 * banner comes first, and what the account menu offers. */

#include "config.h"

#include "fake-broker.h"
#include "mag-broker-error.h"
#include "mag-date.h"
#include "mag-sign-in-dialog.h"
#include "mag-ui-resources.h"
#include "mag-window.h"
#include "store-fixture.h"

#include <locale.h>
#include <string.h>

#define PATIENCE_US (20 * G_USEC_PER_SEC)
#define MINUTE_US (60 * (gint64) G_USEC_PER_SEC)

typedef struct
{
  StoreFixture        store;
  MagProfile         *profile; /* the window's: real, or the store's, which is of a practice account */
  FakeBroker         *broker;
  MagSecrets         *secrets;
  MagPortfolioClient *client;
  GSettings          *settings;
  MagEngine          *engine;
  MagWindow          *window;
  AdwDialog          *dialog; /* the window's */
} Fixture;

#define wait_until(condition) \
  G_STMT_START \
    { \
      gint64 deadline = g_get_monotonic_time () + PATIENCE_US; \
      while (!(condition) && g_get_monotonic_time () < deadline) \
        if (!g_main_context_iteration (NULL, FALSE)) \
          g_usleep (1000); \
      g_assert_true (condition); \
    } \
  G_STMT_END

static void
run_for (guint milliseconds)
{
  gint64 end = g_get_monotonic_time () + milliseconds * (gint64) 1000;

  while (g_get_monotonic_time () < end)
    if (!g_main_context_iteration (NULL, FALSE))
      g_usleep (1000);
}

static void
open_window (Fixture *fixture)
{
  g_settings_set_string (fixture->settings, "page", "positions");
  fixture->window = mag_window_new (NULL, fixture->engine);
  gtk_window_present (GTK_WINDOW (fixture->window));
}

/* data: "practice". The store is opened by the tests that need it. */
static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  g_autoptr(MagSyncClient) client = NULL;
  g_autoptr(GError) error = NULL;

  if (!store_fixture_set_up (&fixture->store))
    return;
  client = mag_sync_client_new (fixture->store.store, fixture->store.profile);
  fixture->settings = g_settings_new (APP_ID);
  fixture->profile = data != NULL ? mag_profile_ref (fixture->store.profile) : mag_profile_new_real (&error);
  g_assert_no_error (error);
  fixture->broker = fake_broker_new ();
  fixture->secrets = mag_secrets_new ();
  fixture->client = mag_portfolio_client_new (MAG_BROKER (fixture->broker), fixture->store.store, mag_profile_get_clock (fixture->profile));
  fixture->engine = mag_engine_new (fixture->profile, fixture->store.store, client, fixture->settings);
  mag_engine_set_broker (fixture->engine, MAG_BROKER (fixture->broker), fixture->secrets, fixture->client);
  open_window (fixture);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  if (fixture->window == NULL)
    return;
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  run_for (50);
  g_clear_object (&fixture->engine);
  g_clear_object (&fixture->client);
  g_clear_object (&fixture->broker);
  g_clear_object (&fixture->secrets);
  g_clear_object (&fixture->settings);
  mag_profile_unref (fixture->profile);
  store_fixture_tear_down (&fixture->store);
}

/* What is on screen */

static gpointer
part (Fixture    *fixture,
      const char *name)
{
  return gtk_widget_get_template_child (GTK_WIDGET (fixture->dialog), MAG_TYPE_SIGN_IN_DIALOG, name);
}

static const char *
text_of (Fixture    *fixture,
         const char *name)
{
  return gtk_label_get_text (part (fixture, name));
}

static const char *
typed (Fixture    *fixture,
       const char *name)
{
  return gtk_editable_get_text (part (fixture, name));
}

static gboolean
is_visible (Fixture    *fixture,
            const char *name)
{
  return gtk_widget_get_visible (part (fixture, name));
}

static void
assert_page (Fixture    *fixture,
             const char *name)
{
  g_assert_cmpstr (gtk_stack_get_visible_child_name (part (fixture, "stack")), ==, name);
}

static void
click (Fixture    *fixture,
       const char *name)
{
  g_assert_true (gtk_widget_get_sensitive (part (fixture, name)));
  g_signal_emit_by_name (part (fixture, name), "clicked");
}

static const char *
banner (Fixture *fixture)
{
  AdwBanner *widget = ADW_BANNER (gtk_widget_get_template_child (GTK_WIDGET (fixture->window), MAG_TYPE_WINDOW, "banner"));

  return adw_banner_get_revealed (widget) ? adw_banner_get_title (widget) : "";
}

static void
open_dialog (Fixture *fixture)
{
  fixture->dialog = mag_sign_in_dialog_new (fixture->engine);
  adw_dialog_present (fixture->dialog, GTK_WIDGET (fixture->window));
}

static gboolean
is_open (Fixture *fixture)
{
  return adw_application_window_get_visible_dialog (ADW_APPLICATION_WINDOW (fixture->window)) != NULL;
}

static void
begin (Fixture *fixture)
{
  open_dialog (fixture);
  gtk_editable_set_text (part (fixture, "user"), " me@example.com ");
  gtk_editable_set_text (part (fixture, "password"), "secret words");
  click (fixture, "sign_in");
}

static void
ask_code (Fixture           *fixture,
          MagBrokerChallenge challenge)
{
  fake_broker_ask (fixture->broker, MAG_BROKER_NEEDS_CODE, &challenge);
}

static void
answer (Fixture *fixture,
        GError  *error)
{
  fake_broker_answer (fixture->broker, error);
  run_for (20);
}

static GError *
new_error (GQuark domain,
           int    code)
{
  return g_error_new_literal (domain, code, "These are the words.");
}

/* The form */

static void
test_form_says_what_it_is (Fixture       *fixture,
                           gconstpointer  data)
{
  if (fixture->window == NULL)
    return;
  open_dialog (fixture);
  assert_page (fixture, "form");
  g_assert_nonnull (strstr (text_of (fixture, "introduction"), "never places one"));
  g_assert_nonnull (strstr (text_of (fixture, "introduction"), "no official interface"));
  g_assert_nonnull (strstr (text_of (fixture, "introduction"), "never stored"));
  g_assert_false (gtk_widget_get_sensitive (part (fixture, "sign_in")));
}

/* Nothing is sent that can't be a user's name. */
static void
test_form_wants_an_address (Fixture       *fixture,
                            gconstpointer  data)
{
  if (fixture->window == NULL)
    return;
  open_dialog (fixture);
  gtk_editable_set_text (part (fixture, "user"), "me");
  gtk_editable_set_text (part (fixture, "password"), "secret words");
  click (fixture, "sign_in");
  g_assert_cmpuint (fixture->broker->n_sign_ins, ==, 0);
  g_assert_true (is_visible (fixture, "problem"));
  g_assert_true (gtk_widget_has_css_class (part (fixture, "user"), "error"));
  g_assert_false (gtk_widget_has_css_class (part (fixture, "password"), "error"));
  gtk_editable_set_text (part (fixture, "user"), "me@example.com");
  g_assert_false (is_visible (fixture, "problem"));
  g_assert_false (gtk_widget_has_css_class (part (fixture, "user"), "error"));
}

static void
test_form_knows_who_was_here (Fixture       *fixture,
                              gconstpointer  data)
{
  if (fixture->window == NULL)
    return;
  g_set_str (&fixture->broker->user, "me@example.com");
  open_dialog (fixture);
  g_assert_cmpstr (typed (fixture, "user"), ==, "me@example.com");
}

static void
test_refused (Fixture       *fixture,
              gconstpointer  data)
{
  if (fixture->window == NULL)
    return;
  begin (fixture);
  assert_page (fixture, "busy");
  g_assert_cmpstr (fixture->broker->given_user, ==, "me@example.com"); /* without the blanks */
  g_assert_cmpstr (fixture->broker->given_password, ==, "secret words");
  answer (fixture, new_error (MAG_BROKER_ERROR, MAG_BROKER_ERROR_REFUSED));
  assert_page (fixture, "form");
  g_assert_cmpstr (text_of (fixture, "problem"), ==, "These are the words.");
  g_assert_true (gtk_widget_has_css_class (part (fixture, "password"), "error"));
  g_assert_cmpstr (typed (fixture, "user"), ==, " me@example.com ");
  g_assert_cmpstr (typed (fixture, "password"), ==, "");
  g_assert_false (gtk_widget_get_sensitive (part (fixture, "sign_in")));
  run_for (1500);
  g_assert_cmpuint (fixture->broker->n_sign_ins, ==, 1); /* never by itself */
}

/* Approval */

static void
test_approval (Fixture       *fixture,
               gconstpointer  data)
{
  MagBrokerChallenge challenge = { .code = MAG_BROKER_CODE_NONE, .attempts = -1 };

  if (fixture->window == NULL)
    return;
  begin (fixture);
  challenge.expires_us = mag_engine_now_us (fixture->engine) + 2 * MINUTE_US - G_USEC_PER_SEC / 2;
  fake_broker_ask (fixture->broker, MAG_BROKER_WAITING_APPROVAL, &challenge);
  assert_page (fixture, "approve");
  g_assert_cmpstr (text_of (fixture, "time_left"), ==, "1:59 left");
  g_assert_cmpstr (typed (fixture, "password"), ==, ""); /* it is not needed any more */
  wait_until (!g_str_equal (text_of (fixture, "time_left"), "1:59 left"));
  g_assert_true (g_str_has_prefix (text_of (fixture, "time_left"), "1:5"));
  g_assert_false (is_visible (fixture, "sign_in"));
  g_assert_true (is_visible (fixture, "cancel"));
  answer (fixture, NULL);
  wait_until (!is_open (fixture));
}

static void
test_approval_given_up (Fixture       *fixture,
                        gconstpointer  data)
{
  const MagBrokerChallenge challenge = { .code = MAG_BROKER_CODE_NONE, .attempts = -1 };

  if (fixture->window == NULL)
    return;
  begin (fixture);
  fake_broker_ask (fixture->broker, MAG_BROKER_WAITING_APPROVAL, &challenge);
  g_assert_cmpstr (text_of (fixture, "time_left"), ==, ""); /* the broker did not say */
  adw_dialog_close (fixture->dialog);
  g_assert_null (fixture->broker->signing_in);
  wait_until (!is_open (fixture));
  g_assert_cmpuint (fixture->broker->n_sign_ins, ==, 1);
}

/* Codes */

static void
test_code_of_each_kind (Fixture       *fixture,
                        gconstpointer  data)
{
  static const struct { MagBrokerCode code; const char *word; gboolean can_resend; } kinds[] = {
    { MAG_BROKER_CODE_APP, "authenticator", FALSE },
    { MAG_BROKER_CODE_SMS, "text message", TRUE },
    { MAG_BROKER_CODE_EMAIL, "e-mail", TRUE },
  };

  if (fixture->window == NULL)
    return;
  begin (fixture);
  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      ask_code (fixture, (MagBrokerChallenge) { .code = kinds[i].code, .attempts = 3, .can_resend = kinds[i].can_resend });
      assert_page (fixture, "code");
      g_assert_nonnull (strstr (text_of (fixture, "code_where"), kinds[i].word));
      g_assert_cmpint (is_visible (fixture, "resend"), ==, kinds[i].can_resend);
      g_assert_false (is_visible (fixture, "code_problem"));
      g_assert_false (gtk_widget_get_sensitive (part (fixture, "send_code")));
    }
}

static void
test_wrong_code (Fixture       *fixture,
                 gconstpointer  data)
{
  if (fixture->window == NULL)
    return;
  begin (fixture);
  ask_code (fixture, (MagBrokerChallenge) { .code = MAG_BROKER_CODE_SMS, .attempts = 3 });
  gtk_editable_set_text (part (fixture, "code"), " 000 000 ");
  click (fixture, "send_code");
  g_assert_cmpstr (fixture->broker->given_code, ==, "000 000");
  assert_page (fixture, "busy");
  ask_code (fixture, (MagBrokerChallenge) { .code = MAG_BROKER_CODE_SMS, .attempts = 1, .was_wrong = TRUE });
  assert_page (fixture, "code");
  g_assert_cmpstr (text_of (fixture, "code_problem"), ==, "That code is not right. 1 try is left.");
  g_assert_true (gtk_widget_has_css_class (part (fixture, "code"), "error"));
  g_assert_cmpstr (typed (fixture, "code"), ==, "");
  ask_code (fixture, (MagBrokerChallenge) { .code = MAG_BROKER_CODE_SMS, .attempts = -1, .was_wrong = TRUE });
  g_assert_cmpstr (text_of (fixture, "code_problem"), ==, "That code is not right.");
  answer (fixture, NULL);
  wait_until (!is_open (fixture));
}

static void
test_another_code (Fixture       *fixture,
                   gconstpointer  data)
{
  if (fixture->window == NULL)
    return;
  begin (fixture);
  ask_code (fixture, (MagBrokerChallenge) { .code = MAG_BROKER_CODE_SMS, .attempts = 3, .can_resend = TRUE });
  click (fixture, "resend");
  g_assert_cmpuint (fixture->broker->n_resends, ==, 1);
  g_assert_false (gtk_widget_get_sensitive (part (fixture, "resend")));
  ask_code (fixture, (MagBrokerChallenge) { .code = MAG_BROKER_CODE_SMS, .attempts = 3, .can_resend = TRUE });
  g_assert_true (gtk_widget_get_sensitive (part (fixture, "resend")));
  g_assert_nonnull (strstr (text_of (fixture, "code_where"), "another code"));
}

/* Trouble */

static void
test_trouble_of_each_kind (Fixture       *fixture,
                           gconstpointer  data)
{
  static const struct { MagBrokerError code; const char *title; } kinds[] = {
    { MAG_BROKER_ERROR_OFFLINE, "Robinhood Did Not Answer" },
    { MAG_BROKER_ERROR_NOT_APPROVED, "Not Approved" },
    { MAG_BROKER_ERROR_ELSEWHERE, "Sign in With Robinhood’s App First" },
    { MAG_BROKER_ERROR_FORMAT, "The Sign-In Did Not Work" },
  };

  if (fixture->window == NULL)
    return;
  begin (fixture);
  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      answer (fixture, new_error (MAG_BROKER_ERROR, (int) kinds[i].code));
      assert_page (fixture, "trouble");
      g_assert_cmpstr (text_of (fixture, "trouble_title"), ==, kinds[i].title);
      g_assert_cmpstr (text_of (fixture, "trouble_text"), ==, "These are the words.");
      g_assert_false (is_visible (fixture, "session_only"));
      g_assert_false (is_visible (fixture, "sign_in"));
      g_assert_cmpstr (typed (fixture, "password"), ==, "");
      g_assert_cmpuint (fixture->broker->n_sign_ins, ==, i + 1);
      click (fixture, "again"); /* leads to the form, and no further */
      assert_page (fixture, "form");
      g_assert_cmpuint (fixture->broker->n_sign_ins, ==, i + 1);
      gtk_editable_set_text (part (fixture, "password"), "secret words");
      click (fixture, "sign_in");
    }
}

/* A broker that wants to be left alone is, until its time has come. */
static void
test_busy_broker_is_waited_for (Fixture       *fixture,
                                gconstpointer  data)
{
  if (fixture->window == NULL)
    return;
  begin (fixture);
  answer (fixture, mag_broker_error_new_busy (mag_engine_now_us (fixture->engine) + 2 * G_USEC_PER_SEC, "Too often."));
  assert_page (fixture, "trouble");
  g_assert_cmpstr (text_of (fixture, "trouble_title"), ==, "Robinhood Asks You to Wait");
  g_assert_true (g_str_has_prefix (text_of (fixture, "wait"), "Wait 0:0"));
  g_assert_false (gtk_widget_get_sensitive (part (fixture, "again")));
  wait_until (gtk_widget_get_sensitive (part (fixture, "again")));
  g_assert_false (is_visible (fixture, "wait"));
  g_assert_cmpuint (fixture->broker->n_sign_ins, ==, 1);
}

static void
test_keyring_of_each_kind (Fixture       *fixture,
                           gconstpointer  data)
{
  static const struct { MagSecretsError code; const char *title; } kinds[] = {
    { MAG_SECRETS_ERROR_LOCKED, "The Keyring Is Locked" },
    { MAG_SECRETS_ERROR_CANCELLED, "The Keyring Was Not Unlocked" },
    { MAG_SECRETS_ERROR_MISSING, "There Is No Keyring" },
    { MAG_SECRETS_ERROR_BROKEN, "The Keyring Does Not Work" },
  };

  if (fixture->window == NULL)
    return;
  begin (fixture);
  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      answer (fixture, new_error (MAG_SECRETS_ERROR, (int) kinds[i].code));
      assert_page (fixture, "trouble");
      g_assert_cmpstr (text_of (fixture, "trouble_title"), ==, kinds[i].title);
      g_assert_cmpstr (text_of (fixture, "trouble_text"), ==, "These are the words.");
      g_assert_true (is_visible (fixture, "session_only"));
      g_assert_cmpuint (fixture->broker->n_sign_ins, ==, i + 1);
      click (fixture, "again"); /* the same again: nothing had been sent */
      assert_page (fixture, "busy");
      g_assert_cmpstr (fixture->broker->given_password, ==, "secret words");
      g_assert_false (mag_secrets_is_session_only (fixture->secrets));
    }
}

static void
test_this_session_only (Fixture       *fixture,
                        gconstpointer  data)
{
  if (fixture->window == NULL)
    return;
  begin (fixture);
  answer (fixture, new_error (MAG_SECRETS_ERROR, MAG_SECRETS_ERROR_MISSING));
  click (fixture, "session_only");
  g_assert_true (mag_secrets_is_session_only (fixture->secrets));
  g_assert_cmpuint (fixture->broker->n_sign_ins, ==, 2);
  answer (fixture, NULL);
  wait_until (!is_open (fixture));
}

/* Signed in, but a restart will ask again: that is said, and not by a note that passes. */
static void
test_not_kept (Fixture       *fixture,
               gconstpointer  data)
{
  if (fixture->window == NULL)
    return;
  fixture->broker->storage_problem = "The keyring does not work.";
  begin (fixture);
  answer (fixture, NULL);
  assert_page (fixture, "done");
  g_assert_cmpstr (text_of (fixture, "storage_problem"), ==, "The keyring does not work.");
  g_assert_true (is_visible (fixture, "done"));
  g_assert_false (is_visible (fixture, "cancel"));
  g_assert_cmpstr (typed (fixture, "password"), ==, "");
}

/* What a practice window says */

static void
test_practice (Fixture       *fixture,
               gconstpointer  data)
{
  if (fixture->window == NULL)
    return;
  g_assert_true (gtk_widget_get_visible (GTK_WIDGET (gtk_widget_get_template_child (GTK_WIDGET (fixture->window), MAG_TYPE_WINDOW, "practice"))));
  g_assert_cmpstr (gtk_window_get_title (GTK_WINDOW (fixture->window)), ==, "Magnus: Practice");
  g_assert_cmpstr (banner (fixture), ==, "Practice account: simulated prices");
  open_dialog (fixture);
  g_assert_cmpstr (adw_dialog_get_title (fixture->dialog), ==, "Practice Sign-In");
  g_assert_nonnull (strstr (text_of (fixture, "introduction"), "“practice”"));
}

/* Banners and the account menu */

static MagPortfolio *
add_account (Fixture    *fixture,
             const char *number,
             const char *name)
{
  MagPortfolio *portfolio = mag_portfolio_new ();

  g_set_str (&portfolio->account, number);
  g_set_str (&portfolio->name, name);
  g_set_str (&portfolio->kind, "individual");
  portfolio->at_us = mag_engine_now_us (fixture->engine);
  g_ptr_array_add (fixture->broker->portfolios, portfolio);
  return portfolio;
}

static void
click_banner (Fixture *fixture)
{
  g_signal_emit_by_name (gtk_widget_get_template_child (GTK_WIDGET (fixture->window), MAG_TYPE_WINDOW, "banner"), "button-clicked");
}

/* Depth first, the first label that begins so and can be seen. */
static gboolean
says (GtkWidget  *widget,
      const char *beginning)
{
  if (GTK_IS_LABEL (widget) && g_str_has_prefix (gtk_label_get_text (GTK_LABEL (widget)), beginning))
    return TRUE;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    if (says (child, beginning))
      return TRUE;
  return FALSE;
}

static void
sign_in_with_accounts (Fixture *fixture)
{
  add_account (fixture, "A1", "Individual");
  add_account (fixture, "A2", "Roth IRA");
  mag_engine_open (fixture->engine);
  wait_until (mag_engine_is_ready (fixture->engine));
  begin (fixture);
  answer (fixture, NULL);
  wait_until (mag_portfolio_client_get_updated_us (fixture->client) != 0 && !mag_portfolio_client_is_busy (fixture->client));
}

static void
test_greeting (Fixture       *fixture,
               gconstpointer  data)
{
  if (fixture->window == NULL)
    return;
  sign_in_with_accounts (fixture);
  wait_until (says (GTK_WIDGET (fixture->window), "Signed in. 2 accounts: Individual, Roth IRA"));
  g_assert_cmpuint (fixture->broker->n_lists, ==, 1); /* it costs no request */
}

static void
test_banner_order (Fixture       *fixture,
                   gconstpointer  data)
{
  g_autoptr(GError) gone = g_error_new_literal (MAG_STORE_ERROR, MAG_STORE_ERROR_UNAVAILABLE, "The store is gone.");

  if (fixture->window == NULL)
    return;
  g_assert_cmpstr (banner (fixture), ==, "");
  sign_in_with_accounts (fixture);
  g_assert_cmpstr (banner (fixture), ==, "");
  fake_broker_set_state (fixture->broker, MAG_BROKER_SIGNED_OUT);
  g_assert_nonnull (strstr (banner (fixture), "Nobody is signed in"));
  fake_broker_set_state (fixture->broker, MAG_BROKER_EXPIRED);
  g_assert_nonnull (strstr (banner (fixture), "ended the session"));
  g_assert_true (mag_engine_report (fixture->engine, gone));
  g_assert_cmpstr (banner (fixture), ==, "The store is gone.");
}

/* Nothing is known, and nobody ever signed in: there is no banner to say so. */
static void
test_banner_of_the_keyring (Fixture       *fixture,
                            gconstpointer  data)
{
  if (fixture->window == NULL)
    return;
  fixture->broker->restore_error = g_error_new_literal (MAG_SECRETS_ERROR, MAG_SECRETS_ERROR_MISSING, "No keyring.");
  mag_engine_restore_session (fixture->engine);
  run_for (20);
  g_assert_cmpstr (banner (fixture), ==, "");

  g_clear_error (&fixture->broker->restore_error);
  fixture->broker->restore_error = g_error_new_literal (MAG_SECRETS_ERROR, MAG_SECRETS_ERROR_LOCKED, "It is locked.");
  mag_engine_restore_session (fixture->engine);
  run_for (20);
  g_assert_cmpstr (banner (fixture), ==, "It is locked.");
  mag_window_show_page (fixture->window, "trades");
  g_assert_cmpstr (banner (fixture), !=, "It is locked.");
  mag_window_show_page (fixture->window, "positions");

  g_clear_error (&fixture->broker->restore_error);
  fixture->broker->restored_state = MAG_BROKER_SIGNED_IN;
  click_banner (fixture);
  g_assert_cmpuint (fixture->broker->n_restores, ==, 3);
  g_assert_cmpstr (banner (fixture), ==, "");
}

static GMenuModel *
account_menu (Fixture *fixture)
{
  GtkWidget *bin = GTK_WIDGET (gtk_widget_get_template_child (GTK_WIDGET (fixture->window), MAG_TYPE_WINDOW, "account"));

  return gtk_menu_button_get_menu_model (GTK_MENU_BUTTON (adw_bin_get_child (ADW_BIN (bin))));
}

static char *
section_label (GMenuModel *menu,
               int         i)
{
  char *label = NULL;

  g_menu_model_get_item_attribute (menu, i, G_MENU_ATTRIBUTE_LABEL, "s", &label);
  return label;
}

static void
test_account_menu (Fixture       *fixture,
                   gconstpointer  data)
{
  g_autofree char *before = NULL, *signed_in = NULL, *expired = NULL, *name = NULL, *target = NULL;
  g_autoptr(GMenuModel) accounts = NULL;

  if (fixture->window == NULL)
    return;
  before = section_label (account_menu (fixture), 0);
  g_assert_cmpstr (before, ==, "Nobody is signed in");
  sign_in_with_accounts (fixture);
  signed_in = section_label (account_menu (fixture), 0);
  g_assert_cmpstr (signed_in, ==, "Signed in as me@example.com");
  accounts = g_menu_model_get_item_link (account_menu (fixture), 0, G_MENU_LINK_SECTION);
  g_assert_cmpint (g_menu_model_get_n_items (accounts), ==, 2);
  g_menu_model_get_item_attribute (accounts, 1, G_MENU_ATTRIBUTE_LABEL, "s", &name);
  g_menu_model_get_item_attribute (accounts, 1, G_MENU_ATTRIBUTE_TARGET, "s", &target);
  g_assert_cmpstr (name, ==, "Roth IRA");
  g_assert_cmpstr (target, ==, "A2");
  fake_broker_set_state (fixture->broker, MAG_BROKER_EXPIRED);
  expired = section_label (account_menu (fixture), 0);
  g_assert_cmpstr (expired, ==, "The session of me@example.com has ended");
}

/* A menu that is open stays so when a refresh brings the same accounts. */
static void
test_account_menu_stays (Fixture       *fixture,
                         gconstpointer  data)
{
  GMenuModel *menu;

  if (fixture->window == NULL)
    return;
  sign_in_with_accounts (fixture);
  menu = account_menu (fixture);
  g_signal_emit_by_name (fixture->client, "changed");
  g_assert_true (account_menu (fixture) == menu);
}

/* Positions are kept current whichever page is shown: alerts must come without anybody looking. */
static void
test_refreshed_without_the_page (Fixture       *fixture,
                                 gconstpointer  data)
{
  if (fixture->window == NULL)
    return;
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  g_settings_set_string (fixture->settings, "page", "watchlists");
  fixture->window = mag_window_new (NULL, fixture->engine);
  gtk_window_present (GTK_WINDOW (fixture->window));
  add_account (fixture, "A1", "Individual");
  mag_engine_open (fixture->engine);
  wait_until (mag_engine_is_ready (fixture->engine));
  fake_broker_set_state (fixture->broker, MAG_BROKER_SIGNED_IN);
  wait_until (mag_portfolio_client_get_portfolios (fixture->client)->len == 1);
}

int
main (int    argc,
      char **argv)
{
  static const struct { const char *path; void (*test) (Fixture *fixture, gconstpointer data); const char *profile; } tests[] = {
    { "/sign-in/form-says-what-it-is", test_form_says_what_it_is },
    { "/sign-in/form-wants-an-address", test_form_wants_an_address },
    { "/sign-in/form-knows-who-was-here", test_form_knows_who_was_here },
    { "/sign-in/refused", test_refused },
    { "/sign-in/approval", test_approval },
    { "/sign-in/approval-given-up", test_approval_given_up },
    { "/sign-in/code-of-each-kind", test_code_of_each_kind },
    { "/sign-in/wrong-code", test_wrong_code },
    { "/sign-in/another-code", test_another_code },
    { "/sign-in/trouble-of-each-kind", test_trouble_of_each_kind },
    { "/sign-in/busy-broker-is-waited-for", test_busy_broker_is_waited_for },
    { "/sign-in/keyring-of-each-kind", test_keyring_of_each_kind },
    { "/sign-in/this-session-only", test_this_session_only },
    { "/sign-in/not-kept", test_not_kept },
    { "/sign-in/practice", test_practice, "practice" },
    { "/sign-in/greeting", test_greeting },
    { "/sign-in/banner-order", test_banner_order },
    { "/sign-in/banner-of-the-keyring", test_banner_of_the_keyring },
    { "/sign-in/account-menu", test_account_menu },
    { "/sign-in/account-menu-stays", test_account_menu_stays },
    { "/sign-in/refreshed-without-the-page", test_refreshed_without_the_page },
  };

  g_autofree char *home = g_dir_make_tmp ("mag-sign-in-XXXXXX", NULL);

  g_setenv ("XDG_DATA_HOME", home, TRUE); /* of the real profile, which keeps nothing there: it is the store's that is used */
  setlocale (LC_ALL, "");
  g_test_init (&argc, &argv, NULL);
  if (!gtk_init_check ())
    {
      g_print ("1..0 # SKIP there is no display\n");
      return 0;
    }
  adw_init ();
  g_resources_register (mag_ui_get_resource ());
  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, Fixture, tests[i].profile, set_up, tests[i].test, tear_down);

  return g_test_run ();
}
