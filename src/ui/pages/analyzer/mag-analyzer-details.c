/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The selected contract: its payoff as a chart, and each figure with its reason. A pane nobody sees is not filled. */

#include "config.h"

#include "mag-analyzer-details.h"

#include "mag-analyzer-figures.h"
#include "mag-format.h"
#include "mag-payoff-chart.h"

#include <glib/gi18n.h>
#include <math.h>

struct _MagAnalyzerDetails
{
  AdwBin          parent_instance;

  GtkStack       *stack;
  GtkLabel       *title;
  GtkLabel       *subtitle;
  GtkWidget      *payoff;
  MagPayoffChart *chart;
  MagFigureList  *figures;

  MagAnalyzerRow *row;    /* owned; NULL: none */
};

enum
{
  PROP_ROW = 1,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (MagAnalyzerDetails, mag_analyzer_details, ADW_TYPE_BIN)

static void
fill_chart (MagAnalyzerDetails *self)
{
  const MagPayoffPicture *payoff = mag_analyzer_row_get_payoff (self->row);

  gtk_widget_set_visible (self->payoff, payoff != NULL);
  if (payoff != NULL)
    mag_payoff_picture_show (payoff, self->chart);
}

static void
fill (MagAnalyzerDetails *self)
{
  const MagScanRow *scan = mag_analyzer_row_get_scan (self->row);
  g_autoptr(GPtrArray) figures = mag_analyzer_figures_of (self->row);
  g_autofree char *title = mag_analyzer_figures_title (self->row);
  g_autofree char *expiry = mag_format_expiry (scan->quote.contract.expiration, mag_analyzer_row_get_now_us (self->row));

  gtk_label_set_text (self->title, title);
  gtk_label_set_text (self->subtitle, expiry);
  fill_chart (self);
  mag_figure_list_set (self->figures, figures);
}

static void
update (MagAnalyzerDetails *self)
{
  gtk_stack_set_visible_child_name (self->stack, self->row != NULL ? "figures" : "none");
  if (self->row != NULL && gtk_widget_get_mapped (GTK_WIDGET (self)))
    fill (self);
}

static void
copy_action (GtkWidget  *widget,
             const char *action,
             GVariant   *parameter)
{
  MagAnalyzerDetails *self = MAG_ANALYZER_DETAILS (widget);
  g_autoptr(GPtrArray) figures = NULL;
  g_autofree char *lines = NULL;
  g_autofree char *text = NULL;

  if (self->row == NULL)
    return;

  figures = mag_analyzer_figures_of (self->row);
  lines = mag_figure_list_to_text (figures);
  text = g_strdup_printf ("%s\t%s\n%s", gtk_label_get_text (self->title), gtk_label_get_text (self->subtitle), lines);
  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), text);
}

static void
mag_analyzer_details_get_property (GObject    *object,
                                   guint       prop_id,
                                   GValue     *value,
                                   GParamSpec *pspec)
{
  MagAnalyzerDetails *self = MAG_ANALYZER_DETAILS (object);

  switch (prop_id)
    {
    case PROP_ROW:
      g_value_set_object (value, self->row);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
mag_analyzer_details_set_property (GObject      *object,
                                   guint         prop_id,
                                   const GValue *value,
                                   GParamSpec   *pspec)
{
  MagAnalyzerDetails *self = MAG_ANALYZER_DETAILS (object);

  switch (prop_id)
    {
    case PROP_ROW:
      mag_analyzer_details_set_row (self, g_value_get_object (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
mag_analyzer_details_dispose (GObject *object)
{
  MagAnalyzerDetails *self = MAG_ANALYZER_DETAILS (object);

  if (self->row != NULL)
    g_signal_handlers_disconnect_by_func (self->row, update, self);
  g_clear_object (&self->row);
  /* The bin takes its child out itself; disposing of the template would do it a second time, the stack being both. */

  G_OBJECT_CLASS (mag_analyzer_details_parent_class)->dispose (object);
}

static void
mag_analyzer_details_class_init (MagAnalyzerDetailsClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = mag_analyzer_details_get_property;
  object_class->set_property = mag_analyzer_details_set_property;
  object_class->dispose = mag_analyzer_details_dispose;

  properties[PROP_ROW] =
    g_param_spec_object ("row", NULL, NULL, MAG_TYPE_ANALYZER_ROW, G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  g_type_ensure (MAG_TYPE_FIGURE_LIST);
  g_type_ensure (MAG_TYPE_PAYOFF_CHART);
  gtk_widget_class_set_template_from_resource (widget_class, RESOURCE_PATH "/ui/mag-analyzer-details.ui");
  gtk_widget_class_bind_template_child (widget_class, MagAnalyzerDetails, stack);
  gtk_widget_class_bind_template_child (widget_class, MagAnalyzerDetails, title);
  gtk_widget_class_bind_template_child (widget_class, MagAnalyzerDetails, subtitle);
  gtk_widget_class_bind_template_child (widget_class, MagAnalyzerDetails, payoff);
  gtk_widget_class_bind_template_child (widget_class, MagAnalyzerDetails, chart);
  gtk_widget_class_bind_template_child (widget_class, MagAnalyzerDetails, figures);
  gtk_widget_class_install_action (widget_class, "details.copy", NULL, copy_action);
}

static void
mag_analyzer_details_init (MagAnalyzerDetails *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect (self, "map", G_CALLBACK (update), NULL);
}

/**
 * mag_analyzer_details_set_row:
 * @self: a details pane
 * @row: (nullable): the contract to show; followed as its numbers change
 */
void
mag_analyzer_details_set_row (MagAnalyzerDetails *self,
                              MagAnalyzerRow     *row)
{
  g_return_if_fail (MAG_IS_ANALYZER_DETAILS (self));

  if (self->row == row)
    return;

  if (self->row != NULL)
    g_signal_handlers_disconnect_by_func (self->row, update, self);
  g_set_object (&self->row, row);
  if (row != NULL)
    g_signal_connect_swapped (row, "updated", G_CALLBACK (update), self);

  update (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ROW]);
}
