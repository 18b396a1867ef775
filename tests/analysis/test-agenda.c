/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What is coming: which contracts are in it, what comes free with them, and how days make weeks and months. */

#include "mag-agenda.h"
#include "mag-date.h"

#define DAY(month, day) mag_date_new (2026, month, day)
#define NOW mag_instant_new_york (DAY (11, 27), 11, 0, 0) /* a Friday */

static MagLeg
option (gint64      id,
        MagLegRole  role,
        MagRight    right,
        int         strike,
        MagDate     expiration,
        gint64      quantity)
{
  MagLeg leg = { .id = id, .trade = id, .role = role, .multiplier = 100, .quantity = quantity, .price = 10000, .date = DAY (11, 2) };

  leg.contract = (MagContract) { "SPY", right, expiration, strike * MAG_PRICE_SCALE };
  return leg;
}

static MagLeg
sold_put (gint64  id,
          int     strike,
          MagDate expiration,
          gint64  quantity)
{
  return option (id, MAG_LEG_SELL_TO_OPEN, MAG_RIGHT_PUT, strike, expiration, quantity);
}

static void
add_ledger (MagJournal   *journal,
            const char   *account,
            const char   *symbol,
            const MagLeg *legs,
            guint         n_legs)
{
  g_autoptr(GError) error = NULL;

  g_ptr_array_add (journal->ledgers, mag_ledger_new (account, symbol, legs, n_legs, &error));
  g_assert_no_error (error);
}

static GArray *
agenda_of (MagJournal *journal)
{
  return mag_agenda_new (journal, NULL, NULL, NOW);
}

static const MagAgendaEvent *
nth (const GArray *events,
     guint         i)
{
  g_assert_cmpuint (i, <, events->len);
  return &g_array_index (events, MagAgendaEvent, i);
}

static void
assert_event (const GArray *events,
              guint         i,
              MagDate       date,
              int           strike,
              gboolean      is_short,
              gint64        contracts,
              MagMoney      frees)
{
  const MagAgendaEvent *event = nth (events, i);

  g_assert_cmpint (event->kind, ==, MAG_AGENDA_EXPIRATION);
  g_assert_cmpuint (event->date, ==, date);
  g_assert_cmpint (event->contract.strike, ==, strike * MAG_PRICE_SCALE);
  g_assert_cmpint (event->is_short, ==, is_short);
  g_assert_cmpint (event->contracts, ==, contracts);
  g_assert_cmpint (event->frees, ==, frees);
}

/* 2 of 5 rolled to January and 1 bought back: 2 x 450 x 100 = $90,000 in December, 2 x 440 x 100 = $88,000 in January. */
static void
test_a_put_frees_its_strike_for_what_is_still_open (void)
{
  MagLeg legs[] = { sold_put (1, 450, DAY (12, 18), 5), sold_put (1, 450, DAY (12, 18), 2), sold_put (3, 440, mag_date_new (2027, 1, 15), 2), sold_put (1, 450, DAY (12, 18), 1) };
  g_autoptr(MagJournal) journal = mag_journal_new ();
  g_autoptr(GArray) events = NULL;

  legs[1].id = 2;
  legs[1].role = legs[3].role = MAG_LEG_BUY_TO_CLOSE;
  legs[1].date = legs[2].date = DAY (11, 10);
  legs[2].rolled_from = 2;
  legs[3].id = 4;
  legs[3].date = DAY (11, 12);
  add_ledger (journal, "", "SPY", legs, G_N_ELEMENTS (legs));
  events = agenda_of (journal);
  g_assert_cmpuint (events->len, ==, 2);
  assert_event (events, 0, DAY (12, 18), 450, TRUE, 2, 9000000);
  assert_event (events, 1, mag_date_new (2027, 1, 15), 440, TRUE, 2, 8800000);
}

/* 3 wide on 450/440 puts: 10 x 100 x 3 = $3,000, whatever was received. The long leg frees nothing. */
static void
test_a_spread_frees_its_width (void)
{
  MagLeg legs[] = { sold_put (1, 450, DAY (12, 18), 3), option (2, MAG_LEG_BUY_TO_OPEN, MAG_RIGHT_PUT, 440, DAY (12, 18), 3) };
  g_autoptr(MagJournal) journal = mag_journal_new ();
  g_autoptr(GArray) events = NULL;

  legs[1].opened_with = 1;
  legs[1].price = 4000;
  add_ledger (journal, "", "SPY", legs, G_N_ELEMENTS (legs));
  events = agenda_of (journal);
  g_assert_cmpuint (events->len, ==, 2);
  assert_event (events, 0, DAY (12, 18), 440, FALSE, 3, 0);
  assert_event (events, 1, DAY (12, 18), 450, TRUE, 3, 300000);
}

/* Wings of 10 and 15: one side alone can lose, so the wider, 15 x 100, comes free once, at the first short leg in order. */
static void
test_a_condor_frees_its_wider_wing_once (void)
{
  MagLeg legs[] = {
    option (1, MAG_LEG_BUY_TO_OPEN, MAG_RIGHT_PUT, 430, DAY (12, 18), 1), option (2, MAG_LEG_SELL_TO_OPEN, MAG_RIGHT_PUT, 440, DAY (12, 18), 1),
    option (3, MAG_LEG_SELL_TO_OPEN, MAG_RIGHT_CALL, 480, DAY (12, 18), 1), option (4, MAG_LEG_BUY_TO_OPEN, MAG_RIGHT_CALL, 495, DAY (12, 18), 1),
  };
  g_autoptr(MagJournal) journal = mag_journal_new ();
  g_autoptr(GArray) events = NULL;
  g_autoptr(GArray) days = NULL;

  for (gsize i = 1; i < G_N_ELEMENTS (legs); i++)
    legs[i].opened_with = 1;
  add_ledger (journal, "", "SPY", legs, G_N_ELEMENTS (legs));
  events = agenda_of (journal);
  days = mag_agenda_group (events, MAG_AGENDA_DAY);
  g_assert_cmpuint (events->len, ==, 4);
  g_assert_cmpuint (days->len, ==, 1);
  g_assert_cmpint (g_array_index (days, MagAgendaSpan, 0).contracts, ==, 4);
  g_assert_cmpint (g_array_index (days, MagAgendaSpan, 0).frees, ==, 150000);
  assert_event (events, 1, DAY (12, 18), 440, TRUE, 1, 150000);
  assert_event (events, 2, DAY (12, 18), 480, TRUE, 1, 0);
}

/* The long January 440 put covers the short December 450 put but for 10 x 100, which comes free in December. */
static void
test_a_diagonal_frees_when_its_short_leg_ends (void)
{
  MagLeg legs[] = { sold_put (1, 450, DAY (12, 18), 1), option (2, MAG_LEG_BUY_TO_OPEN, MAG_RIGHT_PUT, 440, mag_date_new (2027, 1, 15), 1) };
  g_autoptr(MagJournal) journal = mag_journal_new ();
  g_autoptr(GArray) events = NULL;

  legs[1].opened_with = 1;
  add_ledger (journal, "", "SPY", legs, G_N_ELEMENTS (legs));
  events = agenda_of (journal);
  assert_event (events, 0, DAY (12, 18), 450, TRUE, 1, 100000);
  assert_event (events, 1, mag_date_new (2027, 1, 15), 440, FALSE, 1, 0);
}

static void
test_calls_free_no_cash_and_naked_ones_are_not_known (void)
{
  MagLeg legs[] = {
    { .id = 1, .trade = 1, .role = MAG_LEG_BUY_SHARES, .multiplier = 1, .quantity = 100, .price = 4500000, .date = DAY (11, 2) },
    option (2, MAG_LEG_SELL_TO_OPEN, MAG_RIGHT_CALL, 460, DAY (12, 18), 1),
    option (3, MAG_LEG_SELL_TO_OPEN, MAG_RIGHT_CALL, 470, DAY (12, 18), 1),
    option (4, MAG_LEG_BUY_TO_OPEN, MAG_RIGHT_CALL, 480, DAY (12, 18), 1),
  };
  g_autoptr(MagJournal) journal = mag_journal_new ();
  g_autoptr(GArray) events = NULL;
  g_autoptr(GArray) days = NULL;

  add_ledger (journal, "", "SPY", legs, G_N_ELEMENTS (legs));
  events = agenda_of (journal);
  days = mag_agenda_group (events, MAG_AGENDA_DAY);
  assert_event (events, 0, DAY (12, 18), 460, TRUE, 1, 0);
  assert_event (events, 1, DAY (12, 18), 470, TRUE, 1, MAG_MONEY_UNKNOWN);
  assert_event (events, 2, DAY (12, 18), 480, FALSE, 1, 0);
  g_assert_cmpint (g_array_index (days, MagAgendaSpan, 0).frees, ==, 0);
  g_assert_cmpuint (g_array_index (days, MagAgendaSpan, 0).n_unknown, ==, 1);
}

/* 2 + 1 of one contract in two accounts, and one that was bought beside them. */
static void
test_the_same_contract_is_one_event (void)
{
  const MagLeg first[] = { sold_put (1, 450, DAY (12, 18), 2), option (2, MAG_LEG_BUY_TO_OPEN, MAG_RIGHT_PUT, 450, DAY (12, 18), 1) };
  const MagLeg second[] = { sold_put (3, 450, DAY (12, 18), 1) };
  g_autoptr(MagJournal) journal = mag_journal_new ();
  g_autoptr(GArray) events = NULL;

  add_ledger (journal, "A", "SPY", first, G_N_ELEMENTS (first));
  add_ledger (journal, "B", "SPY", second, G_N_ELEMENTS (second));
  events = agenda_of (journal);
  g_assert_cmpuint (events->len, ==, 2);
  assert_event (events, 0, DAY (12, 18), 450, FALSE, 1, 0);
  assert_event (events, 1, DAY (12, 18), 450, TRUE, 3, 13500000);
}

/* At 11 on the day it still trades; what expired a week ago is over and waits to be logged. */
static void
test_what_expired_unlogged_stays (void)
{
  const MagLeg legs[] = { sold_put (1, 450, DAY (11, 20), 1), sold_put (2, 440, DAY (11, 27), 1) };
  g_autoptr(MagJournal) journal = mag_journal_new ();
  g_autoptr(GArray) events = NULL;

  add_ledger (journal, "", "SPY", legs, G_N_ELEMENTS (legs));
  events = agenda_of (journal);
  g_assert_cmpuint (events->len, ==, 2);
  g_assert_true (nth (events, 0)->is_over);
  g_assert_false (nth (events, 1)->is_over);
}

static MagSymbolFacts *
make_facts (MagDate earnings,
            MagDate ex_dividend)
{
  const MagSymbolFacts facts = { earnings, TRUE, ex_dividend, FALSE, 17500, MAG_PRICE_UNKNOWN };

  return g_memdup2 (&facts, sizeof facts);
}

/* Of open options and of held shares, once for two accounts; not of what is closed, not of the past, not of another prefix. */
static void
test_company_dates_of_what_is_held (void)
{
  const MagLeg put[] = { sold_put (1, 450, DAY (12, 18), 1) };
  const MagLeg bought[] = { { .id = 2, .trade = 2, .role = MAG_LEG_BUY_SHARES, .multiplier = 1, .quantity = 10, .price = 10000, .date = DAY (11, 2) } };
  MagLeg gone[] = { bought[0], bought[0] };
  g_autoptr(MagJournal) journal = mag_journal_new ();
  g_autoptr(GHashTable) facts = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_free);
  g_autoptr(GArray) events = NULL;
  g_autoptr(GArray) some = NULL;

  gone[1].id = gone[1].trade = 3;
  gone[1].role = MAG_LEG_SELL_SHARES;
  gone[1].date = DAY (11, 3);
  add_ledger (journal, "A", "SPY", put, 1);
  add_ledger (journal, "B", "SPY", put, 1);
  add_ledger (journal, "A", "KO", bought, 1);
  add_ledger (journal, "A", "XOM", gone, 2);
  g_hash_table_insert (facts, (char *) "SPY", make_facts (DAY (11, 27), DAY (12, 18)));
  g_hash_table_insert (facts, (char *) "KO", make_facts (DAY (11, 26), DAY (12, 1)));
  g_hash_table_insert (facts, (char *) "XOM", make_facts (DAY (12, 2), DAY (12, 3)));

  events = mag_agenda_new (journal, facts, "", NOW);
  g_assert_cmpuint (events->len, ==, 4);
  g_assert_cmpint (nth (events, 0)->kind, ==, MAG_AGENDA_EARNINGS); /* SPY, today */
  g_assert_true (nth (events, 0)->estimated);
  g_assert_cmpstr (nth (events, 1)->symbol, ==, "KO");
  g_assert_cmpint (nth (events, 1)->kind, ==, MAG_AGENDA_EX_DIVIDEND);
  g_assert_cmpint (nth (events, 1)->dividend, ==, 17500);
  g_assert_false (nth (events, 1)->estimated);
  assert_event (events, 2, DAY (12, 18), 450, TRUE, 2, 9000000);
  g_assert_cmpint (nth (events, 3)->kind, ==, MAG_AGENDA_EX_DIVIDEND);

  some = mag_agenda_new (journal, facts, "k", NOW);
  g_assert_cmpuint (some->len, ==, 1);
}

/* Fri 11 Dec, Mon 14 and Fri 18 Dec, Fri 15 Jan: three weeks, two months. */
static void
test_weeks_begin_on_monday (void)
{
  const MagLeg legs[] = {
    sold_put (1, 10, DAY (12, 11), 1), sold_put (2, 20, DAY (12, 14), 1), sold_put (3, 30, DAY (12, 18), 2), sold_put (4, 40, mag_date_new (2027, 1, 15), 1),
  };
  const struct { MagAgendaUnit unit; MagDate from, to; guint n; MagMoney frees; } wanted[] = {
    { MAG_AGENDA_WEEK, DAY (12, 7), DAY (12, 13), 1, 100000 },
    { MAG_AGENDA_WEEK, DAY (12, 14), DAY (12, 20), 2, 800000 },
    { MAG_AGENDA_WEEK, mag_date_new (2027, 1, 11), mag_date_new (2027, 1, 17), 1, 400000 },
    { MAG_AGENDA_MONTH, DAY (12, 1), DAY (12, 31), 3, 900000 },
    { MAG_AGENDA_MONTH, mag_date_new (2027, 1, 1), mag_date_new (2027, 1, 31), 1, 400000 },
  };
  g_autoptr(MagJournal) journal = mag_journal_new ();
  g_autoptr(GArray) events = NULL;
  g_autoptr(GArray) weeks = NULL;
  g_autoptr(GArray) months = NULL;

  add_ledger (journal, "", "SPY", legs, G_N_ELEMENTS (legs));
  events = agenda_of (journal);
  weeks = mag_agenda_group (events, MAG_AGENDA_WEEK);
  months = mag_agenda_group (events, MAG_AGENDA_MONTH);
  g_assert_cmpuint (weeks->len, ==, 3);
  g_assert_cmpuint (months->len, ==, 2);
  for (guint i = 0; i < G_N_ELEMENTS (wanted); i++)
    {
      const MagAgendaSpan *span = i < 3 ? &g_array_index (weeks, MagAgendaSpan, i) : &g_array_index (months, MagAgendaSpan, i - 3);

      g_assert_cmpuint (span->from, ==, wanted[i].from);
      g_assert_cmpuint (span->to, ==, wanted[i].to);
      g_assert_cmpuint (span->n, ==, wanted[i].n);
      g_assert_cmpint (span->frees, ==, wanted[i].frees);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/agenda/put", test_a_put_frees_its_strike_for_what_is_still_open);
  g_test_add_func ("/agenda/spread", test_a_spread_frees_its_width);
  g_test_add_func ("/agenda/condor", test_a_condor_frees_its_wider_wing_once);
  g_test_add_func ("/agenda/diagonal", test_a_diagonal_frees_when_its_short_leg_ends);
  g_test_add_func ("/agenda/calls", test_calls_free_no_cash_and_naked_ones_are_not_known);
  g_test_add_func ("/agenda/same-contract", test_the_same_contract_is_one_event);
  g_test_add_func ("/agenda/unlogged", test_what_expired_unlogged_stays);
  g_test_add_func ("/agenda/company-dates", test_company_dates_of_what_is_held);
  g_test_add_func ("/agenda/weeks", test_weeks_begin_on_monday);

  return g_test_run ();
}
