/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The Trades page on paper. First all is put into words, line by line; then, when the paper is known, lines become pages: a table that goes on has its titles again. */

#include "config.h"

#include "mag-trade-print.h"

#include "mag-date.h"
#include "mag-format.h"
#include "mag-trade-columns.h"
#include "mag-trade-reports.h"

#include <glib/gi18n.h>

#define MAX_COLUMNS 8
#define GAP 6.0         /* points between columns, and before a heading */
#define FOOTER 18.0     /* points at the end of a page */
#define FONT "Sans 8"
#define FONT_TITLES "Sans Bold 8"

static const char heading_font[] = "Sans Bold 11";

/* Shares of the page's width; text first, numbers to the right but for the columns named. */
typedef struct
{
  double widths[MAX_COLUMNS];
  guint  n_left; /* columns aligned left */
} Table;

static const Table periods_table = { { 0.16, 0.15, 0.08, 0.09, 0.14, 0.08, 0.14, 0.16 }, 1 };
static const Table trades_table = { { 0.25, 0.20, 0.11, 0.11, 0.10, 0.10, 0.13 }, 5 };

/* What is printed together. */
typedef struct
{
  const Table *table;  /* NULL: one text over the whole width */
  const char  *font;
  gboolean     titles; /* of the table; again on each page it goes on */
  gboolean     heads;  /* stays with the line after it, and apart from the one before */
  char       **cells;  /* owned */
  double       height; /* once the paper is known */
} Line;

typedef struct
{
  GPtrArray *lines; /* Line* */
  GArray    *pages; /* guint: the first line of each */
  char      *footer; /* owned */
} Document;

static void
line_free (Line *line)
{
  g_strfreev (line->cells);
  g_free (line);
}

static void
document_free (Document *document)
{
  g_ptr_array_unref (document->lines);
  g_array_unref (document->pages);
  g_free (document->footer);
  g_free (document);
}

/* Words */

static void
add_line (Document    *document,
          const Table *table,
          const char  *font,
          gboolean     titles,
          char       **cells) /* (transfer full) */
{
  Line *line = g_new0 (Line, 1);

  *line = (Line) { table, font, titles, titles || font == heading_font, cells, 0 };
  g_ptr_array_add (document->lines, line);
}

static void
add_text (Document   *document,
          const char *font,
          const char *text)
{
  const char *const cells[] = { text, NULL };

  add_line (document, NULL, font, FALSE, g_strdupv ((char **) cells));
}

static char *
describe_dates (const MagJournalFilter *filter)
{
  g_autofree char *from = filter->from != 0 ? mag_date_format (filter->from) : NULL;
  g_autofree char *to = filter->to != 0 ? mag_date_format (filter->to) : NULL;

  if (from != NULL && to != NULL)
    return g_strdup_printf (_("Closed from %s to %s"), from, to);
  if (from != NULL)
    return g_strdup_printf (_("Closed from %s on"), from);
  return to != NULL ? g_strdup_printf (_("Closed up to %s"), to) : g_strdup (_("All time"));
}

static char *
describe_filter (const MagJournalFilter *filter)
{
  g_autofree char *dates = describe_dates (filter);
  GString *text = g_string_new (dates);

  if (filter->symbol != NULL && *filter->symbol != '\0')
    /* Translators: what the symbols shown begin with */
    g_string_append_printf (text, _(" · symbol %s"), filter->symbol);
  if (filter->status >= 0)
    g_string_append_printf (text, " · %s", mag_format_trade_status ((MagTradeStatus) filter->status));
  if (filter->strategy >= 0)
    g_string_append_printf (text, " · %s", mag_format_strategy ((MagStrategy) filter->strategy));
  if (filter->tag != NULL && *filter->tag != '\0')
    g_string_append_printf (text, _(" · tag %s"), filter->tag);
  return g_string_free_and_steal (text);
}

static void
add_totals (Document              *document,
            const MagJournalStats *stats)
{
  g_autofree char *total = mag_format_money_signed (stats->total);
  g_autofree char *options = mag_format_money_signed (stats->options);
  g_autofree char *shares = mag_format_money_signed (stats->shares);
  g_autofree char *rate = mag_format_percent (stats->win_rate, 1);
  g_autofree char *expectancy = mag_format_money_signed (stats->expectancy);
  g_autofree char *annualized = mag_format_percent (stats->weighted_annualized, 1);
  /* Translators: three sums of money: of all, of options, of shares */
  g_autofree char *profit = g_strdup_printf (_("P/L %s: options %s, shares %s"), total, options, shares);
  g_autofree char *counts = g_strdup_printf (_("Won %s of %u closed · %u open · expectancy %s a closed trade · annualized on capital %s"), rate, stats->n_closed,
                                             stats->n_open, expectancy, annualized);

  add_text (document, heading_font, profit);
  add_text (document, FONT, counts);
}

static void
add_periods (Document               *document,
             MagJournal             *journal,
             const MagJournalFilter *filter,
             MagDate                 today)
{
  g_autoptr(GPtrArray) periods = mag_trade_reports_list_periods (journal, filter, today);

  add_text (document, heading_font, _("By Period"));
  for (guint i = 0; i < periods->len; i++)
    add_line (document, &periods_table, i == 0 ? FONT_TITLES : FONT, i == 0, g_strdupv (g_ptr_array_index (periods, i)));
}

static char *
format_day (MagDate date)
{
  return date != 0 ? mag_date_format (date) : g_strdup ("-");
}

static void
add_trade (Document            *document,
           const MagJournalRow *row)
{
  g_autoptr(GStrvBuilder) cells = g_strv_builder_new ();

  g_strv_builder_take (cells, mag_trade_columns_name_row (row));
  g_strv_builder_add (cells, mag_format_strategy (mag_journal_row_get_strategy (row)));
  g_strv_builder_take (cells, format_day (mag_journal_row_get_opened (row)));
  g_strv_builder_take (cells, format_day (mag_journal_row_get_closed (row)));
  g_strv_builder_add (cells, mag_format_trade_status (mag_journal_row_get_status (row)));
  g_strv_builder_take (cells, mag_format_count (row->chain != NULL ? row->chain->contracts : row->lot->shares));
  g_strv_builder_take (cells, mag_format_money_signed (mag_journal_row_get_profit (row)));
  add_line (document, &trades_table, FONT, FALSE, g_strv_builder_end (cells));
}

static void
add_trades (Document     *document,
            const GArray *rows)
{
  const char *const titles[] = { _("Trade"), _("Strategy"), _("Opened"), _("Closed"), _("Status"), _("Quantity"), _("P/L"), NULL };

  add_text (document, heading_font, _("Trades"));
  add_line (document, &trades_table, FONT_TITLES, TRUE, g_strdupv ((char **) titles));
  for (guint i = 0; i < rows->len; i++)
    add_trade (document, &g_array_index (rows, MagJournalRow, i));
}

static Document *
document_new (MagJournal             *journal,
              const MagJournalFilter *filter,
              gint64                  now_us)
{
  Document *document = g_new0 (Document, 1);
  g_autoptr(GArray) rows = mag_journal_filter (journal, filter);
  g_autofree char *words = describe_filter (filter);
  g_autofree char *printed = mag_format_instant (now_us);
  MagJournalStats stats;

  mag_journal_stats (rows, &stats);
  document->lines = g_ptr_array_new_with_free_func ((GDestroyNotify) line_free);
  document->pages = g_array_new (FALSE, FALSE, sizeof (guint));
  document->footer = g_strdup (printed);
  add_text (document, "Sans Bold 14", _("Trade Journal"));
  add_text (document, FONT, words);
  add_totals (document, &stats);
  add_periods (document, journal, filter, mag_date_in_new_york (now_us));
  add_text (document, FONT, _("Periods leave the dates of the filter aside. Wash sales and Section 1256 contracts are not modelled."));
  add_trades (document, rows);
  return document;
}

/* Paper */

/* Lays out a line with its top at y, drawing it where there is a cairo context; returns its height. */
static double
lay_out (GtkPrintContext *context,
         cairo_t         *cr, /* NULL: only measured */
         const Line      *line,
         double           y)
{
  double width = gtk_print_context_get_width (context), x = 0, height = 0;
  g_autoptr(PangoLayout) layout = gtk_print_context_create_pango_layout (context);
  g_autoptr(PangoFontDescription) font = pango_font_description_from_string (line->font);
  double gap = line->table == NULL && line->heads ? GAP : 0;

  pango_layout_set_font_description (layout, font);
  pango_layout_set_wrap (layout, PANGO_WRAP_WORD_CHAR);
  for (guint i = 0; line->cells[i] != NULL; i++)
    {
      double share = line->table != NULL ? line->table->widths[i] * width : width;
      int text_height;

      pango_layout_set_text (layout, line->cells[i], -1);
      pango_layout_set_width (layout, (int) ((share - (line->table != NULL ? GAP : 0)) * PANGO_SCALE));
      pango_layout_set_alignment (layout, line->table == NULL || i < line->table->n_left ? PANGO_ALIGN_LEFT : PANGO_ALIGN_RIGHT);
      pango_layout_get_size (layout, NULL, &text_height);
      height = MAX (height, (double) text_height / PANGO_SCALE);
      if (cr != NULL)
        {
          cairo_move_to (cr, x, y + gap);
          pango_cairo_show_layout (cr, layout);
        }
      x += share;
    }
  return height + gap + 2;
}

/* The titles of the table that a line goes on with; NULL. */
static const Line *
find_titles (const Document *document,
             guint           index)
{
  const Line *line = g_ptr_array_index (document->lines, index);

  if (line->table == NULL || line->titles)
    return NULL;
  while (!((const Line *) g_ptr_array_index (document->lines, index))->titles)
    index--;
  return g_ptr_array_index (document->lines, index);
}

/* A heading, or the titles of a table, never ends a page. */
static guint
count_kept (const Document *document,
            guint           index)
{
  guint n = 1;

  while (index + n < document->lines->len)
    {
      const Line *line = g_ptr_array_index (document->lines, index + n - 1);

      if (!line->heads)
        break;
      n++;
    }
  return n;
}

static double
measure (const Document *document,
         guint           first,
         guint           n)
{
  double sum = 0;

  for (guint i = first; i < first + n; i++)
    sum += ((const Line *) g_ptr_array_index (document->lines, i))->height;
  return sum;
}

static void
begin_print_cb (GtkPrintOperation *operation,
                GtkPrintContext   *context,
                Document          *document)
{
  double room = gtk_print_context_get_height (context) - FOOTER, y = 0;
  guint zero = 0;

  for (guint i = 0; i < document->lines->len; i++)
    {
      Line *line = g_ptr_array_index (document->lines, i);

      line->height = lay_out (context, NULL, line, 0);
    }
  g_array_set_size (document->pages, 0);
  g_array_append_val (document->pages, zero);
  for (guint i = 0; i < document->lines->len; i++)
    {
      const Line *line = g_ptr_array_index (document->lines, i);

      if (y > 0 && y + measure (document, i, count_kept (document, i)) > room)
        {
          const Line *titles = find_titles (document, i);

          g_array_append_val (document->pages, i);
          y = titles != NULL ? titles->height : 0;
        }
      y += line->height;
    }
  gtk_print_operation_set_n_pages (operation, (int) document->pages->len);
}

static void
draw_footer (GtkPrintContext *context,
             cairo_t         *cr,
             const Document  *document,
             guint            page)
{
  g_autofree char *number = g_strdup_printf (_("Page %u of %u"), page + 1, document->pages->len);
  g_autofree char *text = g_strdup_printf ("Magnus · %s · %s", document->footer, number);
  char *cells[] = { text, NULL };
  const Line footer = { NULL, FONT, FALSE, FALSE, cells, 0 };

  lay_out (context, cr, &footer, gtk_print_context_get_height (context) - FOOTER + GAP);
}

static void
draw_page_cb (GtkPrintOperation *operation,
              GtkPrintContext   *context,
              int                page,
              Document          *document)
{
  cairo_t *cr = gtk_print_context_get_cairo_context (context);
  guint first = g_array_index (document->pages, guint, page);
  guint end = (guint) page + 1 < document->pages->len ? g_array_index (document->pages, guint, page + 1) : document->lines->len;
  const Line *titles = page > 0 ? find_titles (document, first) : NULL;
  double y = titles != NULL ? lay_out (context, cr, titles, 0) : 0;

  for (guint i = first; i < end; i++)
    y += lay_out (context, cr, g_ptr_array_index (document->lines, i), y);
  draw_footer (context, cr, document, (guint) page);
}

static void
document_closure_free (gpointer  data,
                       GClosure *closure)
{
  document_free (data);
}

GtkPrintOperation *
mag_trade_print_new (MagJournal             *journal,
                     const MagJournalFilter *filter,
                     gint64                  now_us)
{
  GtkPrintOperation *operation = gtk_print_operation_new ();
  Document *document = document_new (journal, filter, now_us);

  gtk_print_operation_set_unit (operation, GTK_UNIT_POINTS);
  gtk_print_operation_set_job_name (operation, _("Trade Journal"));
  g_signal_connect (operation, "begin-print", G_CALLBACK (begin_print_cb), document);
  g_signal_connect_data (operation, "draw-page", G_CALLBACK (draw_page_cb), document, document_closure_free, 0);
  return operation;
}
