/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The main window. It makes each page when it is first shown, remembers its own size and last page, and owns the one banner: see
 * pick_news() for what comes first. A practice window says so in its header, whatever the banner says. */

#include "config.h"

#include "mag-window.h"

#include "mag-account-button.h"
#include "mag-analyzer-page.h"
#include "mag-positions-page.h"
#include "mag-trades-page.h"
#include "mag-watchlists-page.h"

#include <glib/gi18n.h>

struct _MagWindow
{
  AdwApplicationWindow parent_instance;

  AdwToastOverlay *toasts;
  AdwBanner    *banner;
  AdwViewStack *stack;
  MagAccountButton *account;
  GtkWidget    *practice;

  MagEngine    *engine; /* owned */
};

G_DEFINE_FINAL_TYPE (MagWindow, mag_window, ADW_TYPE_APPLICATION_WINDOW)

static GType
page_type (const char *name)
{
  if (g_str_equal (name, "positions"))
    return MAG_TYPE_POSITIONS_PAGE;
  if (g_str_equal (name, "trades"))
    return MAG_TYPE_TRADES_PAGE;
  if (g_str_equal (name, "watchlists"))
    return MAG_TYPE_WATCHLISTS_PAGE;
  if (g_str_equal (name, "analyzer"))
    return MAG_TYPE_ANALYZER_PAGE;

  return G_TYPE_INVALID;
}

/* The shown page; NULL before it was made. */
static MagPage *
shown_page (MagWindow *self)
{
  GtkWidget *bin = adw_view_stack_get_visible_child (self->stack);

  return bin != NULL ? MAG_PAGE (adw_bin_get_child (ADW_BIN (bin))) : NULL;
}

/* What the banner tells of. */
typedef enum
{
  NEWS_NONE,
  NEWS_STORE,
  NEWS_EXPIRED,
  NEWS_KEYRING,    /* the stored session can't be read */
  NEWS_SIGNED_OUT, /* but positions are shown */
  NEWS_PAGE,
  NEWS_PRACTICE,
} News;

static gboolean
is_state (MagWindow      *self,
          MagBrokerState  state)
{
  MagBroker *broker = mag_engine_get_broker (self->engine);

  return broker != NULL && mag_broker_get_state (broker) == state;
}

/* What stands in the way of most comes first: nothing can be kept, then nothing can be asked for, then the page's own. Who never signed in
 * hears of the keyring on the Positions page alone. */
static News
pick_news (MagWindow *self)
{
  MagPortfolioClient *portfolio = mag_engine_get_portfolio (self->engine);
  gboolean known = portfolio != NULL && mag_portfolio_client_get_updated_us (portfolio) != 0;
  MagPage *page = shown_page (self);

  if (mag_engine_get_trouble (self->engine) != NULL)
    return NEWS_STORE;
  if (is_state (self, MAG_BROKER_EXPIRED))
    return NEWS_EXPIRED;
  if (mag_engine_get_session_problem (self->engine) != NULL && (known || MAG_IS_POSITIONS_PAGE (page)))
    return NEWS_KEYRING;
  if (is_state (self, MAG_BROKER_SIGNED_OUT) && known)
    return NEWS_SIGNED_OUT;
  if (page != NULL && mag_page_get_problem (page) != NULL)
    return NEWS_PAGE;
  return mag_profile_is_practice (mag_engine_get_profile (self->engine)) ? NEWS_PRACTICE : NEWS_NONE;
}

static void
show_banner (MagWindow  *self,
             const char *title,
             const char *button)
{
  adw_banner_set_title (self->banner, title);
  adw_banner_set_button_label (self->banner, button);
  adw_banner_set_revealed (self->banner, TRUE);
}

static void
update_banner (MagWindow *self)
{
  switch (pick_news (self))
    {
    case NEWS_STORE:
      show_banner (self, mag_engine_get_trouble (self->engine), _("_Retry"));
      break;
    case NEWS_EXPIRED:
      show_banner (self, _("Your broker has ended the session. What is shown is the last that was known."), _("_Sign In…"));
      break;
    case NEWS_KEYRING:
      show_banner (self, mag_engine_get_session_problem (self->engine), _("_Try Again"));
      break;
    case NEWS_SIGNED_OUT:
      show_banner (self, _("Nobody is signed in. The positions are the last that were known."), _("_Sign In…"));
      break;
    case NEWS_PAGE:
      show_banner (self, mag_page_get_problem (shown_page (self)), _("_Retry"));
      break;
    case NEWS_PRACTICE:
      show_banner (self, _("Practice account: simulated prices"), _("_Use My Broker"));
      break;
    case NEWS_NONE:
      adw_banner_set_revealed (self->banner, FALSE);
      break;
    }
}

static void
banner_clicked_cb (MagWindow *self)
{
  switch (pick_news (self))
    {
    case NEWS_STORE:
      mag_engine_open (self->engine);
      break;
    case NEWS_EXPIRED:
    case NEWS_SIGNED_OUT:
      gtk_widget_activate_action (GTK_WIDGET (self), "app.sign-in", NULL);
      break;
    case NEWS_KEYRING:
      mag_engine_restore_session (self->engine);
      break;
    case NEWS_PAGE:
      mag_page_refresh (shown_page (self));
      break;
    case NEWS_PRACTICE:
      gtk_widget_activate_action (GTK_WIDGET (self), "app.real-account", NULL);
      break;
    case NEWS_NONE:
      break;
    }
}

static void
make_page (MagWindow *self,
           GtkWidget *bin)
{
  AdwViewStackPage *place = adw_view_stack_get_page (self->stack, bin);
  GtkWidget *page = g_object_new (page_type (adw_view_stack_page_get_name (place)), "engine", self->engine, NULL);

  g_signal_connect_object (page, "notify::problem", G_CALLBACK (update_banner), self, G_CONNECT_SWAPPED);
  adw_bin_set_child (ADW_BIN (bin), page);
}

static void
page_shown_cb (MagWindow *self)
{
  GtkWidget *bin = adw_view_stack_get_visible_child (self->stack);

  /* While the template is built there is no engine yet; mag_window_new() shows the remembered page. */
  if (bin == NULL || self->engine == NULL)
    return;

  if (adw_bin_get_child (ADW_BIN (bin)) == NULL)
    make_page (self, bin);
  g_settings_set_string (mag_engine_get_settings (self->engine), "page",
                         adw_view_stack_get_visible_child_name (self->stack));
  update_banner (self);
}

static void
search_action (GtkWidget  *widget,
               const char *action_name,
               GVariant   *parameter)
{
  MagPage *page = shown_page (MAG_WINDOW (widget));

  if (page != NULL)
    mag_page_search (page);
}

static void
refresh_action (GtkWidget  *widget,
                const char *action_name,
                GVariant   *parameter)
{
  MagWindow *self = MAG_WINDOW (widget);
  MagPage *page = shown_page (self);

  if (mag_engine_get_trouble (self->engine) != NULL)
    mag_engine_open (self->engine);
  if (page != NULL)
    mag_page_refresh (page);
}

static void
set_css_class (MagWindow  *self,
               const char *name,
               gboolean    set)
{
  if (set)
    gtk_widget_add_css_class (GTK_WIDGET (self), name);
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), name);
}

/* The palette is a class of the window, as is darkness, so that style.css alone knows the colours. */
static void
update_palette (MagWindow *self)
{
  static const char *const palettes[] = { "blue-orange", "green-red", "inverted", "monochrome" };
  g_autofree char *chosen = g_settings_get_string (mag_engine_get_settings (self->engine), "palette");

  for (gsize i = 0; i < G_N_ELEMENTS (palettes); i++)
    {
      g_autofree char *name = g_strconcat ("palette-", palettes[i], NULL);

      set_css_class (self, name, g_str_equal (palettes[i], chosen));
    }
  set_css_class (self, "dark", adw_style_manager_get_dark (adw_style_manager_get_default ()));
}

static void
follow_settings (MagWindow *self)
{
  GSettings *settings = mag_engine_get_settings (self->engine);

  g_settings_bind (settings, "window-width", self, "default-width", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (settings, "window-height", self, "default-height", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (settings, "window-maximized", self, "maximized", G_SETTINGS_BIND_DEFAULT);
  g_signal_connect_object (settings, "changed::palette", G_CALLBACK (update_palette), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (adw_style_manager_get_default (), "notify::dark", G_CALLBACK (update_palette), self, G_CONNECT_SWAPPED);
  update_palette (self);
}

static void
follow_engine (MagWindow *self)
{
  MagBroker *broker = mag_engine_get_broker (self->engine);

  g_signal_connect_object (self->engine, "notify::trouble", G_CALLBACK (update_banner), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->engine, "notify::session-problem", G_CALLBACK (update_banner), self, G_CONNECT_SWAPPED);
  gtk_widget_set_visible (GTK_WIDGET (self->account), broker != NULL);
  if (broker == NULL)
    return;
  g_signal_connect_object (broker, "notify::state", G_CALLBACK (update_banner), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (mag_engine_get_portfolio (self->engine), "notify::updated-us", G_CALLBACK (update_banner), self, G_CONNECT_SWAPPED);
  mag_account_button_set_engine (self->account, self->engine);
}

static void
mag_window_dispose (GObject *object)
{
  MagWindow *self = MAG_WINDOW (object);

  gtk_widget_dispose_template (GTK_WIDGET (self), MAG_TYPE_WINDOW);
  g_clear_object (&self->engine);

  G_OBJECT_CLASS (mag_window_parent_class)->dispose (object);
}

static void
mag_window_class_init (MagWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = mag_window_dispose;

  g_type_ensure (MAG_TYPE_ACCOUNT_BUTTON);
  gtk_widget_class_set_template_from_resource (widget_class, RESOURCE_PATH "/ui/mag-window.ui");
  gtk_widget_class_bind_template_child (widget_class, MagWindow, account);
  gtk_widget_class_bind_template_child (widget_class, MagWindow, banner);
  gtk_widget_class_bind_template_child (widget_class, MagWindow, practice);
  gtk_widget_class_bind_template_child (widget_class, MagWindow, toasts);
  gtk_widget_class_bind_template_child (widget_class, MagWindow, stack);
  gtk_widget_class_bind_template_callback (widget_class, banner_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, page_shown_cb);

  gtk_widget_class_install_action (widget_class, "win.search", NULL, search_action);
  gtk_widget_class_install_action (widget_class, "win.refresh", NULL, refresh_action);
}

static void
mag_window_init (MagWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * mag_window_new:
 * @application: the application it belongs to
 * @engine: what its pages work with
 *
 * Makes a window of the remembered size with the remembered page; not yet presented.
 *
 * Returns: (transfer none): the window, owned by GTK
 */
MagWindow *
mag_window_new (GtkApplication *application,
                MagEngine      *engine)
{
  MagWindow *self = g_object_new (MAG_TYPE_WINDOW, "application", application, NULL);
  g_autofree char *last_page = g_settings_get_string (mag_engine_get_settings (engine), "page");

  self->engine = g_object_ref (engine);
  follow_settings (self);
  follow_engine (self);
  if (mag_profile_is_practice (mag_engine_get_profile (engine)))
    {
      gtk_window_set_title (GTK_WINDOW (self), _("Magnus: Practice"));
      gtk_widget_set_visible (self->practice, TRUE);
    }
  if (mag_window_show_page (self, last_page) == NULL)
    mag_window_show_page (self, "positions");

  return self;
}

/**
 * mag_window_show_page:
 * @self: a window
 * @name: "positions", "trades", "watchlists" or "analyzer"
 *
 * Returns: (transfer none) (nullable): the page, now shown; NULL when there is none of that name
 */
MagPage *
mag_window_show_page (MagWindow  *self,
                      const char *name)
{
  g_return_val_if_fail (MAG_IS_WINDOW (self), NULL);
  g_return_val_if_fail (name != NULL, NULL);

  if (page_type (name) == G_TYPE_INVALID)
    return NULL;

  adw_view_stack_set_visible_child_name (self->stack, name);
  page_shown_cb (self);

  return shown_page (self);
}

/**
 * mag_window_add_toast:
 * @toast: (transfer full): a toast
 */
void
mag_window_add_toast (MagWindow *self,
                      AdwToast  *toast)
{
  g_return_if_fail (MAG_IS_WINDOW (self));

  adw_toast_overlay_add_toast (self->toasts, toast);
}
