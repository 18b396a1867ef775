/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the listed options of a symbol are quoted at: a smile around the at-the-money volatility, with earnings in it, European values, a
 * market around them in legal ticks, and open interest, volume and last trades that grow through the day. Early exercise is ignored: the values
 * are European and only kept from falling below intrinsic, which is enough for a practice market and says nothing about the real one. */

#include "mag-practice-chain.h"

#include "mag-black.h"
#include "mag-practice-random.h"

#include <math.h>
#include <string.h>

#define CENT (MAG_PRICE_SCALE / 100)
#define OPEN_SECOND (9 * 3600 + 30 * 60)
#define SMILE_NOISE 0.001 /* of the volatility; with more, a far call can cost more than one nearer the money */
#define SMILE_REACH 8.0 /* standard deviations; beyond, the smile is flat, so that values fall with the distance */

enum { WORD_SMILE = 1, WORD_BID, WORD_ASK, WORD_INTEREST, WORD_ACTIVITY, WORD_TRADE, WORD_AGE, WORD_DAY, WORD_SIZE };

/**
 * mag_practice_chain_begin:
 * @chain: (out): the chain; holds no resources
 * @market: a market; must outlive @chain
 * @listing: a symbol of it
 * @instant_us: the moment the quotes are of
 *
 * Sets up the options of a symbol at a moment.
 */
void
mag_practice_chain_begin (MagPracticeChain         *chain,
                          MagPracticeMarket        *market,
                          const MagPracticeListing *listing,
                          gint64                    instant_us)
{
  *chain = (MagPracticeChain) { .market = market, .listing = listing };
  mag_practice_market_moment (market, instant_us, &chain->moment);
  mag_practice_market_read (market, listing, &chain->moment, &chain->tape);
  chain->spot = (double) chain->tape.price / MAG_PRICE_SCALE;
  chain->previous_spot = (double) chain->tape.previous_close / MAG_PRICE_SCALE;
  chain->yield = listing->dividend > 0 ? log1p (listing->dividend / chain->spot) : 0;
  chain->volatility = mag_practice_market_volatility (market, listing, chain->moment.day);
  chain->previous_volatility = mag_practice_market_volatility (market, listing, chain->moment.day - 1);
  chain->hash = mag_practice_market_hash (market, listing);
  chain->earnings = mag_practice_market_earnings_after (market, listing, chain->moment.date);
}

/* Volatility at the money of an expiration: the level, more of it near when nervous, and the jump of an earnings report on the way. */
static double
term_volatility (const MagPracticeChain *chain,
                 double                  level,
                 double                  years,
                 MagDate                 expiration)
{
  const double normal = chain->listing->volatility;
  const double t = MAX (years, 0.5 / 365);
  const double flat = normal + (level - normal) * exp (-t * 2.5);
  double variance = flat * flat * t;

  if (chain->earnings != 0 && expiration >= chain->earnings)
    {
      const double jump = 0.17 * normal;

      variance += jump * jump;
    }
  return sqrt (variance / t);
}

/**
 * mag_practice_chain_prepare:
 * @chain: a chain
 * @series: an expiration of it
 *
 * Works out what all contracts of an expiration share.
 */
void
mag_practice_chain_prepare (const MagPracticeChain *chain,
                            MagPracticeSeries      *series)
{
  MagPracticeMoment before;

  mag_practice_market_moment_of (chain->market, chain->moment.day - 1, 1, &before);
  series->years = mag_date_years_to_expiry (series->expiration, series->am_settled, chain->moment.at_us);
  series->previous_years = mag_date_years_to_expiry (series->expiration, series->am_settled, before.at_us);
  series->sigma = term_volatility (chain, chain->volatility, series->years, series->expiration);
  series->previous_sigma = term_volatility (chain, chain->previous_volatility, series->previous_years, series->expiration);
  series->hash = mag_practice_hash_text (mag_practice_mix (chain->hash, series->expiration), series->root);
}

/* The smile: puts below the price cost more, far wings on both sides too. An index is skewed more; VIX the other way. */
static double
strike_volatility (const MagPracticeChain *chain,
                   double                  sigma,
                   double                  distance,
                   guint64                 hash)
{
  const gboolean index = chain->listing->kind == MAG_LISTING_INDEX;
  const double skew = !index ? -0.04 : chain->listing->beta < 0 ? 0.05 : -0.06;
  const double m = CLAMP (distance, -SMILE_REACH, SMILE_REACH);

  return sigma * (1 + skew * m + 0.01 * m * m) * (1 + SMILE_NOISE * mag_practice_normal (mag_practice_mix (hash, WORD_SMILE)));
}

typedef struct
{
  double theo, delta, gamma, theta, vega, rho, sigma;
} Value;

static void
value_expired (Value   *value,
               gboolean call,
               double   spot,
               double   strike)
{
  const double intrinsic = MAX (call ? spot - strike : strike - spot, 0);

  *value = (Value) { .theo = intrinsic, .delta = intrinsic > 0 ? (call ? 1 : -1) : 0 };
}

static void
evaluate (const MagPracticeChain *chain,
          gboolean                call,
          double                  spot,
          double                  strike,
          double                  years,
          double                  at_the_money,
          guint64                 hash,
          Value                  *value)
{
  MagOption input = { .call = call, .spot = spot, .strike = strike, .years = years, .rate = MAG_PRACTICE_RATE, .yield = chain->yield };
  MagOptionValue result;
  double spread;

  if (years <= 0)
    {
      value_expired (value, call, spot, strike);
      return;
    }
  spread = at_the_money * sqrt (years);
  input.sigma = strike_volatility (chain, at_the_money, (log (strike / spot) - (input.rate - input.yield) * years) / spread, hash);
  if (!mag_black_evaluate (&input, &result))
    {
      value_expired (value, call, spot, strike);
      return;
    }
  *value = (Value) {
    .theo = result.price, .delta = result.delta, .gamma = result.gamma, .theta = result.theta, .vega = result.vega,
    .rho = years * (spot * result.delta - result.price) / 100, .sigma = input.sigma,
  };
  if (chain->listing->kind != MAG_LISTING_INDEX && value->theo < (call ? spot - strike : strike - spot))
    value_expired (value, call, spot, strike); /* exercised at once: intrinsic, and nothing else moves it */
  if (chain->listing->kind != MAG_LISTING_INDEX)
    value->theta = MIN (value->theta, 0); /* what can be exercised today is not worth more for waiting */
}

static MagPrice
tick_at (const MagPracticeListing *listing,
         double                    price)
{
  switch (listing->tick)
    {
    case MAG_TICK_NICKEL:
      return price < 3 ? 5 * CENT : 10 * CENT;
    case MAG_TICK_PENNY:
      return price < 3 ? CENT : 5 * CENT;
    case MAG_TICK_CENT:
      return CENT;
    }
  g_return_val_if_reached (CENT);
}

/* The nearest legal price that is not above a value. */
static MagPrice
round_down (const MagPracticeListing *listing,
            double                    value)
{
  const MagPrice tick = tick_at (listing, value);

  return MAX ((MagPrice) floor (value * MAG_PRICE_SCALE / (double) tick), 0) * tick;
}

/* The nearest legal price that is not below a value: its own size decides the tick, or an ask of 2.98 could become 3.04. */
static MagPrice
round_up (const MagPracticeListing *listing,
          double                    value)
{
  const MagPrice tick = tick_at (listing, value);

  return (MagPrice) ceil (value * MAG_PRICE_SCALE / (double) tick) * tick;
}

/* A market around the theoretical value, in legal ticks. Where the value is under a tick nobody bids. */
static void
quote_market (const MagPracticeChain *chain,
              MagPracticeContract    *contract)
{
  const MagPracticeListing *listing = chain->listing;
  const double tick = (double) tick_at (listing, contract->theo) / MAG_PRICE_SCALE;
  const double width = MAX (tick, listing->spread * (0.0003 * chain->spot + 0.02 * contract->theo));
  const double low = contract->theo - width * (0.3 + 0.3 * mag_practice_uniform (mag_practice_mix (contract->hash, WORD_BID)));
  const double high = contract->theo + width * (0.3 + 0.3 * mag_practice_uniform (mag_practice_mix (contract->hash, WORD_ASK)));
  const guint64 sizes = mag_practice_mix (contract->hash, WORD_SIZE);

  contract->bid = round_down (listing, low);
  contract->ask = MAX (round_up (listing, high), contract->bid + tick_at (listing, (double) contract->bid / MAG_PRICE_SCALE));
  contract->bid_size = contract->bid > 0 ? 1 + sizes % 120 : 0;
  contract->ask_size = 1 + (sizes >> 32) % 120;
}

static double
solve_iv (const MagPracticeChain    *chain,
          const MagPracticeSeries   *series,
          const MagPracticeContract *contract,
          double                     sigma)
{
  const double mark = (double) (contract->bid + contract->ask) / 2 / MAG_PRICE_SCALE;
  const double strike = (double) contract->strike / MAG_PRICE_SCALE;
  const gboolean call = contract->right == MAG_RIGHT_CALL;
  const double shift = (mark - contract->theo) / (contract->vega * 100);
  MagOption input = {
    .call = call, .spot = chain->spot, .strike = strike, .years = series->years, .rate = MAG_PRACTICE_RATE, .yield = chain->yield, .sigma = sigma,
  };
  double iv;

  if (series->years <= 0 || mark <= (call ? chain->spot - strike : strike - chain->spot))
    return 0;
  if (fabs (shift) < 0.02 * sigma) /* the mark is next to the value: one step of Newton's is exact to four digits */
    return sigma + shift;
  return mag_black_implied (&input, mark, &iv) == MAG_IV_OK ? iv : 0;
}

/* How much of it is held: most near the money, at round strikes, in near monthlies, in names that trade. */
static gint64
draw_open_interest (const MagPracticeChain  *chain,
                    const MagPracticeSeries *series,
                    MagPrice                 strike,
                    guint64                  hash)
{
  const MagPracticeListing *listing = chain->listing;
  const double liquid = listing->kind == MAG_LISTING_INDEX ? 30 : listing->volume;
  const double spread = series->previous_sigma * sqrt (MAX (series->previous_years, 2 / 365.0));
  const double distance = log ((double) strike / (double) chain->tape.previous_close) / spread;
  const double round_number = strike % (5 * MAG_PRICE_SCALE) == 0 ? 2 : 1;
  const double peak = 260 * liquid * (series->monthly ? 1 : 0.3) / (1 + 2 * MAX (series->previous_years, 0));
  const double held = peak * round_number * exp (-distance * distance / 8) *
                      exp (0.8 * mag_practice_normal (mag_practice_mix (mag_practice_mix (hash, WORD_INTEREST), chain->moment.day / 5)));

  return (gint64) held;
}

static void
trade_today (const MagPracticeChain *chain,
             MagPracticeContract    *contract,
             gint64                  whole_day)
{
  const double session = (double) (chain->moment.close_us - chain->moment.open_us) / MAG_SECOND_US;
  const guint64 hash = mag_practice_mix (mag_practice_mix (contract->hash, WORD_TRADE), (guint64) contract->volume);
  const MagPrice width = contract->ask - contract->bid;
  const MagPrice previous = MAX (llround (contract->previous_mark * 100), 1) * CENT;

  contract->last = contract->bid + (MagPrice) (mag_practice_uniform (hash) * (double) width / CENT) * CENT;
  contract->last = MAX (contract->last, CENT);
  contract->last_date = chain->moment.date;
  contract->last_second = OPEN_SECOND + (guint) ((double) contract->volume / (double) whole_day * session);
  contract->open = (contract->last + previous) / 2 / CENT * CENT;
  contract->open = MAX (contract->open, CENT);
  contract->high = MAX (contract->last, contract->open) + (MagPrice) (hash % 3) * CENT;
  contract->low = MAX (MIN (contract->last, contract->open) - (MagPrice) (hash / 3 % 3) * CENT, CENT);
}

/* Last traded some sessions ago, or never. */
static void
trade_before (const MagPracticeChain *chain,
              MagPracticeContract    *contract)
{
  const guint64 hash = mag_practice_mix (contract->hash, WORD_AGE);
  const double chance = mag_practice_uniform (hash);
  const guint age = 1 + (guint) (chance * chance * 40);

  if (chance < (contract->open_interest == 0 ? 0.8 : 0.03) || chain->moment.day <= age)
    return;
  contract->last = MAX (llround (contract->previous_mark * exp (0.1 * mag_practice_normal (mag_practice_mix (hash, 1))) * 100), 1) * CENT;
  contract->last_date = mag_practice_market_date_of (chain->market, chain->moment.day - age);
  contract->last_second = OPEN_SECOND + (guint) (hash % 12000);
}

static void
draw_activity (const MagPracticeChain  *chain,
               const MagPracticeSeries *series,
               MagPracticeContract     *contract)
{
  const guint64 today = mag_practice_mix (mag_practice_mix (contract->hash, WORD_ACTIVITY), chain->moment.day);
  const double busy = exp (1.1 * mag_practice_normal (today) - 1.5);
  gint64 whole_day;

  contract->open_interest = draw_open_interest (chain, series, contract->strike, contract->hash);
  whole_day = (gint64) ((double) contract->open_interest * busy);
  contract->volume = (gint64) ((double) whole_day * chain->moment.elapsed);
  if (contract->volume > 0)
    trade_today (chain, contract, whole_day);
  else
    trade_before (chain, contract);
}

/**
 * mag_practice_chain_contract:
 * @chain: a chain
 * @series: a prepared expiration of it
 * @strike: a strike
 * @right: call or put
 * @contract: (out): the contract's quote
 *
 * Works out one contract. Nothing of it depends on what was asked before.
 */
void
mag_practice_chain_contract (const MagPracticeChain  *chain,
                             const MagPracticeSeries *series,
                             MagPrice                 strike,
                             MagRight                 right,
                             MagPracticeContract     *contract)
{
  const guint64 at = mag_practice_mix (series->hash, (guint64) strike); /* calls and puts share a smile, or they would break parity */
  const double level = (double) strike / MAG_PRICE_SCALE;
  const gboolean call = right == MAG_RIGHT_CALL;
  Value value, before;

  evaluate (chain, call, chain->spot, level, series->years, series->sigma, at, &value);
  evaluate (chain, call, chain->previous_spot, level, series->previous_years, series->previous_sigma, at, &before);
  *contract = (MagPracticeContract) {
    .right = right, .strike = strike, .hash = mag_practice_mix (at, right), .theo = value.theo, .delta = value.delta, .gamma = value.gamma,
    .theta = value.theta, .vega = value.vega, .rho = value.rho, .previous_mark = round (before.theo * 40) / 40,
    .in_the_money = call ? strike < chain->tape.price : strike > chain->tape.price,
  };
  quote_market (chain, contract);
  contract->iv = solve_iv (chain, series, contract, value.sigma);
  draw_activity (chain, series, contract);
}

/**
 * mag_practice_chain_value:
 * @chain: a chain
 * @series: a prepared expiration of it
 * @contract: a contract of it
 * @spot: dollars; > 0
 * @vega: (out): per point of volatility
 *
 * Values a contract as if the underlying stood elsewhere, its volatility unchanged.
 *
 * Returns: dollars per share
 */
double
mag_practice_chain_value (const MagPracticeChain    *chain,
                          const MagPracticeSeries   *series,
                          const MagPracticeContract *contract,
                          double                     spot,
                          double                    *vega)
{
  Value value;

  evaluate (chain, contract->right == MAG_RIGHT_CALL, spot, (double) contract->strike / MAG_PRICE_SCALE, series->years, series->sigma,
            mag_practice_mix (series->hash, (guint64) contract->strike), &value);
  *vega = value.vega;
  return value.theo;
}

/**
 * mag_practice_chain_iv30:
 * @chain: a chain
 * @previous: as of the close before
 *
 * Returns: volatility at the money over 30 days, a fraction per year
 */
double
mag_practice_chain_iv30 (const MagPracticeChain *chain,
                         gboolean                previous)
{
  return term_volatility (chain, previous ? chain->previous_volatility : chain->volatility, 30 / 365.0, chain->moment.date + 30);
}
