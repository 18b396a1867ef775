/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Which symbols the practice market has and how each provider spells them. The table is data, in mag-practice-listings.inc. */

#include "mag-practice-universe.h"

#include <string.h>

static const MagPracticeListing listings[] = {
#include "mag-practice-listings.inc"
};

/* Our canonical index, and Yahoo's name for its quote page. Yahoo carries the S&P's options under another name than its quote. */
static const struct
{
  const char *symbol, *yahoo;
} index_aliases[] = {
  { "SPX", "^GSPC" },
};

/**
 * mag_practice_universe_get:
 * @n_listings: (out): how many
 *
 * Every listed symbol, load symbols apart.
 */
const MagPracticeListing *
mag_practice_universe_get (guint *n_listings)
{
  *n_listings = G_N_ELEMENTS (listings);
  return listings;
}

/**
 * mag_practice_universe_find:
 * @symbol: canonical ticker
 *
 * Looks a symbol up.
 *
 * Returns: (nullable): static; %NULL when it is not listed
 */
const MagPracticeListing *
mag_practice_universe_find (const char *symbol)
{
  for (gsize i = 0; i < G_N_ELEMENTS (listings); i++)
    if (strcmp (listings[i].symbol, symbol) == 0)
      return &listings[i];
  return NULL;
}

/**
 * mag_practice_universe_is_load:
 * @symbol: a ticker
 *
 * Whether this is one of the made-up symbols for load tests: five letters, the first a Z.
 */
gboolean
mag_practice_universe_is_load (const char *symbol)
{
  if (symbol[0] != 'Z' || strlen (symbol) != 5)
    return FALSE;
  for (guint i = 1; i < 5; i++)
    if (!g_ascii_isupper (symbol[i]))
      return FALSE;
  return TRUE;
}

/**
 * mag_practice_listing_to_yahoo:
 * @listing: a symbol
 *
 * Returns: (transfer full): as Yahoo spells it where its options are: "BRK-B", "^SPX"
 */
char *
mag_practice_listing_to_yahoo (const MagPracticeListing *listing)
{
  char *symbol;

  if (listing->kind == MAG_LISTING_INDEX)
    return g_strconcat ("^", listing->symbol, NULL);
  symbol = g_strdup (listing->symbol);
  return g_strdelimit (symbol, ".", '-');
}

/**
 * mag_practice_listing_to_root:
 * @listing: a symbol
 *
 * Returns: (transfer full): its OCC root: the ticker without separator
 */
char *
mag_practice_listing_to_root (const MagPracticeListing *listing)
{
  g_auto(GStrv) parts = g_strsplit (listing->symbol, ".", 2);

  return g_strjoinv ("", parts);
}

/**
 * mag_practice_symbol_from_yahoo:
 * @symbol: as in a Yahoo request
 *
 * Returns: (transfer full): our ticker; what is not Yahoo's spelling ("BRK.B", "SPX") comes back as something that is not listed
 */
char *
mag_practice_symbol_from_yahoo (const char *symbol)
{
  char *dotted;

  for (gsize i = 0; i < G_N_ELEMENTS (index_aliases); i++)
    if (g_ascii_strcasecmp (symbol, index_aliases[i].yahoo) == 0)
      return g_strdup (index_aliases[i].symbol);
  if (strchr (symbol, '.') != NULL)
    return g_strdup ("");
  dotted = g_ascii_strup (symbol, -1);
  g_strdelimit (dotted, "-", '.');
  if (dotted[0] == '^')
    {
      const MagPracticeListing *listing = mag_practice_universe_find (dotted + 1);

      memmove (dotted, dotted + 1, strlen (dotted));
      if (listing == NULL || listing->kind != MAG_LISTING_INDEX)
        dotted[0] = '\0';
    }
  else
    {
      const MagPracticeListing *listing = mag_practice_universe_find (dotted);

      if (listing != NULL && listing->kind == MAG_LISTING_INDEX)
        dotted[0] = '\0';
    }
  return dotted;
}

/**
 * mag_practice_symbol_from_cboe:
 * @symbol: as in a CBOE path, without ".json"
 *
 * Reads CBOE's spelling: case as given, "_" before an index, a dot in a class share. "BRKB" is not taken: the server settles the
 * open question of cboe.md for "BRK.B", so that a client that tries one spelling after the other meets both answers.
 *
 * Returns: (transfer full): our ticker; "" when it can't be one
 */
char *
mag_practice_symbol_from_cboe (const char *symbol)
{
  const gboolean underscore = symbol[0] == '_';
  const MagPracticeListing *listing = mag_practice_universe_find (symbol + underscore);

  if (listing != NULL && (listing->kind == MAG_LISTING_INDEX) != underscore)
    return g_strdup ("");
  return g_strdup (symbol + underscore);
}
