/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The trade journal. Until trades can be logged, an empty state that says so and leads to what works. */

#include "config.h"

#include "mag-trades-page.h"

struct _MagTradesPage
{
  MagPage parent_instance;
};

G_DEFINE_FINAL_TYPE (MagTradesPage, mag_trades_page, MAG_TYPE_PAGE)

static void
mag_trades_page_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), MAG_TYPE_TRADES_PAGE);

  G_OBJECT_CLASS (mag_trades_page_parent_class)->dispose (object);
}

static void
mag_trades_page_class_init (MagTradesPageClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = mag_trades_page_dispose;

  gtk_widget_class_set_template_from_resource (GTK_WIDGET_CLASS (klass), RESOURCE_PATH "/ui/mag-trades-page.ui");
}

static void
mag_trades_page_init (MagTradesPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
