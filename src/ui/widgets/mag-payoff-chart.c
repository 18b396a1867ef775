/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A small chart drawn with paths. It has two children it never shows, of the classes "gain" and "loss": their colours are the palette's, which only style.css
 * knows. What it shows is said in words as its accessible label. */

#include "config.h"

#include "mag-payoff-chart.h"

#include "mag-chart.h"
#include "mag-format.h"
#include "mag-money.h"

#include <glib/gi18n.h>
#include <math.h>

#define HEIGHT 170
#define WIDTH 200
#define PADDING 6.0f
#define LABEL_GAP 3.0f
#define FILL_ALPHA 0.18f
#define QUIET_ALPHA 0.35f

struct _MagPayoffChart
{
  GtkWidget   parent_instance;

  GtkWidget  *gain;          /* colours of the palette; owned as children */
  GtkWidget  *loss;

  double     *spots;         /* owned, n of each */
  double     *at_expiration;
  double     *today;
  gsize       n;             /* 0: nothing to show */
  double      spot;
  double      breakeven;
};

G_DEFINE_FINAL_TYPE (MagPayoffChart, mag_payoff_chart, GTK_TYPE_WIDGET)

/* From share prices and dollars to pixels. */
typedef struct
{
  double left, right, top, bottom; /* of the plot, pixels */
  double low, high;                /* share prices at its sides */
  double least, most;              /* dollars at its bottom and top */
} Scale;

static float
x_of (const Scale *scale,
      double       spot)
{
  return (float) (scale->left + (spot - scale->low) / (scale->high - scale->low) * (scale->right - scale->left));
}

static float
y_of (const Scale *scale,
      double       profit)
{
  return (float) (scale->bottom - (profit - scale->least) / (scale->most - scale->least) * (scale->bottom - scale->top));
}

static void
widen (Scale        *scale,
       const double *values,
       gsize         n)
{
  for (gsize i = 0; i < n; i++)
    if (isfinite (values[i]))
      {
        scale->least = MIN (scale->least, values[i]);
        scale->most = MAX (scale->most, values[i]);
      }
}

/* Zero is always in the picture; a tenth of room above and below keeps lines off the edges. */
static Scale
make_scale (MagPayoffChart *self,
            double          label_height)
{
  Scale scale = {
    .left = PADDING,
    .right = gtk_widget_get_width (GTK_WIDGET (self)) - PADDING,
    .top = PADDING + label_height + LABEL_GAP,
    .bottom = gtk_widget_get_height (GTK_WIDGET (self)) - PADDING - label_height - LABEL_GAP,
    .low = self->spots[0],
    .high = self->spots[self->n - 1],
  };
  double room;

  widen (&scale, self->at_expiration, self->n);
  widen (&scale, self->today, self->n);
  room = MAX (scale.most - scale.least, 1) / 10;
  scale.least -= room;
  scale.most += room;
  return scale;
}

static GskPath *
line_of (const Scale  *scale,
         const double *spots,
         const double *values,
         gsize         n)
{
  g_autoptr(GskPathBuilder) builder = gsk_path_builder_new ();
  gboolean down = FALSE;

  for (gsize i = 0; i < n; i++)
    {
      if (!isfinite (values[i]))
        down = FALSE;
      else if (down)
        gsk_path_builder_line_to (builder, x_of (scale, spots[i]), y_of (scale, values[i]));
      else
        gsk_path_builder_move_to (builder, x_of (scale, spots[i]), y_of (scale, values[i]));
      down = isfinite (values[i]);
    }
  return gsk_path_builder_to_path (builder);
}

/* Between the payoff and zero, all of it: what is gain and what is loss is a matter of where the picture is clipped. */
static GskPath *
area_of (const Scale    *scale,
         MagPayoffChart *self)
{
  g_autoptr(GskPathBuilder) builder = gsk_path_builder_new ();

  gsk_path_builder_move_to (builder, x_of (scale, self->spots[0]), y_of (scale, 0));
  for (gsize i = 0; i < self->n; i++)
    gsk_path_builder_line_to (builder, x_of (scale, self->spots[i]), y_of (scale, isfinite (self->at_expiration[i]) ? self->at_expiration[i] : 0));
  gsk_path_builder_line_to (builder, x_of (scale, self->spots[self->n - 1]), y_of (scale, 0));
  gsk_path_builder_close (builder);
  return gsk_path_builder_to_path (builder);
}

static void
fill_part (GtkSnapshot *snapshot,
           GskPath     *area,
           const Scale *scale,
           float        top,
           float        bottom,
           GtkWidget   *colours)
{
  GdkRGBA colour;

  gtk_widget_get_color (colours, &colour);
  colour.alpha *= FILL_ALPHA;
  gtk_snapshot_push_clip (snapshot, &GRAPHENE_RECT_INIT ((float) scale->left, top, (float) (scale->right - scale->left), bottom - top));
  gtk_snapshot_append_fill (snapshot, area, GSK_FILL_RULE_WINDING, &colour);
  gtk_snapshot_pop (snapshot);
}

static void
stroke_line (GtkSnapshot   *snapshot,
             GskPath       *path,
             float          width,
             float          dash, /* 0: solid */
             const GdkRGBA *colour)
{
  g_autoptr(GskStroke) stroke = gsk_stroke_new (width);

  if (dash > 0)
    gsk_stroke_set_dash (stroke, &dash, 1);
  gsk_stroke_set_line_join (stroke, GSK_LINE_JOIN_ROUND);
  gtk_snapshot_append_stroke (snapshot, path, stroke, colour);
}

static void
stroke_segment (GtkSnapshot   *snapshot,
                float          x0,
                float          y0,
                float          x1,
                float          y1,
                float          dash,
                const GdkRGBA *colour)
{
  g_autoptr(GskPathBuilder) builder = gsk_path_builder_new ();
  g_autoptr(GskPath) path = NULL;

  gsk_path_builder_move_to (builder, x0, y0);
  gsk_path_builder_line_to (builder, x1, y1);
  path = gsk_path_builder_to_path (builder);
  stroke_line (snapshot, path, 1, dash, colour);
}

static char *
price_text (double dollars)
{
  MagPrice price = MAG_PRICE_UNKNOWN;

  mag_price_from_double (dollars, &price);
  return mag_format_price (price);
}

/* A vertical mark with its name: the spot's above the plot, the breakeven's below, so that they do not meet. */
static void
append_mark (MagPayoffChart *self,
             GtkSnapshot    *snapshot,
             const Scale    *scale,
             double          at,
             const char     *text,
             gboolean        above,
             const GdkRGBA  *colour)
{
  GdkRGBA quiet = *colour;
  float x = x_of (scale, at);

  if (!(at >= scale->low && at <= scale->high))
    return;

  quiet.alpha *= QUIET_ALPHA;
  stroke_segment (snapshot, x, (float) scale->top, x, (float) scale->bottom, above ? 0 : 3, &quiet);
  mag_chart_append_label (GTK_WIDGET (self), snapshot, text, x, above ? PADDING : scale->bottom + LABEL_GAP, colour);
}

static void
mag_payoff_chart_snapshot (GtkWidget   *widget,
                           GtkSnapshot *snapshot)
{
  MagPayoffChart *self = MAG_PAYOFF_CHART (widget);
  g_autoptr(PangoLayout) probe = mag_chart_make_label (GTK_WIDGET (self), "0");
  g_autoptr(GskPath) area = NULL, expiration = NULL, today = NULL;
  g_autofree char *spot = price_text (self->spot);
  g_autofree char *breakeven = price_text (self->breakeven);
  g_autofree char *spot_text = NULL;
  g_autofree char *breakeven_text = NULL;
  GdkRGBA colour, quiet;
  int label_height;
  Scale scale;

  pango_layout_get_pixel_size (probe, NULL, &label_height);
  if (self->n < 2 || gtk_widget_get_height (widget) < 3 * label_height)
    return;

  scale = make_scale (self, label_height);
  gtk_widget_get_color (widget, &colour);
  quiet = colour;
  quiet.alpha *= QUIET_ALPHA;

  area = area_of (&scale, self);
  fill_part (snapshot, area, &scale, (float) scale.top, y_of (&scale, 0), self->gain);
  fill_part (snapshot, area, &scale, y_of (&scale, 0), (float) scale.bottom, self->loss);
  stroke_segment (snapshot, (float) scale.left, y_of (&scale, 0), (float) scale.right, y_of (&scale, 0), 0, &quiet);

  /* Translators: over a line in a chart: where the share is */
  spot_text = g_strdup_printf (_("spot %s"), spot);
  /* Translators: under a line in a chart: the share price at which nothing is gained or lost */
  breakeven_text = g_strdup_printf (_("breakeven %s"), breakeven);
  append_mark (self, snapshot, &scale, self->spot, spot_text, TRUE, &colour);
  append_mark (self, snapshot, &scale, self->breakeven, breakeven_text, FALSE, &colour);

  expiration = line_of (&scale, self->spots, self->at_expiration, self->n);
  today = line_of (&scale, self->spots, self->today, self->n);
  stroke_line (snapshot, today, 1.5f, 4, &colour);
  stroke_line (snapshot, expiration, 2, 0, &colour);
}

static void
mag_payoff_chart_measure (GtkWidget      *widget,
                          GtkOrientation  orientation,
                          int             for_size,
                          int            *minimum,
                          int            *natural,
                          int            *minimum_baseline,
                          int            *natural_baseline)
{
  *minimum = *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? WIDTH : HEIGHT;
}

static void
mag_payoff_chart_dispose (GObject *object)
{
  MagPayoffChart *self = MAG_PAYOFF_CHART (object);

  g_clear_pointer (&self->gain, gtk_widget_unparent);
  g_clear_pointer (&self->loss, gtk_widget_unparent);
  G_OBJECT_CLASS (mag_payoff_chart_parent_class)->dispose (object);
}

static void
mag_payoff_chart_finalize (GObject *object)
{
  MagPayoffChart *self = MAG_PAYOFF_CHART (object);

  g_free (self->spots);
  g_free (self->at_expiration);
  g_free (self->today);
  G_OBJECT_CLASS (mag_payoff_chart_parent_class)->finalize (object);
}

static void
mag_payoff_chart_class_init (MagPayoffChartClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = mag_payoff_chart_dispose;
  object_class->finalize = mag_payoff_chart_finalize;
  widget_class->measure = mag_payoff_chart_measure;
  widget_class->snapshot = mag_payoff_chart_snapshot;
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
  gtk_widget_class_set_css_name (widget_class, "payoff");
}

static void
mag_payoff_chart_init (MagPayoffChart *self)
{
  self->gain = mag_chart_add_colours (GTK_WIDGET (self), "gain");
  self->loss = mag_chart_add_colours (GTK_WIDGET (self), "loss");
}

/**
 * mag_payoff_chart_set_data:
 * @self: a chart
 * @data: (nullable): what to show; copied. NULL: nothing
 */
void
mag_payoff_chart_set_data (MagPayoffChart           *self,
                           const MagPayoffChartData *data)
{
  g_return_if_fail (MAG_IS_PAYOFF_CHART (self));

  g_clear_pointer (&self->spots, g_free);
  g_clear_pointer (&self->at_expiration, g_free);
  g_clear_pointer (&self->today, g_free);
  self->n = data != NULL ? data->n : 0;
  if (data != NULL)
    {
      self->spots = g_memdup2 (data->spots, data->n * sizeof (double));
      self->at_expiration = g_memdup2 (data->at_expiration, data->n * sizeof (double));
      self->today = g_memdup2 (data->today, data->n * sizeof (double));
      self->spot = data->spot;
      self->breakeven = data->breakeven;
      gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, data->summary, -1);
    }
  gtk_widget_queue_draw (GTK_WIDGET (self));
}
