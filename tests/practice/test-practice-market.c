/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The simulated market: the same answer whatever was asked before, moves in session only, plausible levels; listed contracts by the calendar's rules,
 * quotes in legal ticks that make sense beside each other. */

#include "mag-practice-chain.h"

#include <math.h>
#include <string.h>

#define SEED 7

static gint64
utc (const char *text)
{
  const gint64 instant = mag_instant_parse_utc (text);

  g_assert_cmpint (instant, >, 0);
  return instant;
}

static MagPracticeTape
read_tape (MagPracticeMarket *market,
           const char        *symbol,
           gint64             instant_us)
{
  const MagPracticeListing *listing = mag_practice_market_find (market, symbol);
  MagPracticeMoment moment;
  MagPracticeTape tape;

  g_assert_nonnull (listing);
  mag_practice_market_moment (market, instant_us, &moment);
  mag_practice_market_read (market, listing, &moment, &tape);
  return tape;
}

static void
assert_same_tape (const MagPracticeTape *a,
                  const MagPracticeTape *b)
{
  g_assert_cmpint (a->price, ==, b->price);
  g_assert_cmpint (a->previous_close, ==, b->previous_close);
  g_assert_cmpint (a->open, ==, b->open);
  g_assert_cmpint (a->high, ==, b->high);
  g_assert_cmpint (a->low, ==, b->low);
  g_assert_cmpint (a->volume, ==, b->volume);
}

static void
test_order_does_not_matter (void)
{
  static const char *const symbols[] = { "AAPL", "SPX", "F", "ZABCD" };
  static const char *const instants[] = { "2026-11-20T15:30:07Z", "2024-03-05T18:00:00Z", "2026-11-20T20:59:59Z", "2027-06-01T12:00:00Z" };
  g_autoptr(MagPracticeMarket) forwards = mag_practice_market_new (SEED);
  MagPracticeTape first[4][4];

  for (gsize i = 0; i < 4; i++)
    for (gsize j = 0; j < 4; j++)
      first[i][j] = read_tape (forwards, symbols[i], utc (instants[j]));
  for (gsize i = 4; i-- > 0;)
    for (gsize j = 4; j-- > 0;)
      {
        g_autoptr(MagPracticeMarket) fresh = mag_practice_market_new (SEED);
        const MagPracticeTape tape = read_tape (fresh, symbols[i], utc (instants[j]));

        assert_same_tape (&tape, &first[i][j]);
      }
}

static void
test_seed_makes_the_market (void)
{
  g_autoptr(MagPracticeMarket) one = mag_practice_market_new (1);
  g_autoptr(MagPracticeMarket) two = mag_practice_market_new (2);

  g_assert_cmpint (read_tape (one, "AAPL", utc ("2026-11-20T16:00:00Z")).price, !=, read_tape (two, "AAPL", utc ("2026-11-20T16:00:00Z")).price);
}

static void
test_moves_in_session_only (void)
{
  static const struct { const char *why, *first, *second; gboolean moves; } rows[] = {
    { "in session", "2026-11-20T15:00:00Z", "2026-11-20T16:00:00Z", TRUE },
    { "evening", "2026-11-20T21:00:00Z", "2026-11-21T04:00:00Z", FALSE },
    { "weekend", "2026-11-21T12:00:00Z", "2026-11-23T14:29:59Z", FALSE },
    { "Monday's open", "2026-11-23T14:29:59Z", "2026-11-23T14:35:00Z", TRUE },
    { "Thanksgiving", "2026-11-26T15:00:00Z", "2026-11-26T20:00:00Z", FALSE },
    { "after an early close at 13:00", "2026-11-27T18:00:00Z", "2026-11-27T20:00:00Z", FALSE },
  };
  g_autoptr(MagPracticeMarket) market = mag_practice_market_new (SEED);

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_test_message ("%s", rows[i].why);
      g_assert_true ((read_tape (market, "AAPL", utc (rows[i].first)).price != read_tape (market, "AAPL", utc (rows[i].second)).price) == rows[i].moves);
    }
}

static void
test_a_day_adds_up (void)
{
  g_autoptr(MagPracticeMarket) market = mag_practice_market_new (SEED);
  const gint64 open = mag_calendar_open_us (mag_date_new (2026, 11, 20));
  const gint64 close = mag_calendar_close_us (mag_date_new (2026, 11, 20));
  MagPracticeTape before = read_tape (market, "MSFT", open);

  for (gint64 at = open; at <= close; at += 61 * MAG_SECOND_US)
    {
      const MagPracticeTape tape = read_tape (market, "MSFT", at);

      g_assert_cmpint (tape.low, <=, MIN (tape.price, tape.open));
      g_assert_cmpint (tape.high, >=, MAX (tape.price, tape.open));
      g_assert_cmpint (tape.high, >=, before.high);
      g_assert_cmpint (tape.low, <=, before.low);
      g_assert_cmpint (tape.volume, >=, before.volume);
      g_assert_cmpint (ABS (tape.price - before.price), <, tape.price / 50);
      before = tape;
    }
  g_assert_cmpint (read_tape (market, "MSFT", close).price, ==, read_tape (market, "MSFT", close + 3600 * MAG_SECOND_US).price);
  /* Friday's close is what Monday's change is measured from */
  g_assert_cmpint (read_tape (market, "MSFT", close).price, ==, read_tape (market, "MSFT", utc ("2026-11-23T15:00:00Z")).previous_close);
}

static void
test_levels_are_plausible (void)
{
  static const char *const years[] = { "2017-06-01T16:00:00Z", "2020-06-01T16:00:00Z", "2026-06-01T16:00:00Z", "2032-06-01T16:00:00Z" };
  g_autoptr(MagPracticeMarket) market = mag_practice_market_new (SEED);
  const MagPracticeListing *listings;
  guint n_listings;

  listings = mag_practice_universe_get (&n_listings);
  g_assert_cmpuint (n_listings, >=, 100);
  for (guint i = 0; i < n_listings; i++)
    for (gsize j = 0; j < G_N_ELEMENTS (years); j++)
      {
        const double price = (double) read_tape (market, listings[i].symbol, utc (years[j])).price / MAG_PRICE_SCALE;

        g_assert_cmpfloat (price, >, listings[i].price / 6);
        g_assert_cmpfloat (price, <, listings[i].price * 6);
      }
}

static void
test_funds_follow_their_index (void)
{
  g_autoptr(MagPracticeMarket) market = mag_practice_market_new (SEED);
  const double index = (double) read_tape (market, "SPX", utc ("2026-11-20T17:00:00Z")).price;
  const double fund = (double) read_tape (market, "SPY", utc ("2026-11-20T17:00:00Z")).price;

  g_assert_cmpfloat_with_epsilon (index / fund, 6690.0 / 668.0, 0.01);
}

static void
test_events (void)
{
  g_autoptr(MagPracticeMarket) market = mag_practice_market_new (SEED);
  const MagPracticeListing *listing = mag_practice_market_find (market, "KO");
  MagDate date = mag_date_new (2026, 1, 1);
  guint n_dividends = 0;

  while ((date = mag_practice_market_ex_dividend_after (market, listing, date)) < mag_date_new (2027, 1, 1))
    {
      g_assert_true (mag_calendar_is_trading_day (date));
      g_assert_cmpuint (mag_practice_market_ex_dividend_before (market, listing, date + 1), ==, date);
      n_dividends++;
      date++;
    }
  g_assert_cmpuint (n_dividends, ==, 4);
  date = mag_practice_market_earnings_after (market, listing, mag_date_new (2026, 12, 15));
  g_assert_cmpuint (date, >, mag_date_new (2027, 1, 1));
  g_assert_cmpuint (date, <, mag_date_new (2027, 2, 1));
  g_assert_cmpuint (mag_practice_market_earnings_before (market, listing, mag_date_new (2026, 12, 15)), <, mag_date_new (2026, 11, 1));
  g_assert_cmpuint (mag_practice_market_earnings_after (market, mag_practice_market_find (market, "SPY"), date), ==, 0);
}

static void
test_unknown_symbols (void)
{
  static const char *const unknown[] = { "NOPE", "", "ZZZZ", "ZABCDE", "ZAB1D", "zabcd", "BRK-B", "^SPX" };
  g_autoptr(MagPracticeMarket) market = mag_practice_market_new (SEED);

  for (gsize i = 0; i < G_N_ELEMENTS (unknown); i++)
    g_assert_null (mag_practice_market_find (market, unknown[i]));
  g_assert_nonnull (mag_practice_market_find (market, "BRK.B"));
  g_assert_nonnull (mag_practice_market_find (market, "ZZZZZ"));
}

/* Chains */

static GArray *
list_series (MagPracticeMarket *market,
             MagPracticeChain  *chain,
             const char        *symbol,
             const char        *at)
{
  mag_practice_chain_begin (chain, market, mag_practice_market_find (market, symbol), utc (at));
  return mag_practice_chain_series (chain, mag_date_in_new_york (utc (at)), TRUE);
}

static gboolean
lists (GArray     *series,
       const char *root,
       const char *date)
{
  for (guint i = 0; i < series->len; i++)
    {
      const MagPracticeSeries *one = &g_array_index (series, MagPracticeSeries, i);

      if (strcmp (one->root, root) == 0 && one->expiration == mag_date_parse (date))
        return TRUE;
    }
  return FALSE;
}

static void
test_expirations (void)
{
  static const struct { const char *why, *symbol, *at, *root, *date; gboolean listed; } rows[] = {
    { "third Friday", "KO", "2026-11-02T15:00:00Z", "KO", "2026-11-20", TRUE },
    { "weekly", "KO", "2026-11-02T15:00:00Z", "KO", "2026-11-13", TRUE },
    { "no Monday for a weekly name", "KO", "2026-11-02T15:00:00Z", "KO", "2026-11-09", FALSE },
    { "Monday of a popular name", "AAPL", "2026-11-02T15:00:00Z", "AAPL", "2026-11-09", TRUE },
    { "Tuesday only of the funds", "AAPL", "2026-11-02T15:00:00Z", "AAPL", "2026-11-10", FALSE },
    { "Tuesday of SPY", "SPY", "2026-11-02T15:00:00Z", "SPY", "2026-11-10", TRUE },
    { "quarter end of SPY", "SPY", "2026-11-02T15:00:00Z", "SPY", "2026-12-31", TRUE },
    { "monthly on a Thursday: Juneteenth", "KO", "2026-05-20T15:00:00Z", "KO", "2026-06-18", TRUE },
    { "and not on the holiday", "KO", "2026-05-20T15:00:00Z", "KO", "2026-06-19", FALSE },
    { "weekly before Christmas on a Thursday", "KO", "2026-12-01T15:00:00Z", "KO", "2026-12-24", TRUE },
    { "LEAPS", "AAPL", "2026-11-02T15:00:00Z", "AAPL", "2029-01-19", TRUE },
    { "thin names have monthlies only", "COPX", "2026-11-02T15:00:00Z", "COPX", "2026-11-13", FALSE },
    { "expiring today, after the close", "KO", "2026-11-20T23:00:00Z", "KO", "2026-11-20", TRUE },
    { "gone over night", "KO", "2026-11-21T06:00:00Z", "KO", "2026-11-20", FALSE },
    { "AM-settled monthly of the index", "SPX", "2026-11-02T15:00:00Z", "SPX", "2026-11-20", TRUE },
    { "PM-settled on the same date", "SPX", "2026-11-02T15:00:00Z", "SPXW", "2026-11-20", TRUE },
    { "a tenth of the S&P has one root", "XSP", "2026-11-02T15:00:00Z", "XSP", "2026-11-20", TRUE },
    { "monthly of the hundred", "OEX", "2026-11-02T15:00:00Z", "OEX", "2026-11-20", TRUE },
    { "its European twin", "OEX", "2026-11-02T15:00:00Z", "XEO", "2026-11-20", TRUE },
    { "the Dow's options are a hundredth's", "DJX", "2026-11-02T15:00:00Z", "DJX", "2026-11-20", TRUE },
    { "and not its own", "DJI", "2026-11-02T15:00:00Z", "DJI", "2026-11-20", FALSE },
    { "VIX: Wednesday 30 days before the third Friday after", "VIX", "2026-11-02T15:00:00Z", "VIX", "2026-11-18", TRUE },
    { "adjusted root", "WBD", "2026-11-02T15:00:00Z", "WBD1", "2026-12-18", TRUE },
  };
  g_autoptr(MagPracticeMarket) market = mag_practice_market_new (SEED);

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      MagPracticeChain chain;
      g_autoptr(GArray) series = list_series (market, &chain, rows[i].symbol, rows[i].at);

      g_test_message ("%s", rows[i].why);
      g_assert_true (lists (series, rows[i].root, rows[i].date) == rows[i].listed);
    }
}

static guint
count_contracts (MagPracticeMarket *market,
                 const char        *symbol,
                 const char        *at)
{
  MagPracticeChain chain;
  g_autoptr(GArray) series = list_series (market, &chain, symbol, at);
  guint n_contracts = 0;

  for (guint i = 0; i < series->len; i++)
    {
      g_autoptr(GArray) strikes = NULL;

      mag_practice_chain_prepare (&chain, &g_array_index (series, MagPracticeSeries, i));
      strikes = mag_practice_chain_strikes (&chain, &g_array_index (series, MagPracticeSeries, i));
      n_contracts += 2 * strikes->len;
    }
  return n_contracts;
}

static void
test_load_symbols (void)
{
  static const char *const instants[] = { "2026-11-20T15:30:00Z", "2026-11-23T15:30:00Z", "2026-12-28T15:30:00Z", "2027-03-10T15:30:00Z" };
  g_autoptr(MagPracticeMarket) market = mag_practice_market_new (SEED);

  for (guint i = 0; i < 300; i++)
    for (gsize j = 0; j < G_N_ELEMENTS (instants); j++)
      {
        g_autofree char *symbol = g_strdup_printf ("Z%c%cAA", 'A' + i / 20, 'A' + i % 20);
        const guint n_contracts = count_contracts (market, symbol, instants[j]);

        g_assert_cmpuint (n_contracts, >=, 200);
        g_assert_cmpuint (n_contracts, <=, 400);
      }
}

static MagPrice
legal_tick (MagTick  tick,
            MagPrice price)
{
  const MagPrice cent = MAG_PRICE_SCALE / 100;

  if (tick == MAG_TICK_CENT)
    return cent;
  if (tick == MAG_TICK_PENNY)
    return price < 3 * MAG_PRICE_SCALE ? cent : 5 * cent;
  return price < 3 * MAG_PRICE_SCALE ? 5 * cent : 10 * cent;
}

static void
check_contract (const MagPracticeChain    *chain,
                const MagPracticeContract *contract)
{
  const MagTick tick = chain->listing->tick;
  const double intrinsic = contract->right == MAG_RIGHT_CALL ? chain->spot - (double) contract->strike / MAG_PRICE_SCALE
                                                             : (double) contract->strike / MAG_PRICE_SCALE - chain->spot;

  g_assert_cmpint (contract->bid, >=, 0);
  g_assert_cmpint (contract->ask, >, contract->bid);
  g_assert_cmpint (contract->bid % legal_tick (tick, contract->bid), ==, 0);
  g_assert_cmpint (contract->ask % legal_tick (tick, contract->ask), ==, 0);
  g_assert_true (isfinite (contract->theo) && isfinite (contract->iv) && isfinite (contract->rho));
  g_assert_cmpfloat (contract->iv, >=, 0);
  g_assert_true (contract->right == MAG_RIGHT_CALL ? contract->delta >= 0 && contract->delta <= 1 : contract->delta <= 0 && contract->delta >= -1);
  g_assert_cmpfloat (contract->gamma, >=, 0);
  g_assert_cmpfloat (contract->vega, >=, 0);
  if (chain->listing->kind != MAG_LISTING_INDEX)
    {
      g_assert_cmpfloat (contract->theo, >=, intrinsic - 1e-9);
      g_assert_cmpfloat (contract->theta, <=, 0);
    }
  g_assert_true ((contract->last_date == 0) == (contract->last == 0));
  g_assert_cmpuint (contract->last_date, <=, chain->moment.date);
}

static void
test_quotes_make_sense (void)
{
  static const char *const symbols[] = { "AAPL", "KO", "SPY", "SPX", "VIX", "F", "COPX", "SHY", "BKNG", "ZABCD" };
  g_autoptr(MagPracticeMarket) market = mag_practice_market_new (SEED);

  for (gsize i = 0; i < G_N_ELEMENTS (symbols); i++)
    {
      MagPracticeChain chain;
      g_autoptr(GArray) series = list_series (market, &chain, symbols[i], "2026-11-18T17:30:00Z");

      g_test_message ("%s", symbols[i]);
      for (guint j = 0; j < series->len; j++)
        {
          g_autoptr(GArray) strikes = NULL;
          MagPracticeContract call, put, before_call = { 0 }, before_put = { 0 };

          mag_practice_chain_prepare (&chain, &g_array_index (series, MagPracticeSeries, j));
          strikes = mag_practice_chain_strikes (&chain, &g_array_index (series, MagPracticeSeries, j));
          for (guint k = 0; k < strikes->len; k++)
            {
              const MagPrice strike = g_array_index (strikes, MagPrice, k);

              g_assert_true (k == 0 || strike > g_array_index (strikes, MagPrice, k - 1));
              mag_practice_chain_contract (&chain, &g_array_index (series, MagPracticeSeries, j), strike, MAG_RIGHT_CALL, &call);
              mag_practice_chain_contract (&chain, &g_array_index (series, MagPracticeSeries, j), strike, MAG_RIGHT_PUT, &put);
              check_contract (&chain, &call);
              check_contract (&chain, &put);
              /* a higher strike is a cheaper call and a dearer put, in spite of the smile's noise */
              g_assert_true (k == 0 || call.theo <= before_call.theo + 1e-9);
              g_assert_true (k == 0 || put.theo >= before_put.theo - 1e-9);
              before_call = call;
              before_put = put;
            }
        }
    }
}

static void
test_wings_have_no_bid (void)
{
  g_autoptr(MagPracticeMarket) market = mag_practice_market_new (SEED);
  MagPracticeChain chain;
  g_autoptr(GArray) series = list_series (market, &chain, "KO", "2026-11-18T17:30:00Z");
  g_autoptr(GArray) strikes = NULL;
  MagPracticeContract wing, near;

  mag_practice_chain_prepare (&chain, &g_array_index (series, MagPracticeSeries, 0));
  strikes = mag_practice_chain_strikes (&chain, &g_array_index (series, MagPracticeSeries, 0));
  mag_practice_chain_contract (&chain, &g_array_index (series, MagPracticeSeries, 0), g_array_index (strikes, MagPrice, 0), MAG_RIGHT_PUT, &wing);
  mag_practice_chain_contract (&chain, &g_array_index (series, MagPracticeSeries, 0), g_array_index (strikes, MagPrice, strikes->len / 2), MAG_RIGHT_PUT, &near);
  g_assert_cmpint (wing.bid, ==, 0);
  g_assert_cmpint (wing.ask, >, 0);
  g_assert_cmpuint (wing.bid_size, ==, 0);
  g_assert_cmpint (near.bid, >, 0);
  g_assert_cmpfloat (near.iv, >, 0.05);
}

static void
test_earnings_lift_volatility (void)
{
  g_autoptr(MagPracticeMarket) market = mag_practice_market_new (SEED);
  const MagPracticeListing *listing = mag_practice_market_find (market, "NFLX");
  const MagDate earnings = mag_practice_market_earnings_after (market, listing, mag_date_new (2027, 1, 1));
  MagPracticeSeries before = { .expiration = earnings - 1, .root = "NFLX" };
  MagPracticeSeries after = { .expiration = earnings + 1, .root = "NFLX" };
  MagPracticeChain chain;

  mag_practice_chain_begin (&chain, market, listing, mag_calendar_open_us (mag_calendar_previous_trading_day (earnings - 5)));
  mag_practice_chain_prepare (&chain, &before);
  mag_practice_chain_prepare (&chain, &after);
  g_assert_cmpfloat (after.sigma, >, before.sigma * 1.1);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/practice/market/order-does-not-matter", test_order_does_not_matter);
  g_test_add_func ("/practice/market/seed-makes-the-market", test_seed_makes_the_market);
  g_test_add_func ("/practice/market/moves-in-session-only", test_moves_in_session_only);
  g_test_add_func ("/practice/market/a-day-adds-up", test_a_day_adds_up);
  g_test_add_func ("/practice/market/levels-are-plausible", test_levels_are_plausible);
  g_test_add_func ("/practice/market/funds-follow-their-index", test_funds_follow_their_index);
  g_test_add_func ("/practice/market/events", test_events);
  g_test_add_func ("/practice/market/unknown-symbols", test_unknown_symbols);
  g_test_add_func ("/practice/chain/expirations", test_expirations);
  g_test_add_func ("/practice/chain/load-symbols", test_load_symbols);
  g_test_add_func ("/practice/chain/quotes-make-sense", test_quotes_make_sense);
  g_test_add_func ("/practice/chain/wings-have-no-bid", test_wings_have_no_bid);
  g_test_add_func ("/practice/chain/earnings-lift-volatility", test_earnings_lift_volatility);
  return g_test_run ();
}
