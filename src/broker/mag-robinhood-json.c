/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Robinhood's value formats (protocol section 2). */

#include "mag-robinhood-json.h"

#include "mag-date.h"
#include "mag-symbol.h"

#include <math.h>
#include <string.h>

#define DECIMALS 8
#define E8_PER_PRICE_UNIT (MAG_RH_E8 / MAG_PRICE_SCALE)
#define E16_PER_CENT G_GINT64_CONSTANT (100000000000000)
#define MOST_REAL 1e6

/**
 * mag_rh_decimal_parse:
 * @text: (nullable): a decimal as on the wire
 * @e8: (out): in 1/100,000,000
 *
 * Reads digits with an optional minus and at most one point, exactly. Zeros past the eighth decimal are taken, another digit there is refused and never
 * rounded away; so are exponents, blanks and what does not fit.
 *
 * Returns: whether @e8 was set
 */
gboolean
mag_rh_decimal_parse (const char *text,
                      gint64     *e8)
{
  gboolean negative = text != NULL && *text == '-';
  gint64 value = 0;
  guint n_digits = 0, n_fraction = 0;
  gboolean in_fraction = FALSE;

  for (const char *p = text != NULL ? text + negative : ""; *p != '\0'; p++)
    {
      if (*p == '.' && !in_fraction)
        {
          in_fraction = TRUE;
          continue;
        }
      if (!g_ascii_isdigit (*p))
        return FALSE;
      n_digits++;
      if (in_fraction && n_fraction == DECIMALS)
        {
          if (*p != '0')
            return FALSE;
          continue;
        }
      if (__builtin_mul_overflow (value, 10, &value) || __builtin_add_overflow (value, *p - '0', &value))
        return FALSE;
      n_fraction += in_fraction;
    }
  for (; n_fraction < DECIMALS; n_fraction++)
    if (__builtin_mul_overflow (value, 10, &value))
      return FALSE;
  if (n_digits == 0)
    return FALSE;

  *e8 = negative ? -value : value;
  return TRUE;
}

/**
 * mag_rh_get_decimal:
 * @object: (nullable): where to look
 * @name: of the member
 * @e8: (out): in 1/100,000,000
 *
 * Returns: %FALSE and @e8 untouched when there is no decimal
 */
gboolean
mag_rh_get_decimal (JsonObject *object,
                    const char *name,
                    gint64     *e8)
{
  JsonNode *node = object != NULL ? json_object_get_member (object, name) : NULL;
  char text[64];

  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node))
    return FALSE;
  if (json_node_get_value_type (node) == G_TYPE_STRING)
    return mag_rh_decimal_parse (json_node_get_string (node), e8);
  if (json_node_get_value_type (node) == G_TYPE_INT64)
    return !__builtin_mul_overflow (json_node_get_int (node), MAG_RH_E8, e8);
  if (json_node_get_value_type (node) != G_TYPE_DOUBLE || !(fabs (json_node_get_double (node)) < 1e9))
    return FALSE;
  /* The parser has made a double of it; below 1e9 with fewer than 16 digits its text comes back as it was. */
  return mag_rh_decimal_parse (g_ascii_formatd (text, sizeof text, fabs (json_node_get_double (node)) < 1e6 ? "%.8f" : "%.5f", json_node_get_double (node)), e8);
}

/**
 * mag_rh_get_price:
 *
 * Returns: dollars per share, 1/10000, half rounded up; unknown when there is none, it is negative, or over MAG_PRICE_MAX
 */
MagPrice
mag_rh_get_price (JsonObject *object,
                  const char *name)
{
  gint64 e8;

  if (!mag_rh_get_decimal (object, name, &e8) || e8 < 0 || e8 / E8_PER_PRICE_UNIT > MAG_PRICE_MAX)
    return MAG_PRICE_UNKNOWN;
  return (e8 + E8_PER_PRICE_UNIT / 2) / E8_PER_PRICE_UNIT;
}

/**
 * mag_rh_round_money:
 * @e16: an exact product of two decimals: 1/10^16 dollar
 *
 * Returns: cents, half away from zero; unknown when that does not fit
 */
MagMoney
mag_rh_round_money (__int128 e16)
{
  __int128 magnitude = e16 < 0 ? -e16 : e16;
  __int128 cents = (magnitude + E16_PER_CENT / 2) / E16_PER_CENT;

  if (cents > G_MAXINT64)
    return MAG_MONEY_UNKNOWN;
  return e16 < 0 ? -(MagMoney) cents : (MagMoney) cents;
}

MagMoney
mag_rh_get_money (JsonObject *object,
                  const char *name)
{
  gint64 e8;

  return mag_rh_get_decimal (object, name, &e8) ? mag_rh_round_money ((__int128) e8 * MAG_RH_E8) : MAG_MONEY_UNKNOWN;
}

gint64
mag_rh_get_whole (JsonObject *object,
                  const char *name)
{
  gint64 e8;

  return mag_rh_get_decimal (object, name, &e8) && e8 >= 0 && e8 % MAG_RH_E8 == 0 ? e8 / MAG_RH_E8 : -1;
}

double
mag_rh_get_real (JsonObject *object,
                 const char *name)
{
  double value = mag_json_number (object, name);

  return fabs (value) <= MOST_REAL ? value : NAN;
}

gint64
mag_rh_get_instant (JsonObject *object,
                    const char *name)
{
  const char *text = mag_json_string (object, name);

  return text != NULL ? mag_instant_parse_utc (text) : 0;
}

MagDate
mag_rh_get_date (JsonObject *object,
                 const char *name)
{
  const char *text = mag_json_string (object, name);

  return text != NULL ? mag_date_parse (text) : 0;
}

/**
 * mag_rh_dup_text:
 *
 * Returns: (transfer full) (nullable): the string that stands there, or the whole number, as account numbers once did; %NULL: neither, or empty
 */
char *
mag_rh_dup_text (JsonObject *object,
                 const char *name)
{
  const char *text = mag_json_string (object, name);
  JsonNode *node = object != NULL ? json_object_get_member (object, name) : NULL;

  if (text != NULL)
    return *text != '\0' ? g_strdup (text) : NULL;
  if (node != NULL && JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_INT64)
    return g_strdup_printf ("%" G_GINT64_FORMAT, json_node_get_int (node));
  return NULL;
}

/**
 * mag_rh_dup_last_part:
 * @url: (nullable): a link
 *
 * Returns: (transfer full) (nullable): the last part of its path, which is the id of what it links to
 */
char *
mag_rh_dup_last_part (const char *url)
{
  gsize end = url != NULL ? strcspn (url, "?#") : 0, begin;

  while (end > 0 && url[end - 1] == '/')
    end--;
  for (begin = end; begin > 0 && url[begin - 1] != '/';)
    begin--;
  return end > begin && begin > 0 ? g_strndup (url + begin, end - begin) : NULL;
}

char *
mag_rh_dup_id (JsonObject *object,
               const char *name,
               const char *url_name)
{
  char *id = mag_rh_dup_text (object, name);

  return id != NULL ? id : mag_rh_dup_last_part (mag_json_string (object, url_name));
}

char *
mag_rh_dup_account (JsonObject *object)
{
  return mag_rh_dup_id (object, "account_number", "account");
}

/**
 * mag_rh_split_symbol:
 * @chain_symbol: (nullable): as positions, contracts and orders carry it
 * @ticker: (out) (transfer full): canonical
 * @root: (out): the OCC root of the chain's contracts, adjusted ones with the digit at the end
 * @adjusted: (out): whether the deliverable is another than the standard one: the symbol has a digit before or after it
 *
 * Returns: %FALSE and nothing set when that is no symbol
 */
gboolean
mag_rh_split_symbol (const char  *chain_symbol,
                     char       **ticker,
                     char         root[8],
                     gboolean    *adjusted)
{
  gsize length = chain_symbol != NULL ? strlen (chain_symbol) : 0;
  gboolean before = length > 1 && g_ascii_isdigit (chain_symbol[0]);
  gboolean after = length > 1 && g_ascii_isdigit (chain_symbol[length - 1]);
  char digit[2] = { before ? chain_symbol[0] : after ? chain_symbol[length - 1] : '\0', '\0' };
  g_autofree char *bare = length > 0 && length < 16 ? g_strndup (chain_symbol + before, length - before - (after && !before)) : NULL;
  g_autofree char *plain = NULL, *full = NULL;
  MagSymbol symbol;

  if (bare == NULL || !mag_symbol_parse (bare, &symbol, NULL) || !mag_symbol_kind_has_options (symbol.kind))
    return FALSE;
  /* Weekly index contracts have a root of their own, which the ticker does not tell. */
  plain = mag_symbol_owns_root (symbol.ticker, bare) ? g_ascii_strup (bare, -1) : mag_symbol_to_occ_root (symbol.ticker);
  full = g_strconcat (plain, digit, NULL);
  if (strlen (full) > 6)
    return FALSE;

  *ticker = g_strdup (symbol.ticker);
  g_strlcpy (root, full, 8);
  *adjusted = before || after;
  return TRUE;
}
