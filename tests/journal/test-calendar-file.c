/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The calendar file as RFC 5545 has it: octet for octet what was figured by hand, folded lines, and names that stay. */

#include "config.h"

#include "mag-calendar-file.h"
#include "mag-date.h"

#include <string.h>

#define NOW mag_instant_parse_utc ("2026-11-27T16:05:09Z")

static MagAgendaEvent
put_sold (gint64 contracts)
{
  return (MagAgendaEvent) {
    .kind = MAG_AGENDA_EXPIRATION, .date = mag_date_new (2026, 12, 18), .symbol = "SPY", .dividend = MAG_PRICE_UNKNOWN,
    .contract = { "SPY", MAG_RIGHT_PUT, mag_date_new (2026, 12, 18), 4500000 }, .is_short = TRUE, .contracts = contracts, .frees = contracts * 4500000,
  };
}

static char *
write_one (const MagAgendaEvent *event)
{
  g_autoptr(GArray) events = g_array_new (FALSE, FALSE, sizeof (MagAgendaEvent));

  g_array_append_vals (events, event, 1);
  return mag_calendar_file_to_ics (events, NOW);
}

static void
test_an_expiration_octet_for_octet (void)
{
  const MagAgendaEvent event = put_sold (2);
  g_autofree char *text = write_one (&event);

  g_assert_cmpstr (text, ==,
                   "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Magnus//Magnus " VERSION "//EN\r\nCALSCALE:GREGORIAN\r\n"
                   "BEGIN:VEVENT\r\n"
                   "UID:expiration-SPY261218P00450000-short@" APP_ID "\r\n"
                   "DTSTAMP:20261127T160509Z\r\n"
                   "DTSTART;VALUE=DATE:20261218\r\n"
                   "SUMMARY:2 × SPY 450 put expires\r\n"
                   "DESCRIPTION:$90000.00 of collateral comes free.\r\n"
                   "STATUS:CONFIRMED\r\nTRANSP:TRANSPARENT\r\n"
                   "END:VEVENT\r\nEND:VCALENDAR\r\n");
}

static void
test_company_dates (void)
{
  const MagAgendaEvent earnings = { .kind = MAG_AGENDA_EARNINGS, .date = mag_date_new (2027, 1, 28), .symbol = "F", .estimated = TRUE, .dividend = MAG_PRICE_UNKNOWN };
  const MagAgendaEvent dividend = { .kind = MAG_AGENDA_EX_DIVIDEND, .date = mag_date_new (2026, 12, 1), .symbol = "KO", .dividend = 5100 };
  g_autofree char *first = write_one (&earnings);
  g_autofree char *second = write_one (&dividend);

  g_assert_nonnull (strstr (first, "UID:earnings-F-2027Q1@"));
  g_assert_nonnull (strstr (first, "DTSTART;VALUE=DATE:20270128\r\nSUMMARY:F earnings (estimated)\r\nSTATUS:TENTATIVE\r\n"));
  g_assert_nonnull (strstr (second, "UID:ex-dividend-KO-2026-12@"));
  g_assert_nonnull (strstr (second, "SUMMARY:KO ex-dividend\r\nDESCRIPTION:About $0.51 a share.\r\nSTATUS:CONFIRMED\r\n"));
}

/* One contract closed, an earnings date moved by a day: the same event for whoever reads both files. */
static void
test_names_stay (void)
{
  const MagAgendaEvent two = put_sold (2), one = put_sold (1);
  MagAgendaEvent earnings = { .kind = MAG_AGENDA_EARNINGS, .date = mag_date_new (2027, 1, 28), .symbol = "F", .dividend = MAG_PRICE_UNKNOWN };
  MagAgendaEvent bought = put_sold (1);
  g_autofree char *before = write_one (&two);
  g_autofree char *after = write_one (&one);
  g_autofree char *moved = NULL;
  g_autofree char *other = NULL;

  earnings.date++;
  bought.is_short = FALSE;
  moved = write_one (&earnings);
  other = write_one (&bought);
  g_assert_nonnull (strstr (before, "UID:expiration-SPY261218P00450000-short@"));
  g_assert_nonnull (strstr (after, "UID:expiration-SPY261218P00450000-short@"));
  g_assert_nonnull (strstr (moved, "UID:earnings-F-2027Q1@"));
  g_assert_nonnull (strstr (other, "UID:expiration-SPY261218P00450000-long@"));
}

/* No line is over 75 octets, none is cut within a character, and what was folded is whole when the folds are taken out. Text is escaped. */
static void
test_long_lines_are_folded_between_characters (void)
{
  const char *symbol = "A,B;C\\×××××××××××××××××××××××××××××××××××××××××××××××××××××××××××××××××××××××××××××××";
  const MagAgendaEvent event = { .kind = MAG_AGENDA_EARNINGS, .date = mag_date_new (2027, 1, 28), .symbol = symbol, .dividend = MAG_PRICE_UNKNOWN };
  g_autofree char *text = write_one (&event);
  g_auto(GStrv) lines = g_strsplit (text, "\r\n", -1);
  g_auto(GStrv) parts = g_strsplit (text, "\r\n ", -1);
  g_autofree char *whole = g_strjoinv ("", parts);

  g_assert_cmpuint (g_strv_length (parts), >, 2);
  for (char **line = lines; *line != NULL; line++)
    {
      g_assert_cmpuint (strlen (*line), <=, 75);
      g_assert_true (g_utf8_validate (*line, -1, NULL));
    }
  g_assert_nonnull (strstr (whole, "SUMMARY:A\\,B\\;C\\\\××××"));
  g_assert_nonnull (strstr (whole, "××× earnings\r\n"));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/calendar-file/expiration", test_an_expiration_octet_for_octet);
  g_test_add_func ("/calendar-file/company-dates", test_company_dates);
  g_test_add_func ("/calendar-file/names", test_names_stay);
  g_test_add_func ("/calendar-file/folding", test_long_lines_are_folded_between_characters);

  return g_test_run ();
}
