/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The journal in bars: by month in each attribution, their running total, by symbol, by strategy, and how results are spread. */

#include "config.h"

#include "mag-trade-chart.h"

#include "mag-bar-chart.h"
#include "mag-format.h"
#include "mag-journal-groups.h"

#include <glib/gi18n.h>

/* In the order of the menu. */
typedef enum
{
  KIND_CLOSE_MONTH,
  KIND_CASH_FLOW,
  KIND_TAX,
  KIND_RUNNING_TOTAL,
  KIND_SYMBOL,
  KIND_STRATEGY,
  KIND_DISTRIBUTION,
} Kind;

struct _MagTradeChart
{
  AdwBin       parent_instance;

  GtkDropDown *kind;
  MagBarChart *chart;

  MagJournal  *journal; /* owned; NULL before the first */
  GArray      *rows;    /* owned; MagJournalRow of the journal */
};

G_DEFINE_FINAL_TYPE (MagTradeChart, mag_trade_chart, ADW_TYPE_BIN)

/* Takes label and amount. */
static void
append_profit (GArray   *bars,
               MagMoney  profit,
               char     *label,
               char     *amount)
{
  MagChartBar bar = { (double) profit, (profit > 0) - (profit < 0), label, NULL };

  /* Translators: a bar of a chart in words: what it is of, and its amount */
  bar.words = g_strdup_printf (_("%s: %s"), label, amount);
  g_free (amount);
  g_array_append_val (bars, bar);
}

/* Months */

static char *
name_month (int month)
{
  g_autoptr(GDateTime) first = g_date_time_new_utc (month / 12, month % 12 + 1, 1, 0, 0, 0);

  /* Translators: g_date_time_format() pattern of a month where there is little room, "Nov 26" */
  return g_date_time_format (first, _("%b %y"));
}

/* Of a year and a month, so that they can be counted through. */
static int
number_of (const MagJournalMonth *month)
{
  return month->year * 12 + month->month - 1;
}

/* Oldest first; a month without a trade has its place, too. */
static GArray *
make_months (MagTradeChart  *self,
             MagAttribution  attribution,
             gboolean        running)
{
  g_autoptr(GArray) months = mag_journal_months (self->journal, self->rows);
  GArray *bars = mag_chart_bars_new ();
  MagMoney sum = 0;
  int next = 0;

  for (guint i = months->len; i > 0; i--)
    {
      const MagJournalMonth *month = &g_array_index (months, MagJournalMonth, i - 1);

      for (next = i == months->len ? number_of (month) : next; next < number_of (month); next++)
        append_profit (bars, running ? sum : 0, name_month (next), mag_format_money_change (running ? sum : 0));
      sum += month->profit[attribution];
      append_profit (bars, running ? sum : month->profit[attribution], name_month (next), mag_format_money_change (running ? sum : month->profit[attribution]));
      next++;
    }
  return bars;
}

/* Groups */

static GArray *
make_groups (MagTradeChart *self,
             MagGrouping    by)
{
  g_autoptr(GArray) groups = mag_journal_group (self->rows, by);
  GArray *bars = mag_chart_bars_new ();

  for (guint i = 0; i < groups->len; i++)
    {
      const MagJournalGroup *group = &g_array_index (groups, MagJournalGroup, i);
      g_autofree char *profit = mag_format_money_change (group->profit);

      append_profit (bars, group->profit, g_strdup (group->symbol != NULL ? group->symbol : mag_format_strategy (group->strategy)),
                     g_strdup_printf (ngettext ("%s in %u trade", "%s in %u trades", group->n), profit, group->n));
    }
  return bars;
}

static GArray *
make_distribution (MagTradeChart *self)
{
  g_autoptr(GArray) bins = mag_journal_distribution (self->rows);
  GArray *bars = mag_chart_bars_new ();

  for (guint i = 0; i < bins->len; i++)
    {
      const MagJournalBin *bin = &g_array_index (bins, MagJournalBin, i);
      g_autofree char *from = mag_format_money_whole (bin->from), *to = mag_format_money_whole (bin->to);
      MagChartBar bar = { bin->n, bin->from < 0 ? -1 : 1, g_steal_pointer (&from), NULL };

      bar.words = g_strdup_printf (ngettext ("%u trade from %s to below %s", "%u trades from %s to below %s", bin->n), bin->n, bar.label, to);
      g_array_append_val (bars, bar);
    }
  return bars;
}

static GArray *
make_bars (MagTradeChart *self)
{
  switch ((Kind) gtk_drop_down_get_selected (self->kind))
    {
    case KIND_CLOSE_MONTH: return make_months (self, MAG_ATTRIBUTION_CLOSE_MONTH, FALSE);
    case KIND_CASH_FLOW: return make_months (self, MAG_ATTRIBUTION_CASH_FLOW, FALSE);
    case KIND_TAX: return make_months (self, MAG_ATTRIBUTION_TAX, FALSE);
    case KIND_RUNNING_TOTAL: return make_months (self, MAG_ATTRIBUTION_CLOSE_MONTH, TRUE);
    case KIND_SYMBOL: return make_groups (self, MAG_GROUPING_SYMBOL);
    case KIND_STRATEGY: return make_groups (self, MAG_GROUPING_STRATEGY);
    case KIND_DISTRIBUTION: return make_distribution (self);
    }
  return mag_chart_bars_new ();
}

static void
refill (MagTradeChart *self)
{
  GtkStringObject *chosen = gtk_drop_down_get_selected_item (self->kind);

  if (self->journal != NULL && chosen != NULL)
    mag_bar_chart_set_bars (self->chart, gtk_string_object_get_string (chosen), make_bars (self));
}

static void
kind_chosen_cb (MagTradeChart *self)
{
  refill (self);
}

void
mag_trade_chart_set_journal (MagTradeChart          *self,
                             MagJournal             *journal,
                             const MagJournalFilter *filter)
{
  g_return_if_fail (MAG_IS_TRADE_CHART (self));

  g_clear_pointer (&self->rows, g_array_unref);
  g_clear_pointer (&self->journal, mag_journal_unref);
  self->journal = mag_journal_ref (journal);
  self->rows = mag_journal_filter (journal, filter);
  refill (self);
}

static void
mag_trade_chart_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), MAG_TYPE_TRADE_CHART);

  G_OBJECT_CLASS (mag_trade_chart_parent_class)->dispose (object);
}

static void
mag_trade_chart_finalize (GObject *object)
{
  MagTradeChart *self = MAG_TRADE_CHART (object);

  g_clear_pointer (&self->rows, g_array_unref);
  g_clear_pointer (&self->journal, mag_journal_unref);

  G_OBJECT_CLASS (mag_trade_chart_parent_class)->finalize (object);
}

static void
mag_trade_chart_class_init (MagTradeChartClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = mag_trade_chart_dispose;
  object_class->finalize = mag_trade_chart_finalize;

  g_type_ensure (MAG_TYPE_BAR_CHART);
  gtk_widget_class_set_template_from_resource (widget_class, RESOURCE_PATH "/ui/mag-trade-chart.ui");
  gtk_widget_class_bind_template_child (widget_class, MagTradeChart, kind);
  gtk_widget_class_bind_template_child (widget_class, MagTradeChart, chart);
  gtk_widget_class_bind_template_callback (widget_class, kind_chosen_cb);
}

static void
mag_trade_chart_init (MagTradeChart *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
