/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rows of the results table while answers come faster than they are merged: what is shown when a merge ends is one
 * answer, whole, and merges do end. */

#include "config.h"

#include "mag-analyzer-rows.h"

#define N_ROWS 400

/* Ranks the contracts of strikes first to first + n_rows - 1, the lowest as the best. */
static MagScanAnswer *
make_answer (guint first,
             guint n_rows)
{
  MagScanAnswer *answer = g_new0 (MagScanAnswer, 1);

  answer->result = mag_scan_result_new ();
  answer->figures = g_new0 (MagScanFigures, n_rows + 1);
  for (guint i = 0; i < n_rows; i++)
    {
      MagScanRow row = { .symbol = "SPX" };

      g_strlcpy (row.quote.contract.root, "SPX", sizeof row.quote.contract.root);
      row.quote.contract.expiration = 2461000;
      row.quote.contract.strike = (MagPrice) (first + i) * MAG_PRICE_SCALE;
      g_array_append_val (answer->result->rows, row);
    }

  return answer;
}

/* Ranks without gaps or doubles, strikes rising with them by one: rows of one answer. */
static void
assert_one_answer (GListModel *model)
{
  guint n_rows = g_list_model_get_n_items (model);
  g_autofree MagPrice *strikes = g_new0 (MagPrice, n_rows + 1);

  for (guint i = 0; i < n_rows; i++)
    {
      g_autoptr(MagAnalyzerRow) row = g_list_model_get_item (model, i);
      guint rank = mag_analyzer_row_get_rank (row);

      g_assert_cmpuint (rank, >=, 1);
      g_assert_cmpuint (rank, <=, n_rows);
      g_assert_cmpint (strikes[rank], ==, 0);
      strikes[rank] = mag_analyzer_row_get_scan (row)->quote.contract.strike;
    }
  for (guint rank = 2; rank <= n_rows; rank++)
    g_assert_cmpint (strikes[rank], ==, strikes[rank - 1] + MAG_PRICE_SCALE);
}

static void
merged_cb (MagAnalyzerRows *rows,
           gboolean         moved,
           guint           *n_merged)
{
  assert_one_answer (mag_analyzer_rows_get_model (rows));
  (*n_merged)++;
}

static MagPrice
lowest_strike (GListModel *model)
{
  MagPrice lowest = G_MAXINT64;

  for (guint i = 0; i < g_list_model_get_n_items (model); i++)
    {
      g_autoptr(MagAnalyzerRow) row = g_list_model_get_item (model, i);

      lowest = MIN (lowest, mag_analyzer_row_get_scan (row)->quote.contract.strike);
    }

  return lowest;
}

/* Every second answer shares most rows with the one before, the others share none. */
static void
test_overlapping (void)
{
  g_autoptr(MagAnalyzerRows) rows = mag_analyzer_rows_new ();
  GListModel *model = mag_analyzer_rows_get_model (rows);
  guint n_merged = 0;
  guint first = 0;

  g_signal_connect (rows, "merged", G_CALLBACK (merged_cb), &n_merged);
  for (guint i = 1; i <= 300; i++)
    {
      first = i % 2 == 0 ? first + 7 : i * 1000;
      mag_analyzer_rows_merge (rows, make_answer (first, N_ROWS - i));
      g_main_context_iteration (NULL, FALSE);
    }
  g_assert_cmpuint (n_merged, >, 10);

  while (mag_analyzer_rows_is_merging (rows))
    g_main_context_iteration (NULL, TRUE);
  assert_one_answer (model);
  g_assert_cmpuint (g_list_model_get_n_items (model), ==, N_ROWS - 300);
  g_assert_cmpint (lowest_strike (model), ==, (MagPrice) first * MAG_PRICE_SCALE);
}

/* Rows that stay are the same objects, which selection and focus hold on to. */
static void
test_rows_stay (void)
{
  g_autoptr(MagAnalyzerRows) rows = mag_analyzer_rows_new ();
  GListModel *model = mag_analyzer_rows_get_model (rows);
  g_autoptr(MagAnalyzerRow) second = NULL;

  mag_analyzer_rows_merge (rows, make_answer (100, 10));
  while (mag_analyzer_rows_is_merging (rows))
    g_main_context_iteration (NULL, TRUE);
  second = g_list_model_get_item (model, 1);
  g_assert_cmpuint (mag_analyzer_row_get_rank (second), ==, 2);

  mag_analyzer_rows_merge (rows, make_answer (98, 10));
  while (mag_analyzer_rows_is_merging (rows))
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (mag_analyzer_row_get_rank (second), ==, 4);
  assert_one_answer (model);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/analyzer-rows/overlapping-answers", test_overlapping);
  g_test_add_func ("/analyzer-rows/rows-stay", test_rows_stay);
  return g_test_run ();
}
