/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The life of the practice account: wheels, spreads, long options and a naked call, month by month. Every step is a trade that the practice
 * market would have filled at that instant, so orders, events, positions and shares tell one story. */

#include "mag-practice-book.h"

#include "mag-date.h"
#include "mag-practice-chain.h"
#include "mag-practice-random.h"

#include <math.h>
#include <string.h>

#define CENT (MAG_PRICE_SCALE / 100)
#define MULTIPLIER 100
#define FEE 4                  /* cents a contract and trade */
#define EARLY_DAYS 14          /* after the opening a trade that closes early is closed */
#define SHARES_DAYS 7           /* before its first call a covered line buys its shares */
#define ROLL_DAYS 6            /* before expiration a trade that rolls is rolled */
#define DAY_US (G_GINT64_CONSTANT (24) * 3600 * MAG_SECOND_US)
#define CLEARING_DAYS 3         /* an expired row stays so long */
#define SLOW_CLEARING_DAYS 7    /* that of a weekly put, so that there is always one */
#define N_LOAD_SYMBOLS 25
#define N_LOAD_STRIKES 20

enum { WORD_FATE = 101, WORD_MINUTE, WORD_FILLS, WORD_DAY };

typedef enum
{
  WHEEL,       /* puts until shares come, then calls until they go */
  COVERED,     /* the same, but that it begins with shares bought */
  NAKED_CALL,  /* sold, bought back in time */
  PUT_SPREAD,  /* a vertical opened and closed by one order each */
  LONG_CALL,   /* bought, sold two weeks later */
  LONG_PUT,    /* bought, left to expire */
  WEEKLY_PUT,  /* sold on Mondays, far below the price */
} Style;

static const struct
{
  const char        *symbol;
  MagPracticeAccount account;
  Style              style;
  gint64             contracts;
  double             below, above; /* strikes over the share price, of puts and calls */
  guint              shift; /* days its expirations come after the third Friday */
} lines[] = {
  { "F", MAG_PRACTICE_MARGIN, WHEEL, 5, 0.96, 1.04, 0 },
  { "KO", MAG_PRACTICE_MARGIN, WHEEL, 2, 0.98, 1.02, 14 },
  { "AMD", MAG_PRACTICE_MARGIN, WHEEL, 1, 0.94, 1.06, 0 },
  { "INTC", MAG_PRACTICE_MARGIN, WHEEL, 3, 0.96, 1.05, 14 },
  { "SBUX", MAG_PRACTICE_MARGIN, WHEEL, 1, 0.97, 1.03, 7 },
  { "PLTR", MAG_PRACTICE_MARGIN, WHEEL, 1, 0.92, 1.08, 14 },
  { "TSLA", MAG_PRACTICE_MARGIN, NAKED_CALL, 1, 0, 1.2, 28 },
  { "SPY", MAG_PRACTICE_MARGIN, PUT_SPREAD, 2, 0.96, 0, 28 },
  { "MSFT", MAG_PRACTICE_MARGIN, LONG_CALL, 1, 0, 1.02, 28 },
  { "QQQ", MAG_PRACTICE_MARGIN, LONG_PUT, 1, 0.95, 0, 14 },
  { "IWM", MAG_PRACTICE_MARGIN, WEEKLY_PUT, 1, 0.93, 0, 0 },
  { "T", MAG_PRACTICE_MARGIN, COVERED, 2, 0.98, 1.06, 0 },
  { "NVDA", MAG_PRACTICE_IRA, WHEEL, 1, 0.95, 1.05, 14 },
  { "CSCO", MAG_PRACTICE_IRA, WHEEL, 2, 0.98, 1.03, 0 },
  { "WMT", MAG_PRACTICE_IRA, WHEEL, 1, 0.97, 1.03, 7 },
};

/* One line's way through the months. */
typedef struct
{
  MagPracticeBook          *book;
  MagPracticeMarket        *market;
  const MagPracticeListing *listing;
  const char               *root;
  guint64                   hash;
  Style                     style;
  gint64                    contracts;
  double                    below, above;
  guint                     shift;
  gint64                    now_us;
} Line;

/* The contract in question, and how it is quoted. */
typedef struct
{
  MagContract         contract;
  MagPracticeContract quote;
} Pick;

/* Dates */

static MagDate
on_or_before (MagDate date)
{
  return mag_calendar_is_trading_day (date) ? date : mag_calendar_previous_trading_day (date);
}

/* month: from the year 0 */
static MagDate
expiration_of (const Line *line,
               int         month)
{
  return on_or_before (mag_calendar_monthly_expiration (month / 12, month % 12 + 1) + line->shift);
}

static MagDate
on_or_after (MagDate date)
{
  return mag_calendar_is_trading_day (date) ? date : mag_calendar_next_trading_day (date);
}

/* An instant in the session of a day, some minutes after ten. */
static gint64
session_instant (const Line *line,
                 MagDate     date)
{
  guint64 hash = mag_practice_mix (mag_practice_mix (line->hash, date), WORD_MINUTE);

  return mag_calendar_open_us (date) + (gint64) (1800 + hash % 7200) * MAG_SECOND_US + (gint64) (hash >> 40) % MAG_SECOND_US;
}

/* Prices */

static MagPracticeSeries
make_series (const char *root,
             MagDate     expiration)
{
  MagPracticeSeries series = { .expiration = expiration, .monthly = mag_calendar_is_monthly (expiration) };

  g_strlcpy (series.root, root, sizeof series.root);
  return series;
}

static void
read_quote (const Line *line,
            gint64      at_us,
            Pick       *pick)
{
  MagPracticeSeries series = make_series (line->root, pick->contract.expiration);
  MagPracticeChain chain;

  mag_practice_chain_begin (&chain, line->market, line->listing, at_us);
  mag_practice_chain_prepare (&chain, &series);
  mag_practice_chain_contract (&chain, &series, pick->contract.strike, pick->contract.right, &pick->quote);
}

/* The listed strike nearest to a multiple of the share price. */
static MagPrice
nearest_strike (const Line *line,
                gint64      at_us,
                MagDate     expiration,
                double      times)
{
  MagPracticeSeries series = make_series (line->root, expiration);
  g_autoptr(GArray) strikes = NULL;
  MagPracticeChain chain;
  MagPrice best = 0, wanted;

  mag_practice_chain_begin (&chain, line->market, line->listing, at_us);
  mag_practice_chain_prepare (&chain, &series);
  strikes = mag_practice_chain_strikes (&chain, &series);
  wanted = llround (chain.spot * times * MAG_PRICE_SCALE);
  for (guint i = 0; i < strikes->len; i++)
    {
      MagPrice strike = g_array_index (strikes, MagPrice, i);

      if (best == 0 || ABS (strike - wanted) < ABS (best - wanted))
        best = strike;
    }
  return best;
}

static Pick
pick_contract (const Line *line,
               gint64      at_us,
               MagDate     expiration,
               MagRight    right,
               double      times)
{
  Pick pick = { .contract = { .right = right, .expiration = expiration } };

  g_strlcpy (pick.contract.root, line->root, sizeof pick.contract.root);
  pick.contract.strike = nearest_strike (line, at_us, expiration, times);
  read_quote (line, at_us, &pick);
  return pick;
}

static MagPrice
share_price (const Line *line,
             gint64      at_us)
{
  MagPracticeMoment moment;
  MagPracticeTape tape;

  mag_practice_market_moment (line->market, at_us, &moment);
  mag_practice_market_read (line->market, line->listing, &moment, &tape);
  return tape.price;
}

/* Holdings */

static MagPracticeHolding *
find_holding (const Line        *line,
              const MagContract *contract,
              gboolean           is_short)
{
  for (guint i = 0; i < line->book->holdings->len; i++)
    {
      MagPracticeHolding *holding = &g_array_index (line->book->holdings, MagPracticeHolding, i);

      if (holding->is_short == is_short && mag_contract_compare (&holding->contract, contract) == 0)
        return holding;
    }
  return NULL;
}

static MagPracticeStock *
find_stock (const Line *line)
{
  for (guint i = 0; i < line->book->stocks->len; i++)
    {
      MagPracticeStock *stock = &g_array_index (line->book->stocks, MagPracticeStock, i);

      if (strcmp (stock->symbol, line->listing->symbol) == 0)
        return stock;
    }
  return NULL;
}

static gint64
count_shares (const Line *line)
{
  MagPracticeStock *stock = find_stock (line);

  return stock != NULL ? stock->shares : 0;
}

static void
hold (const Line               *line,
      const MagPracticeDealLeg *leg)
{
  gint64 quantity = 0, cost = 0;
  MagPracticeHolding holding = { line->listing->symbol, 0, leg->contract, leg->sells };

  for (guint i = 0; i < leg->n_fills; i++)
    {
      quantity += leg->fills[i].quantity;
      cost += leg->fills[i].price * MULTIPLIER * leg->fills[i].quantity;
    }
  holding.key = mag_practice_mix (line->hash, leg->contract.expiration * 1000003u + (guint64) leg->contract.strike + leg->contract.right);
  holding.quantity = quantity;
  holding.average_cost = (cost + quantity / 2) / quantity;
  holding.opened_us = holding.updated_us = leg->fills[0].at_us;
  g_array_append_val (line->book->holdings, holding);
}

static void
let_go (const Line        *line,
        const MagContract *contract,
        gboolean           was_short,
        gint64             quantity,
        gint64             at_us)
{
  MagPracticeHolding *holding = find_holding (line, contract, was_short);

  g_return_if_fail (holding != NULL);
  holding->quantity -= quantity;
  holding->updated_us = at_us;
}

static void
move_shares (const Line *line,
             gint64      shares,
             MagPrice    price,
             gint64      at_us)
{
  MagPracticeStock *stock = find_stock (line);
  MagPracticeStock fresh = { line->listing->symbol, 0, 0, 0, at_us, at_us };

  if (stock == NULL)
    {
      g_array_append_val (line->book->stocks, fresh);
      stock = find_stock (line);
    }
  if (shares > 0)
    stock->average_price = (stock->average_price * stock->shares + price * shares) / (stock->shares + shares);
  stock->shares += shares;
  stock->updated_us = at_us;
  line->book->cash -= price * shares / CENT;
}

/* Orders */

/* Between bid and ask, on a whole cent; nothing is sold for nothing. */
static MagPrice
fill_price (const Pick *pick,
            gboolean    sells)
{
  MagPrice middle = (pick->quote.bid + pick->quote.ask) / 2;
  MagPrice price = middle - middle % CENT + (sells ? 0 : CENT * (middle % CENT != 0));

  return MAX (price, CENT);
}

static MagPracticeDealLeg
make_leg (const Line *line,
          const Pick *pick,
          gboolean    sells,
          gboolean    opens,
          gint64      at_us,
          gboolean    in_parts)
{
  MagPracticeDealLeg leg = { .contract = pick->contract, .sells = sells, .opens = opens, .n_fills = 1 };
  MagPrice price = fill_price (pick, sells);

  leg.fills[0] = (MagPracticeFill) { line->contracts, price, at_us };
  if (in_parts && line->contracts > 1)
    {
      leg.n_fills = 2;
      leg.fills[0].quantity = 1;
      leg.fills[1] = (MagPracticeFill) { line->contracts - 1, sells ? price + CENT : MAX (price - CENT, CENT), at_us + 7 * MAG_SECOND_US };
    }
  return leg;
}

static void
place (const Line               *line,
       gint64                    at_us,
       const MagPracticeDealLeg *legs,
       guint                     n_legs,
       const char               *opening,
       const char               *closing)
{
  MagPracticeDeal deal = {
    .symbol = line->listing->symbol, .key = mag_practice_mix (line->hash, (guint64) at_us), .quantity = line->contracts, .n_legs = n_legs,
    .opening = opening, .closing = closing, .fees = FEE * line->contracts * n_legs, .created_us = at_us - 3 * MAG_SECOND_US, .filled_us = at_us,
  };

  for (guint i = 0; i < n_legs; i++)
    {
      deal.legs[i] = legs[i];
      for (guint f = 0; f < legs[i].n_fills; f++)
        {
          const MagPracticeFill *fill = &legs[i].fills[f];

          deal.filled_us = MAX (deal.filled_us, fill->at_us);
          line->book->cash += (legs[i].sells ? 1 : -1) * fill->price * MULTIPLIER * fill->quantity / CENT;
        }
      if (legs[i].opens)
        hold (line, &legs[i]);
      else
        let_go (line, &legs[i].contract, !legs[i].sells, line->contracts, at_us);
    }
  line->book->cash -= deal.fees;
  g_array_append_val (line->book->deals, deal);
}

static const char *
name_position (const Pick *pick,
               gboolean    is_short)
{
  if (pick->contract.right == MAG_RIGHT_PUT)
    return is_short ? "short_put" : "long_put";
  return is_short ? "short_call" : "long_call";
}

/* Opens one contract; FALSE once the time has not come yet. */
static gboolean
open_one (const Line *line,
          gint64      at_us,
          const Pick *pick,
          gboolean    sells)
{
  guint64 hash = mag_practice_mix (mag_practice_mix (line->hash, (guint64) at_us), WORD_FILLS);
  MagPracticeDealLeg leg = make_leg (line, pick, sells, TRUE, at_us, hash % 3 == 0);

  if (at_us > line->now_us)
    return FALSE;
  place (line, at_us, &leg, 1, name_position (pick, sells), NULL);
  return TRUE;
}

static gboolean
close_one (const Line *line,
           gint64      at_us,
           Pick       *pick,
           gboolean    was_short)
{
  MagPracticeDealLeg leg;

  if (at_us > line->now_us)
    return FALSE;
  read_quote (line, at_us, pick);
  leg = make_leg (line, pick, !was_short, FALSE, at_us, FALSE);
  place (line, at_us, &leg, 1, NULL, name_position (pick, was_short));
  return TRUE;
}

/* The end of a contract that was held to its last day. */
static gboolean
expire_one (const Line *line,
            const Pick *pick,
            gboolean    is_short)
{
  gint64 close_us = mag_calendar_close_us (pick->contract.expiration), booked_us = close_us + 20 * 60 * MAG_SECOND_US;
  MagPrice spot = share_price (line, close_us);
  gboolean in_the_money = mag_contract_intrinsic (&pick->contract, spot) > 0;
  gboolean put = pick->contract.right == MAG_RIGHT_PUT;
  MagPracticeEvent event = {
    line->listing->symbol, mag_practice_mix (line->hash, pick->contract.expiration), MAG_PRACTICE_EXPIRES, pick->contract, is_short, line->contracts, spot,
    pick->contract.expiration, booked_us,
  };

  if (booked_us > line->now_us)
    return FALSE;
  if (in_the_money && is_short)
    {
      event.kind = MAG_PRACTICE_IS_ASSIGNED;
      move_shares (line, (put ? 1 : -1) * line->contracts * MULTIPLIER, pick->contract.strike, booked_us);
    }
  g_array_append_val (line->book->events, event);
  if (event.kind == MAG_PRACTICE_EXPIRES && line->now_us < booked_us + (line->style == WEEKLY_PUT ? SLOW_CLEARING_DAYS : CLEARING_DAYS) * DAY_US)
    find_holding (line, &pick->contract, is_short)->pending_expired = line->contracts;
  else
    let_go (line, &pick->contract, is_short, line->contracts, booked_us);
  return TRUE;
}

/* Months */

/* Buys back and sells the same strike a month on, in one order. */
static gboolean
roll_one (const Line *line,
          gint64      at_us,
          Pick       *pick,
          MagDate     next)
{
  Pick later = *pick;
  MagPracticeDealLeg legs[2];

  if (at_us > line->now_us)
    return FALSE;
  later.contract.expiration = next;
  read_quote (line, at_us, pick);
  read_quote (line, at_us, &later);
  legs[0] = make_leg (line, pick, FALSE, FALSE, at_us, FALSE);
  legs[1] = make_leg (line, &later, TRUE, TRUE, at_us, FALSE);
  place (line, at_us, legs, 2, name_position (pick, TRUE), name_position (pick, TRUE));
  *pick = later;
  return TRUE;
}

static guint64
fate_of (const Line *line,
         int         month)
{
  return mag_practice_mix (mag_practice_mix (line->hash, (guint64) month), WORD_FATE) % 4;
}

static MagDate
opening_day (const Line *line,
             int         month)
{
  guint64 hash = mag_practice_mix (mag_practice_mix (line->hash, (guint64) month), WORD_DAY);

  return on_or_after (expiration_of (line, month - 1) + 3 + (MagDate) (hash % 4));
}

static void
live_wheel (const Line *line,
            int         month)
{
  gboolean rolled = FALSE;
  Pick pick;

  for (;; month++)
    {
      MagDate expiration = expiration_of (line, month);
      guint64 fate = fate_of (line, month);

      if (!rolled)
        {
          gint64 at_us = session_instant (line, opening_day (line, month));

          if (at_us > line->now_us)
            return;
          pick = count_shares (line) > 0 ? pick_contract (line, at_us, expiration, MAG_RIGHT_CALL, line->above)
                                         : pick_contract (line, at_us, expiration, MAG_RIGHT_PUT, line->below);
          open_one (line, at_us, &pick, TRUE);
        }
      if (fate == 2 && !rolled)
        {
          if (!close_one (line, session_instant (line, on_or_after (opening_day (line, month) + EARLY_DAYS)), &pick, TRUE))
            return;
          continue;
        }
      rolled = fate == 3;
      if (rolled ? !roll_one (line, session_instant (line, on_or_after (expiration - ROLL_DAYS)), &pick, expiration_of (line, month + 1))
                 : !expire_one (line, &pick, TRUE))
        return;
    }
}

/* In two parts, the second a cent dearer. */
static void
buy_shares (const Line *line,
            gint64      at_us)
{
  MagPrice price = share_price (line, at_us);
  gint64 shares = line->contracts * MULTIPLIER;
  MagPracticeShareDeal deal = { line->listing->symbol, mag_practice_mix (line->hash, (guint64) at_us), .n_fills = 2, .created_us = at_us - 2 * MAG_SECOND_US };

  if (at_us > line->now_us)
    return;
  price -= price % CENT;
  deal.fills[0] = (MagPracticeFill) { shares / 4, price, at_us };
  deal.fills[1] = (MagPracticeFill) { shares - shares / 4, price + CENT, at_us + MAG_SECOND_US };
  for (guint i = 0; i < deal.n_fills; i++)
    move_shares (line, deal.fills[i].quantity, deal.fills[i].price, deal.fills[i].at_us);
  g_array_append_val (line->book->share_deals, deal);
}

static void
live_covered (const Line *line,
              int         month)
{
  buy_shares (line, session_instant (line, on_or_after (opening_day (line, month) - SHARES_DAYS)));
  live_wheel (line, month);
}

/* Sold or bought each month, and closed in time. */
static void
live_short_term (const Line *line,
                 int         month,
                 MagRight    right,
                 double      times,
                 gboolean    sells)
{
  for (;; month++)
    {
      MagDate opened = opening_day (line, month);
      gint64 at_us = session_instant (line, opened);
      Pick pick;

      if (at_us > line->now_us)
        return;
      pick = pick_contract (line, at_us, expiration_of (line, month), right, times);
      open_one (line, at_us, &pick, sells);
      if (!close_one (line, session_instant (line, on_or_after (expiration_of (line, month) - ROLL_DAYS)), &pick, sells))
        return;
    }
}

static void
live_long_put (const Line *line,
               int         month)
{
  for (;; month++)
    {
      gint64 at_us = session_instant (line, opening_day (line, month));
      MagPrice spot;
      Pick pick;

      if (at_us > line->now_us)
        return;
      pick = pick_contract (line, at_us, expiration_of (line, month), MAG_RIGHT_PUT, line->below);
      open_one (line, at_us, &pick, FALSE);
      spot = share_price (line, session_instant (line, pick.contract.expiration));
      if (mag_contract_intrinsic (&pick.contract, spot) > 0 ? !close_one (line, session_instant (line, pick.contract.expiration), &pick, FALSE)
                                                            : !expire_one (line, &pick, FALSE))
        return;
    }
}

static void
live_put_spread (const Line *line,
                 int         month)
{
  for (;; month++)
    {
      gint64 at_us = session_instant (line, opening_day (line, month)), end_us = session_instant (line, on_or_after (expiration_of (line, month) - ROLL_DAYS));
      MagPracticeDealLeg legs[2];
      Pick sold, bought;

      if (at_us > line->now_us)
        return;
      sold = pick_contract (line, at_us, expiration_of (line, month), MAG_RIGHT_PUT, line->below);
      bought = pick_contract (line, at_us, expiration_of (line, month), MAG_RIGHT_PUT, line->below - 0.02);
      legs[0] = make_leg (line, &sold, TRUE, TRUE, at_us, FALSE);
      legs[1] = make_leg (line, &bought, FALSE, TRUE, at_us, FALSE);
      place (line, at_us, legs, 2, "short_put_spread", NULL);
      if (end_us > line->now_us)
        return;
      read_quote (line, end_us, &sold);
      read_quote (line, end_us, &bought);
      legs[0] = make_leg (line, &sold, FALSE, FALSE, end_us, FALSE);
      legs[1] = make_leg (line, &bought, TRUE, FALSE, end_us, FALSE);
      place (line, end_us, legs, 2, NULL, "short_put_spread");
    }
}

/* monday: any Monday before the first. */
static void
live_weekly_put (const Line *line,
                 MagDate     monday)
{
  for (;; monday += 7)
    {
      gint64 at_us = session_instant (line, on_or_after (monday));
      MagPrice spot;
      Pick pick;

      if (at_us > line->now_us)
        return;
      pick = pick_contract (line, at_us, on_or_before (monday + 4), MAG_RIGHT_PUT, line->below);
      open_one (line, at_us, &pick, TRUE);
      spot = share_price (line, session_instant (line, pick.contract.expiration));
      if (mag_contract_intrinsic (&pick.contract, spot) > 0 ? !close_one (line, session_instant (line, pick.contract.expiration), &pick, TRUE)
                                                            : !expire_one (line, &pick, TRUE))
        return;
    }
}

static MagDate
first_monday (int year)
{
  MagDate date = mag_date_new (year, 1, 4);

  return date + (8 - mag_date_get_weekday (date)) % 7;
}

static void
live (const Line *line,
      int         month)
{
  switch (line->style)
    {
    case WHEEL:
      live_wheel (line, month);
      break;
    case COVERED:
      live_covered (line, month);
      break;
    case NAKED_CALL:
      live_short_term (line, month, MAG_RIGHT_CALL, line->above, TRUE);
      break;
    case LONG_CALL:
      live_short_term (line, month, MAG_RIGHT_CALL, line->above, FALSE);
      break;
    case LONG_PUT:
      live_long_put (line, month);
      break;
    case PUT_SPREAD:
      live_put_spread (line, month);
      break;
    case WEEKLY_PUT:
      live_weekly_put (line, first_monday (month / 12));
      break;
    }
}

/* The whole */

static int
compare_deals (gconstpointer a,
               gconstpointer b)
{
  const MagPracticeDeal *x = a, *y = b;

  return (x->created_us > y->created_us) - (x->created_us < y->created_us);
}

static int
compare_events (gconstpointer a,
                gconstpointer b)
{
  const MagPracticeEvent *x = a, *y = b;

  if (x->created_us != y->created_us)
    return x->created_us < y->created_us ? -1 : 1;
  return (x->key > y->key) - (x->key < y->key);
}

static void
bind_shares (MagPracticeBook *book)
{
  for (guint i = 0; i < book->holdings->len; i++)
    {
      const MagPracticeHolding *holding = &g_array_index (book->holdings, MagPracticeHolding, i);

      for (guint s = 0; s < book->stocks->len; s++)
        {
          MagPracticeStock *stock = &g_array_index (book->stocks, MagPracticeStock, s);

          if (holding->is_short && holding->contract.right == MAG_RIGHT_CALL && strcmp (holding->symbol, stock->symbol) == 0)
            stock->held += (holding->quantity - holding->pending_expired) * MULTIPLIER;
        }
    }
}

/* A contract whose deliverable is not 100 shares, bought before the year began: no order tells of it. */
static void
add_adjusted (MagPracticeBook   *book,
              MagPracticeMarket *market,
              gint64             now_us)
{
  const MagPracticeListing *listing = mag_practice_universe_find ("WBD");
  MagPracticeChain chain;
  g_autoptr(GArray) all = NULL;

  mag_practice_chain_begin (&chain, market, listing, now_us);
  all = mag_practice_chain_series (&chain, mag_date_in_new_york (now_us), TRUE);
  for (guint i = 0; i < all->len; i++)
    {
      MagPracticeSeries *series = &g_array_index (all, MagPracticeSeries, i);
      MagPracticeHolding holding = { "WBD", mag_practice_hash_text (series->expiration, "adjusted"), .quantity = 1, .average_cost = 185 * MAG_PRICE_SCALE };
      g_autoptr(GArray) strikes = NULL;

      if (!series->adjusted)
        continue;
      mag_practice_chain_prepare (&chain, series);
      strikes = mag_practice_chain_strikes (&chain, series);
      holding.contract = (MagContract) { .right = MAG_RIGHT_CALL, .expiration = series->expiration };
      g_strlcpy (holding.contract.root, series->root, sizeof holding.contract.root);
      holding.contract.strike = g_array_index (strikes, MagPrice, strikes->len / 2);
      holding.opened_us = holding.updated_us = now_us - 500 * DAY_US;
      g_array_append_val (book->holdings, holding);
      return;
    }
}

static void
add_load (MagPracticeBook   *book,
          MagPracticeMarket *market,
          gint64             now_us)
{
  for (guint i = 0; i < N_LOAD_SYMBOLS; i++)
    {
      g_autofree char *symbol = g_strdup_printf ("ZAAA%c", 'A' + i);
      const MagPracticeListing *listing = mag_practice_market_find (market, symbol);
      MagPracticeChain chain;
      g_autoptr(GArray) all = NULL;
      MagPracticeSeries *series;

      mag_practice_chain_begin (&chain, market, listing, now_us);
      all = mag_practice_chain_series (&chain, mag_date_in_new_york (now_us), FALSE);
      series = &g_array_index (all, MagPracticeSeries, all->len - 1);
      for (guint k = 0; k < N_LOAD_STRIKES; k++)
        {
          MagPracticeHolding holding = { listing->symbol, mag_practice_hash_text (k, symbol), .is_short = TRUE, .quantity = 1 + k % 3, .average_cost = (50 + k) * MAG_PRICE_SCALE };

          holding.contract = (MagContract) { .right = k % 2 == 0 ? MAG_RIGHT_PUT : MAG_RIGHT_CALL, .expiration = series->expiration };
          g_strlcpy (holding.contract.root, series->root, sizeof holding.contract.root);
          holding.contract.strike = (gint64) (MAX (1, llround (chain.spot * (0.8 + 0.02 * k)))) * MAG_PRICE_SCALE + (k % 2) * MAG_PRICE_SCALE / 2;
          holding.opened_us = holding.updated_us = mag_calendar_open_us (mag_calendar_previous_trading_day (mag_date_in_new_york (now_us)));
          g_array_append_val (book->holdings, holding);
        }
    }
}

static const MagMoney deposits[MAG_PRACTICE_N_ACCOUNTS] = { 25000000, 9000000, 1000000000 }; /* cents */

/**
 * mag_practice_book_new:
 * @account: which account
 * @now_us: the practice clock
 *
 * Returns: (transfer full): what was done until then and what is held; closed holdings stay with a quantity of 0
 */
MagPracticeBook *
mag_practice_book_new (MagPracticeMarket  *market,
                       MagPracticeAccount  account,
                       gint64              now_us)
{
  MagPracticeBook *book = g_new0 (MagPracticeBook, 1);
  int year, month, day;

  mag_date_get_ymd (mag_date_in_new_york (now_us), &year, &month, &day);
  book->deals = g_array_new (FALSE, TRUE, sizeof (MagPracticeDeal));
  book->share_deals = g_array_new (FALSE, TRUE, sizeof (MagPracticeShareDeal));
  book->events = g_array_new (FALSE, TRUE, sizeof (MagPracticeEvent));
  book->holdings = g_array_new (FALSE, TRUE, sizeof (MagPracticeHolding));
  book->stocks = g_array_new (FALSE, TRUE, sizeof (MagPracticeStock));
  book->cash = deposits[account];
  for (gsize i = 0; i < G_N_ELEMENTS (lines); i++)
    {
      const MagPracticeListing *listing = mag_practice_universe_find (lines[i].symbol);
      g_autofree char *root = mag_practice_listing_to_root (listing);
      const Line line = {
        book, market, listing, root, mag_practice_market_hash (market, listing), lines[i].style, lines[i].contracts, lines[i].below, lines[i].above, lines[i].shift, now_us,
      };

      if (lines[i].account == account)
        live (&line, (year - 1) * 12 + 1); /* February: its contracts are sold in January */
    }
  if (account == MAG_PRACTICE_MARGIN)
    add_adjusted (book, market, now_us);
  if (account == MAG_PRACTICE_LOAD)
    add_load (book, market, now_us);
  g_array_sort (book->deals, compare_deals);
  g_array_sort (book->events, compare_events);
  bind_shares (book);
  return book;
}

void
mag_practice_book_free (MagPracticeBook *book)
{
  g_array_unref (book->deals);
  g_array_unref (book->share_deals);
  g_array_unref (book->events);
  g_array_unref (book->holdings);
  g_array_unref (book->stocks);
  g_free (book);
}
