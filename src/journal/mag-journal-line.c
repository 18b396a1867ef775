/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One leg of an exported journal, field by field. Whatever is read is checked here, by itself; whether the legs make sense together
 * is for the ledger to say. */

#include "config.h"

#include "mag-journal-line.h"

#include "mag-date.h"
#include "mag-money.h"
#include "mag-symbol.h"
#include "mag-tags.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define LONGEST_TEXT 10000 /* bytes of a field */

enum
{
  TRADE,
  ACCOUNT,
  ORIGIN,
  TRADE_BROKER_ID,
  SYMBOL,
  NOTES,
  CREATED,
  UPDATED,
  LEG,
  ROLLED_FROM,
  LEG_BROKER_ID,
  ROLE,
  ROOT,
  EXPIRATION,
  TYPE,
  STRIKE,
  MULTIPLIER,
  QUANTITY,
  PRICE,
  FEES,
  DATE,
  OPENED_WITH,
  TAGS,
};

const MagJournalField mag_journal_fields[MAG_JOURNAL_N_FIELDS] = {
  { "trade", FALSE }, { "account", FALSE }, { "origin", FALSE }, { "trade_broker_id", FALSE }, { "symbol", FALSE }, { "notes", FALSE },
  { "created", FALSE }, { "updated", FALSE }, { "leg", FALSE }, { "rolled_from", FALSE }, { "leg_broker_id", FALSE }, { "role", FALSE },
  { "root", FALSE }, { "expiration", FALSE }, { "type", FALSE }, { "strike", TRUE }, { "multiplier", TRUE }, { "quantity", TRUE },
  { "price", TRUE }, { "fees", TRUE }, { "date", FALSE }, { "opened_with", FALSE, TRUE }, { "tags", FALSE, TRUE },
};

/* Writing */

/* With microseconds, so that what comes back is the same. */
static char *
format_instant (gint64 instant_us)
{
  g_autofree char *seconds = mag_instant_format_utc (instant_us);

  if (seconds[0] == '\0')
    return g_steal_pointer (&seconds);
  seconds[strlen (seconds) - 1] = '\0'; /* the Z */
  return g_strdup_printf ("%s.%06dZ", seconds, (int) (instant_us % MAG_SECOND_US));
}

/**
 * mag_journal_line_format:
 * @field: which of mag_journal_fields
 *
 * Returns: (transfer full): its text; "" for nothing
 */
char *
mag_journal_line_format (const MagTradeRecord *record,
                         guint                 field)
{
  const MagLeg *leg = &record->leg;
  gboolean shares = mag_leg_role_is_shares (leg->role);

  switch (field)
    {
    case TRADE: return g_strdup (record->trade_uid);
    case ACCOUNT: return g_strdup (record->account);
    case ORIGIN: return g_strdup (record->origin);
    case TRADE_BROKER_ID: return g_strdup (record->trade_broker_id);
    case SYMBOL: return g_strdup (record->symbol);
    case NOTES: return g_strdup (record->notes);
    case CREATED: return format_instant (record->created_us);
    case UPDATED: return format_instant (record->updated_us);
    case LEG: return g_strdup (record->leg_uid);
    case ROLLED_FROM: return g_strdup (record->rolled_from_uid);
    case LEG_BROKER_ID: return g_strdup (record->leg_broker_id);
    case ROLE: return g_strdup (mag_leg_role_to_nick (leg->role));
    case ROOT: return g_strdup (leg->contract.root);
    case EXPIRATION: return mag_date_format (leg->contract.expiration);
    case TYPE: return g_strdup (shares ? "" : leg->contract.right == MAG_RIGHT_PUT ? "put" : "call");
    case STRIKE: return shares ? g_strdup ("") : mag_price_format_strike (leg->contract.strike);
    case MULTIPLIER: return g_strdup_printf ("%" G_GINT64_FORMAT, leg->multiplier);
    case QUANTITY: return g_strdup_printf ("%" G_GINT64_FORMAT, leg->quantity);
    case PRICE: return mag_price_format (leg->price, 4);
    case FEES: return mag_money_format (leg->fees);
    case DATE: return mag_date_format (leg->date);
    case OPENED_WITH: return g_strdup (record->opened_with_uid);
    case TAGS: return g_strdup (record->tags);
    default: g_return_val_if_reached (NULL);
    }
}

/* Reading */

static gboolean
refuse (GError     **error,
        guint        field,
        const char  *text)
{
  g_autofree char *shown = g_utf8_substring (text, 0, MIN (40, g_utf8_strlen (text, -1)));

  /* Translators: what stands in a file, and the column's name there */
  g_set_error (error, MAG_VALIDATION_ERROR, MAG_VALIDATION_ERROR_RANGE, _("“%s” can't be the %s of a leg."), shown, mag_journal_fields[field].name);
  return FALSE;
}

static gboolean
is_one_of (const char *text,
           const char *const *words)
{
  return g_strv_contains (words, text);
}

static gboolean
check_texts (const char *const *texts,
             GError           **error)
{
  static const char *const origins[] = { "manual", "broker", "csv", NULL };

  for (guint i = 0; i < MAG_JOURNAL_N_FIELDS; i++)
    if (!g_utf8_validate (texts[i], -1, NULL) || strlen (texts[i]) > LONGEST_TEXT)
      {
        g_set_error (error, MAG_VALIDATION_ERROR, MAG_VALIDATION_ERROR_TOO_LARGE, _("The %s is too long, or no text."), mag_journal_fields[i].name);
        return FALSE;
      }
  if (!g_uuid_string_is_valid (texts[TRADE]))
    return refuse (error, TRADE, texts[TRADE]);
  if (!g_uuid_string_is_valid (texts[LEG]))
    return refuse (error, LEG, texts[LEG]);
  if (texts[ROLLED_FROM][0] != '\0' && !g_uuid_string_is_valid (texts[ROLLED_FROM]))
    return refuse (error, ROLLED_FROM, texts[ROLLED_FROM]);
  if (texts[OPENED_WITH][0] != '\0' && !g_uuid_string_is_valid (texts[OPENED_WITH]))
    return refuse (error, OPENED_WITH, texts[OPENED_WITH]);
  if (!is_one_of (texts[ORIGIN], origins))
    return refuse (error, ORIGIN, texts[ORIGIN]);
  return TRUE;
}

static gboolean
parse_contract (const char *const *texts,
                MagContract       *contract,
                GError           **error)
{
  static const char *const types[] = { "put", "call", NULL };

  if (texts[ROOT][0] == '\0' || strlen (texts[ROOT]) > 6 || !g_str_is_ascii (texts[ROOT]))
    return refuse (error, ROOT, texts[ROOT]);
  if (!is_one_of (texts[TYPE], types))
    return refuse (error, TYPE, texts[TYPE]);
  g_strlcpy (contract->root, texts[ROOT], sizeof contract->root);
  contract->right = texts[TYPE][0] == 'p' ? MAG_RIGHT_PUT : MAG_RIGHT_CALL;
  contract->expiration = mag_date_parse (texts[EXPIRATION]);
  if (contract->expiration == 0)
    return refuse (error, EXPIRATION, texts[EXPIRATION]);
  return mag_price_parse (texts[STRIKE], &contract->strike, error);
}

static gboolean
parse_leg (const char *const *texts,
           MagLeg            *leg,
           GError           **error)
{
  if (!mag_leg_role_from_nick (texts[ROLE], &leg->role))
    return refuse (error, ROLE, texts[ROLE]);
  if (!mag_leg_role_is_shares (leg->role) && !parse_contract (texts, &leg->contract, error))
    return FALSE;
  if (!g_ascii_string_to_signed (texts[MULTIPLIER], 10, 1, G_MAXINT32, &leg->multiplier, NULL))
    return refuse (error, MULTIPLIER, texts[MULTIPLIER]);
  if (!g_ascii_string_to_signed (texts[QUANTITY], 10, 1, G_MAXINT32, &leg->quantity, NULL))
    return refuse (error, QUANTITY, texts[QUANTITY]);
  leg->date = mag_date_parse (texts[DATE]);
  if (leg->date == 0)
    return refuse (error, DATE, texts[DATE]);
  return mag_price_parse (texts[PRICE], &leg->price, error) && mag_money_parse (texts[FEES], &leg->fees, error) && mag_leg_check (leg, error);
}

static gboolean
parse_symbol (const char  *text,
              GError     **error)
{
  g_autofree char *reason = NULL;
  MagSymbol symbol;

  if (!mag_symbol_parse (text, &symbol, error))
    return FALSE;
  reason = mag_symbol_dup_reason (&symbol);
  return reason == NULL && strcmp (symbol.ticker, text) == 0 ? TRUE : refuse (error, SYMBOL, text);
}

/**
 * mag_journal_line_parse:
 *
 * Returns: (transfer full): the record; %NULL with %MAG_VALIDATION_ERROR, a sentence without the line's number
 */
MagTradeRecord *
mag_journal_line_parse (const char *const *texts,
                        GError           **error)
{
  g_autoptr(MagTradeRecord) record = mag_trade_record_new ();

  if (!check_texts (texts, error) || !parse_symbol (texts[SYMBOL], error) || !parse_leg (texts, &record->leg, error))
    return NULL;
  record->created_us = mag_instant_parse_utc (texts[CREATED]);
  record->updated_us = mag_instant_parse_utc (texts[UPDATED]);
  if (record->created_us == 0 || record->updated_us == 0)
    {
      refuse (error, record->created_us == 0 ? CREATED : UPDATED, texts[record->created_us == 0 ? CREATED : UPDATED]);
      return NULL;
    }
  record->trade_uid = g_ascii_strdown (texts[TRADE], -1);
  record->account = g_strdup (texts[ACCOUNT]);
  record->origin = g_strdup (texts[ORIGIN]);
  record->trade_broker_id = g_strdup (texts[TRADE_BROKER_ID]);
  record->symbol = g_strdup (texts[SYMBOL]);
  record->notes = g_strdup (texts[NOTES]);
  record->leg_uid = g_ascii_strdown (texts[LEG], -1);
  record->rolled_from_uid = g_ascii_strdown (texts[ROLLED_FROM], -1);
  record->leg_broker_id = g_strdup (texts[LEG_BROKER_ID]);
  record->opened_with_uid = g_ascii_strdown (texts[OPENED_WITH], -1);
  record->tags = mag_tags_tidy (texts[TAGS]);
  return g_steal_pointer (&record);
}
