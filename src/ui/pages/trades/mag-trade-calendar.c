/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The calendar of the Trades page: a list of days under the weeks or months they are in, so that it reads the same in a narrow window and to who can't see it. Today
 * is always there, in its place. */

#include "config.h"

#include "mag-trade-calendar.h"

#include "mag-date.h"
#include "mag-format.h"

#include <glib/gi18n.h>

struct _MagTradeCalendar
{
  AdwBin      parent_instance;

  GtkBox     *periods;
  GtkLabel   *empty;
  gboolean    by_month;

  MagJournal *journal; /* owned; NULL at first */
  GArray     *events;  /* owned; lends from the journal */
  gint64      now_us;
};

enum
{
  PROP_BY_MONTH = 1,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (MagTradeCalendar, mag_trade_calendar, ADW_TYPE_BIN)

/* Words */

static char *
describe_freed (MagMoney frees)
{
  g_autofree char *amount = mag_format_money_whole (frees);

  if (frees == MAG_MONEY_UNKNOWN)
    return g_strdup (_("collateral not known"));
  /* Translators: how much collateral comes free */
  return frees > 0 ? g_strdup_printf (_("frees %s"), amount) : NULL;
}

static char *
describe_expiration (const MagAgendaEvent *event)
{
  g_autofree char *count = mag_format_count (event->contracts);
  g_autofree char *strike = mag_format_strike (event->contract.strike);
  g_autofree char *freed = describe_freed (event->frees);
  g_autofree char *what = NULL;

  if (event->is_short)
    /* Translators: contracts, symbol, strike, Put or Call: options that were sold */
    what = g_strdup_printf (_("%s × %s %s %s sold"), count, event->symbol, strike, mag_format_right (event->contract.right));
  else
    what = g_strdup_printf (_("%s × %s %s %s bought"), count, event->symbol, strike, mag_format_right (event->contract.right));
  return freed != NULL ? g_strdup_printf ("%s · %s", what, freed) : g_steal_pointer (&what);
}

static char *
describe_dividend (const MagAgendaEvent *event)
{
  g_autofree char *amount = mag_format_price (event->dividend);

  if (event->estimated)
    /* Translators: symbol, about how much a share */
    return g_strdup_printf (_("%s ex-dividend, estimated · about $%s a share"), event->symbol, amount);
  return g_strdup_printf (_("%s ex-dividend · about $%s a share"), event->symbol, amount);
}

/**
 * mag_trade_calendar_describe_event:
 *
 * Returns: (transfer full): "2 × SPY 450 Put sold · frees $90,000"
 */
char *
mag_trade_calendar_describe_event (const MagAgendaEvent *event)
{
  switch (event->kind)
    {
    case MAG_AGENDA_EXPIRATION:
      return describe_expiration (event);
    case MAG_AGENDA_EARNINGS:
      return g_strdup_printf (event->estimated ? _("%s earnings, estimated") : _("%s earnings"), event->symbol);
    case MAG_AGENDA_EX_DIVIDEND:
      return describe_dividend (event);
    }
  g_return_val_if_reached (NULL);
}

/**
 * mag_trade_calendar_describe_span:
 *
 * Returns: (transfer full): how many contracts expire and what comes free: "5 contracts expire · frees $48,500"
 */
char *
mag_trade_calendar_describe_span (const MagAgendaSpan *span)
{
  g_autofree char *freed = describe_freed (span->frees);
  g_autofree char *contracts = mag_format_count (span->contracts);
  g_autoptr(GString) text = g_string_new (NULL);

  if (span->contracts == 0)
    return g_strdup (_("Nothing expires"));
  /* Translators: %s is how many */
  g_string_append_printf (text, ngettext ("%s contract expires", "%s contracts expire", (gulong) span->contracts), contracts);
  if (freed != NULL)
    g_string_append_printf (text, " · %s", freed);
  if (span->n_unknown > 0)
    {
      g_string_append (text, " · ");
      /* Translators: of so many lines nobody can say what collateral comes free */
      g_string_append_printf (text, ngettext ("%u not known", "%u not known", span->n_unknown), span->n_unknown);
    }
  return g_string_free_and_steal (g_steal_pointer (&text));
}

static char *
name_span (const MagAgendaSpan *span,
           gboolean             by_month,
           gint64               now_us)
{
  g_autofree char *from = NULL;
  g_autoptr(GDateTime) first = NULL;
  int year, month, day;

  if (!by_month)
    {
      from = mag_format_date (span->from, now_us);
      /* Translators: %s is the date of a Monday */
      return g_strdup_printf (_("Week of %s"), from);
    }
  mag_date_get_ymd (span->from, &year, &month, &day);
  first = g_date_time_new_utc (year, month, 1, 0, 0, 0);
  return g_date_time_format (first, _("%B %Y"));
}

static char *
name_day (MagDate  date,
          gboolean waits,
          gint64   now_us)
{
  MagDate today = mag_date_in_new_york (now_us);
  g_autofree char *name = date > today ? mag_format_expiry (date, now_us) : mag_format_date (date, now_us);

  if (date == today)
    /* Translators: %s is today's date */
    return waits ? g_strdup_printf (_("Today, %s · log how it ended"), name) : g_strdup_printf (_("Today, %s"), name);
  return waits ? g_strdup_printf (_("%s · log how it ended"), name) : g_steal_pointer (&name);
}

/* Rows */

static GtkWidget *
make_day (MagTradeCalendar    *self,
          MagDate              date,
          const MagAgendaSpan *span) /* NULL: nothing comes */
{
  g_autoptr(GString) lines = g_string_new (NULL);
  g_autofree char *title = NULL;
  gboolean waits = FALSE;
  GtkWidget *row;

  for (guint i = 0; span != NULL && i < span->n; i++)
    {
      const MagAgendaEvent *event = &g_array_index (self->events, MagAgendaEvent, span->first + i);
      g_autofree char *line = mag_trade_calendar_describe_event (event);

      waits |= event->is_over;
      g_string_append_printf (lines, "%s%s", i > 0 ? "\n" : "", line);
    }
  title = name_day (date, waits, self->now_us);
  row = g_object_new (ADW_TYPE_ACTION_ROW, "use-markup", FALSE, "title", title, "subtitle", span != NULL ? lines->str : _("Nothing"), "title-lines", 0, "subtitle-lines", 0, NULL);
  if (date == mag_date_in_new_york (self->now_us))
    {
      GtkWidget *mark = gtk_image_new_from_icon_name ("x-office-calendar-symbolic");

      gtk_accessible_update_property (GTK_ACCESSIBLE (mark), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Today"), -1);
      gtk_widget_add_css_class (mark, "accent");
      adw_action_row_add_prefix (ADW_ACTION_ROW (row), mark);
    }
  return row;
}

static GtkListBox *
append_period (MagTradeCalendar    *self,
               const MagAgendaSpan *span)
{
  g_autofree char *title = name_span (span, self->by_month, self->now_us);
  g_autofree char *sums = mag_trade_calendar_describe_span (span);
  GtkWidget *heading = gtk_label_new (title);
  GtkWidget *description = gtk_label_new (sums);
  GtkWidget *list = gtk_list_box_new ();

  gtk_label_set_xalign (GTK_LABEL (heading), 0);
  gtk_label_set_wrap (GTK_LABEL (heading), TRUE);
  gtk_widget_add_css_class (heading, "heading");
  gtk_widget_set_margin_top (heading, 12);
  gtk_label_set_xalign (GTK_LABEL (description), 0);
  gtk_label_set_wrap (GTK_LABEL (description), TRUE);
  gtk_widget_add_css_class (description, "dimmed");
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (list, "boxed-list");
  gtk_accessible_update_property (GTK_ACCESSIBLE (list), GTK_ACCESSIBLE_PROPERTY_LABEL, title, GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, sums, -1);
  gtk_box_append (self->periods, heading);
  gtk_box_append (self->periods, description);
  gtk_box_append (self->periods, list);
  return GTK_LIST_BOX (list);
}

/* A week or month of which nothing is known but that today is in it. */
static void
append_today (MagTradeCalendar *self)
{
  MagDate today = mag_date_in_new_york (self->now_us);
  const MagAgendaSpan span = { .from = self->by_month ? today : today - (MagDate) (mag_date_get_weekday (today) - 1) };

  gtk_list_box_append (append_period (self, &span), make_day (self, today, NULL));
}

/* The days of a period from the given one on; returns how many. With today among them, whatever it brings. */
static guint
append_days (MagTradeCalendar    *self,
             const MagAgendaSpan *period,
             const MagAgendaSpan *days,
             guint                n_days)
{
  GtkListBox *list = append_period (self, period);
  MagDate today = mag_date_in_new_york (self->now_us);
  gboolean to_mark = period->from <= today && today <= period->to;
  guint d;

  for (d = 0; d < n_days && days[d].from <= period->to; d++)
    {
      if (to_mark && days[d].from > today)
        gtk_list_box_append (list, make_day (self, today, NULL));
      to_mark &= days[d].from < today;
      gtk_list_box_append (list, make_day (self, days[d].from, &days[d]));
    }
  if (to_mark)
    gtk_list_box_append (list, make_day (self, today, NULL));
  return d;
}

static void
fill (MagTradeCalendar *self)
{
  g_autoptr(GArray) days = mag_agenda_group (self->events, MAG_AGENDA_DAY);
  g_autoptr(GArray) periods = mag_agenda_group (self->events, self->by_month ? MAG_AGENDA_MONTH : MAG_AGENDA_WEEK);
  MagDate today = mag_date_in_new_york (self->now_us);
  MagDate before = 0; /* the last day of the period before */
  guint d = 0;

  for (guint p = 0; p < periods->len; p++)
    {
      const MagAgendaSpan *period = &g_array_index (periods, MagAgendaSpan, p);

      if (before < today && today < period->from)
        append_today (self);
      d += append_days (self, period, &g_array_index (days, MagAgendaSpan, d), days->len - d);
      before = period->to;
    }
  if (periods->len > 0 && before < today)
    append_today (self);
}

static void
show (MagTradeCalendar *self)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->periods))) != NULL)
    gtk_box_remove (self->periods, child);
  gtk_widget_set_visible (GTK_WIDGET (self->empty), self->events == NULL || self->events->len == 0);
  if (self->events != NULL)
    fill (self);
}

void
mag_trade_calendar_set_journal (MagTradeCalendar *self,
                                MagJournal       *journal,
                                GHashTable       *facts,
                                const char       *symbol,
                                gint64            now_us)
{
  g_return_if_fail (MAG_IS_TRADE_CALENDAR (self));

  mag_journal_ref (journal);
  g_clear_pointer (&self->events, g_array_unref);
  g_clear_pointer (&self->journal, mag_journal_unref);
  self->journal = journal;
  self->now_us = now_us;
  self->events = mag_agenda_new (journal, facts, symbol, now_us);
  show (self);
}

static void
mag_trade_calendar_get_property (GObject    *object,
                                 guint       prop_id,
                                 GValue     *value,
                                 GParamSpec *pspec)
{
  switch (prop_id)
    {
    case PROP_BY_MONTH:
      g_value_set_boolean (value, MAG_TRADE_CALENDAR (object)->by_month);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
mag_trade_calendar_set_property (GObject      *object,
                                 guint         prop_id,
                                 const GValue *value,
                                 GParamSpec   *pspec)
{
  MagTradeCalendar *self = MAG_TRADE_CALENDAR (object);

  switch (prop_id)
    {
    case PROP_BY_MONTH:
      if (self->by_month == g_value_get_boolean (value))
        return;
      self->by_month = g_value_get_boolean (value);
      show (self);
      g_object_notify_by_pspec (object, pspec);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
mag_trade_calendar_dispose (GObject *object)
{
  MagTradeCalendar *self = MAG_TRADE_CALENDAR (object);

  gtk_widget_dispose_template (GTK_WIDGET (self), MAG_TYPE_TRADE_CALENDAR);
  g_clear_pointer (&self->events, g_array_unref);
  g_clear_pointer (&self->journal, mag_journal_unref);

  G_OBJECT_CLASS (mag_trade_calendar_parent_class)->dispose (object);
}

static void
mag_trade_calendar_class_init (MagTradeCalendarClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = mag_trade_calendar_get_property;
  object_class->set_property = mag_trade_calendar_set_property;
  object_class->dispose = mag_trade_calendar_dispose;

  properties[PROP_BY_MONTH] = g_param_spec_boolean ("by-month", NULL, NULL, FALSE, G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_set_template_from_resource (widget_class, RESOURCE_PATH "/ui/mag-trade-calendar.ui");
  gtk_widget_class_bind_template_child (widget_class, MagTradeCalendar, periods);
  gtk_widget_class_bind_template_child (widget_class, MagTradeCalendar, empty);
}

static void
mag_trade_calendar_init (MagTradeCalendar *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
