/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Drawn with rectangles. As in the payoff's chart, two children that are never shown lend the palette's colours, which only style.css knows. */

#include "config.h"

#include "mag-bar-chart.h"

#include "mag-chart.h"

#define HEIGHT 200
#define WIDTH 200
#define PADDING 6.0
#define LABEL_GAP 4.0
#define MOST_BAR_WIDTH 48.0
#define BAR_SHARE 0.7 /* of the room a bar has */
#define QUIET_ALPHA 0.35f
#define PLAIN_ALPHA 0.6f

struct _MagBarChart
{
  GtkWidget  parent_instance;

  GtkWidget *gain; /* colours of the palette; owned as children */
  GtkWidget *loss;

  char      *title;  /* owned */
  GArray    *bars;   /* owned; MagChartBar */
  int        marked; /* index; -1: none */
};

G_DEFINE_FINAL_TYPE (MagBarChart, mag_bar_chart, GTK_TYPE_WIDGET)

/* From bars to pixels. */
typedef struct
{
  double top, bottom, zero;
  double unit; /* pixels of a height of one */
  double left, step;
} Scale;

static void
bar_clear (MagChartBar *bar)
{
  g_free (bar->label);
  g_free (bar->words);
}

GArray *
mag_chart_bars_new (void)
{
  GArray *bars = g_array_new (FALSE, TRUE, sizeof (MagChartBar));

  g_array_set_clear_func (bars, (GDestroyNotify) bar_clear);
  return bars;
}

static const MagChartBar *
bar_at (MagBarChart *self,
        guint        i)
{
  return &g_array_index (self->bars, MagChartBar, i);
}

/* Right to left scripts read time from the right as well. */
static guint
place_of (MagBarChart *self,
          guint        i)
{
  return gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL ? self->bars->len - 1 - i : i;
}

static Scale
make_scale (MagBarChart *self,
            double       label_height)
{
  Scale scale = { .top = PADDING + label_height + LABEL_GAP, .left = PADDING };
  double least = 0, most = 0;

  scale.bottom = gtk_widget_get_height (GTK_WIDGET (self)) - PADDING - label_height - LABEL_GAP;
  for (guint i = 0; i < self->bars->len; i++)
    {
      least = MIN (least, bar_at (self, i)->height);
      most = MAX (most, bar_at (self, i)->height);
    }
  scale.unit = most > least ? (scale.bottom - scale.top) / (most - least) : 0;
  scale.zero = scale.top + most * scale.unit;
  scale.step = (gtk_widget_get_width (GTK_WIDGET (self)) - 2 * PADDING) / MAX (self->bars->len, 1);
  return scale;
}

static void
append_bar (MagBarChart   *self,
            GtkSnapshot   *snapshot,
            const Scale   *scale,
            guint          i,
            const GdkRGBA *text)
{
  const MagChartBar *bar = bar_at (self, i);
  double width = MIN (scale->step * BAR_SHARE, MOST_BAR_WIDTH), height = ABS (bar->height) * scale->unit;
  double x = scale->left + scale->step * (place_of (self, i) + 0.5) - width / 2, y = bar->height > 0 ? scale->zero - height : scale->zero;
  GdkRGBA colour = *text;

  colour.alpha *= PLAIN_ALPHA;
  if (bar->sign != 0)
    gtk_widget_get_color (bar->sign > 0 ? self->gain : self->loss, &colour);
  if (bar->height != 0)
    gtk_snapshot_append_color (snapshot, &colour, &GRAPHENE_RECT_INIT ((float) x, (float) y, (float) width, (float) MAX (height, 1)));
  if ((int) i == self->marked)
    {
      colour = *text;
      colour.alpha *= 0.12f;
      gtk_snapshot_append_color (snapshot, &colour, &GRAPHENE_RECT_INIT ((float) (scale->left + scale->step * place_of (self, i)), (float) scale->top, (float) scale->step, (float) (scale->bottom - scale->top)));
    }
}

/* As many names as have room without touching. */
static void
append_names (MagBarChart   *self,
              GtkSnapshot   *snapshot,
              const Scale   *scale,
              const GdkRGBA *colour)
{
  int widest = 1, every;

  for (guint i = 0; i < self->bars->len; i++)
    {
      g_autoptr(PangoLayout) layout = mag_chart_make_label (GTK_WIDGET (self), bar_at (self, i)->label);
      int width;

      pango_layout_get_pixel_size (layout, &width, NULL);
      widest = MAX (widest, width);
    }
  every = (int) ((widest + 2 * LABEL_GAP) / scale->step) + 1;
  for (guint i = 0; i < self->bars->len; i += (guint) every)
    mag_chart_append_label (GTK_WIDGET (self), snapshot, bar_at (self, i)->label, scale->left + scale->step * (place_of (self, i) + 0.5), scale->bottom + LABEL_GAP, colour);
}

static void
mag_bar_chart_snapshot (GtkWidget   *widget,
                        GtkSnapshot *snapshot)
{
  MagBarChart *self = MAG_BAR_CHART (widget);
  const char *words = self->marked >= 0 ? bar_at (self, (guint) self->marked)->words : self->title;
  g_autoptr(PangoLayout) layout = mag_chart_make_label (GTK_WIDGET (self), words);
  GdkRGBA colour, quiet;
  int label_height;
  Scale scale;

  pango_layout_get_pixel_size (layout, NULL, &label_height);
  if (self->bars->len == 0 || gtk_widget_get_height (widget) < 4 * label_height)
    return;

  scale = make_scale (self, label_height);
  gtk_widget_get_color (widget, &colour);
  quiet = colour;
  quiet.alpha *= QUIET_ALPHA;
  for (guint i = 0; i < self->bars->len; i++)
    append_bar (self, snapshot, &scale, i, &colour);
  gtk_snapshot_append_color (snapshot, &quiet, &GRAPHENE_RECT_INIT ((float) scale.left, (float) scale.zero, (float) (scale.step * self->bars->len), 1));
  append_names (self, snapshot, &scale, &colour);
  mag_chart_append_label (GTK_WIDGET (self), snapshot, words, self->marked >= 0 ? scale.left + scale.step * (place_of (self, (guint) self->marked) + 0.5) : gtk_widget_get_width (widget) / 2.0, PADDING, &colour);
}

static void
mag_bar_chart_measure (GtkWidget      *widget,
                       GtkOrientation  orientation,
                       int             for_size,
                       int            *minimum,
                       int            *natural,
                       int            *minimum_baseline,
                       int            *natural_baseline)
{
  *minimum = *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? WIDTH : HEIGHT;
}

/* Marking */

static void
mark (MagBarChart *self,
      int          i)
{
  const char *words;

  if (self->bars->len == 0)
    i = -1;
  else if (i >= (int) self->bars->len)
    i = (int) self->bars->len - 1;
  words = i >= 0 ? bar_at (self, (guint) i)->words : "";
  self->marked = i;
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, words, -1);
  if (*words != '\0' && gtk_widget_has_focus (GTK_WIDGET (self)))
    gtk_accessible_announce (GTK_ACCESSIBLE (self), words, GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_MEDIUM);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static gboolean
key_pressed_cb (MagBarChart *self,
                guint        key)
{
  int forward = gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL ? -1 : 1;

  switch (key)
    {
    case GDK_KEY_Left:
    case GDK_KEY_KP_Left:
      mark (self, MAX (self->marked - forward, 0));
      return GDK_EVENT_STOP;
    case GDK_KEY_Right:
    case GDK_KEY_KP_Right:
      mark (self, MAX (self->marked + forward, 0));
      return GDK_EVENT_STOP;
    case GDK_KEY_Home:
    case GDK_KEY_KP_Home:
      mark (self, 0);
      return GDK_EVENT_STOP;
    case GDK_KEY_End:
    case GDK_KEY_KP_End:
      mark (self, (int) self->bars->len - 1);
      return GDK_EVENT_STOP;
    default:
      return GDK_EVENT_PROPAGATE;
    }
}

static void
pointer_moved_cb (MagBarChart *self,
                  double       x)
{
  Scale scale = make_scale (self, 0);
  int place = (int) ((x - scale.left) / scale.step);

  if (self->bars->len > 0)
    mark (self, (int) place_of (self, (guint) CLAMP (place, 0, (int) self->bars->len - 1)));
}

static void
pointer_left_cb (MagBarChart *self)
{
  if (!gtk_widget_has_focus (GTK_WIDGET (self)))
    mark (self, -1);
}

static void
mag_bar_chart_dispose (GObject *object)
{
  MagBarChart *self = MAG_BAR_CHART (object);

  g_clear_pointer (&self->gain, gtk_widget_unparent);
  g_clear_pointer (&self->loss, gtk_widget_unparent);

  G_OBJECT_CLASS (mag_bar_chart_parent_class)->dispose (object);
}

static void
mag_bar_chart_finalize (GObject *object)
{
  MagBarChart *self = MAG_BAR_CHART (object);

  g_free (self->title);
  g_array_unref (self->bars);

  G_OBJECT_CLASS (mag_bar_chart_parent_class)->finalize (object);
}

static void
mag_bar_chart_class_init (MagBarChartClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = mag_bar_chart_dispose;
  object_class->finalize = mag_bar_chart_finalize;
  widget_class->measure = mag_bar_chart_measure;
  widget_class->snapshot = mag_bar_chart_snapshot;
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
  gtk_widget_class_set_css_name (widget_class, "bars");
}

static void
mag_bar_chart_init (MagBarChart *self)
{
  GtkEventController *keys = gtk_event_controller_key_new (), *motion = gtk_event_controller_motion_new ();

  self->gain = mag_chart_add_colours (GTK_WIDGET (self), "gain");
  self->loss = mag_chart_add_colours (GTK_WIDGET (self), "loss");
  self->title = g_strdup ("");
  self->bars = mag_chart_bars_new ();
  self->marked = -1;
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (key_pressed_cb), self);
  g_signal_connect_swapped (motion, "motion", G_CALLBACK (pointer_moved_cb), self);
  g_signal_connect_swapped (motion, "leave", G_CALLBACK (pointer_left_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
  gtk_widget_add_controller (GTK_WIDGET (self), motion);
}

/**
 * mag_bar_chart_set_bars:
 * @self: a chart
 * @title: what the bars are; the accessible name
 * @bars: (transfer full) (element-type MagChartBar): from mag_chart_bars_new()
 */
void
mag_bar_chart_set_bars (MagBarChart *self,
                        const char  *title,
                        GArray      *bars)
{
  g_return_if_fail (MAG_IS_BAR_CHART (self));

  g_set_str (&self->title, title);
  g_array_unref (self->bars);
  self->bars = bars;
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  mark (self, -1);
}
