/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the trades shown made, beside what the same money would have made in SPY. The prices are of one answer of the market and are kept while the
 * window is open; without them the reason stands there, and a button to fetch them. */

#include "config.h"

#include "mag-benchmark-view.h"

#include "mag-date.h"
#include "mag-format.h"
#include "mag-market.h"
#include "mag-page.h"

#include <glib/gi18n.h>

#define DAYS_BEFORE 10 /* a first day without a session has the close of one before */

struct _MagBenchmarkView
{
  AdwBin           parent_instance;

  GtkLabel        *result;
  GtkLabel        *left_out;
  GtkWidget       *fetch;

  MagMarketData   *market;      /* owned; NULL until it is needed */
  MagPriceHistory *history;     /* owned; NULL before the first answer */
  MagJournal      *journal;     /* owned; NULL before the first */
  GArray          *rows;        /* owned; MagJournalRow of the journal */
  gint64           now_us;
  GCancellable    *cancellable; /* owned; NULL unless prices are on their way */
  char            *problem;     /* owned; why there was no answer; NULL */
};

G_DEFINE_FINAL_TYPE (MagBenchmarkView, mag_benchmark_view, ADW_TYPE_BIN)

/* Words */

static char *
describe_known (const MagBenchmark *benchmark)
{
  g_autofree char *profit = mag_format_money_change (benchmark->profit), *other = mag_format_money_change (benchmark->benchmark);
  g_autofree char *dividends = NULL;

  if (benchmark->dividends == MAG_MONEY_UNKNOWN)
    /* Translators: two amounts */
    return g_strdup_printf (_("These trades made %s. The same money in SPY for the same days would have made %s, its dividends not counted: the source does not tell them."),
                            profit, other);
  dividends = mag_format_money (benchmark->dividends);
  /* Translators: three amounts */
  return g_strdup_printf (_("These trades made %s. The same money in SPY for the same days would have made %s, %s of it dividends."), profit, other, dividends);
}

/**
 * mag_benchmark_view_describe:
 *
 * Returns: (transfer full): the comparison, or "-" and why there is none
 */
char *
mag_benchmark_view_describe (const MagBenchmark *benchmark)
{
  switch (benchmark->state)
    {
    case MAG_BENCHMARK_KNOWN:
      return describe_known (benchmark);
    case MAG_BENCHMARK_NOTHING:
      return g_strdup (_("- No trade that put up money of its own has closed."));
    case MAG_BENCHMARK_NO_PRICES:
      return g_strdup (_("- The prices of SPY have not been fetched."));
    case MAG_BENCHMARK_TOO_SHORT:
      return g_strdup (_("- The prices of SPY at hand do not reach over all days of these trades."));
    }
  return g_strdup ("-");
}

static char *
describe_left_out (guint n)
{
  return g_strdup_printf (ngettext ("%u closed trade is in neither figure: its loss has no bound, so no amount can be named for it.",
                                    "%u closed trades are in neither figure: their loss has no bound, so no amount can be named for them.", n), n);
}

static void
show (MagBenchmarkView *self)
{
  MagBenchmark benchmark;
  g_autofree char *result = NULL, *left_out = NULL;

  if (self->journal == NULL)
    return;

  mag_benchmark_figure (self->journal, self->rows, self->history, &benchmark);
  result = mag_benchmark_view_describe (&benchmark);
  left_out = describe_left_out (benchmark.n_left_out);
  if (self->cancellable != NULL)
    g_set_str (&result, _("- The prices of SPY are on their way."));
  else if (self->problem != NULL && benchmark.state == MAG_BENCHMARK_NO_PRICES)
    g_set_str (&result, self->problem);
  gtk_label_set_text (self->result, result);
  gtk_label_set_text (self->left_out, left_out);
  gtk_widget_set_visible (GTK_WIDGET (self->left_out), benchmark.n_left_out > 0);
  gtk_widget_set_visible (self->fetch, self->cancellable == NULL && (benchmark.state == MAG_BENCHMARK_NO_PRICES || benchmark.state == MAG_BENCHMARK_TOO_SHORT));
}

/* Prices */

static void
bars_loaded_cb (GObject      *source,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr(MagBenchmarkView) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(MagPriceHistory) history = mag_market_data_load_bars_finish (MAG_MARKET_DATA (source), result, &error);

  if (self->cancellable == NULL) /* the window is gone */
    return;

  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->problem, g_free);
  if (history != NULL)
    {
      g_clear_pointer (&self->history, mag_price_history_free);
      self->history = g_steal_pointer (&history);
    }
  else
    {
      /* Translators: %s is a sentence: why */
      self->problem = g_strdup_printf (_("- The prices of SPY could not be fetched: %s"), error->message);
    }
  show (self);
}

/* From the first deposit of the whole journal on, so that another filter needs no other prices. */
static MagDate
first_day (MagBenchmarkView *self)
{
  const MagJournalFilter all = MAG_JOURNAL_FILTER_ALL;
  g_autoptr(GArray) rows = mag_journal_filter (self->journal, &all);
  MagBenchmark benchmark;

  mag_benchmark_figure (self->journal, rows, NULL, &benchmark);
  return benchmark.from - DAYS_BEFORE;
}

static void
fetch_clicked_cb (MagBenchmarkView *self)
{
  MagPage *page = MAG_PAGE (gtk_widget_get_ancestor (GTK_WIDGET (self), MAG_TYPE_PAGE));

  if (self->market == NULL)
    self->market = mag_market_new_for_profile (mag_engine_get_profile (mag_page_get_engine (page)));
  self->cancellable = g_cancellable_new ();
  mag_market_data_load_bars_async (self->market, MAG_BENCHMARK_TICKER, first_day (self), mag_date_in_new_york (self->now_us), self->cancellable,
                                   bars_loaded_cb, g_object_ref (self));
  show (self);
}

void
mag_benchmark_view_set_market (MagBenchmarkView *self,
                               MagMarketData    *market)
{
  g_return_if_fail (MAG_IS_BENCHMARK_VIEW (self));

  g_set_object (&self->market, market);
}

void
mag_benchmark_view_set_rows (MagBenchmarkView *self,
                             MagJournal       *journal,
                             const GArray     *rows,
                             gint64            now_us)
{
  g_return_if_fail (MAG_IS_BENCHMARK_VIEW (self));

  g_clear_pointer (&self->rows, g_array_unref);
  mag_journal_ref (journal);
  g_clear_pointer (&self->journal, mag_journal_unref);
  self->journal = journal;
  self->rows = g_array_copy ((GArray *) rows);
  self->now_us = now_us;
  show (self);
}

static void
mag_benchmark_view_dispose (GObject *object)
{
  MagBenchmarkView *self = MAG_BENCHMARK_VIEW (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->market);
  gtk_widget_dispose_template (GTK_WIDGET (object), MAG_TYPE_BENCHMARK_VIEW);

  G_OBJECT_CLASS (mag_benchmark_view_parent_class)->dispose (object);
}

static void
mag_benchmark_view_finalize (GObject *object)
{
  MagBenchmarkView *self = MAG_BENCHMARK_VIEW (object);

  g_clear_pointer (&self->history, mag_price_history_free);
  g_clear_pointer (&self->rows, g_array_unref);
  g_clear_pointer (&self->journal, mag_journal_unref);
  g_free (self->problem);

  G_OBJECT_CLASS (mag_benchmark_view_parent_class)->finalize (object);
}

static void
mag_benchmark_view_class_init (MagBenchmarkViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = mag_benchmark_view_dispose;
  object_class->finalize = mag_benchmark_view_finalize;

  gtk_widget_class_set_template_from_resource (widget_class, RESOURCE_PATH "/ui/mag-benchmark-view.ui");
  gtk_widget_class_bind_template_child (widget_class, MagBenchmarkView, result);
  gtk_widget_class_bind_template_child (widget_class, MagBenchmarkView, left_out);
  gtk_widget_class_bind_template_child (widget_class, MagBenchmarkView, fetch);
  gtk_widget_class_bind_template_callback (widget_class, fetch_clicked_cb);
}

static void
mag_benchmark_view_init (MagBenchmarkView *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
