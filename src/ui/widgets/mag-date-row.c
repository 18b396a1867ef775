/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A date to be typed or picked. What is typed is the date itself and never passes through a time zone. */

#include "config.h"

#include "mag-date-row.h"

#include "mag-date.h"

#include <glib/gi18n.h>

struct _MagDateRow
{
  AdwEntryRow  parent_instance;

  GtkCalendar *calendar;
  GtkPopover  *popover;
  gboolean     following; /* the calendar is being set by the text */
};

G_DEFINE_FINAL_TYPE (MagDateRow, mag_date_row, ADW_TYPE_ENTRY_ROW)

static void
text_changed_cb (MagDateRow *self)
{
  MagDate date = mag_date_row_get_date (self);
  gboolean wrong = date == 0 && *gtk_editable_get_text (GTK_EDITABLE (self)) != '\0';
  g_autoptr(GDateTime) midnight = NULL;
  int year, month, day;

  if (wrong)
    gtk_widget_add_css_class (GTK_WIDGET (self), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "error");
  if (date == 0)
    return;

  mag_date_get_ymd (date, &year, &month, &day);
  midnight = g_date_time_new_local (year, month, day, 0, 0, 0);
  self->following = TRUE;
  gtk_calendar_select_day (self->calendar, midnight);
  self->following = FALSE;
}

static void
day_selected_cb (MagDateRow *self)
{
  g_autoptr(GDateTime) day = gtk_calendar_get_date (self->calendar);

  if (self->following)
    return;
  mag_date_row_set_date (self, mag_date_new (g_date_time_get_year (day), g_date_time_get_month (day), g_date_time_get_day_of_month (day)));
  gtk_popover_popdown (self->popover);
}

static void
mag_date_row_class_init (MagDateRowClass *klass)
{
}

static void
mag_date_row_init (MagDateRow *self)
{
  GtkWidget *button = gtk_menu_button_new ();

  self->calendar = GTK_CALENDAR (gtk_calendar_new ());
  self->popover = GTK_POPOVER (gtk_popover_new ());
  gtk_popover_set_child (self->popover, GTK_WIDGET (self->calendar));
  gtk_menu_button_set_popover (GTK_MENU_BUTTON (button), GTK_WIDGET (self->popover));
  gtk_menu_button_set_icon_name (GTK_MENU_BUTTON (button), "x-office-calendar-symbolic");
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_tooltip_text (button, _("Pick a Date"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Pick a Date"), -1);
  adw_entry_row_add_suffix (ADW_ENTRY_ROW (self), button);

  g_signal_connect (self, "changed", G_CALLBACK (text_changed_cb), NULL);
  g_signal_connect_object (self->calendar, "day-selected", G_CALLBACK (day_selected_cb), self, G_CONNECT_SWAPPED);
}

MagDate
mag_date_row_get_date (MagDateRow *self)
{
  g_autofree char *text = NULL;

  g_return_val_if_fail (MAG_IS_DATE_ROW (self), 0);

  text = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self))));
  return mag_date_parse (text);
}

void
mag_date_row_set_date (MagDateRow *self,
                       MagDate     date)
{
  g_autofree char *text = mag_date_format (date);

  g_return_if_fail (MAG_IS_DATE_ROW (self));

  gtk_editable_set_text (GTK_EDITABLE (self), text);
}
