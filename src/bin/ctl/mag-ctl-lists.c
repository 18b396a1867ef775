/* SPDX-License-Identifier: GPL-3.0-or-later */

/* magnusctl lists: the watchlists, or the symbols of one with what is stored of them. */

#include "mag-ctl.h"

#include "mag-money.h"

#include <math.h>

static gpointer
load_lists_job (MagDb         *db,
                gpointer       input,
                GCancellable  *cancellable,
                GError       **error)
{
  return mag_watchlist_repo_list (db, cancellable, error);
}

/* Whose rows, for the store's thread. */
typedef struct
{
  gint64 list;
  gint64 now_us;
} Question;

static gpointer
load_rows_job (MagDb         *db,
               gpointer       input,
               GCancellable  *cancellable,
               GError       **error)
{
  const Question *question = input;
  MagScanCriteria criteria;

  mag_scan_criteria_init (&criteria);
  return mag_watchlist_repo_rows (db, question->list, &criteria, question->now_us, cancellable, error);
}

static const char *
origin_to_nick (MagListOrigin origin)
{
  switch (origin)
    {
    case MAG_ORIGIN_MANUAL:
      return "manual";
    case MAG_ORIGIN_TRADINGVIEW:
      return "tradingview";
    case MAG_ORIGIN_BROKER:
      return "broker";
    }
  g_return_val_if_reached (NULL);
}

static void
write_list_members (MagCtlJson         *json,
                    const MagWatchlist *list)
{
  mag_ctl_json_integer (json, "id", list->id);
  mag_ctl_json_string (json, "name", list->name);
  mag_ctl_json_string (json, "description", list->description);
  mag_ctl_json_string (json, "origin", origin_to_nick (list->origin));
  mag_ctl_json_integer (json, "symbol_count", list->n_symbols);
  mag_ctl_json_instant (json, "created", list->created_us);
  mag_ctl_json_instant (json, "updated", list->updated_us);
  mag_ctl_json_instant (json, "synced", list->refreshed_us);
}

static void
print_lists_json (GPtrArray *lists)
{
  g_autoptr(MagCtlJson) json = mag_ctl_json_new ();

  mag_ctl_json_begin_object (json, NULL);
  mag_ctl_json_begin_array (json, "lists");
  for (guint i = 0; i < lists->len; i++)
    {
      mag_ctl_json_begin_object (json, NULL);
      write_list_members (json, g_ptr_array_index (lists, i));
      mag_ctl_json_end_object (json);
    }
  mag_ctl_json_end_array (json);
  mag_ctl_json_end_object (json);
  mag_ctl_json_print (json);
}

static void
print_lists (GPtrArray *lists,
             gint64     now_us)
{
  static const char *const heads[] = { "List", ">Symbols", "Origin", ">Synced" };
  g_autoptr(MagCtlTable) table = mag_ctl_table_new (heads, G_N_ELEMENTS (heads));

  for (guint i = 0; i < lists->len; i++)
    {
      const MagWatchlist *list = g_ptr_array_index (lists, i);

      mag_ctl_table_add (table, list->name);
      mag_ctl_table_take (table, g_strdup_printf ("%u", list->n_symbols));
      mag_ctl_table_add (table, origin_to_nick (list->origin));
      mag_ctl_table_take (table, mag_ctl_dup_age (list->refreshed_us, now_us));
    }
  mag_ctl_table_print (table);
}

static void
write_best (MagCtlJson            *json,
            const MagWatchlistRow *row,
            gint64                 now_us)
{
  MagScanFigures figures;

  if (!row->has_best)
    {
      mag_ctl_json_string (json, "best_put", NULL);
      return;
    }

  mag_scan_row_get_figures (&row->best, now_us, &figures);
  mag_ctl_json_begin_object (json, "best_put");
  mag_ctl_json_date (json, "expiration", row->best.quote.contract.expiration);
  mag_ctl_json_price (json, "strike", row->best.quote.contract.strike);
  mag_ctl_json_price (json, "bid", row->best.quote.bid);
  mag_ctl_json_ratio (json, "delta", row->best.quote.delta);
  mag_ctl_json_ratio (json, "monthly_return", figures.monthly_return);
  mag_ctl_json_end_object (json);
}

static void
write_row (MagCtlJson            *json,
           const MagWatchlistRow *row,
           gint64                 now_us)
{
  mag_ctl_json_begin_object (json, NULL);
  mag_ctl_json_string (json, "symbol", row->symbol.ticker);
  mag_ctl_json_string (json, "exchange", row->symbol.exchange[0] != '\0' ? row->symbol.exchange : NULL);
  mag_ctl_json_string (json, "kind", mag_symbol_kind_to_nick (row->symbol.kind));
  mag_ctl_json_string (json, "section", row->section[0] != '\0' ? row->section : NULL);
  mag_ctl_json_string (json, "name", row->stock->name);
  mag_ctl_json_string (json, "sector", row->stock->sector);
  mag_ctl_json_price (json, "price", row->stock->price);
  mag_ctl_json_ratio (json, "change", row->stock->change);
  mag_ctl_json_count (json, "volume", row->stock->volume);
  mag_ctl_json_ratio (json, "iv30", row->iv30);
  mag_ctl_json_ratio (json, "iv_rank", row->iv_rank);
  mag_ctl_json_ratio (json, "iv_percentile", row->iv_percentile);
  mag_ctl_json_integer (json, "iv_days", row->iv_days);
  mag_ctl_json_date (json, "earnings", row->stock->earnings);
  mag_ctl_json_string (json, "note", row->note);
  mag_ctl_json_price (json, "target", row->target);
  mag_ctl_json_instant (json, "synced", row->synced_us);
  mag_ctl_json_instant (json, "quoted", row->quoted_us);
  mag_ctl_json_string (json, "source", row->source != MAG_SOURCE_UNKNOWN ? mag_source_get_name (row->source) : NULL);
  mag_ctl_json_string (json, "trouble", row->trouble);
  write_best (json, row, now_us);
  mag_ctl_json_end_object (json);
}

static void
print_list_json (const MagWatchlist *list,
                 GPtrArray          *rows,
                 gint64              now_us)
{
  g_autoptr(MagCtlJson) json = mag_ctl_json_new ();

  mag_ctl_json_begin_object (json, NULL);
  mag_ctl_json_begin_object (json, "list");
  write_list_members (json, list);
  mag_ctl_json_begin_array (json, "symbols");
  for (guint i = 0; i < rows->len; i++)
    write_row (json, g_ptr_array_index (rows, i), now_us);
  mag_ctl_json_end_array (json);
  mag_ctl_json_end_object (json);
  mag_ctl_json_end_object (json);
  mag_ctl_json_print (json);
}

static void
add_row (MagCtlTable           *table,
         const MagWatchlistRow *row,
         gint64                 now_us)
{
  MagScanFigures figures;

  mag_ctl_table_add (table, row->symbol.ticker);
  mag_ctl_table_add (table, row->section);
  mag_ctl_table_take (table, mag_price_format (row->stock->price, 2));
  mag_ctl_table_take (table, mag_ctl_dup_percent (row->stock->change, 2));
  mag_ctl_table_take (table, mag_ctl_dup_percent (row->iv30, 1));
  if (row->has_best)
    {
      mag_scan_row_get_figures (&row->best, now_us, &figures);
      mag_ctl_table_take (table, mag_ctl_dup_contract (&row->best.quote.contract));
      mag_ctl_table_take (table, mag_price_format (row->best.quote.bid, 2));
      mag_ctl_table_take (table, mag_ctl_dup_percent (figures.monthly_return, 2));
    }
  else
    for (guint i = 0; i < 3; i++)
      mag_ctl_table_add (table, NULL);
  mag_ctl_table_take (table, mag_ctl_dup_age (row->synced_us, now_us));
  mag_ctl_table_add (table, row->trouble);
}

static void
print_rows (GPtrArray *rows,
            gint64     now_us)
{
  static const char *const heads[] = { "Symbol", "Section", ">Price", ">Change", ">IV", "Best put", ">Bid", ">Monthly", ">Synced", "Trouble" };
  g_autoptr(MagCtlTable) table = mag_ctl_table_new (heads, G_N_ELEMENTS (heads));

  for (guint i = 0; i < rows->len; i++)
    add_row (table, g_ptr_array_index (rows, i), now_us);
  mag_ctl_table_print (table);
}

static MagCtlStatus
show_list (MagCtl     *self,
           const char *name)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(MagWatchlist) list = mag_ctl_find_list (self, name, &error);
  g_autoptr(GPtrArray) rows = NULL;
  gint64 now_us = mag_ctl_now (self);

  if (list == NULL || !(rows = mag_ctl_run (self, load_rows_job, &(Question) { list->id, now_us }, &error)))
    return mag_ctl_fail (error);

  if (self->json)
    print_list_json (list, rows, now_us);
  else
    print_rows (rows, now_us);
  return MAG_CTL_OK;
}

/* Runs "magnusctl lists". */
MagCtlStatus
mag_ctl_lists (MagCtl  *self,
               int      argc,
               char   **argv)
{
  const MagCtlSyntax syntax = {
    .arguments = "[LIST]", .summary = "Shows the watchlists; with a LIST its symbols and what is stored of them.", .n_min = 0, .n_max = 1,
  };
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) lists = NULL;

  if (!mag_ctl_parse (self, &syntax, &argc, &argv, &error) || !mag_ctl_open (self, &error))
    return mag_ctl_fail (error);
  if (argc > 1)
    return show_list (self, argv[1]);
  if (!(lists = mag_ctl_run (self, load_lists_job, NULL, &error)))
    return mag_ctl_fail (error);

  if (self->json)
    print_lists_json (lists);
  else if (lists->len > 0)
    print_lists (lists, mag_ctl_now (self));
  else
    g_print ("No watchlists yet: \"magnusctl import FILE\" makes one.\n");
  return MAG_CTL_OK;
}
