/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Exact decimal money: reading and printing of prices per share (1/10000 dollar) and totals (cents), the mid of a
 * quote, and the step from a price per share to a total. Binary floating point appears only at the two doors where the
 * outside forces it on us: JSON numbers coming in, pricing formulas going out. */

#include "config.h"

#include "mag-money.h"

#include "mag-excerpt.h"
#include "mag-symbol.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define PRICE_DECIMALS 4
#define MONEY_DECIMALS 2
#define UNITS_PER_CENT (MAG_PRICE_SCALE / 100)

/* Reads digits with at most one point into units of 10^-decimals. Digits past those must be zeros: PostgreSQL and brokers
 * pad, but a digit we cannot hold is an error and never rounded away. FALSE also above G_MAXINT64. */
static gboolean
scan_decimal (const char *text,
              guint       decimals,
              gint64     *units)
{
  gint64 value = 0;
  guint n_digits = 0, n_fraction = 0;
  gboolean in_fraction = FALSE;

  for (const char *p = text; *p != '\0'; p++)
    {
      if (*p == '.' && !in_fraction)
        {
          in_fraction = TRUE;
          continue;
        }
      if (!g_ascii_isdigit (*p))
        return FALSE;

      n_digits++;
      if (in_fraction && n_fraction == decimals)
        {
          if (*p != '0')
            return FALSE;
          continue;
        }
      if (__builtin_mul_overflow (value, 10, &value) || __builtin_add_overflow (value, *p - '0', &value))
        return FALSE;
      n_fraction += in_fraction;
    }

  for (; n_fraction < decimals; n_fraction++)
    if (__builtin_mul_overflow (value, 10, &value))
      return FALSE;

  if (n_digits == 0)
    return FALSE;
  *units = value;
  return TRUE;
}

static guint64
power_of_ten (guint exponent)
{
  guint64 power = 1;

  while (exponent-- > 0)
    power *= 10;
  return power;
}

/* magnitude is in units of 10^-scale; prints fewer or more decimals than that, rounding half up. */
static char *
print_decimal (gboolean negative,
               guint64  magnitude,
               guint    scale,
               guint    decimals)
{
  guint shown = MIN (decimals, scale);
  guint64 step = power_of_ten (scale - shown);
  guint64 unit = power_of_ten (shown);
  guint64 rounded = magnitude / step + (step > 1 && magnitude % step >= step / 2);
  GString *text = g_string_new (negative && rounded != 0 ? "-" : "");

  g_string_append_printf (text, "%" G_GUINT64_FORMAT, rounded / unit);
  if (shown > 0)
    g_string_append_printf (text, ".%0*" G_GUINT64_FORMAT, (int) shown, rounded % unit);
  for (guint i = shown; i < decimals; i++)
    g_string_append (text, i == 0 ? ".0" : "0");
  return g_string_free_and_steal (text);
}

/**
 * mag_price_parse:
 * @text: a plain decimal number as a person types it, spaces around it allowed
 * @price: (out): where to store it, in 1/10000 dollar per share
 *
 * Reads "1.8", "95" or "0.0125" independently of the locale. Signs, exponents, thousands separators, more than four
 * decimals and prices over MAG_PRICE_MAX are refused with MAG_VALIDATION_ERROR_PRICE.
 *
 * Returns: whether @price was set
 */
gboolean
mag_price_parse (const char  *text,
                 MagPrice    *price,
                 GError     **error)
{
  g_autofree char *trimmed = NULL;
  g_autofree char *shown = NULL;
  gint64 units;

  g_return_val_if_fail (text != NULL && price != NULL, FALSE);

  trimmed = g_strstrip (g_strdup (text));
  if (!scan_decimal (trimmed, PRICE_DECIMALS, &units))
    {
      g_set_error (error, MAG_VALIDATION_ERROR, MAG_VALIDATION_ERROR_PRICE,
                   _("“%s” is not a price: write dollars with at most four decimals, such as 1.85."),
                   shown = mag_excerpt (text, -1));
      return FALSE;
    }
  if (units > MAG_PRICE_MAX)
    {
      g_set_error (error, MAG_VALIDATION_ERROR, MAG_VALIDATION_ERROR_PRICE,
                   _("“%s” is too high for a price per share."), shown = mag_excerpt (text, -1));
      return FALSE;
    }
  *price = units;
  return TRUE;
}

/**
 * mag_price_from_double:
 * @dollars: a JSON number, dollars per share
 * @price: (out): where to store it, rounded half away from zero to 1/10000 dollar
 *
 * Returns: %FALSE and @price untouched when @dollars is not finite, negative or over MAG_PRICE_MAX
 */
gboolean
mag_price_from_double (double    dollars,
                       MagPrice *price)
{
  g_return_val_if_fail (price != NULL, FALSE);

  if (!isfinite (dollars) || dollars < 0 || dollars * MAG_PRICE_SCALE > (double) MAG_PRICE_MAX)
    return FALSE;

  *price = llround (dollars * MAG_PRICE_SCALE);
  return TRUE;
}

/**
 * mag_price_to_double:
 *
 * Returns: dollars per share for the pricing formulas; NaN when unknown
 */
double
mag_price_to_double (MagPrice price)
{
  return price == MAG_PRICE_UNKNOWN ? NAN : (double) price / MAG_PRICE_SCALE;
}

/**
 * mag_price_format:
 * @decimals: how many to print; fewer than four round half up
 *
 * Returns: (transfer full): "1.80", for machines; "" when unknown
 */
char *
mag_price_format (MagPrice price,
                  guint    decimals)
{
  g_return_val_if_fail (decimals <= 15, g_strdup (""));

  if (price == MAG_PRICE_UNKNOWN)
    return g_strdup ("");
  return print_decimal (price < 0, price < 0 ? -(guint64) price : (guint64) price, PRICE_DECIMALS, decimals);
}

/**
 * mag_price_format_strike:
 *
 * Returns: (transfer full): a strike as people write it, without needless zeros: "95", "97.5", "2.82"; "" when unknown
 */
char *
mag_price_format_strike (MagPrice price)
{
  char *text = mag_price_format (price, PRICE_DECIMALS);
  gsize length = strlen (text);

  if (length == 0)
    return text;
  while (text[length - 1] == '0')
    length--;
  if (text[length - 1] == '.')
    length--;
  text[length] = '\0';
  return text;
}

/**
 * mag_price_parse_numeric:
 * @text: what PostgreSQL prints for a NUMERIC
 *
 * Returns: %FALSE and @price untouched for NaN, infinities, negative values, digits past the fourth decimal and values
 *   over MAG_PRICE_MAX
 */
gboolean
mag_price_parse_numeric (const char *text,
                         MagPrice   *price)
{
  gint64 units;

  g_return_val_if_fail (text != NULL && price != NULL, FALSE);

  if (!scan_decimal (text, PRICE_DECIMALS, &units) || units > MAG_PRICE_MAX)
    return FALSE;
  *price = units;
  return TRUE;
}

/**
 * mag_price_mid:
 * @bid: not negative, or unknown
 * @ask: not negative, or unknown
 *
 * Returns: the mid to 1/10000 dollar, half rounded up; unknown when either side is
 */
MagPrice
mag_price_mid (MagPrice bid,
               MagPrice ask)
{
  if (bid == MAG_PRICE_UNKNOWN || ask == MAG_PRICE_UNKNOWN)
    return MAG_PRICE_UNKNOWN;
  return (bid + ask + 1) / 2;
}

/**
 * mag_money_total:
 * @per_share: a price per share
 * @multiplier: shares per contract, normally 100
 * @contracts: how many; negative for the other side
 * @total: (out): where to store it, in cents, rounded half away from zero
 *
 * Returns: %FALSE and @total untouched when @per_share is unknown or the product does not fit
 */
gboolean
mag_money_total (MagPrice  per_share,
                 gint64    multiplier,
                 gint64    contracts,
                 MagMoney *total)
{
  gint64 units;

  g_return_val_if_fail (total != NULL, FALSE);

  if (per_share == MAG_PRICE_UNKNOWN ||
      __builtin_mul_overflow (per_share, multiplier, &units) ||
      __builtin_mul_overflow (units, contracts, &units))
    return FALSE;

  *total = units / UNITS_PER_CENT;
  if (units % UNITS_PER_CENT >= UNITS_PER_CENT / 2)
    *total += 1;
  else if (units % UNITS_PER_CENT <= -UNITS_PER_CENT / 2)
    *total -= 1;
  return TRUE;
}

/**
 * mag_money_of_shares:
 * @per_share: a price per share
 * @quantity_e8: shares in 1/100,000,000; of either sign
 * @total: (out): where to store it, in cents, rounded half away from zero
 *
 * Returns: %FALSE and @total untouched when @per_share is unknown or the product does not fit
 */
gboolean
mag_money_of_shares (MagPrice  per_share,
                     gint64    quantity_e8,
                     MagMoney *total)
{
  const __int128 unit = (__int128) UNITS_PER_CENT * 100000000;
  __int128 product = (__int128) per_share * quantity_e8;

  if (per_share == MAG_PRICE_UNKNOWN)
    return FALSE;
  product = (product + (product < 0 ? -unit / 2 : unit / 2)) / unit;
  if (product > G_MAXINT64 || product <= G_MININT64)
    return FALSE;
  *total = (MagMoney) product;
  return TRUE;
}

/**
 * mag_money_split:
 * @total: cents, of either sign
 * @part: shares or contracts that @of_part is for; > 0
 * @rest: those that keep what is left; >= 0
 * @of_part: (out): the part's cents
 *
 * Divides a total in proportion without losing a cent: each side gets the whole cents due to it, and the one cent over goes to the side
 * with the larger remainder, the part on a tie. Splitting the rest again and again never changes what was given before.
 */
void
mag_money_split (MagMoney  total,
                 gint64    part,
                 gint64    rest,
                 MagMoney *of_part)
{
  guint64 magnitude = total < 0 ? -(guint64) total : (guint64) total;
  unsigned __int128 product, whole;
  guint64 cents;

  g_return_if_fail (of_part != NULL && part > 0 && rest >= 0);

  whole = (unsigned __int128) part + (unsigned __int128) rest;
  product = (unsigned __int128) magnitude * (unsigned __int128) part;
  cents = (guint64) (product / whole);
  if (product % whole * 2 >= whole)
    cents++;
  *of_part = total < 0 ? -(MagMoney) cents : (MagMoney) cents;
}

/**
 * mag_money_parse:
 * @text: "1234.5", "-20": a plain decimal number with an optional minus, spaces around it allowed
 * @money: (out): where to store it, in cents
 *
 * Anything else, and what does not fit, is refused with MAG_VALIDATION_ERROR_PRICE.
 *
 * Returns: whether @money was set
 */
gboolean
mag_money_parse (const char  *text,
                 MagMoney    *money,
                 GError     **error)
{
  g_autofree char *trimmed = NULL;
  g_autofree char *shown = NULL;
  gboolean negative;
  gint64 cents;

  g_return_val_if_fail (text != NULL && money != NULL, FALSE);

  trimmed = g_strstrip (g_strdup (text));
  negative = trimmed[0] == '-';
  if (!scan_decimal (trimmed + negative, MONEY_DECIMALS, &cents))
    {
      g_set_error (error, MAG_VALIDATION_ERROR, MAG_VALIDATION_ERROR_PRICE,
                   _("“%s” is not an amount: write dollars with at most two decimals, such as 1850.00."),
                   shown = mag_excerpt (text, -1));
      return FALSE;
    }
  *money = negative ? -cents : cents;
  return TRUE;
}

/**
 * mag_money_format:
 *
 * Returns: (transfer full): "-1234.50", for machines; "" when unknown
 */
char *
mag_money_format (MagMoney money)
{
  if (money == MAG_MONEY_UNKNOWN)
    return g_strdup ("");
  return print_decimal (money < 0, money < 0 ? -(guint64) money : (guint64) money, MONEY_DECIMALS, MONEY_DECIMALS);
}
