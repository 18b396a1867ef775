/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The Analyzer: filters at the left, the ranked contracts, the selected one explained at the right. The scanner answers,
 * the rows become the answer, the page says in a line what was left out, and in an empty table why. */

#include "config.h"

#include "mag-analyzer-page.h"

#include "mag-analyzer-details.h"
#include "mag-analyzer-filters.h"
#include "mag-analyzer-rows.h"
#include "mag-analyzer-summary.h"
#include "mag-analyzer-table.h"
#include "mag-format.h"
#include "mag-list-picker.h"
#include "mag-scan-settings.h"
#include "mag-scanner.h"

#include <glib/gi18n.h>
#include <math.h>

/* A scan that takes longer than this is shown to be under way. */
#define PATIENCE_MS 400

/* What a button of the message does. */
typedef enum
{
  MESSAGE_NONE,
  MESSAGE_IMPORT,
  MESSAGE_WATCHLISTS,
  MESSAGE_RETRY,
  MESSAGE_RELAX,
} MessageVerb;

typedef struct
{
  MessageVerb   verb;
  MagScanFilter filter; /* to relax */
} MessageAction;

struct _MagAnalyzerPage
{
  MagPage             parent_instance;

  AdwOverlaySplitView *filters_view, *details_view;
  MagAnalyzerFilters *filters;
  MagAnalyzerDetails *details;
  MagAnalyzerTable   *table;
  MagListPicker      *picker;
  GtkWidget          *spinner;
  GtkLabel           *sort_label;
  GtkMenuButton      *sort_button, *columns_button;
  GtkLabel           *summary;
  GtkStack           *stack;
  AdwStatusPage      *message;
  GtkButton          *first_button, *second_button;

  GSettings          *settings; /* owned; the schema's child "analyzer" */
  MagScanner         *scanner;  /* owned */
  MagAnalyzerRows    *rows;     /* owned */
  MessageAction       first_action, second_action;
  gint64              answered_us; /* the moment of what is shown; 0: nothing yet */
  gint64              shown_list;  /* the question of what is shown */
  MagScanCriteria     shown_criteria;
  gboolean            from_top;    /* what is about to be shown is shown from its first row */
  guint               busy_source; /* waits for a scan to have taken long */
  gboolean            restored;    /* what the fields show is what the user wants */
  gboolean            saving;      /* settings change because of us */
};

G_DEFINE_FINAL_TYPE (MagAnalyzerPage, mag_analyzer_page, MAG_TYPE_PAGE)

/* States */

static void
offer (GtkButton     *button,
       MessageAction *action,
       MessageVerb    verb,
       MagScanFilter  filter,
       const char    *label)
{
  action->verb = verb;
  action->filter = filter;
  gtk_widget_set_visible (GTK_WIDGET (button), verb != MESSAGE_NONE);
  if (verb != MESSAGE_NONE)
    gtk_button_set_label (button, label);
}

static void
show_message (MagAnalyzerPage *self,
              const char      *title,
              const char      *description)
{
  g_autofree char *escaped = g_markup_escape_text (description, -1);

  adw_status_page_set_title (self->message, title);
  adw_status_page_set_description (self->message, escaped);
  offer (self->first_button, &self->first_action, MESSAGE_NONE, 0, NULL);
  offer (self->second_button, &self->second_action, MESSAGE_NONE, 0, NULL);
  gtk_stack_set_visible_child_name (self->stack, "message");
}

static void
offer_relaxing (MagAnalyzerPage *self,
                GtkButton       *button,
                MessageAction   *action,
                MagScanFilter    filter)
{
  g_autofree char *label = NULL;
  MagScanCriteria criteria;

  mag_analyzer_filters_get (self->filters, &criteria);
  if (mag_analyzer_summary_relax (filter, &criteria, &label))
    offer (button, action, MESSAGE_RELAX, filter, label);
}

static void
show_nothing_passed (MagAnalyzerPage     *self,
                     const MagScanResult *result)
{
  g_autofree char *why = mag_analyzer_summary_nothing (result);
  MagScanFilter last = mag_analyzer_summary_last (result), most = mag_analyzer_summary_most (result);

  show_message (self, _("No Contract Passes"), why);
  offer_relaxing (self, self->first_button, &self->first_action, last);
  if (most != last)
    offer_relaxing (self, self->second_button, &self->second_action, most);
}

/* Why there are no rows, and what to do about it. */
static void
show_emptiness (MagAnalyzerPage     *self,
                const MagScanAnswer *answer)
{
  const MagScanResult *result = answer->result;

  if (answer->no_lists)
    {
      show_message (self, _("No Watchlists Yet"), _("The Analyzer ranks the options of the symbols on your lists. Import a list first."));
      offer (self->first_button, &self->first_action, MESSAGE_IMPORT, 0, _("Import Watchlist…"));
    }
  else if (result->n_symbols == 0)
    {
      show_message (self, _("Nothing to Scan"), _("There is no symbol with options on this list."));
      offer (self->first_button, &self->first_action, MESSAGE_WATCHLISTS, 0, _("Go to Watchlists"));
    }
  else if (result->n_symbols_without_chain >= result->n_symbols)
    {
      show_message (self, _("No Option Chains Yet"), _("These symbols were never synced. Sync their list, and the best contracts are ranked here as they arrive."));
      offer (self->first_button, &self->first_action, MESSAGE_WATCHLISTS, 0, _("Go to Watchlists"));
    }
  else
    {
      show_nothing_passed (self, result);
    }
}

static void
show_summary (MagAnalyzerPage     *self,
              const MagScanResult *result)
{
  g_autofree char *line = mag_analyzer_summary_line (result, result->rows->len);

  gtk_label_set_text (self->summary, line);
  gtk_widget_set_visible (GTK_WIDGET (self->summary), result->n_symbols > result->n_symbols_without_chain);
}

static gboolean
same_ratio (double a,
            double b)
{
  return a == b || (isnan (a) && isnan (b));
}

static gboolean
same_criteria (const MagScanCriteria *a,
               const MagScanCriteria *b)
{
  return a->right == b->right && a->dte_target == b->dte_target && a->dte_tolerance == b->dte_tolerance &&
         same_ratio (a->delta_min, b->delta_min) && same_ratio (a->delta_max, b->delta_max) && a->bid_min == b->bid_min &&
         same_ratio (a->monthly_return_min, b->monthly_return_min) && a->open_interest_min == b->open_interest_min &&
         a->volume_min == b->volume_min && same_ratio (a->spread_max, b->spread_max) &&
         a->collateral_max == b->collateral_max && a->out_of_the_money == b->out_of_the_money;
}

/* The answer to another question is read from its beginning; a newer one to the same is not to move what is being read. Who
 * stands at the top stays there: the view would hold on to the row, and better ones that come be hidden above it. */
static void
choose_scroll (MagAnalyzerPage     *self,
               const MagScanAnswer *answer)
{
  self->from_top |= self->answered_us == 0 || self->shown_list != answer->list ||
                    !same_criteria (&self->shown_criteria, &answer->criteria) ||
                    mag_analyzer_table_is_at_top (self->table);
  self->shown_list = answer->list;
  self->shown_criteria = answer->criteria;
}

static void
answered_cb (MagAnalyzerPage *self,
             MagScanAnswer   *answer)
{
  choose_scroll (self, answer);
  self->answered_us = answer->now_us;
  self->saving = TRUE; /* the user may have asked another question since */
  mag_scan_settings_save (self->settings, &answer->criteria); /* now that the typing is over */
  self->saving = FALSE;
  mag_page_set_problem (MAG_PAGE (self), NULL);
  show_summary (self, answer->result);

  if (answer->result->rows->len == 0)
    show_emptiness (self, answer);
  else
    gtk_stack_set_visible_child_name (self->stack, "table");

  mag_analyzer_rows_merge (self->rows, answer);
}

static void
merged_cb (MagAnalyzerPage *self,
           gboolean         moved)
{
  if (moved)
    mag_analyzer_table_resort (self->table);
  if (self->from_top)
    mag_analyzer_table_scroll_to_top (self->table);
  self->from_top &= mag_analyzer_rows_is_merging (self->rows);
}

/* Old rows stay, with their age and a Retry in the window's banner; without any the page itself says what is wrong. */
static void
failed_cb (MagAnalyzerPage *self,
           const GError    *error)
{
  g_autofree char *age = NULL;
  g_autofree char *problem = NULL;

  if (mag_engine_report (mag_page_get_engine (MAG_PAGE (self)), error) && self->answered_us != 0)
    return;

  if (self->answered_us == 0)
    {
      show_message (self, _("Could Not Scan"), error->message);
      offer (self->first_button, &self->first_action, MESSAGE_RETRY, 0, _("Retry"));
      return;
    }

  age = mag_format_updated (self->answered_us, mag_engine_now_us (mag_page_get_engine (MAG_PAGE (self))));
  /* Translators: the error as a sentence, then "updated 3 min ago" */
  problem = g_strdup_printf (_("%s What is shown was %s."), error->message, age);
  mag_page_set_problem (MAG_PAGE (self), problem);
}

/* A store that never opened leaves nothing to scan; the window's banner names the trouble, the page must not seem to load. */
static void
trouble_cb (MagAnalyzerPage *self)
{
  MagEngine *engine = mag_page_get_engine (MAG_PAGE (self));
  const char *trouble = mag_engine_get_trouble (engine);

  if (self->answered_us != 0)
    return;

  if (trouble != NULL)
    {
      show_message (self, _("Could Not Scan"), trouble);
      offer (self->first_button, &self->first_action, MESSAGE_RETRY, 0, _("Retry"));
    }
  else
    {
      gtk_stack_set_visible_child_name (self->stack, "loading");
    }
}

static gboolean
long_busy_cb (gpointer data)
{
  MagAnalyzerPage *self = data;

  self->busy_source = 0;
  gtk_widget_set_visible (self->spinner, TRUE);

  return G_SOURCE_REMOVE;
}

static void
busy_cb (MagAnalyzerPage *self)
{
  g_clear_handle_id (&self->busy_source, g_source_remove);
  if (mag_scanner_is_busy (self->scanner))
    self->busy_source = g_timeout_add (PATIENCE_MS, long_busy_cb, self);
  else
    gtk_widget_set_visible (self->spinner, FALSE);
}

/* The question */

static void
ask (MagAnalyzerPage *self)
{
  gboolean loaded;
  MagScanCriteria criteria;

  g_object_get (self->picker, "loaded", &loaded, NULL);
  if (!self->restored || !loaded)
    return;

  mag_analyzer_filters_get (self->filters, &criteria);
  mag_scanner_set_question (self->scanner, mag_list_picker_get_list (self->picker), &criteria);
}

static void
filters_changed_cb (MagAnalyzerPage *self)
{
  ask (self);
}

static void
list_changed_cb (MagAnalyzerPage *self)
{
  g_autofree char *name = mag_list_picker_dup_name (self->picker);

  if (self->restored)
    g_settings_set_string (self->settings, "list", name);
  ask (self);
}

/* Another page may send its list here (app.scan-list). */
static void
list_wanted_cb (MagAnalyzerPage *self)
{
  g_autofree char *wanted = g_settings_get_string (self->settings, "list");
  g_autofree char *chosen = mag_list_picker_dup_name (self->picker);

  if (!g_str_equal (wanted, chosen))
    mag_list_picker_set_wanted (self->picker, wanted);
}

/* Another page may want the other side: shares without a call. */
static void
side_wanted_cb (MagAnalyzerPage *self)
{
  MagScanCriteria wanted, chosen;

  mag_scan_settings_load (self->settings, &wanted);
  mag_analyzer_filters_get (self->filters, &chosen);
  if (self->saving || wanted.right == chosen.right)
    return;
  mag_analyzer_filters_set (self->filters, &wanted);
  ask (self);
}

static void
relax (MagAnalyzerPage *self,
       MagScanFilter    filter)
{
  g_autofree char *label = NULL;
  MagScanCriteria criteria;

  mag_analyzer_filters_get (self->filters, &criteria);
  if (!mag_analyzer_summary_relax (filter, &criteria, &label))
    return;

  mag_analyzer_filters_set (self->filters, &criteria);
  ask (self);
}

static void
message_clicked_cb (MagAnalyzerPage *self,
                    GtkButton       *button)
{
  const MessageAction *action = button == self->first_button ? &self->first_action : &self->second_action;

  switch (action->verb)
    {
    case MESSAGE_NONE:
      break;
    case MESSAGE_IMPORT:
      gtk_widget_activate_action (GTK_WIDGET (self), "app.import", NULL);
      break;
    case MESSAGE_WATCHLISTS:
      gtk_widget_activate_action (GTK_WIDGET (self), "app.show-page", "s", "watchlists");
      break;
    case MESSAGE_RETRY:
      mag_page_refresh (MAG_PAGE (self));
      break;
    case MESSAGE_RELAX:
      relax (self, action->filter);
      break;
    }
}

/* Panes */

static void
panes_changed_cb (MagAnalyzerPage *self)
{
  if (!self->restored)
    return;

  /* Folding by itself in a narrow window is no wish of the user's. */
  if (!adw_overlay_split_view_get_collapsed (self->filters_view))
    g_settings_set_boolean (self->settings, "show-filters", adw_overlay_split_view_get_show_sidebar (self->filters_view));
  if (!adw_overlay_split_view_get_collapsed (self->details_view))
    g_settings_set_boolean (self->settings, "show-details", adw_overlay_split_view_get_show_sidebar (self->details_view));
}

static void
row_activated_cb (MagAnalyzerPage *self)
{
  adw_overlay_split_view_set_show_sidebar (self->details_view, TRUE);
}

static void
hide_details_action (GtkWidget  *widget,
                     const char *action,
                     GVariant   *parameter)
{
  MagAnalyzerPage *self = MAG_ANALYZER_PAGE (widget);

  if (!adw_overlay_split_view_get_show_sidebar (self->details_view))
    return;

  adw_overlay_split_view_set_show_sidebar (self->details_view, FALSE);
  gtk_widget_grab_focus (GTK_WIDGET (mag_analyzer_table_get_view (self->table)));
}

static void
toggle_filters_action (GtkWidget  *widget,
                       const char *action,
                       GVariant   *parameter)
{
  AdwOverlaySplitView *view = MAG_ANALYZER_PAGE (widget)->filters_view;

  adw_overlay_split_view_set_show_sidebar (view, !adw_overlay_split_view_get_show_sidebar (view));
}

/* The page */

static void
restore (MagAnalyzerPage *self)
{
  g_autofree char *list = g_settings_get_string (self->settings, "list");
  MagScanCriteria criteria;

  mag_scan_settings_load (self->settings, &criteria);
  mag_analyzer_filters_set (self->filters, &criteria);
  mag_list_picker_set_wanted (self->picker, list);
  mag_analyzer_table_set_settings (self->table, self->settings);
  adw_overlay_split_view_set_show_sidebar (self->filters_view, g_settings_get_boolean (self->settings, "show-filters"));
  adw_overlay_split_view_set_show_sidebar (self->details_view, g_settings_get_boolean (self->settings, "show-details"));
  self->restored = TRUE;
}

/* The sorted column may be out of sight, so the button says which it is. */
static void
name_sort (MagAnalyzerPage *self)
{
  const char *name = mag_analyzer_table_get_sort_name (self->table);
  /* Translators: what the table is sorted by, "Sort: Collateral" */
  g_autofree char *label = g_strdup_printf (_("Sort: %s"), name);
  g_autofree char *description = NULL;
  gboolean descending;

  g_object_get (self->table, "sort-descending", &descending, NULL);
  description = g_strdup_printf (descending ? _("Sorted by %s, greatest first") : _("Sorted by %s"), name);
  gtk_label_set_text (self->sort_label, label);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->sort_button), description);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->sort_button), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, description, -1);
}

static void
add_sort_actions (MagAnalyzerPage *self)
{
  g_autoptr(GSimpleActionGroup) group = g_simple_action_group_new ();
  g_autoptr(GPropertyAction) column = g_property_action_new ("sort-column", self->table, "sort-column");
  g_autoptr(GPropertyAction) descending = g_property_action_new ("sort-descending", self->table, "sort-descending");
  g_autoptr(GMenuModel) menu = mag_analyzer_table_make_sort_menu (self->table);

  g_action_map_add_action (G_ACTION_MAP (group), G_ACTION (column));
  g_action_map_add_action (G_ACTION_MAP (group), G_ACTION (descending));
  gtk_widget_insert_action_group (GTK_WIDGET (self), "sort", G_ACTION_GROUP (group));
  gtk_menu_button_set_menu_model (self->sort_button, menu);
  g_signal_connect_object (self->table, "notify::sort-column", G_CALLBACK (name_sort), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->table, "notify::sort-descending", G_CALLBACK (name_sort), self, G_CONNECT_SWAPPED);
  name_sort (self);
}

static void
mag_analyzer_page_search (MagPage *page)
{
  MagAnalyzerPage *self = MAG_ANALYZER_PAGE (page);

  adw_overlay_split_view_set_show_sidebar (self->filters_view, TRUE);
  gtk_widget_child_focus (GTK_WIDGET (self->filters), GTK_DIR_TAB_FORWARD);
}

static void
mag_analyzer_page_refresh (MagPage *page)
{
  MagAnalyzerPage *self = MAG_ANALYZER_PAGE (page);

  if (!mag_engine_is_ready (mag_page_get_engine (page)))
    mag_engine_open (mag_page_get_engine (page));
  else
    mag_scanner_refresh (self->scanner);
}

static void
mag_analyzer_page_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (mag_analyzer_page_parent_class)->map (widget);

  mag_scanner_set_active (MAG_ANALYZER_PAGE (widget)->scanner, TRUE);
}

static void
mag_analyzer_page_unmap (GtkWidget *widget)
{
  mag_scanner_set_active (MAG_ANALYZER_PAGE (widget)->scanner, FALSE);

  GTK_WIDGET_CLASS (mag_analyzer_page_parent_class)->unmap (widget);
}

static void
mag_analyzer_page_constructed (GObject *object)
{
  MagAnalyzerPage *self = MAG_ANALYZER_PAGE (object);
  MagEngine *engine = mag_page_get_engine (MAG_PAGE (self));

  G_OBJECT_CLASS (mag_analyzer_page_parent_class)->constructed (object);

  self->settings = g_settings_get_child (mag_engine_get_settings (engine), "analyzer");
  self->scanner = mag_scanner_new (engine);
  g_signal_connect_object (self->scanner, "answered", G_CALLBACK (answered_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->scanner, "failed", G_CALLBACK (failed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->scanner, "notify::busy", G_CALLBACK (busy_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (engine, "notify::trouble", G_CALLBACK (trouble_cb), self, G_CONNECT_SWAPPED);

  mag_list_picker_set_engine (self->picker, engine);
  restore (self);
  g_signal_connect_object (self->settings, "changed::list", G_CALLBACK (list_wanted_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->settings, "changed::side", G_CALLBACK (side_wanted_cb), self, G_CONNECT_SWAPPED);
  trouble_cb (self);
}

static void
mag_analyzer_page_dispose (GObject *object)
{
  MagAnalyzerPage *self = MAG_ANALYZER_PAGE (object);

  if (self->scanner != NULL)
    mag_scanner_set_active (self->scanner, FALSE);
  g_clear_handle_id (&self->busy_source, g_source_remove);
  g_clear_object (&self->scanner);
  g_clear_object (&self->rows);
  g_clear_object (&self->settings);
  gtk_widget_dispose_template (GTK_WIDGET (object), MAG_TYPE_ANALYZER_PAGE);

  G_OBJECT_CLASS (mag_analyzer_page_parent_class)->dispose (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class, RESOURCE_PATH "/ui/mag-analyzer-page.ui");
  gtk_widget_class_bind_template_child (widget_class, MagAnalyzerPage, filters_view);
  gtk_widget_class_bind_template_child (widget_class, MagAnalyzerPage, details_view);
  gtk_widget_class_bind_template_child (widget_class, MagAnalyzerPage, filters);
  gtk_widget_class_bind_template_child (widget_class, MagAnalyzerPage, details);
  gtk_widget_class_bind_template_child (widget_class, MagAnalyzerPage, table);
  gtk_widget_class_bind_template_child (widget_class, MagAnalyzerPage, picker);
  gtk_widget_class_bind_template_child (widget_class, MagAnalyzerPage, spinner);
  gtk_widget_class_bind_template_child (widget_class, MagAnalyzerPage, sort_button);
  gtk_widget_class_bind_template_child (widget_class, MagAnalyzerPage, sort_label);
  gtk_widget_class_bind_template_child (widget_class, MagAnalyzerPage, columns_button);
  gtk_widget_class_bind_template_child (widget_class, MagAnalyzerPage, summary);
  gtk_widget_class_bind_template_child (widget_class, MagAnalyzerPage, stack);
  gtk_widget_class_bind_template_child (widget_class, MagAnalyzerPage, message);
  gtk_widget_class_bind_template_child (widget_class, MagAnalyzerPage, first_button);
  gtk_widget_class_bind_template_child (widget_class, MagAnalyzerPage, second_button);
  gtk_widget_class_bind_template_callback (widget_class, filters_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, list_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, message_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, panes_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, row_activated_cb);
}

static void
mag_analyzer_page_class_init (MagAnalyzerPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  MagPageClass *page_class = MAG_PAGE_CLASS (klass);

  object_class->constructed = mag_analyzer_page_constructed;
  object_class->dispose = mag_analyzer_page_dispose;
  widget_class->map = mag_analyzer_page_map;
  widget_class->unmap = mag_analyzer_page_unmap;
  page_class->search = mag_analyzer_page_search;
  page_class->refresh = mag_analyzer_page_refresh;

  g_type_ensure (MAG_TYPE_ANALYZER_DETAILS);
  g_type_ensure (MAG_TYPE_ANALYZER_FILTERS);
  g_type_ensure (MAG_TYPE_ANALYZER_TABLE);
  g_type_ensure (MAG_TYPE_LIST_PICKER);
  bind_template (widget_class);

  gtk_widget_class_install_action (widget_class, "analyzer.hide-details", NULL, hide_details_action);
  gtk_widget_class_install_action (widget_class, "analyzer.toggle-filters", NULL, toggle_filters_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_F9, 0, "analyzer.toggle-filters", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "analyzer.hide-details", NULL);
}

static void
mag_analyzer_page_init (MagAnalyzerPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));

  self->rows = mag_analyzer_rows_new ();
  g_signal_connect_object (self->rows, "merged", G_CALLBACK (merged_cb), self, G_CONNECT_SWAPPED);
  mag_analyzer_table_set_model (self->table, mag_analyzer_rows_get_model (self->rows));
  gtk_menu_button_set_popover (self->columns_button, mag_analyzer_table_make_chooser (self->table));
  add_sort_actions (self);
}
