/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The account menu follows the broker's state and the accounts of the last refresh. An account leads to its positions. */

#include "config.h"

#include "mag-account-button.h"

#include <glib/gi18n.h>

struct _MagAccountButton
{
  AdwBin         parent_instance;

  GtkMenuButton *button; /* lent; the child */
  MagEngine     *engine; /* owned */
  char          *shown;  /* owned; what the menu tells: it is made anew for something else only, as that closes it */
};

G_DEFINE_FINAL_TYPE (MagAccountButton, mag_account_button, ADW_TYPE_BIN)

static char *
describe_session (MagBroker *broker)
{
  g_autofree char *user = mag_broker_dup_user (broker);

  switch (mag_broker_get_state (broker))
    {
    case MAG_BROKER_SIGNED_IN:
      return user != NULL ? g_strdup_printf (_("Signed in as %s"), user) : g_strdup (_("Signed in"));
    case MAG_BROKER_EXPIRED:
      return user != NULL ? g_strdup_printf (_("The session of %s has ended"), user) : g_strdup (_("The session has ended"));
    case MAG_BROKER_SIGNING_IN:
    case MAG_BROKER_WAITING_APPROVAL:
    case MAG_BROKER_NEEDS_CODE:
      return g_strdup (_("Signing in…"));
    case MAG_BROKER_SIGNED_OUT:
      return g_strdup (_("Nobody is signed in"));
    }
  g_return_val_if_reached (NULL);
}

/* Actions that can't be done now are not in the menu. */
static void
append_action (GMenu      *menu,
               const char *label,
               const char *action)
{
  g_autoptr(GMenuItem) item = g_menu_item_new (label, action);

  g_menu_item_set_attribute (item, "hidden-when", "s", "action-disabled");
  g_menu_append_item (menu, item);
}

static GMenu *
make_accounts (MagAccountButton *self)
{
  GPtrArray *portfolios = mag_portfolio_client_get_portfolios (mag_engine_get_portfolio (self->engine));
  GMenu *menu = g_menu_new ();

  for (guint i = 0; i < portfolios->len; i++)
    {
      const MagPortfolio *portfolio = g_ptr_array_index (portfolios, i);
      g_autoptr(GMenuItem) item = g_menu_item_new (portfolio->name, NULL);

      g_menu_item_set_action_and_target (item, "app.show-account", "s", portfolio->account);
      g_menu_append_item (menu, item);
    }
  return menu;
}

static GMenu *
make_session (MagAccountButton *self)
{
  GMenu *menu = g_menu_new ();
  MagBrokerState state = mag_broker_get_state (mag_engine_get_broker (self->engine));

  append_action (menu, state == MAG_BROKER_EXPIRED ? _("Sign _In Again…") : _("Sign _In…"), "app.sign-in");
  append_action (menu, _("Sign _Out"), "app.sign-out");
  append_action (menu, state == MAG_BROKER_SIGNED_OUT ? _("_Forget This Device") : _("Sign Out and _Forget This Device"), "app.forget-device");
  return menu;
}

static GMenu *
make_other (MagAccountButton *self)
{
  GMenu *menu = g_menu_new ();

  if (mag_profile_is_practice (mag_engine_get_profile (self->engine)))
    append_action (menu, _("_Use My Broker"), "app.real-account");
  else
    append_action (menu, _("_Practice Account"), "app.practice-account");
  return menu;
}

static char *
describe_all (MagAccountButton *self,
              const char       *session)
{
  GPtrArray *portfolios = mag_portfolio_client_get_portfolios (mag_engine_get_portfolio (self->engine));
  GString *text = g_string_new (session);

  for (guint i = 0; i < portfolios->len; i++)
    {
      const MagPortfolio *portfolio = g_ptr_array_index (portfolios, i);

      g_string_append_printf (text, "\n%s\t%s", portfolio->account, portfolio->name);
    }
  return g_string_free_and_steal (text);
}

static void
update (MagAccountButton *self)
{
  g_autofree char *session = describe_session (mag_engine_get_broker (self->engine));
  g_autofree char *all = describe_all (self, session);
  g_autoptr(GMenu) menu = g_menu_new (), accounts = make_accounts (self), actions = make_session (self), other = make_other (self);
  gboolean any = g_menu_model_get_n_items (G_MENU_MODEL (accounts)) > 0;

  if (!g_set_str (&self->shown, all))
    return;
  if (any)
    g_menu_append_section (menu, session, G_MENU_MODEL (accounts));
  g_menu_append_section (menu, any ? NULL : session, G_MENU_MODEL (actions));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (other));
  gtk_menu_button_set_menu_model (self->button, G_MENU_MODEL (menu));
}

static void
mag_account_button_finalize (GObject *object)
{
  MagAccountButton *self = MAG_ACCOUNT_BUTTON (object);

  g_clear_object (&self->engine);
  g_free (self->shown);

  G_OBJECT_CLASS (mag_account_button_parent_class)->finalize (object);
}

static void
mag_account_button_class_init (MagAccountButtonClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mag_account_button_finalize;
}

static void
mag_account_button_init (MagAccountButton *self)
{
  self->button = GTK_MENU_BUTTON (gtk_menu_button_new ());
  gtk_menu_button_set_icon_name (self->button, "avatar-default-symbolic");
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->button), _("Account"));
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->button));
}

void
mag_account_button_set_engine (MagAccountButton *self,
                               MagEngine        *engine)
{
  g_return_if_fail (MAG_IS_ACCOUNT_BUTTON (self));
  g_return_if_fail (mag_engine_get_broker (engine) != NULL);

  self->engine = g_object_ref (engine);
  g_signal_connect_object (mag_engine_get_broker (engine), "notify::state", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (mag_engine_get_portfolio (engine), "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);
}
