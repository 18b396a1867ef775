/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the broker holds: figures of exactly the rows shown, the rows with what calls for attention first, and a pane that explains the
 * selected one. The portfolio client follows the broker by itself; what was known last stays in sight, dated, whatever happens. */

#include "config.h"

#include "mag-positions-page.h"

#include "mag-account-name.h"
#include "mag-attention.h"
#include "mag-current-holdings.h"
#include "mag-date.h"
#include "mag-figure.h"
#include "mag-format.h"
#include "mag-holding-closing.h"
#include "mag-holding-columns.h"
#include "mag-holding-details.h"
#include "mag-holding-filter.h"
#include "mag-table.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#define AGE_SECONDS 30 /* between looks at the clock for what is shown of it */
#define SNOOZE_HOURS 24

struct _MagPositionsPage
{
  MagPage             parent_instance;

  GtkStack           *outer, *inner;
  AdwStatusPage      *welcome;
  GtkWidget          *sign_in, *try_practice, *use_broker;
  AdwOverlaySplitView *details_view;
  MagFigure          *profit, *collected, *value, *collateral, *theta, *delta, *buying_power, *attention;
  AdwToggleGroup     *sides;
  GtkToggleButton    *attention_only;
  GtkDropDown        *accounts, *group;
  GtkLabel           *age;
  GtkEditable        *search;
  GtkMenuButton      *sort_button, *columns_button;
  MagTable           *table;
  MagHoldingDetails  *details;

  GSettings          *settings, *rules; /* owned; the schema's children "positions" and "rules" */
  MagBroker          *broker;    /* owned; NULL: none can be connected */
  MagPortfolioClient *client;    /* owned; NULL with the broker */
  GPtrArray          *items;     /* owned; MagHoldingItem*, all accounts; of a holding always the same */
  char               *wanted;    /* owned; key of a holding to be selected as soon as there are any; NULL */
  GStrv               numbers, names; /* owned; of the accounts in the list, behind "all" */
  guint               clock;     /* source id */
  gboolean            restored;  /* what the fields show is what the user wants */
};

G_DEFINE_FINAL_TYPE (MagPositionsPage, mag_positions_page, MAG_TYPE_PAGE)

static MagEngine *
engine_of (MagPositionsPage *self)
{
  return mag_page_get_engine (MAG_PAGE (self));
}

/* Figures */

/* text, context: (transfer full) */
static void
show_figure (MagFigure *figure,
             char      *text,
             char      *context,
             double     sign)
{
  mag_figure_show (figure, text, context, mag_format_sign_class (sign));
  g_free (text);
  g_free (context);
}

static MagMoney
to_cents (double dollars)
{
  return isfinite (dollars) ? (MagMoney) llround (dollars * 100) : MAG_MONEY_UNKNOWN;
}

/* Of the accounts shown, those that tell. */
static MagMoney
sum_buying_power (MagPositionsPage *self,
                  const char       *account)
{
  GPtrArray *portfolios = mag_portfolio_client_get_portfolios (self->client);
  MagMoney sum = MAG_MONEY_UNKNOWN;

  for (guint i = 0; i < portfolios->len; i++)
    {
      const MagPortfolio *portfolio = g_ptr_array_index (portfolios, i);

      if (portfolio->buying_power != MAG_MONEY_UNKNOWN && (account == NULL || strcmp (account, portfolio->account) == 0))
        sum = (sum != MAG_MONEY_UNKNOWN ? sum : 0) + portfolio->buying_power;
    }
  return sum;
}

static const char *
chosen_account (MagPositionsPage *self)
{
  guint i = gtk_drop_down_get_selected (self->accounts);

  return i > 0 && self->numbers != NULL && i <= g_strv_length (self->numbers) ? self->numbers[i - 1] : NULL;
}

static void
show_figures (MagPositionsPage       *self,
              const MagHoldingTotals *totals)
{
  MagMoney power = sum_buying_power (self, chosen_account (self));
  g_autofree char *share = mag_format_percent (totals->profit_share, 1);
  char *unvalued = totals->n_unvalued == 0 ? NULL : g_strdup_printf (ngettext ("%u position without a value", "%u positions without a value", totals->n_unvalued), totals->n_unvalued);
  /* Translators: what is urgent, and what could be but is not looked at */
  char *stale = totals->n_stale == 0 ? NULL : g_strdup_printf (ngettext ("%u urgent; %u old quote left out", "%u urgent; %u old quotes left out", totals->n_stale), totals->n_urgent, totals->n_stale);

  show_figure (self->profit, mag_format_money_change (totals->profit),
               /* Translators: share of the premiums received and paid */
               unvalued != NULL ? unvalued : g_strdup_printf (_("%s of premium"), share), (double) totals->profit);
  show_figure (self->collected, mag_format_money (totals->collected), g_strdup_printf (_("%u short"), totals->n_short), 0);
  show_figure (self->value, mag_format_money_signed (totals->value), g_strdup_printf (ngettext ("%u position", "%u positions", totals->n_options), totals->n_options), 0);
  show_figure (self->collateral, mag_format_money_whole (totals->collateral), g_strdup_printf (ngettext ("%u secured put", "%u secured puts", totals->n_puts), totals->n_puts), 0);
  show_figure (self->theta, mag_format_money_signed (to_cents (totals->theta)), g_strdup (_("time alone")), 0);
  show_figure (self->delta, mag_format_greek (totals->delta, 0), g_strdup (_("shares")), 0);
  gtk_widget_set_visible (GTK_WIDGET (self->buying_power), power != MAG_MONEY_UNKNOWN);
  show_figure (self->buying_power, mag_format_money_whole (power), g_strdup (_("as the broker says")), 0);
  show_figure (self->attention, mag_format_count (totals->n_attention), stale != NULL ? stale : g_strdup_printf (_("%u urgent"), totals->n_urgent), 0);
}

/* Which rows */

static MagHoldingFilter
read_filter (MagPositionsPage *self)
{
  return (MagHoldingFilter) {
    (MagHoldingSide) adw_toggle_group_get_active (self->sides), gtk_toggle_button_get_active (self->attention_only), chosen_account (self),
    gtk_editable_get_text (self->search),
  };
}

static void
show_rows (MagPositionsPage *self)
{
  MagHoldingFilter filter = read_filter (self);
  g_autoptr(GPtrArray) rows = g_ptr_array_new (), items = g_ptr_array_new ();
  MagHoldingTotals totals;

  for (guint i = 0; i < self->items->len; i++)
    {
      MagHoldingItem *item = g_ptr_array_index (self->items, i);

      if (!mag_holding_filter_passes (&filter, item))
        continue;
      g_ptr_array_add (rows, (MagHolding *) mag_holding_item_get (item));
      g_ptr_array_add (items, item);
    }
  mag_holdings_total (rows, &totals);
  show_figures (self, &totals);
  mag_table_set_items (self->table, items);
  gtk_stack_set_visible_child_name (self->inner, rows->len > 0 ? "table" : "nothing");
}

/* What people call the account of that number. */
static const char *
find_name (MagPositionsPage *self,
           const char       *number)
{
  for (guint i = 0; self->numbers[i] != NULL; i++)
    if (strcmp (self->numbers[i], number) == 0)
      return self->names[i];
  return "";
}

/* As it was chosen last, by its name: numbers are nobody's business. */
static void
select_account (MagPositionsPage *self)
{
  g_autofree char *wanted = g_settings_get_string (self->settings, "account");
  guint place = 0;

  for (guint i = 0; self->names[i] != NULL; i++)
    if (g_str_equal (self->names[i], wanted))
      place = i + 1;
  gtk_drop_down_set_selected (self->accounts, place);
}

static void
fill_accounts (MagPositionsPage *self)
{
  GPtrArray *portfolios = mag_portfolio_client_get_portfolios (self->client);
  g_autoptr(GtkStringList) list = gtk_string_list_new ((const char *const[]) { _("All Accounts"), NULL });
  g_autoptr(GStrvBuilder) numbers = g_strv_builder_new (), names = g_strv_builder_new ();
  g_auto(GStrv) fresh = NULL, before = g_steal_pointer (&self->names);

  for (guint i = 0; i < portfolios->len; i++)
    {
      const MagPortfolio *portfolio = g_ptr_array_index (portfolios, i);
      char *name = mag_account_name (portfolios, portfolio->account);

      gtk_string_list_append (list, name);
      g_strv_builder_add (numbers, portfolio->account);
      g_strv_builder_take (names, name);
    }
  fresh = g_strv_builder_end (numbers);
  self->names = g_strv_builder_end (names);
  if (self->numbers != NULL && g_strv_equal ((const char *const *) fresh, (const char *const *) self->numbers) &&
      g_strv_equal ((const char *const *) before, (const char *const *) self->names))
    return;

  g_strfreev (self->numbers);
  self->numbers = g_steal_pointer (&fresh);
  self->restored = FALSE; /* the list changes because of us */
  gtk_drop_down_set_model (self->accounts, G_LIST_MODEL (list));
  select_account (self);
  self->restored = TRUE;
  gtk_widget_set_visible (GTK_WIDGET (self->accounts), portfolios->len > 1);
}

/* Holdings that were there before keep their item, which says what is new. */
static void
take_holdings (MagPositionsPage *self,
               GPtrArray        *holdings)
{
  g_autoptr(GPtrArray) before = g_steal_pointer (&self->items);
  g_autoptr(GHashTable) known = g_hash_table_new (g_str_hash, g_str_equal); /* keys belong to holdings that live until the item takes another */
  gint64 now_us = mag_engine_now_us (engine_of (self));

  self->items = g_ptr_array_new_full (holdings->len, g_object_unref);
  for (guint i = 0; i < before->len; i++)
    g_hash_table_insert (known, mag_holding_item_get (g_ptr_array_index (before, i))->key, g_ptr_array_index (before, i));
  for (guint i = 0; i < holdings->len; i++)
    {
      MagHolding *holding = g_ptr_array_index (holdings, i);
      const char *account = find_name (self, holding->account);
      gpointer item;

      if (!g_hash_table_steal_extended (known, holding->key, NULL, &item))
        {
          g_ptr_array_add (self->items, mag_holding_item_new (holding, account, now_us));
          continue;
        }
      g_ptr_array_add (self->items, g_object_ref (item));
      mag_holding_item_take (item, holding, account, now_us);
    }
}

/* What another part of the program wants to be looked at, once there is something. */
static void
select_wanted (MagPositionsPage *self)
{
  if (self->wanted == NULL || self->items->len == 0)
    return;
  mag_table_select (self->table, mag_holding_item_key_of (self->wanted));
  g_clear_pointer (&self->wanted, g_free);
}

static void
rebuild (MagPositionsPage *self)
{
  g_autoptr(GPtrArray) holdings = mag_current_holdings (engine_of (self), self->rules, mag_engine_now_us (engine_of (self)));

  fill_accounts (self);
  take_holdings (self, holdings);
  show_rows (self);
  select_wanted (self);
}

/* What state the page is in */

/* Shown ones whose quote is delayed or stale. */
static guint
count_old (MagPositionsPage *self)
{
  MagHoldingFilter filter = read_filter (self);
  guint n_old = 0;

  for (guint i = 0; i < self->items->len; i++)
    {
      MagHoldingItem *item = g_ptr_array_index (self->items, i);

      n_old += mag_holding_columns_is_old (mag_holding_item_get (item)) && mag_holding_filter_passes (&filter, item);
    }
  return n_old;
}

/* Two short lines: "updated 3 min ago", and what is to be known of the quotes. */
static void
update_age (MagPositionsPage *self)
{
  gint64 now_us = mag_engine_now_us (engine_of (self));
  g_autofree char *age = mag_format_updated (mag_portfolio_client_get_updated_us (self->client), now_us), *remark = NULL, *text = NULL;
  guint n_old = count_old (self);

  if (n_old > 0)
    remark = g_strdup_printf (ngettext ("%u quote is old", "%u quotes are old", n_old), n_old);
  else if (mag_calendar_session (now_us) != MAG_SESSION_OPEN)
    remark = g_strdup (_("market closed"));
  text = g_strjoin ("\n", mag_portfolio_client_is_busy (self->client) ? _("refreshing…") : age, remark, NULL);
  gtk_label_set_text (self->age, text);
}

static void
update_state (MagPositionsPage *self)
{
  MagBrokerState state = mag_broker_get_state (self->broker);
  gboolean known = mag_portfolio_client_get_updated_us (self->client) != 0;
  const char *name;

  if (known)
    name = self->items->len > 0 ? "positions" : "empty";
  else if (!mag_portfolio_client_is_loaded (self->client) || (state == MAG_BROKER_SIGNED_IN && mag_portfolio_client_get_problem (self->client) == NULL))
    name = "loading";
  else
    name = "welcome";
  gtk_stack_set_visible_child_name (self->outer, name);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "positions.refresh", state == MAG_BROKER_SIGNED_IN && !mag_portfolio_client_is_busy (self->client));
  mag_page_set_problem (MAG_PAGE (self), mag_portfolio_client_get_problem (self->client));
  update_age (self);
}

static void
changed_cb (MagPositionsPage *self)
{
  rebuild (self);
  update_state (self);
}

/* Quotes grow old, and days end, without a refresh. */
static gboolean
clock_cb (gpointer user_data)
{
  MagPositionsPage *self = user_data;

  if (gtk_widget_get_mapped (GTK_WIDGET (self)) && self->items->len > 0)
    rebuild (self);
  update_age (self);
  return G_SOURCE_CONTINUE;
}

/* Filters, groups, selection */

static void
save_filter (MagPositionsPage *self)
{
  guint account = gtk_drop_down_get_selected (self->accounts);

  g_settings_set_int (self->settings, "side", (int) adw_toggle_group_get_active (self->sides));
  g_settings_set_boolean (self->settings, "attention-only", gtk_toggle_button_get_active (self->attention_only));
  g_settings_set_string (self->settings, "text", gtk_editable_get_text (self->search));
  if (self->names != NULL)
    g_settings_set_string (self->settings, "account", account > 0 ? self->names[account - 1] : "");
}

static void
filter_changed_cb (MagPositionsPage *self)
{
  if (!self->restored || self->client == NULL)
    return;
  save_filter (self);
  show_rows (self);
  update_age (self);
}

static void
group_changed_cb (MagPositionsPage *self)
{
  guint group = gtk_drop_down_get_selected (self->group);

  if (!self->restored)
    return;
  g_settings_set_int (self->settings, "group", (int) group);
  mag_table_set_group (self->table, mag_holding_columns_group ((MagHoldingGroup) group));
}

static void
clear_filters_action (GtkWidget  *widget,
                      const char *action,
                      GVariant   *parameter)
{
  MagPositionsPage *self = MAG_POSITIONS_PAGE (widget);

  self->restored = FALSE;
  gtk_editable_set_text (self->search, "");
  adw_toggle_group_set_active (self->sides, MAG_HOLDING_SIDE_ALL);
  gtk_toggle_button_set_active (self->attention_only, FALSE);
  gtk_drop_down_set_selected (self->accounts, 0);
  g_settings_reset (self->settings, "account"); /* before there is a list of them too */
  self->restored = TRUE;
  filter_changed_cb (self);
}

static void
selection_changed_cb (MagPositionsPage *self)
{
  MagHoldingItem *item = mag_table_get_selected (self->table);

  mag_holding_details_set_item (self->details, item);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "positions.close", item != NULL && mag_holding_columns_has_contract (mag_holding_item_get (item)));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "positions.chart", item != NULL && *mag_holding_item_get (item)->symbol != '\0');
}

static void
row_activated_cb (MagPositionsPage *self)
{
  adw_overlay_split_view_set_show_sidebar (self->details_view, TRUE);
}

static void
hide_details_action (GtkWidget  *widget,
                     const char *action,
                     GVariant   *parameter)
{
  adw_overlay_split_view_set_show_sidebar (MAG_POSITIONS_PAGE (widget)->details_view, FALSE);
}

static void
toggle_details_action (GtkWidget  *widget,
                       const char *action,
                       GVariant   *parameter)
{
  AdwOverlaySplitView *view = MAG_POSITIONS_PAGE (widget)->details_view;

  adw_overlay_split_view_set_show_sidebar (view, !adw_overlay_split_view_get_show_sidebar (view));
}

static void
snooze_cb (MagPositionsPage *self,
           const char       *key,
           int               rule)
{
  mag_portfolio_client_snooze (self->client, key, (MagRule) rule, SNOOZE_HOURS);
}

static void
refresh_action (GtkWidget  *widget,
                const char *action,
                GVariant   *parameter)
{
  mag_portfolio_client_refresh (MAG_POSITIONS_PAGE (widget)->client);
}

/* Opens the browser; what is shown there is TradingView's. */
static void
chart_action (GtkWidget  *widget,
              const char *action,
              GVariant   *parameter)
{
  MagPositionsPage *self = MAG_POSITIONS_PAGE (widget);
  MagHoldingItem *item = mag_table_get_selected (self->table);
  g_autofree char *symbol = g_uri_escape_string (mag_holding_item_get (item)->symbol, NULL, FALSE);
  g_autofree char *uri = g_strdup_printf ("https://www.tradingview.com/chart/?symbol=%s", symbol);
  g_autoptr(GtkUriLauncher) launcher = gtk_uri_launcher_new (uri);

  gtk_uri_launcher_launch (launcher, GTK_WINDOW (gtk_widget_get_root (widget)), NULL, NULL, NULL);
}

/* The Analyzer, set to calls. */
static void
find_call_action (GtkWidget  *widget,
                  const char *action,
                  GVariant   *parameter)
{
  g_autoptr(GSettings) analyzer = g_settings_get_child (mag_engine_get_settings (engine_of (MAG_POSITIONS_PAGE (widget))), "analyzer");

  g_settings_set_string (analyzer, "side", "call");
  gtk_widget_activate_action (widget, "app.show-page", "s", "analyzer");
}

static void
close_action (GtkWidget  *widget,
              const char *action,
              GVariant   *parameter)
{
  MagHoldingItem *item = mag_table_get_selected (MAG_POSITIONS_PAGE (widget)->table);

  if (item != NULL && mag_holding_columns_has_contract (mag_holding_item_get (item)))
    mag_holding_closing_begin (MAG_PAGE (widget), (MagHolding *) mag_holding_item_get (item));
}

/* The page */

static void
mag_positions_page_search (MagPage *page)
{
  gtk_widget_grab_focus (GTK_WIDGET (MAG_POSITIONS_PAGE (page)->search));
}

static void
mag_positions_page_refresh (MagPage *page)
{
  MagPositionsPage *self = MAG_POSITIONS_PAGE (page);

  if (!mag_engine_is_ready (mag_page_get_engine (page)))
    mag_engine_open (mag_page_get_engine (page));
  if (self->client != NULL)
    mag_portfolio_client_refresh (self->client);
}

static void
add_sort_actions (MagPositionsPage *self)
{
  g_autoptr(GSimpleActionGroup) group = g_simple_action_group_new ();
  g_autoptr(GPropertyAction) column = g_property_action_new ("sort-column", self->table, "sort-column");
  g_autoptr(GPropertyAction) descending = g_property_action_new ("sort-descending", self->table, "sort-descending");
  g_autoptr(GMenuModel) menu = mag_table_make_sort_menu (self->table);

  g_action_map_add_action (G_ACTION_MAP (group), G_ACTION (column));
  g_action_map_add_action (G_ACTION_MAP (group), G_ACTION (descending));
  gtk_widget_insert_action_group (GTK_WIDGET (self), "sort", G_ACTION_GROUP (group));
  gtk_menu_button_set_menu_model (self->sort_button, menu);
}

static void
restore (MagPositionsPage *self)
{
  GSettings *settings = mag_engine_get_settings (engine_of (self));
  g_autofree char *text = NULL;

  self->settings = g_settings_get_child (settings, "positions");
  self->rules = g_settings_get_child (settings, "rules");
  text = g_settings_get_string (self->settings, "text");
  adw_toggle_group_set_active (self->sides, (guint) g_settings_get_int (self->settings, "side"));
  gtk_toggle_button_set_active (self->attention_only, g_settings_get_boolean (self->settings, "attention-only"));
  gtk_editable_set_text (self->search, text);
  gtk_drop_down_set_selected (self->group, (guint) g_settings_get_int (self->settings, "group"));
  mag_table_set_settings (self->table, self->settings);
  self->restored = TRUE;
  group_changed_cb (self);
}

static void
follow (MagPositionsPage *self)
{
  g_signal_connect_object (self->client, "changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->client, "notify", G_CALLBACK (update_state), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->broker, "notify::state", G_CALLBACK (update_state), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->rules, "changed", G_CALLBACK (rebuild), self, G_CONNECT_SWAPPED);
  self->clock = g_timeout_add_seconds (AGE_SECONDS, clock_cb, self);
}

/* A practice window leads to nobody else's account but the other window's. */
static void
welcome_to_practice (MagPositionsPage *self)
{
  adw_status_page_set_description (self->welcome, _("This is the practice account: simulated prices, and positions that nobody holds. Sign in to it to see them."));
  gtk_button_set_label (GTK_BUTTON (self->sign_in), _("_Sign in to the Practice Account…"));
  gtk_widget_set_visible (self->try_practice, FALSE);
  gtk_widget_set_visible (self->use_broker, TRUE);
}

static void
mag_positions_page_constructed (GObject *object)
{
  MagPositionsPage *self = MAG_POSITIONS_PAGE (object);
  MagEngine *engine = engine_of (self);

  G_OBJECT_CLASS (mag_positions_page_parent_class)->constructed (object);

  restore (self);
  add_sort_actions (self);
  gtk_menu_button_set_popover (self->columns_button, mag_table_make_chooser (self->table));
  mag_holding_details_set_rate (self->details, mag_engine_get_rate (engine));
  g_set_object (&self->broker, mag_engine_get_broker (engine));
  g_set_object (&self->client, mag_engine_get_portfolio (engine));
  if (mag_profile_is_practice (mag_engine_get_profile (engine)))
    welcome_to_practice (self);
  if (self->client == NULL)
    {
      gtk_stack_set_visible_child_name (self->outer, "welcome");
      return;
    }
  follow (self);
  changed_cb (self); /* what is known already */
}

static void
mag_positions_page_dispose (GObject *object)
{
  MagPositionsPage *self = MAG_POSITIONS_PAGE (object);

  g_clear_handle_id (&self->clock, g_source_remove);
  gtk_widget_dispose_template (GTK_WIDGET (object), MAG_TYPE_POSITIONS_PAGE);
  g_clear_object (&self->settings);
  g_clear_object (&self->rules);
  g_clear_object (&self->client);
  g_clear_object (&self->broker);

  G_OBJECT_CLASS (mag_positions_page_parent_class)->dispose (object);
}

static void
mag_positions_page_finalize (GObject *object)
{
  MagPositionsPage *self = MAG_POSITIONS_PAGE (object);

  g_ptr_array_unref (self->items);
  g_free (self->wanted);
  g_strfreev (self->numbers);
  g_strfreev (self->names);

  G_OBJECT_CLASS (mag_positions_page_parent_class)->finalize (object);
}

static void
install_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "positions.refresh", NULL, refresh_action);
  gtk_widget_class_install_action (widget_class, "positions.close", NULL, close_action);
  gtk_widget_class_install_action (widget_class, "positions.chart", NULL, chart_action);
  gtk_widget_class_install_action (widget_class, "positions.find-call", NULL, find_call_action);
  gtk_widget_class_install_action (widget_class, "positions.hide-details", NULL, hide_details_action);
  gtk_widget_class_install_action (widget_class, "positions.toggle-details", NULL, toggle_details_action);
  gtk_widget_class_install_action (widget_class, "positions.clear-filters", NULL, clear_filters_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_c, 0, "positions.close", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "positions.hide-details", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_F9, 0, "positions.toggle-details", NULL);
}

static void
mag_positions_page_class_init (MagPositionsPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->constructed = mag_positions_page_constructed;
  object_class->dispose = mag_positions_page_dispose;
  object_class->finalize = mag_positions_page_finalize;
  MAG_PAGE_CLASS (klass)->search = mag_positions_page_search;
  MAG_PAGE_CLASS (klass)->refresh = mag_positions_page_refresh;

  g_type_ensure (MAG_TYPE_FIGURE);
  g_type_ensure (MAG_TYPE_HOLDING_DETAILS);
  g_type_ensure (MAG_TYPE_TABLE);
  gtk_widget_class_set_template_from_resource (widget_class, RESOURCE_PATH "/ui/mag-positions-page.ui");
  gtk_widget_class_bind_template_child (widget_class, MagPositionsPage, outer);
  gtk_widget_class_bind_template_child (widget_class, MagPositionsPage, inner);
  gtk_widget_class_bind_template_child (widget_class, MagPositionsPage, welcome);
  gtk_widget_class_bind_template_child (widget_class, MagPositionsPage, sign_in);
  gtk_widget_class_bind_template_child (widget_class, MagPositionsPage, try_practice);
  gtk_widget_class_bind_template_child (widget_class, MagPositionsPage, use_broker);
  gtk_widget_class_bind_template_child (widget_class, MagPositionsPage, details_view);
  gtk_widget_class_bind_template_child (widget_class, MagPositionsPage, profit);
  gtk_widget_class_bind_template_child (widget_class, MagPositionsPage, collected);
  gtk_widget_class_bind_template_child (widget_class, MagPositionsPage, value);
  gtk_widget_class_bind_template_child (widget_class, MagPositionsPage, collateral);
  gtk_widget_class_bind_template_child (widget_class, MagPositionsPage, theta);
  gtk_widget_class_bind_template_child (widget_class, MagPositionsPage, delta);
  gtk_widget_class_bind_template_child (widget_class, MagPositionsPage, buying_power);
  gtk_widget_class_bind_template_child (widget_class, MagPositionsPage, attention);
  gtk_widget_class_bind_template_child (widget_class, MagPositionsPage, sides);
  gtk_widget_class_bind_template_child (widget_class, MagPositionsPage, attention_only);
  gtk_widget_class_bind_template_child (widget_class, MagPositionsPage, accounts);
  gtk_widget_class_bind_template_child (widget_class, MagPositionsPage, group);
  gtk_widget_class_bind_template_child (widget_class, MagPositionsPage, age);
  gtk_widget_class_bind_template_child (widget_class, MagPositionsPage, search);
  gtk_widget_class_bind_template_child (widget_class, MagPositionsPage, sort_button);
  gtk_widget_class_bind_template_child (widget_class, MagPositionsPage, columns_button);
  gtk_widget_class_bind_template_child (widget_class, MagPositionsPage, table);
  gtk_widget_class_bind_template_child (widget_class, MagPositionsPage, details);
  gtk_widget_class_bind_template_callback (widget_class, filter_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, group_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, selection_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, row_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, snooze_cb);
  install_actions (widget_class);
}

static void
mag_positions_page_init (MagPositionsPage *self)
{
  self->items = g_ptr_array_new_with_free_func (g_object_unref);
  gtk_widget_init_template (GTK_WIDGET (self));
  mag_table_set_kind (self->table, &mag_holding_columns_kind);
  selection_changed_cb (self);
}

/* A split view that has no width yet would give its sides widths out of nowhere (libadwaita 1.7). */
static gboolean
open_details_cb (GtkWidget     *widget,
                 GdkFrameClock *clock,
                 gpointer       user_data)
{
  if (gtk_widget_get_width (widget) == 0)
    return G_SOURCE_CONTINUE;
  adw_overlay_split_view_set_show_sidebar (ADW_OVERLAY_SPLIT_VIEW (widget), TRUE);
  return G_SOURCE_REMOVE;
}

/**
 * mag_positions_page_show:
 * @key: of a holding; nothing is selected when it is not held any more
 *
 * Selects a position and opens the pane; before the first positions are known, as soon as they are.
 */
void
mag_positions_page_show (MagPositionsPage *self,
                         const char       *key)
{
  g_return_if_fail (MAG_IS_POSITIONS_PAGE (self));

  clear_filters_action (GTK_WIDGET (self), NULL, NULL);
  g_set_str (&self->wanted, key);
  select_wanted (self);
  gtk_widget_add_tick_callback (GTK_WIDGET (self->details_view), open_details_cb, NULL, NULL);
}

/**
 * mag_positions_page_show_account:
 * @number: of an account; all are shown when there is none of it
 *
 * Shows the positions of one account.
 */
void
mag_positions_page_show_account (MagPositionsPage *self,
                                 const char       *number)
{
  guint position = 0;

  g_return_if_fail (MAG_IS_POSITIONS_PAGE (self));

  for (guint i = 0; self->numbers != NULL && self->numbers[i] != NULL; i++)
    if (g_str_equal (self->numbers[i], number))
      position = i + 1;
  gtk_drop_down_set_selected (self->accounts, position);
}
