/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mag-chart.h"

/**
 * mag_chart_make_label:
 *
 * Returns: (transfer full): small, with digits of one width
 */
PangoLayout *
mag_chart_make_label (GtkWidget  *chart,
                      const char *text)
{
  PangoLayout *layout = gtk_widget_create_pango_layout (chart, text);
  g_autoptr(PangoAttrList) attributes = pango_attr_list_new ();

  pango_attr_list_insert (attributes, pango_attr_scale_new (PANGO_SCALE_SMALL));
  pango_attr_list_insert (attributes, pango_attr_font_features_new ("tnum=1"));
  pango_layout_set_attributes (layout, attributes);
  return layout;
}

void
mag_chart_append_label (GtkWidget     *chart,
                        GtkSnapshot   *snapshot,
                        const char    *text,
                        double         x,
                        double         y,
                        const GdkRGBA *colour)
{
  g_autoptr(PangoLayout) layout = mag_chart_make_label (chart, text);
  int width;

  pango_layout_get_pixel_size (layout, &width, NULL);
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT ((float) CLAMP (x - width / 2.0, 0, MAX (gtk_widget_get_width (chart) - width, 0)), (float) y));
  gtk_snapshot_append_layout (snapshot, layout, colour);
  gtk_snapshot_restore (snapshot);
}

GtkWidget *
mag_chart_add_colours (GtkWidget  *chart,
                       const char *class_name)
{
  GtkWidget *widget = gtk_label_new (NULL);

  gtk_widget_add_css_class (widget, class_name);
  gtk_widget_set_child_visible (widget, FALSE);
  gtk_widget_set_parent (widget, chart);
  return widget;
}
