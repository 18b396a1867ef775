/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The option chain of one underlying as one source showed it: parsers append rows in any order, mag_chain_finish() makes it a sorted,
 * unique, evaluated snapshot, which from then on nobody writes to. */

#include "config.h"

#include "mag-chain.h"

#include "mag-date.h"

#include <math.h>
#include <string.h>

#define DEGRADED_PARTS 5 /* under one contract in five with both sides */

/**
 * mag_source_get_name:
 *
 * Returns: the source's proper name, "Yahoo"; "" when unknown
 */
const char *
mag_source_get_name (MagSource source)
{
  switch (source)
    {
    case MAG_SOURCE_YAHOO:
      return "Yahoo";
    case MAG_SOURCE_CBOE:
      return "CBOE";
    case MAG_SOURCE_BROKER:
      return "Robinhood";
    case MAG_SOURCE_UNKNOWN:
      break;
    }
  return "";
}

/**
 * mag_source_get_nominal_delay:
 *
 * Returns: minutes the source's option quotes lag behind the market when all is well
 */
int
mag_source_get_nominal_delay (MagSource source)
{
  switch (source)
    {
    case MAG_SOURCE_YAHOO:
      return 30;
    case MAG_SOURCE_CBOE:
      return 15;
    case MAG_SOURCE_BROKER:
    case MAG_SOURCE_UNKNOWN:
      break;
    }
  return 0;
}

/**
 * mag_chain_new:
 * @symbol: our canonical ticker
 *
 * Returns: (transfer full): an empty chain with everything unknown, to be filled by one thread
 */
MagChain *
mag_chain_new (const char *symbol,
               MagSource   source)
{
  MagChain *chain = g_new0 (MagChain, 1);

  chain->symbol = g_strdup (symbol);
  chain->source = source;
  chain->spot = MAG_PRICE_UNKNOWN;
  chain->previous_close = MAG_PRICE_UNKNOWN;
  chain->iv30 = NAN;
  chain->quotes = g_array_new (FALSE, FALSE, sizeof (MagOptionQuote));
  chain->expirations = g_array_new (FALSE, FALSE, sizeof (MagDate));
  g_atomic_ref_count_init (&chain->ref_count);
  return chain;
}

/**
 * mag_chain_ref:
 *
 * Any thread.
 *
 * Returns: (transfer full): @chain
 */
MagChain *
mag_chain_ref (MagChain *chain)
{
  g_atomic_ref_count_inc (&chain->ref_count);
  return chain;
}

/**
 * mag_chain_unref:
 * @chain: (transfer full): any thread
 */
void
mag_chain_unref (MagChain *chain)
{
  if (!g_atomic_ref_count_dec (&chain->ref_count))
    return;
  g_free (chain->symbol);
  g_array_unref (chain->quotes);
  g_array_unref (chain->expirations);
  g_free (chain);
}

/* A row's place in the order of mag_contract_compare() as two numbers, so that 30,000 rows of 170 bytes sort without touching the rows. */
typedef struct
{
  guint64 root;  /* eight characters, first one most significant */
  guint64 tail;  /* expiration, strike, right */
  guint   index; /* in the unsorted rows; the first of two equal ones stays */
} SortKey;

static SortKey
sort_key (const MagOptionQuote *quote,
          guint                 index)
{
  const MagContract *contract = &quote->contract;
  SortKey key = { .index = index };

  for (gsize i = 0, end = FALSE; i < sizeof contract->root; i++)
    {
      end = end || contract->root[i] == '\0';
      key.root = key.root << 8 | (end ? 0 : (guint8) contract->root[i]);
    }
  /* 40 bits hold a strike up to MAG_PRICE_MAX, which is 10^10. */
  key.tail = (guint64) contract->expiration << 41 | (guint64) contract->strike << 1 | contract->right;
  return key;
}

static int
compare_keys (gconstpointer a,
              gconstpointer b)
{
  const SortKey *key_a = a, *key_b = b;

  if (key_a->root != key_b->root)
    return key_a->root < key_b->root ? -1 : 1;
  if (key_a->tail != key_b->tail)
    return key_a->tail < key_b->tail ? -1 : 1;
  return (key_a->index > key_b->index) - (key_a->index < key_b->index);
}

static GArray *
make_sorted_keys (GArray *quotes)
{
  GArray *keys = g_array_sized_new (FALSE, FALSE, sizeof (SortKey), quotes->len);

  for (guint i = 0; i < quotes->len; i++)
    {
      SortKey key = sort_key (&g_array_index (quotes, MagOptionQuote, i), i);

      g_array_append_val (keys, key);
    }
  g_array_sort (keys, compare_keys);
  return keys;
}

/* Time to expiry of the row before: neighbours share root and expiration, and asking the calendar costs more than the rest of a row. */
typedef struct
{
  guint64 root;
  MagDate expiration;
  double  years;
} LastExpiry;

static double
years_to_expiry (LastExpiry        *last,
                 const SortKey     *key,
                 const MagContract *contract,
                 gint64             now_us)
{
  if (last->root != key->root || last->expiration != contract->expiration)
    {
      last->root = key->root;
      last->expiration = contract->expiration;
      last->years = mag_date_years_to_expiry (contract->expiration, mag_contract_is_am_settled (contract), now_us);
    }
  return last->years;
}

/* Copies the rows in the order of keys, leaving out and counting repeated contracts and expired ones. */
static GArray *
take_valid_rows (MagChain *chain,
                 GArray   *keys,
                 gint64    now_us)
{
  GArray *rows = g_array_sized_new (FALSE, FALSE, sizeof (MagOptionQuote), keys->len);
  const SortKey *previous = NULL;
  LastExpiry last = { 0 };

  for (guint i = 0; i < keys->len; i++)
    {
      const SortKey *key = &g_array_index (keys, SortKey, i);
      MagOptionQuote *quote = &g_array_index (chain->quotes, MagOptionQuote, key->index);
      double years = years_to_expiry (&last, key, &quote->contract, now_us);

      if (previous != NULL && previous->root == key->root && previous->tail == key->tail)
        chain->n_duplicate++;
      else if (years <= 0)
        chain->n_expired++;
      else
        {
          mag_option_quote_evaluate_at (quote, chain->spot, years);
          g_array_append_vals (rows, quote, 1);
        }
      previous = key;
    }
  return rows;
}

static int
compare_dates (gconstpointer a,
               gconstpointer b)
{
  MagDate date_a = *(const MagDate *) a, date_b = *(const MagDate *) b;

  return (date_a > date_b) - (date_a < date_b);
}

/* The expirations the source listed and those that rows have, ascending and each once. */
static void
finish_expirations (MagChain *chain)
{
  GArray *dates = chain->expirations;
  MagDate last = 0;
  guint kept = 0;

  for (guint i = 0; i < chain->quotes->len; i++)
    {
      MagDate expiration = g_array_index (chain->quotes, MagOptionQuote, i).contract.expiration;

      if (expiration != last)
        g_array_append_val (dates, expiration);
      last = expiration;
    }
  g_array_sort (dates, compare_dates);
  for (guint i = 0; i < dates->len; i++)
    if (kept == 0 || g_array_index (dates, MagDate, i) != g_array_index (dates, MagDate, kept - 1))
      g_array_index (dates, MagDate, kept++) = g_array_index (dates, MagDate, i);
  g_array_set_size (dates, kept);
}

/**
 * mag_chain_finish:
 * @chain: filled by its parser, spot included, not shared yet
 * @now_us: our clock
 *
 * Sorts the rows, drops and counts repeated contracts (the first row read stays) and contracts that no longer trade, evaluates every
 * quote, and completes the list of expirations. Takes a few milliseconds for the largest chains there are, 30,000 rows.
 */
void
mag_chain_finish (MagChain *chain,
                  gint64    now_us)
{
  g_autoptr(GArray) keys = NULL;
  GArray *rows;

  g_return_if_fail (chain != NULL);

  keys = make_sorted_keys (chain->quotes);
  rows = take_valid_rows (chain, keys, now_us);
  g_array_unref (chain->quotes);
  chain->quotes = rows;
  finish_expirations (chain);
}

/**
 * mag_chain_count_two_sided:
 *
 * Returns: how many contracts have both a bid and an ask above 0
 */
guint
mag_chain_count_two_sided (const MagChain *chain)
{
  guint count = 0;

  for (guint i = 0; i < chain->quotes->len; i++)
    {
      const MagOptionQuote *quote = &g_array_index (chain->quotes, MagOptionQuote, i);

      count += quote->bid > 0 && quote->ask > 0;
    }
  return count;
}

static gboolean
has_open_interest (const MagChain *chain)
{
  for (guint i = 0; i < chain->quotes->len; i++)
    if (g_array_index (chain->quotes, MagOptionQuote, i).open_interest > 0)
      return TRUE;
  return FALSE;
}

/**
 * mag_chain_is_degraded:
 *
 * Feeds are wiped before the open: such a chain is stored but must not take the place of a good one.
 *
 * Returns: whether under 20 % of the contracts have both sides, or none has open interest; %TRUE for an empty chain
 */
gboolean
mag_chain_is_degraded (const MagChain *chain)
{
  return mag_chain_count_two_sided (chain) * DEGRADED_PARTS < chain->quotes->len || !has_open_interest (chain);
}
