/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Positions of the user's broker. Until one can be connected, an empty state that says so and leads to what works. */

#include "config.h"

#include "mag-positions-page.h"

struct _MagPositionsPage
{
  MagPage parent_instance;
};

G_DEFINE_FINAL_TYPE (MagPositionsPage, mag_positions_page, MAG_TYPE_PAGE)

static void
mag_positions_page_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), MAG_TYPE_POSITIONS_PAGE);

  G_OBJECT_CLASS (mag_positions_page_parent_class)->dispose (object);
}

static void
mag_positions_page_class_init (MagPositionsPageClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = mag_positions_page_dispose;

  gtk_widget_class_set_template_from_resource (GTK_WIDGET_CLASS (klass), RESOURCE_PATH "/ui/mag-positions-page.ui");
}

static void
mag_positions_page_init (MagPositionsPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
