/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A calendar for other programs. An event keeps its name whatever its day or its number of contracts becomes, so a file that is read again brings the first one up to
 * date: a contract is itself, earnings are those of a quarter, a dividend is that of a month. No account is named: calendars travel. */

#include "config.h"

#include "mag-calendar-file.h"

#include "mag-date.h"
#include "mag-money.h"

#include <glib/gi18n-lib.h>

#define MAX_OCTETS 75 /* of a line, without its end */

/* Lines are folded between characters, never within one. */
static void
append_line (GString    *text,
             const char *line)
{
  gsize octets = 0;

  for (const char *c = line; *c != '\0'; c = g_utf8_next_char (c))
    {
      gsize length = (gsize) (g_utf8_next_char (c) - c);

      if (octets + length > MAX_OCTETS)
        {
          g_string_append (text, "\r\n ");
          octets = 1;
        }
      g_string_append_len (text, c, (gssize) length);
      octets += length;
    }
  g_string_append (text, "\r\n");
}

static void
append_text (GString    *text,
             const char *name,
             const char *value)
{
  g_autoptr(GString) line = g_string_new (name);

  g_string_append_c (line, ':');
  for (const char *c = value; *c != '\0'; c++)
    if (*c == '\n')
      g_string_append (line, "\\n");
    else if (*c == '\\' || *c == ';' || *c == ',')
      g_string_append_printf (line, "\\%c", *c);
    else if ((guchar) *c >= 0x20 && *c != 0x7f)
      g_string_append_c (line, *c);
  append_line (text, line->str);
}

static char *
name_event (const MagAgendaEvent *event)
{
  g_autofree char *contract = NULL;
  int year, month, day;

  mag_date_get_ymd (event->date, &year, &month, &day);
  switch (event->kind)
    {
    case MAG_AGENDA_EXPIRATION:
      contract = mag_contract_format (&event->contract);
      return g_strdup_printf ("expiration-%s-%s@%s", contract, event->is_short ? "short" : "long", APP_ID);
    case MAG_AGENDA_EARNINGS:
      return g_strdup_printf ("earnings-%s-%04dQ%d@%s", event->symbol, year, (month + 2) / 3, APP_ID);
    case MAG_AGENDA_EX_DIVIDEND:
      return g_strdup_printf ("ex-dividend-%s-%04d-%02d@%s", event->symbol, year, month, APP_ID);
    }
  g_return_val_if_reached (NULL);
}

static char *
summarize_expiration (const MagAgendaEvent *event)
{
  g_autofree char *strike = mag_price_format_strike (event->contract.strike);
  g_autofree char *contracts = g_strdup_printf ("%" G_GINT64_FORMAT, event->contracts);

  if (event->contract.right == MAG_RIGHT_PUT)
    /* Translators: contracts, symbol, strike; the option was sold (it is short), or bought (long) */
    return g_strdup_printf (event->is_short ? _("%s × %s %s put expires") : _("%s × %s %s long put expires"), contracts, event->symbol, strike);
  return g_strdup_printf (event->is_short ? _("%s × %s %s call expires") : _("%s × %s %s long call expires"), contracts, event->symbol, strike);
}

static char *
summarize (const MagAgendaEvent *event)
{
  switch (event->kind)
    {
    case MAG_AGENDA_EXPIRATION:
      return summarize_expiration (event);
    case MAG_AGENDA_EARNINGS:
      return g_strdup_printf (event->estimated ? _("%s earnings (estimated)") : _("%s earnings"), event->symbol);
    case MAG_AGENDA_EX_DIVIDEND:
      return g_strdup_printf (event->estimated ? _("%s ex-dividend (estimated)") : _("%s ex-dividend"), event->symbol);
    }
  g_return_val_if_reached (NULL);
}

/* What more there is to say; NULL. */
static char *
describe (const MagAgendaEvent *event)
{
  g_autofree char *amount = NULL;

  if (event->kind == MAG_AGENDA_EX_DIVIDEND && event->dividend != MAG_PRICE_UNKNOWN)
    {
      amount = mag_price_format_strike (event->dividend);
      return g_strdup_printf (_("About $%s a share."), amount);
    }
  if (event->kind != MAG_AGENDA_EXPIRATION || event->frees == 0)
    return NULL;
  if (event->frees == MAG_MONEY_UNKNOWN)
    return g_strdup (_("How much collateral comes free is not known."));
  amount = mag_money_format (event->frees);
  return g_strdup_printf (_("$%s of collateral comes free."), amount);
}

static void
append_event (GString              *text,
              const MagAgendaEvent *event,
              const char           *stamp)
{
  g_autofree char *name = name_event (event);
  g_autofree char *summary = summarize (event);
  g_autofree char *description = describe (event);
  int year, month, day;

  mag_date_get_ymd (event->date, &year, &month, &day);
  append_line (text, "BEGIN:VEVENT");
  append_text (text, "UID", name);
  append_text (text, "DTSTAMP", stamp);
  g_string_append_printf (text, "DTSTART;VALUE=DATE:%04d%02d%02d\r\n", year, month, day);
  append_text (text, "SUMMARY", summary);
  if (description != NULL)
    append_text (text, "DESCRIPTION", description);
  append_text (text, "STATUS", event->estimated ? "TENTATIVE" : "CONFIRMED");
  append_line (text, "TRANSP:TRANSPARENT");
  append_line (text, "END:VEVENT");
}

/**
 * mag_calendar_file_to_ics:
 * @now_us: the profile's time; of two files the one with the later time counts
 *
 * Returns: (transfer full): the file, in UTF-8
 */
char *
mag_calendar_file_to_ics (const GArray *events,
                          gint64        now_us)
{
  GString *text = g_string_new (NULL);
  g_autoptr(GDateTime) now = g_date_time_new_from_unix_utc (now_us / G_USEC_PER_SEC);
  g_autofree char *stamp = g_date_time_format (now, "%Y%m%dT%H%M%SZ");

  append_line (text, "BEGIN:VCALENDAR");
  append_line (text, "VERSION:2.0");
  append_line (text, "PRODID:-//Magnus//Magnus " VERSION "//EN");
  append_line (text, "CALSCALE:GREGORIAN");
  for (guint i = 0; i < events->len; i++)
    append_event (text, &g_array_index (events, MagAgendaEvent, i), stamp);
  append_line (text, "END:VCALENDAR");
  return g_string_free_and_steal (text);
}
