/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What is coming, for magnusctl trades and export. */

#include "mag-ctl-calendar.h"

#include "mag-date.h"
#include "mag-money.h"
#include "mag-position-repo.h"

static gpointer
facts_job (MagDb         *db,
           gpointer       input,
           GCancellable  *cancellable,
           GError       **error)
{
  const gint64 *now_us = input;

  return mag_position_repo_facts (db, *now_us, cancellable, error);
}

/**
 * mag_ctl_calendar_facts:
 *
 * Returns: (transfer full): what the store knows of underlyings; NULL with a MAG_STORE_ERROR
 */
GHashTable *
mag_ctl_calendar_facts (MagCtl  *self,
                        gint64   now_us,
                        GError **error)
{
  return mag_ctl_run (self, facts_job, &now_us, error);
}

static const char *
describe_kind (const MagAgendaEvent *event)
{
  switch (event->kind)
    {
    case MAG_AGENDA_EXPIRATION:
      return event->is_over ? "expired, not logged" : "expires";
    case MAG_AGENDA_EARNINGS:
      return event->estimated ? "earnings, estimated" : "earnings";
    case MAG_AGENDA_EX_DIVIDEND:
      return event->estimated ? "ex-dividend, estimated" : "ex-dividend";
    }
  return "";
}

static void
add_event (MagCtlTable          *table,
           const MagAgendaEvent *event,
           gint64                now_us)
{
  gboolean expires = event->kind == MAG_AGENDA_EXPIRATION;

  mag_ctl_table_take (table, mag_date_format (event->date));
  mag_ctl_table_take (table, g_strdup_printf ("%d", mag_date_dte (event->date, now_us)));
  mag_ctl_table_add (table, event->symbol);
  mag_ctl_table_add (table, describe_kind (event));
  mag_ctl_table_take (table, expires ? mag_ctl_dup_contract (&event->contract) : g_strdup (""));
  mag_ctl_table_add (table, !expires ? "" : event->is_short ? "short" : "long");
  mag_ctl_table_take (table, mag_ctl_dup_count (expires ? event->contracts : MAG_COUNT_UNKNOWN));
  mag_ctl_table_take (table, mag_money_format (expires ? event->frees : MAG_MONEY_UNKNOWN));
}

static void
print_spans (const GArray *events)
{
  static const char *const heads[] = { "Week of", ">Contracts", ">Frees", ">Not known" };
  g_autoptr(MagCtlTable) table = mag_ctl_table_new (heads, G_N_ELEMENTS (heads));
  g_autoptr(GArray) weeks = mag_agenda_group (events, MAG_AGENDA_WEEK);

  for (guint i = 0; i < weeks->len; i++)
    {
      const MagAgendaSpan *week = &g_array_index (weeks, MagAgendaSpan, i);

      mag_ctl_table_take (table, mag_date_format (week->from));
      mag_ctl_table_take (table, mag_ctl_dup_count (week->contracts));
      mag_ctl_table_take (table, mag_money_format (week->frees));
      mag_ctl_table_take (table, mag_ctl_dup_count (week->n_unknown > 0 ? (gint64) week->n_unknown : MAG_COUNT_UNKNOWN));
    }
  mag_ctl_table_print (table);
}

void
mag_ctl_calendar_print (const GArray *events,
                        gint64        now_us)
{
  static const char *const heads[] = { "Date", ">Days", "Symbol", "What", "Contract", "Side", ">Quantity", ">Frees" };
  g_autoptr(MagCtlTable) table = mag_ctl_table_new (heads, G_N_ELEMENTS (heads));

  if (events->len == 0)
    {
      g_print ("Nothing is coming: no contract is open, and no shares are held.\n");
      return;
    }
  for (guint i = 0; i < events->len; i++)
    add_event (table, &g_array_index (events, MagAgendaEvent, i), now_us);
  mag_ctl_table_print (table);
  g_print ("\n");
  print_spans (events);
}

static void
write_event (MagCtlJson           *json,
             const MagAgendaEvent *event)
{
  static const char *const kinds[] = { "expiration", "earnings", "ex_dividend" };
  gboolean expires = event->kind == MAG_AGENDA_EXPIRATION;
  g_autofree char *contract = expires ? mag_contract_format (&event->contract) : NULL;

  mag_ctl_json_begin_object (json, NULL);
  mag_ctl_json_string (json, "event", kinds[event->kind]);
  mag_ctl_json_date (json, "date", event->date);
  mag_ctl_json_string (json, "symbol", event->symbol);
  mag_ctl_json_string (json, "contract", contract);
  mag_ctl_json_string (json, "side", !expires ? NULL : event->is_short ? "short" : "long");
  mag_ctl_json_count (json, "quantity", expires ? event->contracts : MAG_COUNT_UNKNOWN);
  mag_ctl_json_money (json, "frees", expires ? event->frees : MAG_MONEY_UNKNOWN);
  mag_ctl_json_boolean (json, "over", event->is_over);
  mag_ctl_json_boolean (json, "estimated", event->estimated);
  mag_ctl_json_price (json, "dividend", event->dividend);
  mag_ctl_json_end_object (json);
}

static void
write_spans (MagCtlJson    *json,
             const char    *name,
             const GArray  *events,
             MagAgendaUnit  unit)
{
  g_autoptr(GArray) spans = mag_agenda_group (events, unit);

  mag_ctl_json_begin_array (json, name);
  for (guint i = 0; i < spans->len; i++)
    {
      const MagAgendaSpan *span = &g_array_index (spans, MagAgendaSpan, i);

      mag_ctl_json_begin_object (json, NULL);
      mag_ctl_json_date (json, "from", span->from);
      mag_ctl_json_date (json, "to", span->to);
      mag_ctl_json_integer (json, "contracts", span->contracts);
      mag_ctl_json_money (json, "frees", span->frees);
      mag_ctl_json_integer (json, "not_known", span->n_unknown);
      mag_ctl_json_end_object (json);
    }
  mag_ctl_json_end_array (json);
}

void
mag_ctl_calendar_write (MagCtlJson   *json,
                        const GArray *events)
{
  mag_ctl_json_begin_object (json, "calendar");
  mag_ctl_json_begin_array (json, "events");
  for (guint i = 0; i < events->len; i++)
    write_event (json, &g_array_index (events, MagAgendaEvent, i));
  mag_ctl_json_end_array (json);
  write_spans (json, "weeks", events, MAG_AGENDA_WEEK);
  write_spans (json, "months", events, MAG_AGENDA_MONTH);
  mag_ctl_json_end_object (json);
}
