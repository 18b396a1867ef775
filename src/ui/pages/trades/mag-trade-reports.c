/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the trades of the last days came to, each month's P/L by three ways of telling which month it belongs to, what the same money
 * would have made in SPY, and the tax items of a year. */

#include "config.h"

#include "mag-trade-reports.h"

#include "mag-benchmark-view.h"
#include "mag-date.h"
#include "mag-format.h"
#include "mag-report-grid.h"
#include "mag-tax-list.h"
#include "mag-trade-chart.h"

#include <glib/gi18n.h>

struct _MagTradeReports
{
  AdwBin         parent_instance;

  MagTradeChart *chart;
  GtkGrid       *periods;
  GtkGrid       *months;
  MagBenchmarkView *benchmark;
  MagTaxList    *taxes;
};

G_DEFINE_FINAL_TYPE (MagTradeReports, mag_trade_reports, ADW_TYPE_BIN)

static const guint period_days[] = { 7, 30, 90, 180, 365, 0 };

static char *
name_period (guint days)
{
  return days > 0 ? g_strdup_printf (ngettext ("Last %u day", "Last %u days", days), days) : g_strdup (_("All time"));
}

/**
 * mag_trade_reports_list_periods:
 * @filter: its dates are left aside
 *
 * Returns: (transfer full) (element-type GStrv): titles, then the cells of each period
 */
GPtrArray *
mag_trade_reports_list_periods (MagJournal             *journal,
                                const MagJournalFilter *filter,
                                MagDate                 today)
{
  const char *const titles[] = {
    _("Closed in"), _("P/L"), _("Trades"), _("Won"), _("Expectancy"), _("Days"), _("Annualized, Mean"), _("Annualized on Capital"), NULL,
  };
  GPtrArray *lines = g_ptr_array_new_with_free_func ((GDestroyNotify) g_strfreev);

  g_ptr_array_add (lines, g_strdupv ((char **) titles));
  for (gsize i = 0; i < G_N_ELEMENTS (period_days); i++)
    {
      g_autoptr(GArray) rows = mag_journal_filter_days (journal, filter, period_days[i] > 0 ? today - period_days[i] : 0);
      g_autoptr(GStrvBuilder) cells = g_strv_builder_new ();
      MagJournalStats stats;

      mag_journal_stats (rows, &stats);
      g_strv_builder_take (cells, name_period (period_days[i]));
      g_strv_builder_take (cells, mag_format_money_change (stats.total));
      g_strv_builder_take (cells, mag_format_count (stats.n_closed));
      g_strv_builder_take (cells, mag_format_percent (stats.win_rate, 1));
      g_strv_builder_take (cells, mag_format_money_signed (stats.expectancy));
      g_strv_builder_take (cells, mag_format_greek (stats.average_days, 1));
      g_strv_builder_take (cells, mag_format_percent (stats.average_annualized, 1));
      g_strv_builder_take (cells, mag_format_percent (stats.weighted_annualized, 1));
      g_ptr_array_add (lines, g_strv_builder_end (cells));
    }
  return lines;
}

/* The P/L's arrow tells its colour. */
static void
fill_periods (MagTradeReports        *self,
              MagJournal             *journal,
              const MagJournalFilter *filter,
              MagDate                 today)
{
  g_autoptr(GPtrArray) lines = mag_trade_reports_list_periods (journal, filter, today);

  for (guint i = 0; i < lines->len; i++)
    {
      const char *const *cells = g_ptr_array_index (lines, i);

      for (guint c = 0; cells[c] != NULL; c++)
        {
          GtkWidget *label = mag_report_grid_put (self->periods, (int) c, (int) i, g_strdup (cells[c]));

          if (c == 1 && (g_str_has_prefix (cells[c], "▲") || g_str_has_prefix (cells[c], "▼")))
            gtk_widget_add_css_class (label, mag_format_sign_class (g_str_has_prefix (cells[c], "▲") ? 1 : -1));
        }
    }
}

static char *
name_month (const MagJournalMonth *month)
{
  g_autoptr(GDateTime) first = g_date_time_new_utc (month->year, month->month, 1, 0, 0, 0);

  /* Translators: g_date_time_format() pattern of a month, "November 2026" */
  return g_date_time_format (first, _("%B %Y"));
}

static void
fill_months (MagTradeReports *self,
             MagJournal      *journal,
             const GArray    *rows)
{
  g_autoptr(GArray) months = mag_journal_months (journal, rows);

  mag_report_grid_put (self->months, 0, 0, g_strdup (_("Month")));
  for (guint a = 0; a < MAG_ATTRIBUTION_N_ATTRIBUTIONS; a++)
    mag_report_grid_put (self->months, (int) a + 1, 0, g_strdup (mag_format_attribution (a)));
  for (guint i = 0; i < months->len; i++)
    {
      const MagJournalMonth *month = &g_array_index (months, MagJournalMonth, i);

      mag_report_grid_put (self->months, 0, (int) i + 1, name_month (month));
      for (guint a = 0; a < MAG_ATTRIBUTION_N_ATTRIBUTIONS; a++)
        mag_report_grid_put_profit (self->months, (int) a + 1, (int) i + 1, month->profit[a]);
    }
}

void
mag_trade_reports_set_journal (MagTradeReports        *self,
                               MagJournal             *journal,
                               const MagJournalFilter *filter,
                               gint64                  now_us)
{
  g_autoptr(GArray) rows = NULL;

  g_return_if_fail (MAG_IS_TRADE_REPORTS (self));

  rows = mag_journal_filter (journal, filter);
  mag_trade_chart_set_journal (self->chart, journal, filter);
  mag_report_grid_clear (self->periods);
  mag_report_grid_clear (self->months);
  fill_periods (self, journal, filter, mag_date_in_new_york (now_us));
  fill_months (self, journal, rows);
  mag_benchmark_view_set_rows (self->benchmark, journal, rows, now_us);
  mag_tax_list_set_rows (self->taxes, journal, rows, mag_journal_filter_is_set (filter));
}

static void
mag_trade_reports_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), MAG_TYPE_TRADE_REPORTS);

  G_OBJECT_CLASS (mag_trade_reports_parent_class)->dispose (object);
}

static void
mag_trade_reports_class_init (MagTradeReportsClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = mag_trade_reports_dispose;

  g_type_ensure (MAG_TYPE_BENCHMARK_VIEW);
  g_type_ensure (MAG_TYPE_TAX_LIST);
  g_type_ensure (MAG_TYPE_TRADE_CHART);
  gtk_widget_class_set_template_from_resource (widget_class, RESOURCE_PATH "/ui/mag-trade-reports.ui");
  gtk_widget_class_bind_template_child (widget_class, MagTradeReports, chart);
  gtk_widget_class_bind_template_child (widget_class, MagTradeReports, periods);
  gtk_widget_class_bind_template_child (widget_class, MagTradeReports, months);
  gtk_widget_class_bind_template_child (widget_class, MagTradeReports, benchmark);
  gtk_widget_class_bind_template_child (widget_class, MagTradeReports, taxes);
}

static void
mag_trade_reports_init (MagTradeReports *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
