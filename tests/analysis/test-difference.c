/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What journal and broker do not agree on: a row for each kind, figured by hand. */

#include "mag-difference.h"

#include "mag-date.h"

#include <string.h>

#define DAY(month, day) mag_date_new (2026, month, day)
#define NO_REPORT -1

typedef struct
{
  MagJournal *journal;
  GHashTable *from_broker;
  GPtrArray  *portfolios, *reports;
  gint64      n;
} Books;

static void
books_init (Books *books)
{
  books->journal = mag_journal_new ();
  books->from_broker = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  books->portfolios = g_ptr_array_new_with_free_func ((GDestroyNotify) mag_portfolio_unref);
  books->reports = g_ptr_array_new_with_free_func ((GDestroyNotify) mag_report_free);
  books->n = 0;
}

static void
books_clear (Books *books)
{
  mag_journal_unref (books->journal);
  g_hash_table_unref (books->from_broker);
  g_ptr_array_unref (books->portfolios);
  g_ptr_array_unref (books->reports);
}

static GPtrArray *
list (const Books *books,
      MagDate      today)
{
  const MagDifferenceInput input = { books->journal, books->from_broker, books->portfolios, books->reports, NULL, mag_instant_new_york (today, 18, 0, 0) };

  return mag_difference_list (&input);
}

/* A put on F that expires on 20 March, at 10. */
static MagContract
make_put (void)
{
  return (MagContract) { "F", MAG_RIGHT_PUT, DAY (3, 20), 10 * MAG_PRICE_SCALE };
}

/* One trade, a ledger of its own. quantity: + bought, - sold. Returns its id. */
static gint64
log_trade (Books      *books,
           const char *account,
           gint64      quantity,
           gboolean    from_broker)
{
  gint64 id = ++books->n;
  MagLeg leg = { .id = id, .trade = id, .role = quantity < 0 ? MAG_LEG_SELL_TO_OPEN : MAG_LEG_BUY_TO_OPEN, .contract = make_put (), .multiplier = 100,
                 .quantity = ABS (quantity), .price = 5000, .date = DAY (3, 2) };
  g_autoptr(GError) error = NULL;

  if (from_broker)
    g_hash_table_add (books->from_broker, g_memdup2 (&id, sizeof id));
  g_ptr_array_add (books->journal->ledgers, mag_ledger_new (account, "F", &leg, 1, &error));
  g_assert_no_error (error);
  return id;
}

static MagPortfolio *
add_portfolio (Books *books)
{
  MagPortfolio *portfolio = mag_portfolio_new ();

  g_set_str (&portfolio->account, "A");
  portfolio->at_us = mag_instant_new_york (DAY (3, 23), 10, 0, 0);
  g_ptr_array_add (books->portfolios, portfolio);
  return portfolio;
}

static MagPosition *
hold (MagPortfolio *portfolio,
      gint64        quantity)
{
  MagPosition *position = mag_position_new ();

  g_set_str (&position->account, "A");
  g_set_str (&position->symbol, "F");
  position->contract = make_put ();
  position->side = quantity < 0 ? MAG_SIDE_SHORT : MAG_SIDE_LONG;
  position->quantity = ABS (quantity);
  g_ptr_array_add (portfolio->positions, position);
  return position;
}

static void
hold_shares (MagPortfolio *portfolio,
             gint64        quantity_e8)
{
  MagShares *shares = mag_shares_new ();

  g_set_str (&shares->account, "A");
  g_set_str (&shares->symbol, "F");
  shares->quantity_e8 = quantity_e8;
  g_ptr_array_add (portfolio->shares, shares);
}

static void
report (Books         *books,
        MagReportKind  kind,
        gboolean       confirmed,
        gint64         quantity)
{
  MagReport *made = mag_report_new ();

  made->id = g_strdup ("e");
  made->account = g_strdup ("A");
  made->symbol = g_strdup ("F");
  made->kind = kind;
  made->confirmed = confirmed;
  made->contract = make_put ();
  made->quantity = quantity;
  made->date = DAY (3, 20);
  g_ptr_array_add (books->reports, made);
}

static void
test_each_kind (void)
{
  static const struct
  {
    const char *why, *account;
    gint64      journal, broker;
    int         report;
    gboolean    confirmed, adjusted;
    int         month, day;  /* today */
    int         kind;        /* -1: they agree */
    gint64      quantity;
  } rows[] = {
    { "both have it", "A", -2, -2, NO_REPORT, FALSE, FALSE, 3, 10, -1, 0 },
    { "neither has it", "A", 0, 0, NO_REPORT, FALSE, FALSE, 3, 10, -1, 0 },
    { "logged without an account", "", -2, -2, NO_REPORT, FALSE, FALSE, 3, 10, -1, 0 },
    { "of another broker", "elsewhere", -2, 0, NO_REPORT, FALSE, FALSE, 3, 10, -1, 0 },
    { "expired, confirmed", "A", -2, 0, MAG_REPORT_EXPIRED, TRUE, FALSE, 3, 23, MAG_DIFFERENCE_EXPIRED, 2 },
    { "the same without an account", "", -2, 0, MAG_REPORT_EXPIRED, TRUE, FALSE, 3, 23, MAG_DIFFERENCE_EXPIRED, 2 },
    { "a long one expired", "A", 3, 0, MAG_REPORT_EXPIRED, TRUE, FALSE, 3, 23, MAG_DIFFERENCE_EXPIRED, 3 },
    { "assigned before its day", "A", -2, -1, MAG_REPORT_ASSIGNED, TRUE, FALSE, 3, 10, MAG_DIFFERENCE_ASSIGNED, 1 },
    { "exercised", "A", 2, 0, MAG_REPORT_EXERCISED, TRUE, FALSE, 3, 23, MAG_DIFFERENCE_EXERCISED, 2 },
    { "a long one can't be assigned", "A", 2, 0, MAG_REPORT_ASSIGNED, TRUE, FALSE, 3, 10, MAG_DIFFERENCE_ONLY_JOURNAL, 2 },
    { "the broker works on it", "A", -2, 0, MAG_REPORT_EXPIRED, FALSE, FALSE, 3, 20, MAG_DIFFERENCE_AWAITING, 2 },
    { "expired, not a word yet", "A", -2, 0, NO_REPORT, FALSE, FALSE, 3, 23, MAG_DIFFERENCE_AWAITING, 2 },
    { "still not a word after a week", "A", -2, 0, NO_REPORT, FALSE, FALSE, 3, 28, MAG_DIFFERENCE_ONLY_JOURNAL, 2 },
    { "gone before its day, not a word", "A", -2, -1, NO_REPORT, FALSE, FALSE, 3, 10, MAG_DIFFERENCE_ONLY_JOURNAL, 1 },
    { "a fill is missing", "A", -1, -3, NO_REPORT, FALSE, FALSE, 3, 10, MAG_DIFFERENCE_MISSING, 2 },
    { "nothing of it is there", "A", 0, 2, NO_REPORT, FALSE, FALSE, 3, 10, MAG_DIFFERENCE_MISSING, 2 },
    { "adjusted", "A", -1, -3, NO_REPORT, FALSE, TRUE, 3, 10, MAG_DIFFERENCE_ADJUSTED, 2 },
    { "adjusted, and both have it", "A", -1, -1, NO_REPORT, FALSE, TRUE, 3, 10, -1, 0 },
    { "told already, and logged", "A", 0, 0, MAG_REPORT_EXPIRED, TRUE, FALSE, 3, 23, -1, 0 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr(GPtrArray) found = NULL;
      const MagDifference *difference;
      MagPortfolio *portfolio;
      Books books;

      g_test_message ("%s", rows[i].why);
      books_init (&books);
      portfolio = add_portfolio (&books);
      if (rows[i].journal != 0)
        log_trade (&books, rows[i].account, rows[i].journal, FALSE);
      if (rows[i].broker != 0)
        hold (portfolio, rows[i].broker)->adjusted = rows[i].adjusted;
      if (rows[i].report != NO_REPORT)
        report (&books, (MagReportKind) rows[i].report, rows[i].confirmed, 5);
      if (rows[i].report == MAG_REPORT_ASSIGNED && rows[i].kind == MAG_DIFFERENCE_ASSIGNED)
        hold_shares (portfolio, 100 * G_GINT64_CONSTANT (100000000)); /* what the broker has of it already */
      if (rows[i].report == MAG_REPORT_EXERCISED)
        {
          MagShares *shares;

          hold_shares (portfolio, 200 * G_GINT64_CONSTANT (100000000));
          shares = g_ptr_array_index (portfolio->shares, 0);
          shares->side = MAG_SIDE_SHORT; /* two puts exercised without shares */
        }
      found = list (&books, DAY (rows[i].month, rows[i].day));
      for (guint d = 0; d < found->len; d++)
        g_test_message ("%s", ((const MagDifference *) g_ptr_array_index (found, d))->sentence);
      g_assert_cmpuint (found->len, ==, rows[i].kind >= 0);
      if (found->len > 0)
        {
          difference = g_ptr_array_index (found, 0);
          g_assert_cmpint (difference->kind, ==, rows[i].kind);
          g_assert_cmpint (difference->quantity, ==, rows[i].quantity);
          g_assert_cmpint (difference->journal, ==, rows[i].journal);
          g_assert_cmpint (difference->broker, ==, rows[i].broker);
        }
      books_clear (&books);
    }
}

/* What settles is held until the broker says how it ended; a fraction of a share is no difference; a trade of today is not in positions of yesterday. */
static void
test_what_is_no_difference (void)
{
  g_autoptr(GPtrArray) found = NULL;
  MagPortfolio *portfolio;
  MagPosition *position;
  Books books;

  books_init (&books);
  portfolio = add_portfolio (&books);
  log_trade (&books, "A", -2, FALSE);
  position = hold (portfolio, -2);
  position->quantity = 0;
  position->settling = 2;
  hold_shares (portfolio, 37000000);
  found = list (&books, DAY (3, 20));
  g_assert_cmpuint (found->len, ==, 0);
  g_clear_pointer (&found, g_ptr_array_unref);

  /* The same once the journal has its end, and the broker is slow to clear the row. */
  g_ptr_array_set_size (books.journal->ledgers, 0);
  found = list (&books, DAY (3, 23));
  g_assert_cmpuint (found->len, ==, 0);
  g_clear_pointer (&found, g_ptr_array_unref);
  log_trade (&books, "A", -2, FALSE);

  portfolio->at_us = mag_instant_new_york (DAY (3, 1), 10, 0, 0);
  g_ptr_array_set_size (portfolio->positions, 0);
  found = list (&books, DAY (3, 2));
  g_assert_cmpuint (found->len, ==, 0);
  books_clear (&books);
}

/* While the broker works on an assignment, or says nothing yet, its shares may have come or not: neither is a difference; other shares are. */
static void
test_shares_of_what_is_awaited (void)
{
  static const struct { const char *why; gint64 shares; gboolean reported; guint n; } rows[] = {
    { "they came", 200, TRUE, 1 },
    { "they did not yet", 0, TRUE, 1 },
    { "others came", 300, TRUE, 2 },
    { "they came, not a word yet", 200, FALSE, 1 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr(GPtrArray) found = NULL;
      MagPortfolio *portfolio;
      Books books;

      g_test_message ("%s", rows[i].why);
      books_init (&books);
      portfolio = add_portfolio (&books);
      log_trade (&books, "A", -2, FALSE);
      if (rows[i].shares > 0)
        hold_shares (portfolio, rows[i].shares * G_GINT64_CONSTANT (100000000));
      if (rows[i].reported)
        report (&books, MAG_REPORT_ASSIGNED, FALSE, 2);
      found = list (&books, DAY (3, 23));
      g_assert_cmpuint (found->len, ==, rows[i].n);
      g_assert_cmpint (((const MagDifference *) g_ptr_array_index (found, rows[i].n - 1))->kind, ==, MAG_DIFFERENCE_AWAITING);
      if (rows[i].n > 1)
        g_assert_cmpint (((const MagDifference *) g_ptr_array_index (found, 0))->quantity, ==, 100);
      books_clear (&books);
    }
}

/* Nobody signed in: there is nothing to compare with. */
static void
test_without_a_broker (void)
{
  g_autoptr(GPtrArray) found = NULL;
  Books books;

  books_init (&books);
  log_trade (&books, "", -2, FALSE);
  found = list (&books, DAY (3, 10));
  g_assert_cmpuint (found->len, ==, 0);
  books_clear (&books);
}

/* By hand and from the broker; each is paired once, the quantity counts once, and another quantity or account is another trade. */
static void
test_maybe_twice (void)
{
  static const struct { const char *why, *account; gint64 quantity; guint n; } rows[] = {
    { "same account", "A", -2, 1 },
    { "no account", "", -2, 1 },
    { "another account", "B", -2, 0 },
    { "another side", "A", 2, 0 },
    { "another quantity", "A", -1, 0 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr(GPtrArray) found = NULL;
      gint64 hand, broker;
      guint n = 0;
      Books books;

      g_test_message ("%s", rows[i].why);
      books_init (&books);
      hand = log_trade (&books, rows[i].account, rows[i].quantity, FALSE);
      broker = log_trade (&books, "A", -2, TRUE);
      hold (add_portfolio (&books), -2);
      found = list (&books, DAY (3, 10));
      for (guint d = 0; d < found->len; d++)
        {
          const MagDifference *difference = g_ptr_array_index (found, d);

          if (difference->kind != MAG_DIFFERENCE_TWICE)
            continue;
          g_assert_cmpint (difference->trade, ==, hand);
          g_assert_cmpint (difference->other, ==, broker);
          n++;
        }
      g_assert_cmpuint (n, ==, rows[i].n);
      if (rows[i].n > 0)
        g_assert_cmpuint (found->len, ==, 1); /* no other difference beside it */
      books_clear (&books);
    }
}

static void
test_twice_pairs_one_to_one (void)
{
  g_autoptr(GPtrArray) found = NULL;
  Books books;

  books_init (&books);
  log_trade (&books, "A", -2, TRUE);
  log_trade (&books, "A", -2, FALSE);
  log_trade (&books, "", -2, FALSE);
  found = list (&books, DAY (3, 10));
  g_assert_cmpuint (found->len, ==, 1);
  books_clear (&books);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/difference/each-kind", test_each_kind);
  g_test_add_func ("/difference/what-is-no-difference", test_what_is_no_difference);
  g_test_add_func ("/difference/shares-of-what-is-awaited", test_shares_of_what_is_awaited);
  g_test_add_func ("/difference/without-a-broker", test_without_a_broker);
  g_test_add_func ("/difference/maybe-twice", test_maybe_twice);
  g_test_add_func ("/difference/twice-pairs-one-to-one", test_twice_pairs_one_to_one);
  return g_test_run ();
}
