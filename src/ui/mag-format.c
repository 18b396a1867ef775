/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Numbers, times and the words of our enums as people read them: pure functions that every page, dialog and copied row
 * goes through, so that one quantity looks the same everywhere. Separators, names of days and months and the words come
 * from the locale; the rules (decimals, signs, arrows) are DOMAIN 10's. Unknown is "-", never 0. */

#include "mag-format.h"

#include "mag-date.h"
#include "mag-market-data.h"
#include "mag-volatility.h"

#include <glib/gi18n.h>
#include <locale.h>
#include <math.h>

#define UNKNOWN "-"
#define MINUS "\u2212"

static const char UP[] = "\u25b2 ";
static const char DOWN[] = "\u25bc ";

/* Dates further away than this are ambiguous without their year. */
#define DAYS_WITHOUT_YEAR 300

/* Digits in groups as the locale has them. A locale without a separator (C) gets threes: a comma, or a narrow space
 * where the comma already separates decimals. */
static void
append_grouped (GString *text,
                guint64  value)
{
  const struct lconv *locale = localeconv ();
  char digits[24];
  gsize length;

  if (*locale->thousands_sep != '\0')
    {
      g_string_append_printf (text, "%'" G_GUINT64_FORMAT, value);
      return;
    }

  length = g_snprintf (digits, sizeof digits, "%" G_GUINT64_FORMAT, value);
  for (gsize i = 0; i < length; i++)
    {
      if (i > 0 && (length - i) % 3 == 0)
        g_string_append (text, *locale->decimal_point == ',' ? "\u202f" : ",");
      g_string_append_c (text, digits[i]);
    }
}

/* value counts units of 10^-decimals. */
static void
append_decimal (GString *text,
                guint64  value,
                guint    decimals)
{
  guint64 unit = 1;

  for (guint i = 0; i < decimals; i++)
    unit *= 10;

  append_grouped (text, value / unit);
  if (decimals > 0)
    g_string_append_printf (text, "%s%0*" G_GUINT64_FORMAT, localeconv ()->decimal_point, (int) decimals, value % unit);
}

/* Half away from zero, so that a sign never decides about a cent. */
static guint64
divide_rounded (guint64 value,
                guint64 divisor)
{
  return value / divisor + (value % divisor >= divisor - divisor / 2 ? 1 : 0);
}

static guint64
magnitude (gint64 value)
{
  return value < 0 ? -(guint64) value : (guint64) value;
}

/* The number rounded to decimals in units of 10^-decimals; FALSE when it is unknown or does not fit. */
static gboolean
round_ratio (double  value,
             guint   decimals,
             gint64 *units)
{
  double scaled = round (value * pow (10, decimals));

  if (!isfinite (scaled) || fabs (scaled) > 1e17)
    return FALSE;

  *units = (gint64) scaled;
  return TRUE;
}

/**
 * mag_format_price:
 * @price: dollars per share in 1/10000, or MAG_PRICE_UNKNOWN
 *
 * Two decimals, four below $0.10, where a tick is a large part of the price. Zero is "0.00".
 */
char *
mag_format_price (MagPrice price)
{
  GString *text;

  if (price == MAG_PRICE_UNKNOWN)
    return g_strdup (UNKNOWN);

  text = g_string_new (price < 0 ? MINUS : "");
  if (price != 0 && magnitude (price) < MAG_PRICE_SCALE / 10)
    append_decimal (text, magnitude (price), 4);
  else
    append_decimal (text, divide_rounded (magnitude (price), MAG_PRICE_SCALE / 100), 2);

  return g_string_free (text, FALSE);
}

/**
 * mag_format_strike:
 * @strike: dollars per share in 1/10000, or MAG_PRICE_UNKNOWN
 *
 * Trimmed of zeros that say nothing, and not grouped: "97.5", "6500".
 */
char *
mag_format_strike (MagPrice strike)
{
  g_autofree char *fraction = NULL;
  gsize length;

  if (strike == MAG_PRICE_UNKNOWN || strike < 0)
    return g_strdup (UNKNOWN);

  fraction = g_strdup_printf ("%04d", (int) (strike % MAG_PRICE_SCALE));
  for (length = strlen (fraction); length > 0 && fraction[length - 1] == '0'; length--)
    fraction[length - 1] = '\0';

  return g_strdup_printf ("%" G_GINT64_FORMAT "%s%s", strike / MAG_PRICE_SCALE,
                          length > 0 ? localeconv ()->decimal_point : "", fraction);
}

static char *
format_dollars (const char *sign,
                guint64     units,
                guint       decimals)
{
  GString *text = g_string_new (sign);

  g_string_append_c (text, '$');
  append_decimal (text, units, decimals);

  return g_string_free (text, FALSE);
}

/**
 * mag_format_basis:
 * @basis: 1/10000 dollar a share, of either sign, or MAG_PRICE_UNKNOWN
 *
 * To the cent, unlike a quote's price, which is never negative.
 */
char *
mag_format_basis (MagPrice basis)
{
  GString *text;

  if (basis == MAG_PRICE_UNKNOWN)
    return g_strdup (UNKNOWN);

  text = g_string_new (basis < 0 ? MINUS : "");
  append_decimal (text, divide_rounded (magnitude (basis), MAG_PRICE_SCALE / 100), 2);
  return g_string_free (text, FALSE);
}

/**
 * mag_format_money:
 * @money: cents, or MAG_MONEY_UNKNOWN
 *
 * A total with its cents; a minus stands before the dollar sign.
 */
char *
mag_format_money (MagMoney money)
{
  if (money == MAG_MONEY_UNKNOWN)
    return g_strdup (UNKNOWN);

  return format_dollars (money < 0 ? MINUS : "", magnitude (money), 2);
}

/**
 * mag_format_money_signed:
 * @money: cents, or MAG_MONEY_UNKNOWN
 *
 * As mag_format_money(), with a plus before a gain: for results and flows.
 */
char *
mag_format_money_signed (MagMoney money)
{
  if (money == MAG_MONEY_UNKNOWN)
    return g_strdup (UNKNOWN);

  return format_dollars (money > 0 ? "+" : money < 0 ? MINUS : "", magnitude (money), 2);
}

/**
 * mag_format_money_whole:
 * @money: cents, or MAG_MONEY_UNKNOWN
 *
 * To the nearest dollar: for capital, where cents are noise.
 */
char *
mag_format_money_whole (MagMoney money)
{
  guint64 dollars;

  if (money == MAG_MONEY_UNKNOWN)
    return g_strdup (UNKNOWN);

  dollars = divide_rounded (magnitude (money), 100);
  return format_dollars (money < 0 && dollars > 0 ? MINUS : "", dollars, 0);
}

/* Sign, arrow and (by mag_format_sign_class()) colour say the same thing: no one of them is needed to read it. */
static char *
with_arrow (char *signed_text,
            gint64 sign)
{
  g_autofree char *text = signed_text;

  return g_strconcat (sign > 0 ? UP : sign < 0 ? DOWN : "", text, NULL);
}

/**
 * mag_format_money_change:
 * @money: cents, or MAG_MONEY_UNKNOWN
 *
 * A gain or loss: arrow, sign, amount.
 */
char *
mag_format_money_change (MagMoney money)
{
  return with_arrow (mag_format_money_signed (money), money == MAG_MONEY_UNKNOWN ? 0 : money);
}

/**
 * mag_format_large_dollars:
 * @dollars: whole dollars, as of a market capitalisation; negative when unknown
 *
 * Three digits with T, B or M; below a million all digits.
 */
char *
mag_format_large_dollars (gint64 dollars)
{
  static const struct { gint64 unit; const char *letter; } scales[] = {
    { G_GINT64_CONSTANT (1000000000000), "T" },
    { G_GINT64_CONSTANT (1000000000), "B" },
    { G_GINT64_CONSTANT (1000000), "M" },
  };

  if (dollars < 0)
    return g_strdup (UNKNOWN);

  for (gsize i = 0; i < G_N_ELEMENTS (scales); i++)
    if (dollars >= scales[i].unit)
      {
        guint decimals = dollars >= 100 * scales[i].unit ? 0 : dollars >= 10 * scales[i].unit ? 1 : 2;
        guint64 parts = decimals == 0 ? 1 : decimals == 1 ? 10 : 100;
        g_autofree char *number = format_dollars ("", divide_rounded (dollars, scales[i].unit / parts), decimals);

        return g_strdup_printf ("%s %s", number, scales[i].letter);
      }

  return format_dollars ("", dollars, 0);
}

static char *
format_ratio (const char *sign,
              gint64      units,
              guint       decimals)
{
  GString *text = g_string_new (sign);

  append_decimal (text, magnitude (units), decimals);
  return g_string_free (text, FALSE);
}

static char *
format_percent (const char *sign,
                gint64      units,
                guint       decimals)
{
  g_autofree char *number = format_ratio (sign, units, decimals);

  /* Translators: a percentage; %s is the number, for example "6.5 %" */
  return g_strdup_printf (_("%s %%"), number);
}

/**
 * mag_format_percent:
 * @fraction: 0.065 is 6.5 %; NaN when unknown
 * @decimals: of the percentage, 0-6
 */
char *
mag_format_percent (double fraction,
                    guint  decimals)
{
  gint64 units;

  g_return_val_if_fail (decimals <= 6, NULL);

  if (!round_ratio (fraction * 100, decimals, &units))
    return g_strdup (UNKNOWN);

  return format_percent (units < 0 ? MINUS : "", units, decimals);
}

/**
 * mag_format_percent_change:
 * @fraction: NaN when unknown
 * @decimals: of the percentage, 0-6
 *
 * A gain or loss: arrow, sign, percentage. What rounds to zero has neither arrow nor sign.
 */
char *
mag_format_percent_change (double fraction,
                           guint  decimals)
{
  gint64 units;

  g_return_val_if_fail (decimals <= 6, NULL);

  if (!round_ratio (fraction * 100, decimals, &units))
    return g_strdup (UNKNOWN);

  return with_arrow (format_percent (units > 0 ? "+" : units < 0 ? MINUS : "", units, decimals), units);
}

/**
 * mag_format_delta:
 * @delta: of one long option, -1 to 1; NaN when unknown
 */
char *
mag_format_delta (double delta)
{
  return mag_format_greek (delta, 3);
}

/**
 * mag_format_greek:
 * @value: any ratio; NaN when unknown
 * @decimals: 0-6 (gamma 4, theta and vega 3)
 */
char *
mag_format_greek (double value,
                  guint  decimals)
{
  gint64 units;

  g_return_val_if_fail (decimals <= 6, NULL);

  if (!round_ratio (value, decimals, &units))
    return g_strdup (UNKNOWN);

  return format_ratio (units < 0 ? MINUS : "", units, decimals);
}

/**
 * mag_format_standing:
 * @rank: 0 to 100, or NaN
 * @days: of history it looks at
 *
 * The days are said as long as they are no year.
 */
char *
mag_format_standing (double rank,
                     gint64 days)
{
  gint64 whole;

  if (!round_ratio (rank, 0, &whole))
    return g_strdup (UNKNOWN);
  if (days >= MAG_TRADING_DAYS)
    return g_strdup_printf ("%d", (int) whole);

  /* Translators: a rank, and of how many days it is */
  return g_strdup_printf (_("%d · %d d"), (int) whole, (int) days);
}

/**
 * mag_format_points:
 * @points: of volatility, signed, or NaN
 */
char *
mag_format_points (double points)
{
  g_autofree char *number = mag_format_greek (points, 1);

  if (isnan (points))
    return g_strdup (UNKNOWN);

  /* Translators: a difference of two volatilities: "+7.0 points" */
  return g_strdup_printf (_("%s%s points"), round (points * 10) > 0 ? "+" : "", number);
}

/**
 * mag_format_count:
 * @count: contracts, symbols, rows; negative when unknown
 */
char *
mag_format_count (gint64 count)
{
  return count < 0 ? g_strdup (UNKNOWN) : format_ratio ("", count, 0);
}

/**
 * mag_format_date:
 * @date: a New York calendar date; 0 when unknown
 * @now_us: the clock's now
 *
 * Weekday, day and month; the year too when the date is so far away that it could be meant otherwise.
 */
char *
mag_format_date (MagDate date,
                 gint64  now_us)
{
  g_autoptr(GDateTime) midnight = NULL;
  int year, month, day;

  if (date == 0)
    return g_strdup (UNKNOWN);

  mag_date_get_ymd (date, &year, &month, &day);
  midnight = g_date_time_new_utc (year, month, day, 0, 0, 0);

  /* Translators: g_date_time_format() patterns, "Fri 18 Dec" and "Fri 18 Dec 2027" */
  return g_date_time_format (midnight, ABS (mag_date_dte (date, now_us)) > DAYS_WITHOUT_YEAR ? _("%a %-d %b %Y") : _("%a %-d %b"));
}

/**
 * mag_format_expiry:
 * @expiration: New York calendar date of the contract; 0 when unknown
 * @now_us: the clock's now
 *
 * The date and the days to go.
 */
char *
mag_format_expiry (MagDate expiration,
                   gint64  now_us)
{
  g_autofree char *date = mag_format_date (expiration, now_us);
  int days;

  if (expiration == 0)
    return g_steal_pointer (&date);

  days = mag_date_dte (expiration, now_us);
  if (days < 0)
    /* Translators: %s is a date */
    return g_strdup_printf (_("%s · expired"), date);

  /* Translators: expiration date and days to it: "Fri 18 Dec · 25 d" */
  return g_strdup_printf (_("%s · %d d"), date, days);
}

/**
 * mag_format_duration:
 * @us: microseconds; what is negative counts as none
 *
 * One unit, rounded down.
 */
char *
mag_format_duration (gint64 us)
{
  gint64 seconds = MAX (us, 0) / MAG_SECOND_US;

  if (seconds < 60)
    return g_strdup_printf (_("%d s"), (int) seconds);
  if (seconds < 60 * 60)
    return g_strdup_printf (_("%d min"), (int) (seconds / 60));
  if (seconds < 48 * 60 * 60)
    return g_strdup_printf (_("%d h"), (int) (seconds / 3600));

  return g_strdup_printf (_("%d d"), (int) MIN (seconds / 86400, G_MAXINT));
}

/**
 * mag_format_updated:
 * @then_us: when it was brought up to date; 0: never
 * @now_us: the clock's now
 *
 * How long ago a list, a symbol or a page was refreshed. The age of a quote is another thing: mag_format_quote_age().
 */
char *
mag_format_updated (gint64 then_us,
                    gint64 now_us)
{
  g_autofree char *age = NULL;

  if (then_us == 0)
    return g_strdup (_("never updated"));
  if (now_us - then_us < 60 * MAG_SECOND_US)
    return g_strdup (_("updated just now"));

  age = mag_format_duration (now_us - then_us);
  return g_strdup_printf (_("updated %s ago"), age);
}

/**
 * mag_format_quote_age:
 * @quote_us: moment the quote is of; 0 when unknown
 * @source: where it comes from, for its nominal delay
 * @now_us: the clock's now
 *
 * The freshness of DOMAIN 6 in words. Age counts session time: over a weekend a quote of the close is "at close", not days old.
 */
char *
mag_format_quote_age (gint64    quote_us,
                      MagSource source,
                      gint64    now_us)
{
  g_autofree char *age = NULL;

  if (quote_us == 0)
    return g_strdup (UNKNOWN);

  age = mag_format_duration (mag_calendar_session_clock (now_us) - quote_us);
  switch (mag_quote_freshness (quote_us, mag_source_get_nominal_delay (source), now_us))
    {
    case MAG_FRESHNESS_FRESH:
      return g_strdup_printf (_("%s old"), age);
    case MAG_FRESHNESS_DELAYED:
      return g_strdup_printf (_("delayed, %s old"), age);
    case MAG_FRESHNESS_STALE:
      return g_strdup_printf (_("stale, %s old"), age);
    case MAG_FRESHNESS_AT_CLOSE:
      return g_strdup (_("at close"));
    case MAG_FRESHNESS_UNKNOWN:
      break;
    }

  return g_strdup (UNKNOWN);
}

/**
 * mag_format_instant:
 * @instant_us: UTC; 0 when unknown
 *
 * Date and wall clock of the exchange, which every figure of ours is dated by.
 */
char *
mag_format_instant (gint64 instant_us)
{
  g_autoptr(GTimeZone) zone = NULL;
  g_autoptr(GDateTime) utc = NULL;
  g_autoptr(GDateTime) local = NULL;

  if (instant_us == 0)
    return g_strdup (UNKNOWN);

  zone = g_time_zone_new_identifier ("America/New_York");
  utc = g_date_time_new_from_unix_utc_usec (instant_us);
  if (zone == NULL || utc == NULL)
    return g_strdup (UNKNOWN);

  local = g_date_time_to_timezone (utc, zone);
  /* Translators: g_date_time_format() pattern of a moment on the exchange's clock */
  return g_date_time_format (local, _("%a %-d %b %Y, %H:%M New York"));
}

/** mag_format_right: the option's side. */
const char *
mag_format_right (MagRight right)
{
  return right == MAG_RIGHT_CALL ? _("Call") : _("Put");
}

/** mag_format_quote_status: what is wrong with a quote, if anything, in a few words. */
const char *
mag_format_quote_status (MagQuoteStatus status)
{
  switch (status)
    {
    case MAG_QUOTE_OK: return _("good");
    case MAG_QUOTE_BAD_INPUT: return _("impossible numbers");
    case MAG_QUOTE_EXPIRED: return _("expired");
    case MAG_QUOTE_NO_QUOTE: return _("no bid and no ask");
    case MAG_QUOTE_CROSSED: return _("bid above ask");
    case MAG_QUOTE_NO_BID: return _("no bid");
    case MAG_QUOTE_NO_ASK: return _("no ask");
    case MAG_QUOTE_BELOW_INTRINSIC: return _("below intrinsic value");
    case MAG_QUOTE_AT_INTRINSIC: return _("no time value");
    case MAG_QUOTE_BELOW_MINIMUM: return _("below the least possible value");
    case MAG_QUOTE_ABOVE_MAXIMUM: return _("above the greatest possible value");
    case MAG_QUOTE_BELOW_RANGE: return _("volatility under 0.1 %");
    case MAG_QUOTE_ABOVE_RANGE: return _("volatility over 1000 %");
    case MAG_QUOTE_N_STATUSES: break;
    }

  g_return_val_if_reached ("");
}

/** mag_format_symbol_kind: what a symbol is, a noun. */
const char *
mag_format_symbol_kind (MagSymbolKind kind)
{
  switch (kind)
    {
    case MAG_KIND_UNKNOWN: return _("unknown");
    case MAG_KIND_STOCK: return _("stock");
    case MAG_KIND_ETF: return _("fund (ETF)");
    case MAG_KIND_INDEX: return _("index");
    case MAG_KIND_FUTURE: return _("future");
    case MAG_KIND_FOREX: return _("currency pair");
    case MAG_KIND_CRYPTO: return _("crypto");
    case MAG_KIND_RATIO: return _("ratio");
    case MAG_KIND_PREFERRED: return _("preferred share");
    case MAG_KIND_WARRANT: return _("warrant");
    case MAG_KIND_UNIT: return _("unit");
    case MAG_KIND_RIGHT: return _("subscription right");
    case MAG_KIND_OPTION: return _("option");
    case MAG_KIND_FOREIGN: return _("foreign listing");
    case MAG_KIND_ECONOMIC: return _("economic series");
    case MAG_KIND_OTC: return _("over-the-counter share");
    case MAG_KIND_N_KINDS: break;
    }

  g_return_val_if_reached ("");
}

/** mag_format_list_origin: where a watchlist came from. */
const char *
mag_format_list_origin (MagListOrigin origin)
{
  switch (origin)
    {
    case MAG_ORIGIN_MANUAL: return _("made here");
    case MAG_ORIGIN_TRADINGVIEW: return _("from TradingView");
    case MAG_ORIGIN_BROKER: return _("from the broker");
    }

  g_return_val_if_reached ("");
}

/** mag_format_import_verdict: what an import would do with an entry. */
const char *
mag_format_import_verdict (MagImportVerdict verdict)
{
  switch (verdict)
    {
    case MAG_IMPORT_ACCEPTED: return _("accepted");
    case MAG_IMPORT_DUPLICATE: return _("duplicate");
    case MAG_IMPORT_UNSUPPORTED: return _("no options here");
    case MAG_IMPORT_EXCLUDED: return _("excluded by you");
    case MAG_IMPORT_INVALID: return _("not a symbol");
    }

  g_return_val_if_reached ("");
}

/**
 * mag_format_market_error:
 * @error: a MagMarketError, as a job counts them
 *
 * Follows a count: "2 no answer, 1 no options".
 */
const char *
mag_format_market_error (guint error)
{
  switch ((MagMarketError) error)
    {
    case MAG_MARKET_ERROR_OFFLINE: return _("no answer");
    case MAG_MARKET_ERROR_BUSY: return _("source busy");
    case MAG_MARKET_ERROR_BLOCKED: return _("refused by the source");
    case MAG_MARKET_ERROR_UNKNOWN_SYMBOL: return _("unknown symbol");
    case MAG_MARKET_ERROR_NO_OPTIONS: return _("no options");
    case MAG_MARKET_ERROR_FORMAT: return _("unreadable answer");
    case MAG_MARKET_ERROR_STALE: return _("outdated answer");
    case MAG_MARKET_ERROR_UNSUPPORTED: return _("not offered by the source");
    case MAG_MARKET_N_ERRORS: break;
    }

  g_return_val_if_reached ("");
}

/** mag_format_scan_filter: the reason a contract was left out, after a count: "2,911 delta". */
const char *
mag_format_scan_filter (MagScanFilter filter)
{
  switch (filter)
    {
    case MAG_SCAN_FILTER_RIGHT: return _("other side");
    case MAG_SCAN_FILTER_ADJUSTED: return _("adjusted");
    case MAG_SCAN_FILTER_EXPIRED: return _("expired");
    case MAG_SCAN_FILTER_DTE: return _("days to expiry");
    case MAG_SCAN_FILTER_QUOTE: return _("no bid or bad quote");
    case MAG_SCAN_FILTER_MONEYNESS: return _("in the money");
    case MAG_SCAN_FILTER_NO_DELTA: return _("delta unknown");
    case MAG_SCAN_FILTER_DELTA: return _("delta");
    case MAG_SCAN_FILTER_BID: return _("bid");
    case MAG_SCAN_FILTER_RETURN: return _("return");
    case MAG_SCAN_FILTER_OPEN_INTEREST: return _("open interest");
    case MAG_SCAN_FILTER_VOLUME: return _("volume");
    case MAG_SCAN_FILTER_SPREAD: return _("spread");
    case MAG_SCAN_FILTER_COLLATERAL: return _("collateral");
    case MAG_SCAN_N_FILTERS: break;
    }

  g_return_val_if_reached ("");
}

/**
 * mag_format_greeks_origin:
 * @origin: where a quote's greeks come from
 * @source: where the quote comes from
 *
 * The source's name where they are its own, "Magnus model" where we filled them in, "-" where there are none.
 */
const char *
mag_format_greeks_origin (MagGreeksOrigin origin,
                          MagSource       source)
{
  switch (origin)
    {
    case MAG_GREEKS_NONE: return UNKNOWN;
    case MAG_GREEKS_SOURCE: return mag_source_get_name (source);
    case MAG_GREEKS_MODEL: return _("Magnus model");
    }

  g_return_val_if_reached (UNKNOWN);
}

/** mag_format_strategy: what a trade is. */
const char *
mag_format_strategy (MagStrategy strategy)
{
  switch (strategy)
    {
    case MAG_STRATEGY_CASH_SECURED_PUT: return _("Cash-secured put");
    case MAG_STRATEGY_COVERED_CALL: return _("Covered call");
    case MAG_STRATEGY_NAKED_CALL: return _("Naked call");
    case MAG_STRATEGY_LONG_CALL: return _("Long call");
    case MAG_STRATEGY_LONG_PUT: return _("Long put");
    case MAG_STRATEGY_SHARES: return _("Shares");
    case MAG_STRATEGY_PUT_CREDIT_SPREAD: return _("Put credit spread");
    case MAG_STRATEGY_PUT_DEBIT_SPREAD: return _("Put debit spread");
    case MAG_STRATEGY_CALL_CREDIT_SPREAD: return _("Call credit spread");
    case MAG_STRATEGY_CALL_DEBIT_SPREAD: return _("Call debit spread");
    case MAG_STRATEGY_IRON_CONDOR: return _("Iron condor");
    case MAG_STRATEGY_IRON_BUTTERFLY: return _("Iron butterfly");
    case MAG_STRATEGY_SHORT_STRANGLE: return _("Short strangle");
    case MAG_STRATEGY_LONG_STRANGLE: return _("Long strangle");
    case MAG_STRATEGY_SHORT_STRADDLE: return _("Short straddle");
    case MAG_STRATEGY_LONG_STRADDLE: return _("Long straddle");
    case MAG_STRATEGY_CALENDAR_SPREAD: return _("Calendar spread");
    case MAG_STRATEGY_DIAGONAL_SPREAD: return _("Diagonal spread");
    case MAG_STRATEGY_COMBINATION: return _("Combination");
    case MAG_STRATEGY_N_STRATEGIES: break;
    }

  g_return_val_if_reached ("");
}

/** mag_format_trade_status: where a trade stands. */
const char *
mag_format_trade_status (MagTradeStatus status)
{
  switch (status)
    {
    case MAG_TRADE_OPEN: return _("open");
    case MAG_TRADE_CLOSED: return _("closed");
    case MAG_TRADE_EXPIRED: return _("expired");
    case MAG_TRADE_ASSIGNED: return _("assigned");
    case MAG_TRADE_N_STATUSES: break;
    }

  g_return_val_if_reached ("");
}

/**
 * mag_format_leg_role:
 * @role: what a leg did
 * @rolled: a closing leg is half of a roll
 */
const char *
mag_format_leg_role (MagLegRole role,
                     gboolean   rolled)
{
  switch (role)
    {
    case MAG_LEG_SELL_TO_OPEN: return _("Sold to open");
    case MAG_LEG_BUY_TO_OPEN: return _("Bought to open");
    case MAG_LEG_BUY_TO_CLOSE: return rolled ? _("Rolled: bought to close") : _("Bought to close");
    case MAG_LEG_SELL_TO_CLOSE: return rolled ? _("Rolled: sold to close") : _("Sold to close");
    case MAG_LEG_EXPIRE: return _("Expired");
    case MAG_LEG_ASSIGN: return _("Assigned");
    case MAG_LEG_EXERCISE: return _("Exercised");
    case MAG_LEG_CALLED_AWAY: return _("Called away");
    case MAG_LEG_BUY_SHARES: return _("Bought shares");
    case MAG_LEG_SELL_SHARES: return _("Sold shares");
    case MAG_LEG_N_ROLES: break;
    }

  g_return_val_if_reached ("");
}

/** mag_format_attribution: by what a profit counts in a month. */
const char *
mag_format_attribution (MagAttribution attribution)
{
  switch (attribution)
    {
    case MAG_ATTRIBUTION_CASH_FLOW: return _("Premium as Paid");
    case MAG_ATTRIBUTION_CLOSE_MONTH: return _("Trades Closed");
    case MAG_ATTRIBUTION_TAX: return _("Tax Items");
    case MAG_ATTRIBUTION_N_ATTRIBUTIONS: break;
    }

  g_return_val_if_reached ("");
}

/** mag_format_sign_class: the CSS class of a gain or a loss; NaN and 0 have none. */
const char *
mag_format_sign_class (double value)
{
  return value > 0 ? "gain" : value < 0 ? "loss" : "";
}
