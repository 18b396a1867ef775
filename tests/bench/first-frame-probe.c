/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Preloaded into any GTK 4 program: prints the microseconds from MAGNUS_PROBE_BEGUN (monotonic, set by who started it) to its first painted
 * frame, and ends it. With MAGNUS_PROBE_ROWS the frame must show a table of at least so many rows. */

#include <dlfcn.h>
#include <gtk/gtk.h>
#include <stdlib.h>
#include <unistd.h>

void gtk_window_present (GtkWindow *window);

static gboolean
shows_rows (GtkWidget *widget,
            guint      wanted)
{
  if (GTK_IS_COLUMN_VIEW (widget) && gtk_widget_get_mapped (widget))
    {
      GtkSelectionModel *model = gtk_column_view_get_model (GTK_COLUMN_VIEW (widget));

      return model != NULL && g_list_model_get_n_items (G_LIST_MODEL (model)) >= wanted;
    }
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    if (shows_rows (child, wanted))
      return TRUE;

  return FALSE;
}

static void
after_paint_cb (GdkFrameClock *clock,
                gpointer       window)
{
  const char *rows = g_getenv ("MAGNUS_PROBE_ROWS");

  if (rows != NULL && !shows_rows (window, atoi (rows)))
    return;

  g_print ("%" G_GINT64_FORMAT "\n", g_get_monotonic_time () - g_ascii_strtoll (g_getenv ("MAGNUS_PROBE_BEGUN"), NULL, 10));
  fflush (NULL);
  _exit (0);
}

static void
mapped_cb (GtkWidget *window,
           gpointer   data)
{
  g_signal_connect (gdk_surface_get_frame_clock (gtk_native_get_surface (GTK_NATIVE (window))), "after-paint",
                    G_CALLBACK (after_paint_cb), window);
}

void
gtk_window_present (GtkWindow *window)
{
  void (*present) (GtkWindow *) = (void (*) (GtkWindow *)) dlsym (RTLD_NEXT, "gtk_window_present");

  if (g_getenv ("MAGNUS_PROBE_BEGUN") != NULL)
    g_signal_connect_after (window, "map", G_CALLBACK (mapped_cb), NULL);
  present (window);
}
