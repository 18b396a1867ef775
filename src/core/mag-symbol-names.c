/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What kinds of symbols are called, why some can't be on a list, and what a symbol is called elsewhere: at Yahoo and in contracts. */

#include "config.h"

#include "mag-symbol.h"

#include "mag-symbol-tables.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define ROOT_SIZE 16

static const char *const kind_nicks[] = {
  [MAG_KIND_UNKNOWN] = "unknown",
  [MAG_KIND_STOCK] = "stock",
  [MAG_KIND_ETF] = "etf",
  [MAG_KIND_INDEX] = "index",
  [MAG_KIND_FUTURE] = "future",
  [MAG_KIND_FOREX] = "forex",
  [MAG_KIND_CRYPTO] = "crypto",
  [MAG_KIND_RATIO] = "ratio",
  [MAG_KIND_PREFERRED] = "preferred",
  [MAG_KIND_WARRANT] = "warrant",
  [MAG_KIND_UNIT] = "unit",
  [MAG_KIND_RIGHT] = "right",
  [MAG_KIND_OPTION] = "option",
  [MAG_KIND_FOREIGN] = "foreign",
  [MAG_KIND_ECONOMIC] = "economic",
  [MAG_KIND_OTC] = "otc",
};
G_STATIC_ASSERT (G_N_ELEMENTS (kind_nicks) == MAG_KIND_N_KINDS);

/**
 * mag_symbol_kind_has_options:
 *
 * Returns: whether the program can do anything with the options of that kind
 */
gboolean
mag_symbol_kind_has_options (MagSymbolKind kind)
{
  return kind == MAG_KIND_STOCK || kind == MAG_KIND_ETF || kind == MAG_KIND_INDEX;
}

/**
 * mag_symbol_kind_to_nick:
 *
 * Returns: "stock", "etf", ...: the word in the database and in JSON
 */
const char *
mag_symbol_kind_to_nick (MagSymbolKind kind)
{
  g_return_val_if_fail (kind < MAG_KIND_N_KINDS, "");

  return kind_nicks[kind];
}

/**
 * mag_symbol_kind_from_nick:
 * @kind: (out): where to store it
 *
 * Returns: %FALSE and @kind untouched when there is no such word
 */
gboolean
mag_symbol_kind_from_nick (const char    *nick,
                           MagSymbolKind *kind)
{
  for (guint i = 0; i < MAG_KIND_N_KINDS; i++)
    if (g_strcmp0 (nick, kind_nicks[i]) == 0)
      {
        *kind = (MagSymbolKind) i;
        return TRUE;
      }
  return FALSE;
}

static char *
reason_of_unknown (const MagSymbol *symbol)
{
  if (mag_symbol_find_venue (symbol->exchange) == VENUE_UNKNOWN)
    return g_strdup_printf (_("“%s” is not an exchange known here."), symbol->exchange);
  return g_strdup (_("No options are known for this index."));
}

/**
 * mag_symbol_dup_reason:
 * @symbol: a symbol that was read
 *
 * Returns: (transfer full) (nullable): a sentence that says why the symbol can't be on a list, or %NULL when it can
 */
char *
mag_symbol_dup_reason (const MagSymbol *symbol)
{
  switch (symbol->kind)
    {
    case MAG_KIND_FUTURE:
      return g_strdup (_("Futures have no stock options here."));
    case MAG_KIND_FOREX:
      return g_strdup (_("Currencies have no stock options."));
    case MAG_KIND_CRYPTO:
      return g_strdup (_("Crypto pairs have no stock options."));
    case MAG_KIND_RATIO:
      return g_strdup (_("Spreads and ratios of symbols have no options."));
    case MAG_KIND_PREFERRED:
      return g_strdup (_("Preferred shares have no options."));
    case MAG_KIND_WARRANT:
      return g_strdup (_("Warrants have no options."));
    case MAG_KIND_UNIT:
      return g_strdup (_("Units have no options."));
    case MAG_KIND_RIGHT:
      return g_strdup (_("Rights have no options."));
    case MAG_KIND_OPTION:
      return g_strdup_printf (_("This is an option contract; a list holds its underlying, %s."), symbol->ticker);
    case MAG_KIND_FOREIGN:
      if (symbol->exchange[0] == '\0')
        return g_strdup (_("This listing is not on a US exchange; only US listings have options here."));
      return g_strdup_printf (_("%s is not a US exchange; only US listings have options here."), symbol->exchange);
    case MAG_KIND_ECONOMIC:
      return g_strdup (_("Yields and economic series have no stock options."));
    case MAG_KIND_OTC:
      return g_strdup (_("Shares traded over the counter have no options."));
    case MAG_KIND_UNKNOWN:
      return reason_of_unknown (symbol);
    case MAG_KIND_STOCK:
    case MAG_KIND_ETF:
    case MAG_KIND_INDEX:
    case MAG_KIND_N_KINDS:
      break;
    }
  return NULL;
}

/**
 * mag_symbol_to_yahoo:
 * @ticker: canonical, "BRK.B"
 *
 * Returns: (transfer full): Yahoo's spelling of the symbol that carries the options: "BRK-B", "^SPX", "^DJX" for DJI
 */
char *
mag_symbol_to_yahoo (const char    *ticker,
                     MagSymbolKind  kind)
{
  g_autofree char *root = kind == MAG_KIND_INDEX ? mag_symbol_to_occ_root (ticker) : NULL;

  if (root != NULL)
    return g_strconcat ("^", root, NULL);
  return g_strdelimit (g_strdup (ticker), ".", '-');
}

/**
 * mag_symbol_to_yahoo_quote:
 * @ticker: canonical
 *
 * Returns: (transfer full): Yahoo's spelling of the symbol that carries quote and bars: "^GSPC" for SPX, else as mag_symbol_to_yahoo()
 */
char *
mag_symbol_to_yahoo_quote (const char    *ticker,
                           MagSymbolKind  kind)
{
  const MagIndexEntry *index = kind == MAG_KIND_INDEX ? mag_symbol_find_index (ticker) : NULL;

  if (index != NULL && index->yahoo_quote[0] != '\0')
    return g_strdup (index->yahoo_quote);
  return mag_symbol_to_yahoo (ticker, kind);
}

static void
write_occ_root (const char       *ticker,
                const MagIndexEntry *index,
                char              root[ROOT_SIZE])
{
  gsize n = 0;

  if (index != NULL && index->occ_root[0] != '\0')
    ticker = index->occ_root;
  for (const char *p = ticker; *p != '\0' && n < ROOT_SIZE - 1; p++)
    if (*p != '.')
      root[n++] = *p;
  root[n] = '\0';
}

/**
 * mag_symbol_to_occ_root:
 * @ticker: canonical
 *
 * Returns: (transfer full): the root of its standard contracts: "BRKB", "DJX" for DJI
 */
char *
mag_symbol_to_occ_root (const char *ticker)
{
  char root[ROOT_SIZE];

  write_occ_root (ticker, mag_symbol_find_index (ticker), root);
  return g_strdup (root);
}

/**
 * mag_symbol_dup_with_root:
 * @ticker: canonical
 * @root: of a contract on it; "" when unknown
 *
 * An index has contracts of two roots, some of one strike and date, that settle differently; by the ticker alone they look
 * like one.
 *
 * Returns: (transfer full): the ticker, with the root when it is another than that of its standard contracts: "SPX (SPXW)"
 */
char *
mag_symbol_dup_with_root (const char *ticker,
                          const char *root)
{
  char own[ROOT_SIZE];

  write_occ_root (ticker, mag_symbol_find_index (ticker), own);
  if (root[0] == '\0' || strcmp (root, own) == 0)
    return g_strdup (ticker);

  return g_strdup_printf ("%s (%s)", ticker, root);
}

/**
 * mag_symbol_owns_root:
 * @ticker: canonical
 * @root: a contract's root
 *
 * Asked for every row of a chain: does not allocate.
 *
 * Returns: whether contracts of @root are on @ticker: its own root, an index's sister root, and both with the digit of an adjusted or
 *   a FLEX contract
 */
gboolean
mag_symbol_owns_root (const char *ticker,
                      const char *root)
{
  const MagIndexEntry *index = mag_symbol_find_index (ticker);
  char own[ROOT_SIZE], stem[8];
  gsize length;

  write_occ_root (ticker, index, own);
  g_strlcpy (stem, root + (g_ascii_isdigit (root[0]) ? 1 : 0), sizeof stem);
  length = strlen (stem);
  if (length > 0 && g_ascii_isdigit (stem[length - 1]))
    stem[length - 1] = '\0';
  return strcmp (stem, own) == 0 || (index != NULL && stem[0] != '\0' && strcmp (stem, index->sister_root) == 0);
}

/**
 * mag_symbol_is_index:
 *
 * Returns: whether @ticker is the canonical name of a cash index
 */
gboolean
mag_symbol_is_index (const char *ticker)
{
  const MagIndexEntry *index = mag_symbol_find_index (ticker);

  return index != NULL && strcmp (index->ticker, ticker) == 0;
}
