/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Reads a symbol in any spelling people and programs use and says what it is. The prefix decides first, because the same tail
 * means different things on different exchanges (".P" on a crypto exchange, "SAP" on XETR); then the shape of the tail. A prefix is
 * never taken off to make a foreign listing look American. */

#include "config.h"

#include "mag-symbol.h"

#include "mag-contract.h"
#include "mag-excerpt.h"
#include "mag-symbol-tables.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define SYMBOL_MAX 96      /* bytes of a spread over several listings */
#define TICKER_LETTERS 5
#define TAIL_CHARACTERS "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._!&/@=-"
#define PREFIX_CHARACTERS "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_"
#define LETTERS "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
#define DIGITS "0123456789"
#define FUTURE_MONTHS "FGHJKMNQUVXZ"

G_DEFINE_QUARK (mag-validation-error-quark, mag_validation_error)

/* What a classifier found out: a kind, or that the text is not a symbol. */
typedef enum
{
  READ_AS_KIND,
  READ_NO_TICKER,
  READ_BAD_CHARACTER,
  READ_BAD_TICKER,
  READ_BAD_CONTRACT,
  READ_NO_INDEX,
} Reading;

static gboolean
is_made_of (const char *text,
            const char *characters)
{
  return text[0] != '\0' && text[strspn (text, characters)] == '\0';
}

static gboolean
is_ticker (const char *text)
{
  return strlen (text) <= TICKER_LETTERS && is_made_of (text, LETTERS);
}

/* Upper case, without the space around and without invisible characters anywhere. FALSE when it does not fit, or is not ASCII then. */
static gboolean
clean_text (const char *text,
            char        clean[SYMBOL_MAX])
{
  gsize n = 0;

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char_validated (p, -1);

      if (c == (gunichar) -1 || c == (gunichar) -2)
        return FALSE;
      if (mag_text_is_invisible (c) || (n == 0 && g_unichar_isspace (c)))
        continue;
      if (g_unichar_isspace (c))
        c = ' ';
      if (c < ' ' || c > '~' || n == SYMBOL_MAX - 1)
        return FALSE;
      clean[n++] = g_ascii_toupper ((char) c);
    }
  while (n > 0 && clean[n - 1] == ' ')
    n--;
  clean[n] = '\0';
  return TRUE;
}

static Reading
take (MagSymbol     *symbol,
      MagSymbolKind  kind,
      const char    *ticker)
{
  symbol->kind = kind;
  if (strlen (ticker) < sizeof symbol->ticker)
    g_strlcpy (symbol->ticker, ticker, sizeof symbol->ticker);
  return READ_AS_KIND;
}

static Reading
take_share (MagSymbol  *symbol,
            const char *ticker,
            MagVenue    venue)
{
  /* The one company that lists itself among the funds of BATS is the exchange's owner. */
  gboolean fund_venue = venue == VENUE_US_FUNDS && strcmp (ticker, "CBOE") != 0;

  return take (symbol, fund_venue || mag_symbol_is_fund (ticker) ? MAG_KIND_ETF : MAG_KIND_STOCK, ticker);
}

/* "EURUSD" or "BTCUSDT.P": a pair of currencies, a coin and what it is quoted in, perhaps perpetual. */
static gboolean
read_pair (MagSymbol  *symbol,
           const char *text)
{
  gsize length = strlen (text);

  if (length > 2 && strcmp (text + length - 2, ".P") == 0)
    length -= 2;
  if (length < 6 || length != strspn (text, LETTERS DIGITS))
    return FALSE;
  if (length == 6 && mag_symbol_is_currency (text, 3) && mag_symbol_is_currency (text + 3, 3))
    return take (symbol, MAG_KIND_FOREX, text), TRUE;
  for (gsize n = 3; n <= 4; n++)
    if (mag_symbol_quotes_crypto (text + length - n, n))
      return take (symbol, MAG_KIND_CRYPTO, text), TRUE;
  return FALSE;
}

/* "ES1!", "ESZ2026", "ESZ26", "ESZ6". */
static gboolean
is_future (const char *text)
{
  gsize length = strlen (text);
  gsize root = length;

  if (length > 2 && text[length - 1] == '!')
    return g_ascii_isdigit (text[length - 2]);
  while (root > 0 && g_ascii_isdigit (text[root - 1]))
    root--;
  return root >= 2 && root <= 5 && length - root >= 1 && length - root <= 4 && strchr (FUTURE_MONTHS, text[root - 1]) != NULL &&
         strspn (text, LETTERS DIGITS) == length && (length - root < 4 || strncmp (text + root, "20", 2) == 0);
}

/* "US10Y", "DE02Y", "US03M" and Yahoo's names of the US ones. */
static gboolean
is_yield (const char *text)
{
  if (mag_symbol_is_us_yield (text))
    return TRUE;
  return strlen (text) == 5 && g_ascii_isupper (text[0]) && g_ascii_isupper (text[1]) && g_ascii_isdigit (text[2]) &&
         g_ascii_isdigit (text[3]) && (text[4] == 'Y' || text[4] == 'M');
}

/* What one letter or two after the separator make of a share; MAG_KIND_UNKNOWN when nothing, MAG_KIND_STOCK for a class share. */
static MagSymbolKind
suffix_kind (const char *suffix,
             char        separator,
             gboolean    bare)
{
  gsize length = strlen (suffix);

  if (length == 1 && suffix[0] >= 'A' && suffix[0] <= 'K')
    return MAG_KIND_STOCK;
  if (g_str_equal (suffix, "U") || g_str_equal (suffix, "UN"))
    return MAG_KIND_UNIT;
  if (g_str_equal (suffix, "R") || g_str_equal (suffix, "RT") || g_str_equal (suffix, "RI"))
    return MAG_KIND_RIGHT;
  if (g_str_equal (suffix, "W") || g_str_has_prefix (suffix, "WS") || g_str_equal (suffix, "WT"))
    return MAG_KIND_WARRANT;
  if (g_str_equal (suffix, "PR") || g_str_has_prefix (suffix, "PR.") || g_str_has_prefix (suffix, "PR-"))
    return MAG_KIND_PREFERRED;
  /* Without an exchange ".PA" is Paris in Yahoo's spelling; "/PA" and "-PA" are preferred shares everywhere. */
  if (bare && separator == '.' && length <= 3 && is_made_of (suffix, LETTERS))
    return MAG_KIND_FOREIGN;
  if (suffix[0] == 'P' && length <= 2 && is_made_of (suffix, LETTERS))
    return MAG_KIND_PREFERRED;
  return MAG_KIND_UNKNOWN;
}

/* base, separator, suffix: "BRK.B", "BRK-B", "BRK/B", "BAC/PL", "AAPL/MSFT". */
static Reading
read_compound (MagSymbol  *symbol,
               const char *text,
               MagVenue    venue)
{
  gsize base_length = strcspn (text, ".-/");
  char separator = text[base_length];
  const char *suffix = text + base_length + 1;
  char ticker[SYMBOL_MAX];
  MagSymbolKind kind;

  if (separator == '\0' || base_length == 0 || *suffix == '\0')
    return READ_BAD_TICKER;
  g_strlcpy (ticker, text, base_length + 1);
  if (is_ticker (ticker))
    {
      kind = suffix_kind (suffix, separator, venue == VENUE_UNKNOWN);
      if (kind == MAG_KIND_STOCK)
        {
          ticker[base_length] = '.';
          g_strlcpy (ticker + base_length + 1, suffix, 2);
          return take_share (symbol, ticker, VENUE_US);
        }
      if (kind != MAG_KIND_UNKNOWN)
        return take (symbol, kind, text);
    }
  if (separator != '.' && ((base_length >= 2 && strlen (suffix) >= 2) || is_made_of (ticker, DIGITS)))
    return take (symbol, MAG_KIND_RATIO, text);
  return READ_BAD_TICKER;
}

/* A tail on a US exchange. */
static Reading
read_us (MagSymbol  *symbol,
         const char *text,
         MagVenue    venue)
{
  const MagIndexEntry *index = mag_symbol_find_index (text);
  gboolean fifth_letter = g_str_has_prefix (symbol->exchange, "NASDAQ") && strlen (text) == 5 && is_ticker (text);

  if (index != NULL)
    return take (symbol, MAG_KIND_INDEX, index->ticker);
  if (fifth_letter && text[4] == 'W')
    return take (symbol, MAG_KIND_WARRANT, text);
  if (fifth_letter && text[4] == 'U')
    return take (symbol, MAG_KIND_UNIT, text);
  if (fifth_letter && text[4] == 'R')
    return take (symbol, MAG_KIND_RIGHT, text);
  if (is_ticker (text))
    return take_share (symbol, text, venue);
  return read_compound (symbol, text, venue);
}

static Reading
read_on_index_venue (MagSymbol  *symbol,
                     const char *text)
{
  const MagIndexEntry *index = mag_symbol_find_index (text);

  if (index != NULL)
    return take (symbol, MAG_KIND_INDEX, index->ticker);
  if (is_yield (text))
    return take (symbol, MAG_KIND_ECONOMIC, text);
  if (read_pair (symbol, text))
    return READ_AS_KIND;
  return take (symbol, MAG_KIND_UNKNOWN, text);
}

static Reading
read_prefixed (MagSymbol  *symbol,
               const char *text)
{
  MagVenue venue = mag_symbol_find_venue (symbol->exchange);

  if (text[0] == '\0')
    return READ_NO_TICKER;
  if (!is_made_of (text, TAIL_CHARACTERS))
    return READ_BAD_CHARACTER;
  if (text[strlen (text) - 1] == '!')
    return is_future (text) ? take (symbol, MAG_KIND_FUTURE, text) : READ_BAD_TICKER;

  switch (venue)
    {
    case VENUE_US:
    case VENUE_US_FUNDS:
      return read_us (symbol, text, venue);
    case VENUE_INDEX:
      return read_on_index_venue (symbol, text);
    case VENUE_OTC:
      return take (symbol, MAG_KIND_OTC, text);
    case VENUE_FUTURE:
      return take (symbol, MAG_KIND_FUTURE, text);
    case VENUE_FOREX:
      return take (symbol, MAG_KIND_FOREX, text);
    case VENUE_CRYPTO:
      return take (symbol, MAG_KIND_CRYPTO, text);
    case VENUE_ECONOMIC:
      return take (symbol, MAG_KIND_ECONOMIC, text);
    case VENUE_FOREIGN:
      return take (symbol, MAG_KIND_FOREIGN, text);
    case VENUE_OPTION:
      return READ_BAD_CONTRACT;
    case VENUE_UNKNOWN:
      break;
    }
  return take (symbol, MAG_KIND_UNKNOWN, text);
}

/* "^SPX", "$VIX", "_RUT": the ways of Yahoo, of brokers and of CBOE to mark an index. A dollar sign also marks any ticker in messages. */
static Reading
read_marked (MagSymbol  *symbol,
             const char *text)
{
  const char *name = text + 1;
  const MagIndexEntry *index = mag_symbol_find_index (name);

  if (index != NULL)
    return take (symbol, MAG_KIND_INDEX, index->ticker);
  if (is_yield (name))
    return take (symbol, MAG_KIND_ECONOMIC, name);
  if (text[0] == '$' && is_ticker (name))
    return take_share (symbol, name, VENUE_UNKNOWN);
  return is_made_of (name, LETTERS DIGITS) ? READ_NO_INDEX : READ_BAD_CHARACTER;
}

/* Yahoo's "BTC-USD" is a pair, not a spread of two tickers. */
static gboolean
read_yahoo_pair (MagSymbol  *symbol,
                 const char *text)
{
  const char *dash = strchr (text, '-');

  if (dash == NULL || !mag_symbol_quotes_crypto (dash + 1, strlen (dash + 1)))
    return FALSE;
  take (symbol, mag_symbol_is_currency (text, (gsize) (dash - text)) ? MAG_KIND_FOREX : MAG_KIND_CRYPTO, text);
  return TRUE;
}

static Reading
read_bare (MagSymbol  *symbol,
           const char *text)
{
  const MagIndexEntry *index;

  if (strchr ("^$_", text[0]) != NULL)
    return read_marked (symbol, text);
  if (!is_made_of (text, TAIL_CHARACTERS))
    return READ_BAD_CHARACTER;
  if (g_str_has_suffix (text, "=X"))
    return take (symbol, MAG_KIND_FOREX, text);
  if (g_str_has_suffix (text, "=F") || is_future (text))
    return take (symbol, MAG_KIND_FUTURE, text);
  if ((index = mag_symbol_find_index (text)) != NULL)
    return take (symbol, MAG_KIND_INDEX, index->ticker);
  if (is_ticker (text))
    return take_share (symbol, text, VENUE_UNKNOWN);
  if (is_yield (text))
    return take (symbol, MAG_KIND_ECONOMIC, text);
  if (read_pair (symbol, text) || read_yahoo_pair (symbol, text))
    return READ_AS_KIND;
  return read_compound (symbol, text, VENUE_UNKNOWN);
}

/* Arithmetic on listings: a second exchange colon, an operator before the first one, or an operator no ticker has. */
static gboolean
is_formula (const char *text)
{
  const char *colon = strchr (text, ':');
  const char *operator = strpbrk (text + 1, "*+()^");

  if (text[strspn (text, TAIL_CHARACTERS "*+()^:")] != '\0' || strpbrk (text, LETTERS) == NULL)
    return FALSE;
  if (colon != NULL && (strchr (colon + 1, ':') != NULL || strcspn (text, "/-") < (gsize) (colon - text)))
    return TRUE;
  return operator != NULL;
}

static Reading
read_symbol (MagSymbol *symbol,
             char      *text)
{
  MagContract contract;
  char *colon;

  if (mag_contract_parse (text, &contract))
    return take (symbol, MAG_KIND_OPTION, contract.root);
  if (is_formula (text))
    return take (symbol, MAG_KIND_RATIO, text);
  if ((colon = strchr (text, ':')) == NULL)
    return read_bare (symbol, text);

  *colon = '\0';
  if (!is_made_of (text, PREFIX_CHARACTERS) || strlen (text) >= sizeof symbol->exchange)
    return READ_BAD_CHARACTER;
  g_strlcpy (symbol->exchange, text, sizeof symbol->exchange);
  return read_prefixed (symbol, colon + 1);
}

static void
set_error_of_reading (GError     **error,
                      Reading      reading,
                      const char  *text)
{
  g_autofree char *shown = mag_excerpt (text, -1);
  const char *format = NULL;
  g_autoptr(GString) message = g_string_new (NULL);

  switch (reading)
    {
    case READ_NO_TICKER:
      format = _("“%s” is not a symbol: there is no ticker after the exchange.");
      break;
    case READ_BAD_CONTRACT:
      format = _("“%s” is not a symbol: it names an option, but no contract can be read from it.");
      break;
    case READ_NO_INDEX:
      format = _("“%s” is not an index known here.");
      break;
    case READ_AS_KIND:
    case READ_BAD_CHARACTER:
    case READ_BAD_TICKER:
      format = _("“%s” is not a symbol: a ticker is one to five letters.");
      break;
    }
  g_string_append (message, format);
  g_string_replace (message, "%s", shown, 1);
  g_set_error_literal (error, MAG_VALIDATION_ERROR, MAG_VALIDATION_ERROR_SYMBOL, message->str);
}

/**
 * mag_symbol_parse:
 * @text: a symbol as typed, pasted or imported, in any case, space around it allowed; any bytes
 * @symbol: (out): where to store it
 *
 * Reads every spelling of the domain reference: class shares with a dot, dash or slash, exchange prefixes, indices with or without
 * a mark, futures, pairs, spreads, preferred shares, warrants, units, rights, foreign listings and option contracts. A fund is called a
 * fund when its exchange lists only funds or it is well known, a stock otherwise.
 *
 * Returns: %FALSE, MAG_VALIDATION_ERROR_SYMBOL with a sentence for the user and @symbol untouched when it is not a symbol at all; %TRUE otherwise,
 *   also for kinds that have no options here
 */
gboolean
mag_symbol_parse (const char  *text,
                  MagSymbol   *symbol,
                  GError     **error)
{
  MagSymbol parsed = { 0 };
  char clean[SYMBOL_MAX];
  Reading reading = READ_BAD_CHARACTER;

  g_return_val_if_fail (text != NULL && symbol != NULL, FALSE);

  if (clean_text (text, clean))
    {
      if (clean[0] == '\0')
        {
          g_set_error_literal (error, MAG_VALIDATION_ERROR, MAG_VALIDATION_ERROR_SYMBOL, _("There is no symbol here."));
          return FALSE;
        }
      reading = read_symbol (&parsed, clean);
    }
  if (reading != READ_AS_KIND)
    {
      set_error_of_reading (error, reading, text);
      return FALSE;
    }
  *symbol = parsed;
  return TRUE;
}
