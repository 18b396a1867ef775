/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What is coming: the expirations of all open contracts of the journal, and the dates of their companies. Collateral is counted as for a cash-secured put, in full
 * and without the premium (DOMAIN 3): what all legs of a roll chain that are open can lose, less what those can lose that live on. */

#include "config.h"

#include "mag-agenda.h"

#include "mag-date.h"
#include "mag-money.h"

#include <string.h>

static gboolean
passes (const MagLedger *ledger,
        const char      *symbol)
{
  return symbol == NULL || g_ascii_strncasecmp (ledger->symbol, symbol, strlen (symbol)) == 0;
}

static int
compare_events (gconstpointer a,
                gconstpointer b)
{
  const MagAgendaEvent *x = a, *y = b;
  int order = (x->date > y->date) - (x->date < y->date);

  if (order == 0)
    order = (int) x->kind - (int) y->kind;
  if (order == 0)
    order = strcmp (x->symbol, y->symbol);
  if (order == 0 && x->kind == MAG_AGENDA_EXPIRATION)
    order = mag_contract_compare (&x->contract, &y->contract);
  return order != 0 ? order : x->is_short - y->is_short;
}

/* The legs of a chain with contracts open, short ones below 0. */
static GArray *
list_open (const MagRollChain *chain)
{
  GArray *legs = g_array_new (FALSE, FALSE, sizeof (MagSpreadLeg));

  for (guint i = 0; i < chain->legs->len; i++)
    {
      const MagLeg *leg = g_ptr_array_index (chain->legs, i);
      MagSpreadLeg open = { leg->contract, leg->multiplier, 0 };

      if (!mag_leg_role_is_opening (leg->role) || mag_roll_chain_find_open (chain, leg->trade, &open.quantity) == NULL)
        continue;
      if (leg->role == MAG_LEG_SELL_TO_OPEN)
        open.quantity = -open.quantity;
      g_array_append_val (legs, open);
    }
  return legs;
}

/* What the legs that expire on a day or later bind. Covered calls bind shares, no cash; what an adjusted contract delivers is not known. */
static MagMoney
find_bound (const MagRollChain *chain,
            const GArray       *legs,
            MagDate             from)
{
  g_autoptr(GArray) later = g_array_new (FALSE, FALSE, sizeof (MagSpreadLeg));
  MagMoney bound = MAG_MONEY_UNKNOWN;

  for (guint i = 0; i < legs->len; i++)
    {
      const MagSpreadLeg *leg = &g_array_index (legs, MagSpreadLeg, i);

      if (leg->contract.expiration < from || (leg->quantity < 0 && leg->contract.right == MAG_RIGHT_CALL && chain->strategy == MAG_STRATEGY_COVERED_CALL))
        continue;
      if (leg->quantity < 0 && mag_contract_is_adjusted (&leg->contract))
        return MAG_MONEY_UNKNOWN;
      g_array_append_vals (later, leg, 1);
    }
  mag_spread_max_loss ((const MagSpreadLeg *) later->data, later->len, 0, &bound);
  return bound;
}

static MagMoney
find_freed (const MagRollChain *chain,
            const GArray       *legs,
            MagDate             date)
{
  MagMoney before = find_bound (chain, legs, date);
  MagMoney after = find_bound (chain, legs, date + 1);

  return before != MAG_MONEY_UNKNOWN && after != MAG_MONEY_UNKNOWN ? before - after : MAG_MONEY_UNKNOWN;
}

/* Is this the leg that says what comes free with all of its day? The first short one, or the first when none is short. */
static gboolean
speaks_for_day (const GArray *legs,
                guint         index)
{
  const MagSpreadLeg *leg = &g_array_index (legs, MagSpreadLeg, index);

  for (guint i = 0; i < legs->len; i++)
    {
      const MagSpreadLeg *other = &g_array_index (legs, MagSpreadLeg, i);

      if (i == index || other->contract.expiration != leg->contract.expiration)
        continue;
      if (other->quantity < 0 && (leg->quantity > 0 || i < index))
        return FALSE;
      if (other->quantity > 0 && leg->quantity > 0 && i < index)
        return FALSE;
    }
  return TRUE;
}

static void
add_expirations (GArray             *events,
                 const MagLedger    *ledger,
                 const MagRollChain *chain,
                 gint64              now_us)
{
  g_autoptr(GArray) legs = list_open (chain);

  for (guint i = 0; i < legs->len; i++)
    {
      const MagSpreadLeg *leg = &g_array_index (legs, MagSpreadLeg, i);
      MagDate date = leg->contract.expiration;
      MagAgendaEvent event = {
        .kind = MAG_AGENDA_EXPIRATION, .date = date, .symbol = ledger->symbol, .dividend = MAG_PRICE_UNKNOWN,
        .contract = leg->contract, .is_short = leg->quantity < 0, .contracts = ABS (leg->quantity),
        .is_over = mag_date_is_expired (date, mag_contract_is_am_settled (&leg->contract), now_us),
        .frees = speaks_for_day (legs, i) ? find_freed (chain, legs, date) : 0,
      };

      g_array_append_val (events, event);
    }
}

static void
add_company_dates (GArray               *events,
                   const char           *symbol,
                   const MagSymbolFacts *facts,
                   MagDate               today)
{
  MagAgendaEvent event = { .symbol = symbol, .dividend = MAG_PRICE_UNKNOWN };

  if (facts->earnings >= today)
    {
      event.kind = MAG_AGENDA_EARNINGS;
      event.date = facts->earnings;
      event.estimated = facts->earnings_estimated;
      g_array_append_val (events, event);
    }
  if (facts->ex_dividend >= today)
    {
      event.kind = MAG_AGENDA_EX_DIVIDEND;
      event.date = facts->ex_dividend;
      event.estimated = facts->ex_dividend_estimated;
      event.dividend = facts->dividend;
      g_array_append_val (events, event);
    }
}

static gboolean
holds_shares (const MagLedger *ledger)
{
  for (guint i = 0; i < ledger->lots->len; i++)
    if (((const MagShareLot *) g_ptr_array_index (ledger->lots, i))->remaining > 0)
      return TRUE;
  return FALSE;
}

/* Sorted: the same contract in another trade or account follows; a company's date in another account is the same. */
static void
merge (GArray *events)
{
  guint n = 0;

  for (guint i = 0; i < events->len; i++)
    {
      const MagAgendaEvent *event = &g_array_index (events, MagAgendaEvent, i);
      MagAgendaEvent *last = n > 0 ? &g_array_index (events, MagAgendaEvent, n - 1) : NULL;

      if (last == NULL || compare_events (last, event) != 0)
        {
          g_array_index (events, MagAgendaEvent, n++) = *event;
          continue;
        }
      last->contracts += event->contracts;
      last->frees = last->frees != MAG_MONEY_UNKNOWN && event->frees != MAG_MONEY_UNKNOWN ? last->frees + event->frees : MAG_MONEY_UNKNOWN;
    }
  g_array_set_size (events, n);
}

/**
 * mag_agenda_new:
 * @facts: (nullable) (element-type utf8 MagSymbolFacts): what is known of the underlyings
 * @symbol: (nullable): what tickers begin with, in any case; "" for all
 *
 * Contracts that have expired and are still open in the journal are among them: somebody has to say how they ended.
 *
 * Returns: (transfer full) (element-type MagAgendaEvent): by date; lives no longer than @journal
 */
GArray *
mag_agenda_new (MagJournal *journal,
                GHashTable *facts,
                const char *symbol,
                gint64      now_us)
{
  GArray *events = g_array_new (FALSE, FALSE, sizeof (MagAgendaEvent));

  for (guint i = 0; i < journal->ledgers->len; i++)
    {
      const MagLedger *ledger = g_ptr_array_index (journal->ledgers, i);
      const MagSymbolFacts *fact = facts != NULL ? g_hash_table_lookup (facts, ledger->symbol) : NULL;
      guint n = events->len;

      if (!passes (ledger, symbol))
        continue;
      for (guint c = 0; c < ledger->chains->len; c++)
        if (((const MagRollChain *) g_ptr_array_index (ledger->chains, c))->status == MAG_TRADE_OPEN)
          add_expirations (events, ledger, g_ptr_array_index (ledger->chains, c), now_us);
      if (fact != NULL && (events->len > n || holds_shares (ledger)))
        add_company_dates (events, ledger->symbol, fact, mag_date_in_new_york (now_us));
    }
  g_array_sort (events, compare_events);
  merge (events);
  return events;
}

/* The first and the last day of what a date is in. */
static void
find_span (MagDate        date,
           MagAgendaUnit  unit,
           MagAgendaSpan *span)
{
  int year, month, day;

  span->from = span->to = date;
  switch (unit)
    {
    case MAG_AGENDA_DAY:
      break;
    case MAG_AGENDA_WEEK:
      span->from = date - (MagDate) (mag_date_get_weekday (date) - 1);
      span->to = span->from + 6;
      break;
    case MAG_AGENDA_MONTH:
      mag_date_get_ymd (date, &year, &month, &day);
      span->from = mag_date_new (year, month, 1);
      span->to = (month < 12 ? mag_date_new (year, month + 1, 1) : mag_date_new (year + 1, 1, 1)) - 1;
      break;
    }
}

/**
 * mag_agenda_group:
 * @events: (element-type MagAgendaEvent): as mag_agenda_new() returned them, or in that order
 *
 * Returns: (transfer full) (element-type MagAgendaSpan): the days, weeks or months with something in them, in order
 */
GArray *
mag_agenda_group (const GArray  *events,
                  MagAgendaUnit  unit)
{
  GArray *spans = g_array_new (FALSE, FALSE, sizeof (MagAgendaSpan));

  for (guint i = 0; i < events->len; i++)
    {
      const MagAgendaEvent *event = &g_array_index (events, MagAgendaEvent, i);
      MagAgendaSpan *span = spans->len > 0 ? &g_array_index (spans, MagAgendaSpan, spans->len - 1) : NULL;

      if (span == NULL || event->date > span->to)
        {
          MagAgendaSpan next = { .first = i };

          find_span (event->date, unit, &next);
          g_array_append_val (spans, next);
          span = &g_array_index (spans, MagAgendaSpan, spans->len - 1);
        }
      span->n++;
      if (event->kind != MAG_AGENDA_EXPIRATION)
        continue;
      span->contracts += event->contracts;
      if (event->frees != MAG_MONEY_UNKNOWN)
        span->frees += event->frees;
      else
        span->n_unknown++;
    }
  return spans;
}
