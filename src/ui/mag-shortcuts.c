/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The keyboard shortcuts, in one table that both binds them and makes the dialog that lists them, so that the two cannot
 * disagree. Keys without an action are handled by the table or dialog that has the focus. */

#include "config.h"

#include "mag-shortcuts.h"

#include <glib/gi18n.h>

typedef struct
{
  const char *heading; /* N_(); NULL: under the same heading as the row before */
  const char *title;   /* N_() */
  const char *action;  /* detailed name; NULL: not bound here */
  const char *keys[3]; /* NULL terminated */
} Shortcut;

static const Shortcut shortcuts[] = {
  { N_("Pages"), N_("Positions"), "app.show-page('positions')", { "<Alt>1" } },
  { NULL, N_("Trades"), "app.show-page('trades')", { "<Alt>2" } },
  { NULL, N_("Watchlists"), "app.show-page('watchlists')", { "<Alt>3" } },
  { NULL, N_("Analyzer"), "app.show-page('analyzer')", { "<Alt>4" } },
  { N_("Data"), N_("Search the page"), "win.search", { "<Control>f" } },
  { NULL, N_("Read the page again"), "win.refresh", { "<Control>r", "F5" } },
  { NULL, N_("Sync the shown list"), "app.sync", { "<Control><Shift>r" } },
  { NULL, N_("Import a watchlist"), "app.import", { "<Control>i" } },
  { N_("Trades Page"), N_("Add a trade"), NULL, { "<Control>n" } },
  { NULL, N_("Import from the broker"), NULL, { "<Control><Shift>i" } },
  { NULL, N_("Print, or save as PDF"), NULL, { "<Control>p" } },
  { NULL, N_("Log how the trade ended"), NULL, { "c" } },
  { NULL, N_("Add a leg of the same order"), NULL, { "l" } },
  { NULL, N_("Differences between journal and broker"), NULL, { "d" } },
  { NULL, N_("Correct the leg and its notes"), NULL, { "n" } },
  { NULL, N_("History of the trade"), NULL, { "h" } },
  { NULL, N_("Delete"), NULL, { "Delete" } },
  { NULL, N_("Copy rows"), NULL, { "<Control>c" } },
  { N_("Symbol Table"), N_("Copy rows"), NULL, { "<Control>c" } },
  { NULL, N_("Remove from the list"), NULL, { "Delete" } },
  { NULL, N_("Note and target"), NULL, { "n" } },
  { NULL, N_("Menu of the row"), NULL, { "<Shift>F10", "Menu" } },
  { N_("Results of the Analyzer"), N_("Filters"), NULL, { "F9" } },
  { NULL, N_("Explain the contract"), NULL, { "Return" } },
  { NULL, N_("Close the explanation"), NULL, { "Escape" } },
  { NULL, N_("Copy rows"), NULL, { "<Control>c" } },
  { N_("Application"), N_("Preferences"), "app.preferences", { "<Control>comma" } },
  { NULL, N_("Keyboard shortcuts"), "app.shortcuts", { "<Control>question" } },
  { NULL, N_("Quit"), "app.quit", { "<Control>q" } },
};

static char *
describe_keys (const Shortcut *shortcut)
{
  GString *text = g_string_new (NULL);

  for (gsize i = 0; shortcut->keys[i] != NULL; i++)
    {
      g_autofree char *label = NULL;
      GdkModifierType modifiers;
      guint key;

      gtk_accelerator_parse (shortcut->keys[i], &key, &modifiers);
      label = gtk_accelerator_get_label (key, modifiers);
      if (i > 0)
        g_string_append (text, " · ");
      g_string_append (text, label);
    }

  return g_string_free (text, FALSE);
}

static GtkWidget *
row_new (const Shortcut *shortcut)
{
  g_autofree char *keys = describe_keys (shortcut);
  GtkWidget *row = g_object_new (ADW_TYPE_ACTION_ROW, "title", _(shortcut->title), NULL);
  GtkWidget *label = gtk_label_new (keys);

  gtk_widget_add_css_class (label, "dim-label");
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), label);

  return row;
}

/**
 * mag_shortcuts_install:
 * @application: the application
 *
 * Binds the keys to their actions.
 */
void
mag_shortcuts_install (GtkApplication *application)
{
  g_return_if_fail (GTK_IS_APPLICATION (application));

  for (gsize i = 0; i < G_N_ELEMENTS (shortcuts); i++)
    if (shortcuts[i].action != NULL)
      gtk_application_set_accels_for_action (application, shortcuts[i].action, shortcuts[i].keys);
}

/**
 * mag_shortcuts_dialog_new:
 *
 * Returns: (transfer floating): a dialog that lists every shortcut under its heading
 */
AdwDialog *
mag_shortcuts_dialog_new (void)
{
  AdwDialog *dialog = adw_dialog_new ();
  GtkWidget *view = adw_toolbar_view_new ();
  GtkWidget *page = adw_preferences_page_new ();
  AdwPreferencesGroup *group = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (shortcuts); i++)
    {
      if (shortcuts[i].heading != NULL)
        {
          group = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());
          adw_preferences_group_set_title (group, _(shortcuts[i].heading));
          adw_preferences_page_add (ADW_PREFERENCES_PAGE (page), group);
        }
      adw_preferences_group_add (group, row_new (&shortcuts[i]));
    }

  adw_toolbar_view_add_top_bar (ADW_TOOLBAR_VIEW (view), adw_header_bar_new ());
  adw_toolbar_view_set_content (ADW_TOOLBAR_VIEW (view), page);
  adw_dialog_set_child (dialog, view);
  adw_dialog_set_title (dialog, _("Keyboard Shortcuts"));
  adw_dialog_set_content_width (dialog, 480);
  adw_dialog_set_content_height (dialog, 640);

  return dialog;
}
