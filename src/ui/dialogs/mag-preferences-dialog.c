/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Preferences: rate, colours of gains and losses, and the symbols imports leave out. Colours are a setting of this user; the
 * others are kept in the store, where all programs see them. */

#include "config.h"

#include "mag-preferences-dialog.h"

#include "mag-rules-page.h"
#include "mag-symbol.h"
#include "mag-watchlist-repo.h"

#include <glib/gi18n.h>
#include <math.h>

struct _MagPreferencesDialog
{
  AdwPreferencesDialog  parent_instance;

  AdwSpinRow           *rate;
  AdwComboRow          *palette;
  AdwPreferencesGroup  *exclusions;
  GtkEditable          *exclude;
  MagRulesPage         *rules;

  MagEngine            *engine; /* owned */
  GHashTable           *rows;   /* ticker -> its row; keys owned */
};

G_DEFINE_FINAL_TYPE (MagPreferencesDialog, mag_preferences_dialog, ADW_TYPE_PREFERENCES_DIALOG)

static void
report (MagPreferencesDialog *self,
        const GError         *error)
{
  AdwToast *toast;

  if (mag_engine_report (self->engine, error))
    return;

  toast = adw_toast_new (error->message);
  adw_toast_set_use_markup (toast, FALSE);
  adw_preferences_dialog_add_toast (ADW_PREFERENCES_DIALOG (self), toast);
}

/* --- settings --- */

/* A hundredth of a percent is the finest the row shows; comparing what it shows keeps the two from answering each other. */
static double
to_percent (double rate)
{
  return round (rate * 1e4) / 100;
}

static void
show_rate (MagPreferencesDialog *self)
{
  adw_spin_row_set_value (self->rate, to_percent (mag_engine_get_rate (self->engine)));
  gtk_widget_set_sensitive (GTK_WIDGET (self->rate), mag_engine_is_ready (self->engine));
}

static void
rate_changed_cb (MagPreferencesDialog *self)
{
  double percent = adw_spin_row_get_value (self->rate);

  if (percent != to_percent (mag_engine_get_rate (self->engine)))
    mag_engine_set_rate (self->engine, percent / 100);
}

/* Settings keep the word, the row shows its place: the order of the schema's enum and of the template. */
static void
palette_chosen_cb (MagPreferencesDialog *self)
{
  g_settings_set_enum (mag_engine_get_settings (self->engine), "palette", adw_combo_row_get_selected (self->palette));
}

static void
bind_settings (MagPreferencesDialog *self)
{
  GSettings *settings = mag_engine_get_settings (self->engine);

  show_rate (self);
  g_signal_connect_object (self->engine, "notify::rate", G_CALLBACK (show_rate), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->engine, "notify::ready", G_CALLBACK (show_rate), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->rate, "notify::value", G_CALLBACK (rate_changed_cb), self, G_CONNECT_SWAPPED);
  adw_combo_row_set_selected (self->palette, g_settings_get_enum (settings, "palette"));
  g_signal_connect_object (self->palette, "notify::selected", G_CALLBACK (palette_chosen_cb), self, G_CONNECT_SWAPPED);
}

/* --- exclusions --- */

typedef struct
{
  char     *ticker;
  gboolean  excluded;
} Exclusion;

static void
exclusion_free (gpointer data)
{
  Exclusion *exclusion = data;

  g_free (exclusion->ticker);
  g_free (exclusion);
}

static gpointer
read_exclusions_job (MagDb         *db,
                     gpointer       input,
                     GCancellable  *cancellable,
                     GError       **error)
{
  return mag_watchlist_repo_exclusions (db, cancellable, error);
}

static gpointer
set_excluded_job (MagDb         *db,
                  gpointer       input,
                  GCancellable  *cancellable,
                  GError       **error)
{
  const Exclusion *exclusion = input;

  return mag_watchlist_repo_set_excluded (db, exclusion->ticker, "", exclusion->excluded, cancellable, error)
         ? GINT_TO_POINTER (TRUE) : NULL;
}

static void
set_excluded_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr(MagPreferencesDialog) self = user_data;
  g_autoptr(GError) error = NULL;

  if (mag_store_run_finish (MAG_STORE (source), result, &error) == NULL)
    report (self, error);
}

static void
set_excluded (MagPreferencesDialog *self,
              const char           *ticker,
              gboolean              excluded)
{
  Exclusion *exclusion = g_new0 (Exclusion, 1);

  exclusion->ticker = g_strdup (ticker);
  exclusion->excluded = excluded;
  mag_store_run_async (mag_engine_get_store (self->engine), set_excluded_job, exclusion, exclusion_free, NULL, NULL,
                       set_excluded_cb, g_object_ref (self));
}

static void
include_clicked_cb (GtkButton *button,
                    gpointer   user_data)
{
  MagPreferencesDialog *self = MAG_PREFERENCES_DIALOG (user_data);
  const char *ticker = g_object_get_data (G_OBJECT (button), "ticker");
  GtkWidget *row = g_hash_table_lookup (self->rows, ticker);

  set_excluded (self, ticker, FALSE);
  adw_preferences_group_remove (self->exclusions, row);
  g_hash_table_remove (self->rows, ticker);
}

static void
add_row (MagPreferencesDialog *self,
         const char           *ticker)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *button = gtk_button_new_from_icon_name ("user-trash-symbolic");
  g_autofree char *label = g_strdup_printf (_("Import %s Again"), ticker);

  gtk_widget_set_tooltip_text (button, label);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  g_object_set_data_full (G_OBJECT (button), "ticker", g_strdup (ticker), g_free);
  g_signal_connect_object (button, "clicked", G_CALLBACK (include_clicked_cb), self, 0);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), ticker);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
  adw_preferences_group_add (self->exclusions, row);
  g_hash_table_insert (self->rows, g_strdup (ticker), row);
}

static int
compare_tickers (gconstpointer a,
                 gconstpointer b)
{
  return strcmp (a, b);
}

static void
exclusions_read_cb (GObject      *source,
                    GAsyncResult *result,
                    gpointer      user_data)
{
  g_autoptr(MagPreferencesDialog) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GHashTable) excluded = mag_store_run_finish (MAG_STORE (source), result, &error);
  g_autoptr(GList) tickers = NULL;

  if (excluded == NULL)
    {
      report (self, error);
      return;
    }
  if (self->rows == NULL)
    return;

  tickers = g_list_sort (g_hash_table_get_keys (excluded), compare_tickers);
  for (GList *l = tickers; l != NULL; l = l->next)
    if (!g_hash_table_contains (self->rows, l->data))
      add_row (self, l->data);
}

static void
exclude_applied_cb (MagPreferencesDialog *self)
{
  g_autoptr(GError) error = NULL;
  MagSymbol symbol;

  if (!mag_symbol_parse (gtk_editable_get_text (self->exclude), &symbol, &error))
    {
      AdwToast *toast = adw_toast_new (error->message);

      gtk_widget_add_css_class (GTK_WIDGET (self->exclude), "error");
      adw_toast_set_use_markup (toast, FALSE);
      adw_preferences_dialog_add_toast (ADW_PREFERENCES_DIALOG (self), toast);
      return;
    }

  gtk_editable_set_text (self->exclude, "");
  if (g_hash_table_contains (self->rows, symbol.ticker))
    return;

  add_row (self, symbol.ticker);
  set_excluded (self, symbol.ticker, TRUE);
}

static void
exclude_changed_cb (MagPreferencesDialog *self)
{
  gtk_widget_remove_css_class (GTK_WIDGET (self->exclude), "error");
}

/* --- GObject --- */

static void
mag_preferences_dialog_dispose (GObject *object)
{
  MagPreferencesDialog *self = MAG_PREFERENCES_DIALOG (object);

  gtk_widget_dispose_template (GTK_WIDGET (self), MAG_TYPE_PREFERENCES_DIALOG);
  g_clear_pointer (&self->rows, g_hash_table_unref);
  g_clear_object (&self->engine);

  G_OBJECT_CLASS (mag_preferences_dialog_parent_class)->dispose (object);
}

static void
mag_preferences_dialog_class_init (MagPreferencesDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = mag_preferences_dialog_dispose;

  g_type_ensure (MAG_TYPE_RULES_PAGE);
  gtk_widget_class_set_template_from_resource (widget_class, RESOURCE_PATH "/ui/mag-preferences-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, MagPreferencesDialog, rate);
  gtk_widget_class_bind_template_child (widget_class, MagPreferencesDialog, palette);
  gtk_widget_class_bind_template_child (widget_class, MagPreferencesDialog, exclusions);
  gtk_widget_class_bind_template_child (widget_class, MagPreferencesDialog, exclude);
  gtk_widget_class_bind_template_child (widget_class, MagPreferencesDialog, rules);
  gtk_widget_class_bind_template_callback (widget_class, exclude_applied_cb);
  gtk_widget_class_bind_template_callback (widget_class, exclude_changed_cb);
}

static void
mag_preferences_dialog_init (MagPreferencesDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->rows = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

/**
 * mag_preferences_dialog_new:
 * @engine: the engine
 *
 * Returns: (transfer floating): the preferences; what is changed applies at once
 */
AdwDialog *
mag_preferences_dialog_new (MagEngine *engine)
{
  MagPreferencesDialog *self = g_object_new (MAG_TYPE_PREFERENCES_DIALOG, NULL);

  self->engine = g_object_ref (engine);
  bind_settings (self);
  mag_rules_page_set_settings (self->rules, mag_engine_get_settings (engine));
  if (mag_engine_is_ready (engine))
    mag_store_run_async (mag_engine_get_store (engine), read_exclusions_job, NULL, NULL, (GDestroyNotify) g_hash_table_unref,
                         NULL, exclusions_read_cb, g_object_ref (self));

  return ADW_DIALOG (self);
}
