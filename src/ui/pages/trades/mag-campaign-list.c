/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Campaigns as people read them: what happened, what it came to so far, and the three bases. At the end stand both ways of counting
 * what the campaign made, by the function the tests use, so that the window can't claim what was not checked. */

#include "config.h"

#include "mag-campaign-list.h"

#include "mag-format.h"

#include <glib/gi18n.h>

#define MOST_SHOWN 200

struct _MagCampaignList
{
  AdwBin      parent_instance;

  GtkListBox *list;
  GtkLabel   *more;
  GtkLabel   *empty;
  MagJournal *journal;  /* owned; what the rows lend from */
  GHashTable *unfolded; /* owned; char*, names of campaigns */
  gint64      now_us;
};

G_DEFINE_FINAL_TYPE (MagCampaignList, mag_campaign_list, ADW_TYPE_BIN)

/* Words */

/**
 * mag_campaign_list_describe_step:
 *
 * Returns: (transfer full): what happened
 */
char *
mag_campaign_list_describe_step (const MagCampaignStep *step,
                                 gboolean               rolled,
                                 gint64                 now_us)
{
  const MagLeg *leg = step->leg;
  const char *role = mag_format_leg_role (leg->role, rolled);
  g_autofree char *date = mag_format_date (leg->date, now_us);
  g_autofree char *quantity = mag_format_count (leg->quantity);
  g_autofree char *price = mag_format_price (leg->price);
  g_autofree char *strike = NULL;

  if (mag_leg_role_is_shares (leg->role))
    /* Translators: date, "Bought shares", how many, price */
    return g_strdup_printf (_("%s: %s, %s at %s"), date, role, quantity, price);

  strike = mag_format_strike (leg->contract.strike);
  if (leg->price == 0 && mag_leg_role_is_closing (leg->role))
    /* Translators: date, "Assigned", contracts, strike, Put or Call */
    return g_strdup_printf (_("%s: %s, %s × %s %s"), date, role, quantity, strike, mag_format_right (leg->contract.right));
  /* Translators: date, "Sold to open", contracts, strike, Put or Call, price */
  return g_strdup_printf (_("%s: %s, %s × %s %s at %s"), date, role, quantity, strike, mag_format_right (leg->contract.right), price);
}

/**
 * mag_campaign_list_describe_bases:
 *
 * Returns: (transfer full) (nullable): the three bases of a share; %NULL without shares
 */
char *
mag_campaign_list_describe_bases (const MagCampaignStep *step)
{
  g_autofree char *campaign = mag_format_basis (step->campaign_basis);
  g_autofree char *tax = mag_format_basis (step->tax_basis);
  g_autofree char *broker = mag_format_basis (step->broker_basis);

  if (step->shares == 0)
    return NULL;
  return g_strdup_printf (_("Basis a share: campaign %s · tax %s · broker %s"), campaign, tax, broker);
}

/**
 * mag_campaign_list_describe_sides:
 *
 * Returns: (transfer full): both ways of counting
 */
char *
mag_campaign_list_describe_sides (const MagCampaign *campaign)
{
  MagReconciliation sides;
  gboolean agree = mag_campaign_reconcile (campaign, &sides);
  g_autofree char *total = mag_format_money_signed (sides.total);
  g_autofree char *items = mag_format_money_signed (sides.tax_items);
  g_autofree char *open = mag_format_money_signed (sides.open);

  if (!agree)
    /* Translators: a fault of the program: the two amounts ought to be equal */
    return g_strdup_printf (_("Cash %s does not agree with tax items %s and %s still open: please report this."), total, items, open);
  if (campaign->ended != 0)
    return g_strdup_printf (_("Cash %s = tax items %s"), total, items);
  return g_strdup_printf (_("Cash %s = tax items %s and %s still open"), total, items, open);
}

static char *
describe_time (const MagCampaign *campaign,
               gint64             now_us)
{
  g_autofree char *started = mag_format_date (campaign->started, now_us);
  g_autofree char *ended = NULL;

  if (campaign->ended == 0)
    /* Translators: a campaign that runs; %s is a date */
    return g_strdup_printf (_("since %s"), started);
  ended = mag_format_date (campaign->ended, now_us);
  return g_strdup_printf (_("%s to %s"), started, ended);
}

static char *
describe_campaign (const MagJournalCampaign *entry,
                   gint64       now_us)
{
  const MagCampaign *campaign = entry->campaign;
  const MagCampaignStep *last = &g_array_index (campaign->steps, MagCampaignStep, campaign->steps->len - 1);
  g_autofree char *when = describe_time (campaign, now_us);
  g_autofree char *bases = mag_campaign_list_describe_bases (last);
  g_autofree char *profit = mag_format_money_change (last->cash);
  g_autofree char *cash = mag_format_money_signed (last->cash);

  if (campaign->ended != 0)
    /* Translators: from when to when, profit or loss */
    return g_strdup_printf (_("%s · P/L %s"), when, profit);
  if (bases != NULL)
    return g_strdup_printf ("%s · %s", when, bases);
  /* Translators: since when, cash so far of a running campaign without shares */
  return g_strdup_printf (_("%s · cash so far %s"), when, cash);
}

/* Rows */

static GtkWidget *
make_line (const char *title,
           const char *subtitle)
{
  return g_object_new (ADW_TYPE_ACTION_ROW, "title", title, "subtitle", subtitle != NULL ? subtitle : "", "use-markup", FALSE, "activatable", FALSE, NULL);
}

static char *
describe_standing (const MagCampaignStep *step)
{
  g_autofree char *cash = mag_format_money_signed (step->cash);
  g_autofree char *bases = mag_campaign_list_describe_bases (step);

  if (bases != NULL)
    return g_strdup_printf (_("Cash so far %s · %s"), cash, bases);
  return g_strdup_printf (_("Cash so far %s"), cash);
}

static void
add_steps (AdwExpanderRow *row,
           const MagJournalCampaign    *entry,
           gint64          now_us)
{
  g_autofree char *sides = mag_campaign_list_describe_sides (entry->campaign);

  for (guint i = 0; i < entry->campaign->steps->len; i++)
    {
      const MagCampaignStep *step = &g_array_index (entry->campaign->steps, MagCampaignStep, i);
      g_autofree char *title = mag_campaign_list_describe_step (step, mag_ledger_is_rolled (entry->ledger, step->leg), now_us);
      g_autofree char *subtitle = describe_standing (step);

      adw_expander_row_add_row (row, make_line (title, subtitle));
    }
  adw_expander_row_add_row (row, make_line (sides, _("Shares go first in, first out. Wash sales and Section 1256 contracts are not modelled.")));
}

/* Events are made when somebody wants to see them. */
static void
unfolded_cb (AdwExpanderRow *row)
{
  MagCampaignList *self = g_object_get_data (G_OBJECT (row), "list");
  const MagJournalCampaign *entry = g_object_get_data (G_OBJECT (row), "entry");
  const char *name = adw_preferences_row_get_title (ADW_PREFERENCES_ROW (row));

  if (!adw_expander_row_get_expanded (row))
    {
      g_hash_table_remove (self->unfolded, name);
      return;
    }
  g_hash_table_add (self->unfolded, g_strdup (name));
  if (g_object_get_data (G_OBJECT (row), "filled") != NULL)
    return;
  g_object_set_data (G_OBJECT (row), "filled", row);
  add_steps (row, entry, self->now_us);
}

static void
append_campaign (MagCampaignList *self,
                 const MagJournalCampaign     *entry)
{
  g_autofree char *subtitle = describe_campaign (entry, self->now_us);
  g_autofree char *title = NULL;
  GtkWidget *row;

  if (entry->ledger->account[0] != '\0')
    /* Translators: symbol, account, number of the campaign */
    title = g_strdup_printf (_("%s in %s, campaign %u"), entry->ledger->symbol, entry->ledger->account, entry->campaign->number);
  else
    title = g_strdup_printf (_("%s, campaign %u"), entry->ledger->symbol, entry->campaign->number);
  row = g_object_new (ADW_TYPE_EXPANDER_ROW, "use-markup", FALSE, "title", title, "subtitle", subtitle, NULL);
  g_object_set_data (G_OBJECT (row), "list", self);
  g_object_set_data_full (G_OBJECT (row), "entry", g_memdup2 (entry, sizeof *entry), g_free);
  g_signal_connect (row, "notify::expanded", G_CALLBACK (unfolded_cb), NULL);
  gtk_list_box_append (self->list, row);
  if (g_hash_table_contains (self->unfolded, title))
    adw_expander_row_set_expanded (ADW_EXPANDER_ROW (row), TRUE);
}

static int
compare_entries (gconstpointer a,
                 gconstpointer b)
{
  const MagCampaign *x = ((const MagJournalCampaign *) a)->campaign, *y = ((const MagJournalCampaign *) b)->campaign;

  if ((x->ended == 0) != (y->ended == 0))
    return x->ended == 0 ? -1 : 1;
  return (x->started < y->started) - (x->started > y->started);
}

/**
 * mag_campaign_list_set_journal:
 * @rows: (element-type MagJournalRow): what the filters left
 *
 * Shows the campaigns these rows belong to; what was unfolded is so again.
 */
void
mag_campaign_list_set_journal (MagCampaignList *self,
                               MagJournal      *journal,
                               const GArray    *rows,
                               gint64           now_us)
{
  g_autoptr(GArray) entries = NULL;
  g_autofree char *more = NULL;

  g_return_if_fail (MAG_IS_CAMPAIGN_LIST (self));

  entries = mag_journal_campaigns (journal, rows);
  g_array_sort (entries, compare_entries);
  gtk_list_box_remove_all (self->list);
  mag_journal_ref (journal);
  g_clear_pointer (&self->journal, mag_journal_unref);
  self->journal = journal;
  self->now_us = now_us;
  for (guint i = 0; i < MIN (entries->len, MOST_SHOWN); i++)
    append_campaign (self, &g_array_index (entries, MagJournalCampaign, i));

  more = g_strdup_printf (_("%u of %u campaigns are shown; search for a symbol to see the others."), MIN (entries->len, MOST_SHOWN), entries->len);
  gtk_label_set_text (self->more, more);
  gtk_widget_set_visible (GTK_WIDGET (self->more), entries->len > MOST_SHOWN);
  gtk_widget_set_visible (GTK_WIDGET (self->list), entries->len > 0);
  gtk_widget_set_visible (GTK_WIDGET (self->empty), entries->len == 0);
}

static void
mag_campaign_list_dispose (GObject *object)
{
  MagCampaignList *self = MAG_CAMPAIGN_LIST (object);

  gtk_widget_dispose_template (GTK_WIDGET (self), MAG_TYPE_CAMPAIGN_LIST);
  g_clear_pointer (&self->journal, mag_journal_unref);
  g_clear_pointer (&self->unfolded, g_hash_table_unref);

  G_OBJECT_CLASS (mag_campaign_list_parent_class)->dispose (object);
}

static void
mag_campaign_list_class_init (MagCampaignListClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = mag_campaign_list_dispose;

  gtk_widget_class_set_template_from_resource (widget_class, RESOURCE_PATH "/ui/mag-campaign-list.ui");
  gtk_widget_class_bind_template_child (widget_class, MagCampaignList, list);
  gtk_widget_class_bind_template_child (widget_class, MagCampaignList, more);
  gtk_widget_class_bind_template_child (widget_class, MagCampaignList, empty);
}

static void
mag_campaign_list_init (MagCampaignList *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->unfolded = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}
