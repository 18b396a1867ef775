/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Lookups in the tables of exchanges, indices, funds and currencies. */

#include "config.h"

#include "mag-symbol-tables.h"

#include "mag-symbol-data.h"

#include <stdlib.h>
#include <string.h>

#define UNIT_SIZE 8

static int
compare_strings (gconstpointer key,
                 gconstpointer entry)
{
  return strcmp (key, entry);
}

/* Every table entry begins with its key, an array of characters. */
#define FIND(table, key) bsearch ((key), (table), G_N_ELEMENTS (table), sizeof (table)[0], compare_strings)

/**
 * mag_symbol_find_venue:
 * @prefix: what stands before the colon, upper case
 *
 * Returns: what is traded there
 */
MagVenue
mag_symbol_find_venue (const char *prefix)
{
  const VenueEntry *entry = FIND (venues, prefix);

  return entry != NULL ? entry->venue : VENUE_UNKNOWN;
}

/**
 * mag_symbol_find_index:
 * @ticker: any of an index's names, upper case, without a mark before it
 *
 * Returns: (nullable): the index
 */
const MagIndexEntry *
mag_symbol_find_index (const char *ticker)
{
  const char (*alias)[8] = FIND (index_aliases, ticker);

  return FIND (indices, alias != NULL ? alias[1] : ticker);
}

/**
 * mag_symbol_is_fund:
 *
 * Returns: whether it is one of the well-known funds
 */
gboolean
mag_symbol_is_fund (const char *ticker)
{
  return FIND (funds, ticker) != NULL;
}

/**
 * mag_symbol_is_us_yield:
 *
 * Returns: whether Yahoo calls a US yield so
 */
gboolean
mag_symbol_is_us_yield (const char *name)
{
  return FIND (us_yields, name) != NULL;
}

/* The first length bytes of text as a key; FALSE when no key is that long. */
static gboolean
make_unit (const char *text,
           gsize       length,
           char        unit[UNIT_SIZE])
{
  if (length >= UNIT_SIZE)
    return FALSE;
  memcpy (unit, text, length);
  unit[length] = '\0';
  return TRUE;
}

/**
 * mag_symbol_is_currency:
 * @text: need not end after @length
 *
 * Returns: whether it is the code of a currency or a metal
 */
gboolean
mag_symbol_is_currency (const char *text,
                        gsize       length)
{
  char unit[UNIT_SIZE];

  return make_unit (text, length, unit) && FIND (currencies, unit) != NULL;
}

/**
 * mag_symbol_quotes_crypto:
 * @text: need not end after @length
 *
 * Returns: whether coins are quoted in it
 */
gboolean
mag_symbol_quotes_crypto (const char *text,
                          gsize       length)
{
  char unit[UNIT_SIZE];

  return make_unit (text, length, unit) && FIND (crypto_quotes, unit) != NULL;
}
