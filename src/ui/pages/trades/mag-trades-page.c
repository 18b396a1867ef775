/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The trade journal: figures of the rows the filters leave, the rows with their legs, the campaigns and the reports, and what can be
 * done with a trade. The journal model follows the store by itself; what is undone by a click is done without asking. */

#include "config.h"

#include "mag-trades-page.h"

#include "mag-account-name.h"
#include "mag-broker-import-dialog.h"
#include "mag-campaign-list.h"
#include "mag-close-dialog.h"
#include "mag-date-row.h"
#include "mag-figure.h"
#include "mag-differences-dialog.h"
#include "mag-format.h"
#include "mag-history-dialog.h"
#include "mag-journal-model.h"
#include "mag-limit-row.h"
#include "mag-table.h"
#include "mag-trade-calendar.h"
#include "mag-trade-columns.h"
#include "mag-trade-dialog.h"
#include "mag-trade-export.h"
#include "mag-trade-jobs.h"
#include "mag-trade-print.h"
#include "mag-trade-reports.h"

#include <glib/gi18n.h>
#include <math.h>

struct _MagTradesPage
{
  MagPage          parent_instance;

  GtkStack        *outer, *inner;
  AdwStatusPage   *failed;
  GtkWidget       *differences;
  GtkLabel        *differences_count;
  MagFigure       *total, *win_rate, *expectancy, *profit_factor, *days, *annualized, *best, *worst;
  AdwToggleGroup  *views;
  GtkEditable     *search;
  AdwComboRow     *account, *status, *strategy;
  MagDateRow      *from, *to;
  MagLimitRow     *min_profit, *max_profit;
  GtkEditable     *tag;
  GtkMenuButton   *sort_button, *columns_button;
  MagTable        *table;
  GtkActionBar    *actions;
  MagCampaignList *campaigns;
  MagTradeCalendar *calendar;
  MagTradeReports *reports;

  GSettings       *settings; /* owned; the schema's child "trades" */
  MagJournalModel *model;    /* owned */
  char            *filter_summary; /* owned */
  GStrv            accounts, account_names; /* owned; of the list, behind "All"; NULL before there is a journal */
  MagMoney         least, most; /* P/L; the last that were valid */
  gboolean         restored; /* what the fields show is what the user wants */
};

enum
{
  PROP_FILTER_SUMMARY = 1,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (MagTradesPage, mag_trades_page, MAG_TYPE_PAGE)

static MagEngine *
engine_of (MagTradesPage *self)
{
  return mag_page_get_engine (MAG_PAGE (self));
}

/* Figures */

static void
show_money (MagFigure  *figure,
            MagMoney    money,
            const char *context)
{
  g_autofree char *value = mag_format_money_change (money);

  mag_figure_show (figure, value, context, mag_format_sign_class (money != MAG_MONEY_UNKNOWN ? (double) money : 0));
}

static void
show_ratio (MagFigure *figure,
            char      *value,   /* (transfer full) */
            char      *context) /* (transfer full) */
{
  mag_figure_show (figure, value, context, "");
  g_free (value);
  g_free (context);
}

static void
show_extreme (MagFigure           *figure,
              const MagJournalRow *row)
{
  g_autofree char *name = NULL;

  if (row == NULL)
    {
      show_money (figure, MAG_MONEY_UNKNOWN, NULL);
      return;
    }
  name = mag_trade_columns_name_row (row);
  show_money (figure, row->chain->cash, name);
}

static char *
describe_total (const MagJournalStats *stats)
{
  g_autofree char *options = mag_format_money_signed (stats->options);
  g_autofree char *shares = mag_format_money_signed (stats->shares);

  return g_strdup_printf (_("options %s · shares %s"), options, shares);
}

static void
show_figures (MagTradesPage         *self,
              const MagJournalStats *stats)
{
  g_autofree char *total = describe_total (stats);
  g_autofree char *mean = mag_format_percent (stats->average_annualized, 1);
  gboolean lossless = isinf (stats->profit_factor);

  show_money (self->total, stats->total, total);
  /* Translators: win rate: of how many closed trades */
  show_ratio (self->win_rate, mag_format_percent (stats->win_rate, 1), g_strdup_printf (_("of %u closed · %u open"), stats->n_closed, stats->n_open));
  show_money (self->expectancy, stats->expectancy, _("a closed trade"));
  show_ratio (self->profit_factor, lossless ? g_strdup ("∞") : mag_format_greek (stats->profit_factor, 2), g_strdup (lossless ? _("no loss") : _("gains over losses")));
  show_ratio (self->days, mag_format_greek (stats->average_days, 1), g_strdup (_("on average")));
  show_ratio (self->annualized, mag_format_percent (stats->weighted_annualized, 1), g_strdup_printf (_("mean %s · of %u"), mean, stats->n_annualized));
  show_extreme (self->best, stats->best);
  show_extreme (self->worst, stats->worst);
}

/* Filters */

/* Exact: of a number with two decimals in a double, the nearest cent is the one that was typed. */
static MagMoney
money_from_row (MagLimitRow *row)
{
  double dollars = mag_limit_row_get_value (row);

  return isnan (dollars) ? MAG_MONEY_UNKNOWN : (MagMoney) llround (dollars * 100);
}

/* What is wrong stands at the field; while anything is, the last valid range holds. */
static void
read_profits (MagTradesPage *self)
{
  MagMoney least = money_from_row (self->min_profit), most = money_from_row (self->max_profit);
  gboolean crossed = least != MAG_MONEY_UNKNOWN && most != MAG_MONEY_UNKNOWN && least > most;

  mag_limit_row_set_message (self->max_profit, crossed ? _("Must not be less than “from”.") : NULL);
  if (!mag_limit_row_is_valid (self->min_profit) || !mag_limit_row_is_valid (self->max_profit))
    return;
  self->least = least;
  self->most = most;
}

static const char *
chosen_account (MagTradesPage *self)
{
  guint selected = adw_combo_row_get_selected (self->account);

  return selected > 0 && self->accounts != NULL && selected <= g_strv_length (self->accounts) ? self->accounts[selected - 1] : NULL;
}

/* By its name; "" has none in any language. */
static const char *
saved_account (MagTradesPage *self)
{
  const char *account = chosen_account (self);

  return account == NULL || account[0] == '\0' ? account : self->account_names[adw_combo_row_get_selected (self->account) - 1];
}

static MagJournalFilter
read_filter (MagTradesPage *self)
{
  read_profits (self);
  return (MagJournalFilter) {
    (int) adw_combo_row_get_selected (self->status) - 1, (int) adw_combo_row_get_selected (self->strategy) - 1,
    gtk_editable_get_text (self->search), mag_date_row_get_date (self->from), mag_date_row_get_date (self->to), gtk_editable_get_text (self->tag),
    chosen_account (self), self->least, self->most,
  };
}

static void
add_part (GString    *text,
          const char *part)
{
  g_string_append_printf (text, "%s%s", text->len > 0 ? ", " : "", part);
}

/* What the popover holds back, on its button. */
static void
summarize_filter (MagTradesPage          *self,
                  const MagJournalFilter *filter)
{
  g_autoptr(GString) text = g_string_new (NULL);

  if (filter->account != NULL)
    add_part (text, self->account_names[adw_combo_row_get_selected (self->account) - 1]);
  if (filter->status >= 0)
    add_part (text, mag_format_trade_status ((MagTradeStatus) filter->status));
  if (filter->strategy >= 0)
    add_part (text, mag_format_strategy ((MagStrategy) filter->strategy));
  if (filter->from != 0 || filter->to != 0)
    add_part (text, _("dates"));
  if (filter->min_profit != MAG_MONEY_UNKNOWN || filter->max_profit != MAG_MONEY_UNKNOWN)
    add_part (text, _("P/L"));
  if (filter->tag[0] != '\0')
    add_part (text, filter->tag);
  if (g_set_str (&self->filter_summary, text->len > 0 ? text->str : _("All")))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_FILTER_SUMMARY]);
}

static void
save_filter (MagTradesPage          *self,
             const MagJournalFilter *filter)
{
  g_settings_set_string (self->settings, "symbol", filter->symbol);
  g_settings_set_string (self->settings, "status", filter->status >= 0 ? mag_trade_status_to_nick ((MagTradeStatus) filter->status) : "");
  g_settings_set_string (self->settings, "strategy", filter->strategy >= 0 ? mag_strategy_to_nick ((MagStrategy) filter->strategy) : "");
  g_settings_set_string (self->settings, "from", filter->from != 0 ? gtk_editable_get_text (GTK_EDITABLE (self->from)) : "");
  if (self->accounts != NULL)
    g_settings_set (self->settings, "account", "ms", saved_account (self));
  g_settings_set_int64 (self->settings, "profit-min", filter->min_profit);
  g_settings_set_int64 (self->settings, "profit-max", filter->max_profit);
  g_settings_set_string (self->settings, "tag", filter->tag);
  g_settings_set_string (self->settings, "to", filter->to != 0 ? gtk_editable_get_text (GTK_EDITABLE (self->to)) : "");
}

/* It was saved by its name, perhaps before the broker had told it. */
static gboolean
is_wanted (const char *account,
           const char *name,
           const char *wanted)
{
  g_autofree char *untold = mag_account_name (NULL, account);

  if (wanted == NULL || account[0] == '\0')
    return g_strcmp0 (wanted, account) == 0;
  return g_str_equal (wanted, name) || g_str_equal (wanted, untold);
}

/* Names of the journal's accounts; and of the one that is wanted, with trades or without. Returns whether they are others than before; place: of
 * the one that is wanted, behind "All". */
static gboolean
list_accounts (MagTradesPage *self,
               MagJournal    *journal,
               const char    *wanted,
               guint         *place)
{
  MagPortfolioClient *client = mag_engine_get_portfolio (engine_of (self));
  GPtrArray *portfolios = client != NULL ? mag_portfolio_client_get_portfolios (client) : NULL;
  g_auto(GStrv) accounts = mag_journal_dup_accounts (journal), before = g_steal_pointer (&self->accounts), names_before = g_steal_pointer (&self->account_names);
  g_autoptr(GStrvBuilder) all = g_strv_builder_new (), names = g_strv_builder_new ();

  *place = 0;
  for (guint i = 0; accounts[i] != NULL; i++)
    {
      char *name = mag_account_name (portfolios, accounts[i]);

      *place = is_wanted (accounts[i], name, wanted) ? i + 1 : *place;
      g_strv_builder_add (all, accounts[i]);
      g_strv_builder_take (names, name);
    }
  if (wanted != NULL && *place == 0)
    {
      *place = g_strv_length (accounts) + 1;
      g_strv_builder_add (all, wanted);
      g_strv_builder_take (names, mag_account_name (NULL, wanted));
    }
  self->accounts = g_strv_builder_end (all);
  self->account_names = g_strv_builder_end (names);
  return before == NULL || !g_strv_equal ((const char *const *) before, (const char *const *) self->accounts) ||
         !g_strv_equal ((const char *const *) names_before, (const char *const *) self->account_names);
}

/* As it was chosen last. Nobody is asked to choose among one. Returns whether there are others to choose from than before. */
static gboolean
fill_accounts (MagTradesPage *self,
               MagJournal    *journal)
{
  g_autoptr(GtkStringList) list = gtk_string_list_new ((const char *[]) { _("All"), NULL });
  g_autofree char *wanted = NULL;
  guint place;

  g_settings_get (self->settings, "account", "ms", &wanted);
  if (!list_accounts (self, journal, wanted, &place))
    return FALSE;

  for (char **name = self->account_names; *name != NULL; name++)
    gtk_string_list_append (list, *name);
  self->restored = FALSE; /* nobody chose anything */
  adw_combo_row_set_model (self->account, G_LIST_MODEL (list));
  adw_combo_row_set_selected (self->account, place);
  self->restored = TRUE;
  gtk_widget_set_visible (GTK_WIDGET (self->account), g_strv_length (self->accounts) > 1 || place > 0);
  return TRUE;
}

/* What is shown */

static void
show_rows (MagTradesPage *self,
           MagJournal    *journal,
           const GArray  *rows,
           gint64         now_us)
{
  g_autoptr(GPtrArray) items = g_ptr_array_new_full (rows->len, g_object_unref);

  for (guint i = 0; i < rows->len; i++)
    g_ptr_array_add (items, mag_trade_item_new (journal, &g_array_index (rows, MagJournalRow, i), now_us));
  mag_table_set_items (self->table, items);
}

static void
show_view (MagTradesPage          *self,
           MagJournal             *journal,
           const GArray           *rows,
           const MagJournalFilter *filter)
{
  const char *view = adw_toggle_group_get_active_name (self->views);
  gint64 now_us = mag_engine_now_us (engine_of (self));

  if (g_strcmp0 (view, "campaigns") == 0)
    mag_campaign_list_set_journal (self->campaigns, journal, rows, now_us);
  else if (g_strcmp0 (view, "calendar") == 0)
    mag_trade_calendar_set_journal (self->calendar, journal, mag_journal_model_get_facts (self->model), filter->symbol, now_us);
  else if (g_strcmp0 (view, "reports") == 0)
    mag_trade_reports_set_journal (self->reports, journal, filter, now_us);
  else
    view = rows->len > 0 ? "trades" : "nothing";
  show_rows (self, journal, rows, now_us);
  gtk_stack_set_visible_child_name (self->inner, view);
}

static void
update (MagTradesPage *self)
{
  MagJournal *journal = mag_journal_model_get_journal (self->model);
  MagJournalFilter filter = read_filter (self);
  g_autoptr(GArray) rows = NULL;
  MagJournalStats stats;

  summarize_filter (self, &filter);
  if (journal == NULL)
    return;

  rows = mag_journal_filter (journal, &filter);
  mag_journal_stats (rows, &stats);
  show_figures (self, &stats);
  show_view (self, journal, rows, &filter);
  gtk_stack_set_visible_child_name (self->outer, journal->ledgers->len > 0 ? "journal" : "welcome");
}

/* An old journal stays in sight; the window's banner says that it is old. */
static void
differences_counted_cb (GObject      *source,
                        GAsyncResult *result,
                        gpointer      user_data)
{
  g_autoptr(MagTradesPage) self = user_data;
  int n = mag_differences_count_finish (source, result);
  g_autofree char *count = n >= 0 ? g_strdup_printf ("%d", n) : g_strdup ("-");
  g_autofree char *words = NULL;

  if (self->model == NULL)
    return;
  gtk_label_set_text (self->differences_count, count);
  if (n < 0)
    return;
  words = g_strdup_printf (ngettext ("%d difference between journal and broker", "%d differences between journal and broker", (gulong) n), n);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->differences), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, words, -1);
}

static void
loaded_cb (MagTradesPage *self)
{
  const char *problem = mag_journal_model_get_problem (self->model);

  if (mag_journal_model_get_journal (self->model) != NULL)
    fill_accounts (self, mag_journal_model_get_journal (self->model));
  update (self);
  if (problem != NULL && mag_journal_model_get_journal (self->model) == NULL)
    {
      adw_status_page_set_description (self->failed, problem);
      gtk_stack_set_visible_child_name (self->outer, "failed");
      return;
    }
  mag_page_set_problem (MAG_PAGE (self), problem);
  mag_differences_count_async (engine_of (self), NULL, differences_counted_cb, g_object_ref (self));
}

/* The broker may have told what accounts are called. */
static void
portfolios_changed_cb (MagTradesPage *self)
{
  MagJournal *journal = mag_journal_model_get_journal (self->model);

  if (journal != NULL && fill_accounts (self, journal))
    update (self);
}

static void
filter_changed_cb (MagTradesPage *self)
{
  MagJournalFilter filter;

  if (!self->restored)
    return;

  filter = read_filter (self);
  save_filter (self, &filter);
  update (self);
}

static void
view_changed_cb (MagTradesPage *self)
{
  if (!self->restored)
    return;

  g_settings_set_string (self->settings, "view", adw_toggle_group_get_active_name (self->views));
  update (self);
  if (g_strcmp0 (adw_toggle_group_get_active_name (self->views), "calendar") == 0)
    mag_journal_model_refresh (self->model); /* a sync may have brought dates */
}

/* What can be done */

static void
selection_changed_cb (MagTradesPage *self)
{
  MagTradeItem *item = mag_table_get_selected (self->table);
  const MagJournalRow *row = item != NULL ? mag_trade_item_get_row (item) : NULL;
  const MagLeg *leg = item != NULL ? mag_trade_item_get_leg (item) : NULL;
  gint64 remaining;
  gboolean open = row != NULL && row->chain != NULL && mag_roll_chain_find_open (row->chain, leg != NULL ? leg->trade : 0, &remaining) != NULL;

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "trades.close", open);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "trades.add-leg", open && leg == NULL);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "trades.edit", item != NULL);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "trades.history", item != NULL);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "trades.delete", item != NULL);
  gtk_action_bar_set_revealed (self->actions, item != NULL);
}

static void
add_action (GtkWidget  *widget,
            const char *action,
            GVariant   *parameter)
{
  adw_dialog_present (mag_trade_dialog_new (engine_of (MAG_TRADES_PAGE (widget))), widget);
}

/* Who is signed out signs in first. */
static void
import_broker_action (GtkWidget  *widget,
                      const char *action,
                      GVariant   *parameter)
{
  MagEngine *engine = engine_of (MAG_TRADES_PAGE (widget));
  MagBroker *broker = mag_engine_get_broker (engine);

  if (broker != NULL && mag_broker_get_state (broker) == MAG_BROKER_SIGNED_IN)
    adw_dialog_present (mag_broker_import_dialog_new (engine), widget);
  else
    gtk_widget_activate_action (widget, "app.sign-in", NULL);
}

static void
differences_action (GtkWidget  *widget,
                    const char *action,
                    GVariant   *parameter)
{
  adw_dialog_present (mag_differences_dialog_new (engine_of (MAG_TRADES_PAGE (widget)), widget), widget);
}

static void
close_action (GtkWidget  *widget,
              const char *action,
              GVariant   *parameter)
{
  MagTradesPage *self = MAG_TRADES_PAGE (widget);
  AdwDialog *dialog = mag_close_dialog_new (engine_of (self), mag_table_get_selected (self->table));

  if (dialog != NULL)
    adw_dialog_present (dialog, widget);
}

static void
add_leg_action (GtkWidget  *widget,
                const char *action,
                GVariant   *parameter)
{
  MagTradesPage *self = MAG_TRADES_PAGE (widget);

  adw_dialog_present (mag_trade_dialog_new_for_spread (engine_of (self), mag_table_get_selected (self->table)), widget);
}

static void
edit_action (GtkWidget  *widget,
             const char *action,
             GVariant   *parameter)
{
  MagTradesPage *self = MAG_TRADES_PAGE (widget);

  adw_dialog_present (mag_trade_dialog_new_for_leg (engine_of (self), mag_table_get_selected (self->table)), widget);
}

static void
history_action (GtkWidget  *widget,
                const char *action,
                GVariant   *parameter)
{
  MagTradesPage *self = MAG_TRADES_PAGE (widget);

  adw_dialog_present (mag_history_dialog_new (engine_of (self), mag_table_get_selected (self->table)), widget);
}

/* A trade that is open is to be closed, anything else to be corrected. */
static void
row_activated_cb (MagTradesPage *self)
{
  MagTradeItem *item = mag_table_get_selected (self->table);
  gint64 remaining;

  if (item != NULL && mag_trade_item_get_row (item)->chain != NULL && mag_trade_item_get_leg (item) == NULL &&
      mag_roll_chain_find_open (mag_trade_item_get_row (item)->chain, 0, &remaining) != NULL)
    gtk_widget_activate_action (GTK_WIDGET (self), "trades.close", NULL);
  else if (item != NULL)
    gtk_widget_activate_action (GTK_WIDGET (self), "trades.edit", NULL);
}

/* Deleting, and taking it back */

typedef struct
{
  MagTradesPage *page; /* owned */
  GArray        *legs; /* owned; gint64 */
  char          *name; /* owned */
} Deletion;

static void
deletion_free (Deletion *deletion)
{
  g_object_unref (deletion->page);
  g_array_unref (deletion->legs);
  g_free (deletion->name);
  g_free (deletion);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Deletion, deletion_free)

static void
toast (MagTradesPage *self,
       const char    *text)
{
  AdwToast *note = adw_toast_new (text);

  adw_toast_set_use_markup (note, FALSE);
  mag_page_add_toast (MAG_PAGE (self), note);
}

static void
restored_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(MagTradesPage) self = user_data;
  g_autoptr(GError) error = NULL;

  if (mag_store_run_finish (MAG_STORE (source), result, &error) == NULL && self->model != NULL && !mag_engine_report (engine_of (self), error))
    toast (self, error->message);
}

static void
undo_clicked_cb (Deletion *deletion)
{
  mag_trade_jobs_set_active (engine_of (deletion->page), deletion->legs, TRUE, restored_cb, g_object_ref (deletion->page));
}

static void
deletion_closure_free (gpointer  data,
                       GClosure *closure)
{
  deletion_free (data);
}

static void
deleted_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(Deletion) deletion = user_data;
  g_autoptr(GError) error = NULL;
  g_autofree char *title = NULL;
  AdwToast *note;

  if (deletion->page->model == NULL)
    return;
  if (mag_store_run_finish (MAG_STORE (source), result, &error) == NULL)
    {
      if (!mag_engine_report (engine_of (deletion->page), error))
        toast (deletion->page, error->message);
      return;
    }

  /* Translators: %s is "F 12 Put" or "Bought to close" */
  title = g_strdup_printf (_("Deleted %s"), deletion->name);
  note = adw_toast_new (title);
  adw_toast_set_use_markup (note, FALSE);
  adw_toast_set_button_label (note, _("_Undo"));
  mag_page_add_toast (MAG_PAGE (deletion->page), g_object_ref (note));
  g_signal_connect_data (note, "button-clicked", G_CALLBACK (undo_clicked_cb), g_steal_pointer (&deletion), deletion_closure_free, G_CONNECT_SWAPPED);
  g_object_unref (note);
}

/* All legs of a row. Shares that an option brought go with the option, not by themselves. */
static GArray *
list_legs (const MagJournalRow *row)
{
  GArray *legs = g_array_new (FALSE, FALSE, sizeof (gint64));

  for (guint i = 0; row->chain != NULL && i < row->chain->legs->len; i++)
    g_array_append_val (legs, ((MagLeg *) g_ptr_array_index (row->chain->legs, i))->id);
  if (row->chain == NULL)
    g_array_append_val (legs, row->lot->from->id);
  return legs;
}

static void
delete_action (GtkWidget  *widget,
               const char *action,
               GVariant   *parameter)
{
  MagTradesPage *self = MAG_TRADES_PAGE (widget);
  MagTradeItem *item = mag_table_get_selected (self->table);
  const MagLeg *leg = mag_trade_item_get_leg (item);
  Deletion *deletion = g_new0 (Deletion, 1);

  deletion->page = g_object_ref (self);
  deletion->name = mag_trade_columns_name (item);
  if (leg != NULL && !mag_leg_role_is_opening (leg->role))
    {
      deletion->legs = g_array_new (FALSE, FALSE, sizeof (gint64));
      g_array_append_val (deletion->legs, leg->id);
    }
  else
    {
      deletion->legs = list_legs (mag_trade_item_get_row (item));
    }
  mag_trade_jobs_set_active (engine_of (self), deletion->legs, FALSE, deleted_cb, deletion);
}

/* Exporting */

static void
exported_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(MagTradesPage) self = user_data;
  g_autoptr(GError) error = NULL;
  gboolean done = mag_trade_export_finish (result, &error);

  if (self->model == NULL)
    return;
  if (done)
    toast (self, _("Saved"));
  else if (!mag_engine_report (engine_of (self), error))
    toast (self, error->message);
}

static void
file_chosen_cb (GObject      *source,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr(MagTradesPage) self = user_data;
  g_autoptr(GFile) file = gtk_file_dialog_save_finish (GTK_FILE_DIALOG (source), result, NULL);
  MagTradeExportForm form = GPOINTER_TO_UINT (g_object_get_data (source, "form"));

  if (file != NULL && self->model != NULL) /* NULL: thought better of it */
    mag_trade_export_async (engine_of (self), form, file, NULL, exported_cb, g_steal_pointer (&self));
}

static void
export_action (GtkWidget  *widget,
               const char *action,
               GVariant   *parameter)
{
  g_autoptr(GtkFileDialog) dialog = gtk_file_dialog_new ();
  MagTradeExportForm form;

  if (!mag_trade_export_form_from_nick (g_variant_get_string (parameter, NULL), &form))
    return;
  gtk_file_dialog_set_title (dialog, form == MAG_TRADE_EXPORT_ICS ? _("Save the Calendar") : _("Save All Trades"));
  gtk_file_dialog_set_initial_name (dialog, mag_trade_export_form_get_file_name (form));
  g_object_set_data (G_OBJECT (dialog), "form", GUINT_TO_POINTER (form));
  gtk_file_dialog_save (dialog, GTK_WINDOW (gtk_widget_get_root (widget)), NULL, file_chosen_cb, g_object_ref (widget));
}

static void
printed_cb (GtkPrintOperation       *operation,
            GtkPrintOperationResult  result,
            MagTradesPage           *self)
{
  g_autoptr(GError) error = NULL;

  gtk_print_operation_get_error (operation, &error);
  if (result == GTK_PRINT_OPERATION_RESULT_ERROR && error != NULL)
    toast (self, error->message);
}

/* What the filters leave; the dialog prints, or saves a PDF. */
static void
print_action (GtkWidget  *widget,
              const char *action,
              GVariant   *parameter)
{
  MagTradesPage *self = MAG_TRADES_PAGE (widget);
  MagJournal *journal = mag_journal_model_get_journal (self->model);
  MagJournalFilter filter = read_filter (self);
  g_autoptr(GtkPrintOperation) operation = NULL;

  if (journal == NULL)
    return;
  operation = mag_trade_print_new (journal, &filter, mag_engine_now_us (engine_of (self)));
  gtk_print_operation_set_allow_async (operation, TRUE);
  g_signal_connect_object (operation, "done", G_CALLBACK (printed_cb), self, G_CONNECT_DEFAULT);
  gtk_print_operation_run (operation, GTK_PRINT_OPERATION_ACTION_PRINT_DIALOG, GTK_WINDOW (gtk_widget_get_root (widget)), NULL);
}

static void
clear_filters_action (GtkWidget  *widget,
                      const char *action,
                      GVariant   *parameter)
{
  MagTradesPage *self = MAG_TRADES_PAGE (widget);

  self->restored = FALSE; /* one change, not nine */
  gtk_editable_set_text (self->search, "");
  adw_combo_row_set_selected (self->account, 0);
  g_settings_reset (self->settings, "account"); /* before there is a list of them too */
  adw_combo_row_set_selected (self->status, 0);
  adw_combo_row_set_selected (self->strategy, 0);
  mag_date_row_set_date (self->from, 0);
  mag_date_row_set_date (self->to, 0);
  mag_limit_row_set_value (self->min_profit, NAN);
  mag_limit_row_set_value (self->max_profit, NAN);
  gtk_editable_set_text (self->tag, "");
  self->restored = TRUE;
  filter_changed_cb (self);
}

/* The page */

static void
fill_choices (MagTradesPage *self)
{
  g_autoptr(GtkStringList) statuses = gtk_string_list_new (NULL);
  g_autoptr(GtkStringList) strategies = gtk_string_list_new (NULL);

  gtk_string_list_append (statuses, _("All"));
  for (guint i = 0; i < MAG_TRADE_N_STATUSES; i++)
    gtk_string_list_append (statuses, mag_format_trade_status (i));
  gtk_string_list_append (strategies, _("All"));
  for (guint i = 0; i < MAG_STRATEGY_N_STRATEGIES; i++)
    gtk_string_list_append (strategies, mag_format_strategy (i));
  adw_combo_row_set_model (self->status, G_LIST_MODEL (statuses));
  adw_combo_row_set_model (self->strategy, G_LIST_MODEL (strategies));
}

static double
dollars_of (MagMoney money)
{
  return money != MAG_MONEY_UNKNOWN ? (double) money / 100 : NAN;
}

static void
restore (MagTradesPage *self)
{
  g_autofree char *symbol = g_settings_get_string (self->settings, "symbol");
  g_autofree char *status_nick = g_settings_get_string (self->settings, "status");
  g_autofree char *strategy_nick = g_settings_get_string (self->settings, "strategy");
  g_autofree char *from = g_settings_get_string (self->settings, "from");
  g_autofree char *to = g_settings_get_string (self->settings, "to");
  g_autofree char *tag = g_settings_get_string (self->settings, "tag");
  g_autofree char *view = g_settings_get_string (self->settings, "view");
  MagTradeStatus status;
  MagStrategy strategy;

  gtk_editable_set_text (self->search, symbol);
  adw_combo_row_set_selected (self->status, mag_trade_status_from_nick (status_nick, &status) ? status + 1 : 0);
  adw_combo_row_set_selected (self->strategy, mag_strategy_from_nick (strategy_nick, &strategy) ? strategy + 1 : 0);
  gtk_editable_set_text (GTK_EDITABLE (self->from), from);
  gtk_editable_set_text (GTK_EDITABLE (self->to), to);
  mag_limit_row_set_value (self->min_profit, dollars_of (g_settings_get_int64 (self->settings, "profit-min")));
  mag_limit_row_set_value (self->max_profit, dollars_of (g_settings_get_int64 (self->settings, "profit-max")));
  gtk_editable_set_text (self->tag, tag);
  adw_toggle_group_set_active_name (self->views, view);
  mag_table_set_settings (self->table, self->settings);
  self->restored = TRUE;
}

static void
add_sort_actions (MagTradesPage *self)
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
mag_trades_page_search (MagPage *page)
{
  gtk_widget_grab_focus (GTK_WIDGET (MAG_TRADES_PAGE (page)->search));
}

static void
mag_trades_page_refresh (MagPage *page)
{
  if (!mag_engine_is_ready (mag_page_get_engine (page)))
    mag_engine_open (mag_page_get_engine (page));
  mag_journal_model_refresh (MAG_TRADES_PAGE (page)->model);
}

static void
mag_trades_page_constructed (GObject *object)
{
  MagTradesPage *self = MAG_TRADES_PAGE (object);

  G_OBJECT_CLASS (mag_trades_page_parent_class)->constructed (object);

  self->settings = g_settings_get_child (mag_engine_get_settings (engine_of (self)), "trades");
  self->model = mag_journal_model_new (engine_of (self));
  g_signal_connect_object (self->model, "loaded", G_CALLBACK (loaded_cb), self, G_CONNECT_SWAPPED);
  if (mag_engine_get_portfolio (engine_of (self)) != NULL)
    g_signal_connect_object (mag_engine_get_portfolio (engine_of (self)), "changed", G_CALLBACK (portfolios_changed_cb), self, G_CONNECT_SWAPPED);
  restore (self);
  selection_changed_cb (self);
  update (self);
}

static void
mag_trades_page_get_property (GObject    *object,
                              guint       prop_id,
                              GValue     *value,
                              GParamSpec *pspec)
{
  switch (prop_id)
    {
    case PROP_FILTER_SUMMARY:
      g_value_set_string (value, MAG_TRADES_PAGE (object)->filter_summary);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
mag_trades_page_dispose (GObject *object)
{
  MagTradesPage *self = MAG_TRADES_PAGE (object);

  self->restored = FALSE;
  g_clear_object (&self->model);
  g_clear_object (&self->settings);
  gtk_widget_dispose_template (GTK_WIDGET (object), MAG_TYPE_TRADES_PAGE);

  G_OBJECT_CLASS (mag_trades_page_parent_class)->dispose (object);
}

static void
mag_trades_page_finalize (GObject *object)
{
  g_free (MAG_TRADES_PAGE (object)->filter_summary);
  g_strfreev (MAG_TRADES_PAGE (object)->accounts);
  g_strfreev (MAG_TRADES_PAGE (object)->account_names);

  G_OBJECT_CLASS (mag_trades_page_parent_class)->finalize (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class, RESOURCE_PATH "/ui/mag-trades-page.ui");
  gtk_widget_class_bind_template_child (widget_class, MagTradesPage, outer);
  gtk_widget_class_bind_template_child (widget_class, MagTradesPage, inner);
  gtk_widget_class_bind_template_child (widget_class, MagTradesPage, failed);
  gtk_widget_class_bind_template_child (widget_class, MagTradesPage, differences);
  gtk_widget_class_bind_template_child (widget_class, MagTradesPage, differences_count);
  gtk_widget_class_bind_template_child (widget_class, MagTradesPage, total);
  gtk_widget_class_bind_template_child (widget_class, MagTradesPage, win_rate);
  gtk_widget_class_bind_template_child (widget_class, MagTradesPage, expectancy);
  gtk_widget_class_bind_template_child (widget_class, MagTradesPage, profit_factor);
  gtk_widget_class_bind_template_child (widget_class, MagTradesPage, days);
  gtk_widget_class_bind_template_child (widget_class, MagTradesPage, annualized);
  gtk_widget_class_bind_template_child (widget_class, MagTradesPage, best);
  gtk_widget_class_bind_template_child (widget_class, MagTradesPage, worst);
  gtk_widget_class_bind_template_child (widget_class, MagTradesPage, views);
  gtk_widget_class_bind_template_child (widget_class, MagTradesPage, search);
  gtk_widget_class_bind_template_child (widget_class, MagTradesPage, account);
  gtk_widget_class_bind_template_child (widget_class, MagTradesPage, status);
  gtk_widget_class_bind_template_child (widget_class, MagTradesPage, strategy);
  gtk_widget_class_bind_template_child (widget_class, MagTradesPage, from);
  gtk_widget_class_bind_template_child (widget_class, MagTradesPage, to);
  gtk_widget_class_bind_template_child (widget_class, MagTradesPage, min_profit);
  gtk_widget_class_bind_template_child (widget_class, MagTradesPage, max_profit);
  gtk_widget_class_bind_template_child (widget_class, MagTradesPage, tag);
  gtk_widget_class_bind_template_child (widget_class, MagTradesPage, sort_button);
  gtk_widget_class_bind_template_child (widget_class, MagTradesPage, columns_button);
  gtk_widget_class_bind_template_child (widget_class, MagTradesPage, table);
  gtk_widget_class_bind_template_child (widget_class, MagTradesPage, actions);
  gtk_widget_class_bind_template_child (widget_class, MagTradesPage, campaigns);
  gtk_widget_class_bind_template_child (widget_class, MagTradesPage, calendar);
  gtk_widget_class_bind_template_child (widget_class, MagTradesPage, reports);
  gtk_widget_class_bind_template_callback (widget_class, filter_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, view_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, selection_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, row_activated_cb);
}

static void
install_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "trades.add", NULL, add_action);
  gtk_widget_class_install_action (widget_class, "trades.import-broker", NULL, import_broker_action);
  gtk_widget_class_install_action (widget_class, "trades.differences", NULL, differences_action);
  gtk_widget_class_install_action (widget_class, "trades.close", NULL, close_action);
  gtk_widget_class_install_action (widget_class, "trades.add-leg", NULL, add_leg_action);
  gtk_widget_class_install_action (widget_class, "trades.edit", NULL, edit_action);
  gtk_widget_class_install_action (widget_class, "trades.history", NULL, history_action);
  gtk_widget_class_install_action (widget_class, "trades.delete", NULL, delete_action);
  gtk_widget_class_install_action (widget_class, "trades.export", "s", export_action);
  gtk_widget_class_install_action (widget_class, "trades.print", NULL, print_action);
  gtk_widget_class_install_action (widget_class, "trades.clear-filters", NULL, clear_filters_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_n, GDK_CONTROL_MASK, "trades.add", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_i, GDK_CONTROL_MASK | GDK_SHIFT_MASK, "trades.import-broker", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_d, 0, "trades.differences", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_p, GDK_CONTROL_MASK, "trades.print", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_c, 0, "trades.close", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_l, 0, "trades.add-leg", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_n, 0, "trades.edit", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_h, 0, "trades.history", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Delete, 0, "trades.delete", NULL);
}

static void
mag_trades_page_class_init (MagTradesPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  MagPageClass *page_class = MAG_PAGE_CLASS (klass);

  object_class->constructed = mag_trades_page_constructed;
  object_class->get_property = mag_trades_page_get_property;
  object_class->dispose = mag_trades_page_dispose;
  object_class->finalize = mag_trades_page_finalize;
  page_class->search = mag_trades_page_search;
  page_class->refresh = mag_trades_page_refresh;

  properties[PROP_FILTER_SUMMARY] = g_param_spec_string ("filter-summary", NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  g_type_ensure (MAG_TYPE_CAMPAIGN_LIST);
  g_type_ensure (MAG_TYPE_DATE_ROW);
  g_type_ensure (MAG_TYPE_FIGURE);
  g_type_ensure (MAG_TYPE_LIMIT_ROW);
  g_type_ensure (MAG_TYPE_TRADE_CALENDAR);
  g_type_ensure (MAG_TYPE_TRADE_REPORTS);
  g_type_ensure (MAG_TYPE_TABLE);
  bind_template (GTK_WIDGET_CLASS (klass));
  install_actions (GTK_WIDGET_CLASS (klass));
}

static void
mag_trades_page_init (MagTradesPage *self)
{
  self->filter_summary = g_strdup (_("All")); /* the template wants it */
  self->least = self->most = MAG_MONEY_UNKNOWN;
  gtk_widget_init_template (GTK_WIDGET (self));
  mag_table_set_kind (self->table, &mag_trade_columns_kind);

  fill_choices (self);
  g_signal_connect_object (self->min_profit, "notify::value", G_CALLBACK (filter_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->max_profit, "notify::value", G_CALLBACK (filter_changed_cb), self, G_CONNECT_SWAPPED);
  gtk_menu_button_set_popover (self->columns_button, mag_table_make_chooser (self->table));
  add_sort_actions (self);
}
