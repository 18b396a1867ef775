/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Base of the window's pages: holds the engine and the page's one current problem, and offers search and refresh to
 * whoever shows the page, so that the window needs to know no page's insides. */

#include "config.h"

#include "mag-page.h"

typedef struct
{
  MagEngine *engine;  /* owned */
  char      *problem; /* owned; NULL: all is well */
} MagPagePrivate;

enum
{
  PROP_ENGINE = 1,
  PROP_PROBLEM,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (MagPage, mag_page, ADW_TYPE_BIN)

static void
mag_page_get_property (GObject    *object,
                       guint       prop_id,
                       GValue     *value,
                       GParamSpec *pspec)
{
  MagPage *self = MAG_PAGE (object);

  switch (prop_id)
    {
    case PROP_ENGINE:
      g_value_set_object (value, mag_page_get_engine (self));
      break;
    case PROP_PROBLEM:
      g_value_set_string (value, mag_page_get_problem (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
mag_page_set_property (GObject      *object,
                       guint         prop_id,
                       const GValue *value,
                       GParamSpec   *pspec)
{
  MagPage *self = MAG_PAGE (object);
  MagPagePrivate *priv = mag_page_get_instance_private (self);

  switch (prop_id)
    {
    case PROP_ENGINE:
      priv->engine = g_value_dup_object (value);
      break;
    case PROP_PROBLEM:
      mag_page_set_problem (self, g_value_get_string (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
mag_page_finalize (GObject *object)
{
  MagPagePrivate *priv = mag_page_get_instance_private (MAG_PAGE (object));

  g_clear_object (&priv->engine);
  g_free (priv->problem);

  G_OBJECT_CLASS (mag_page_parent_class)->finalize (object);
}

static void
mag_page_class_init (MagPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = mag_page_get_property;
  object_class->set_property = mag_page_set_property;
  object_class->finalize = mag_page_finalize;

  properties[PROP_ENGINE] =
    g_param_spec_object ("engine", NULL, NULL, MAG_TYPE_ENGINE,
                         G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  properties[PROP_PROBLEM] =
    g_param_spec_string ("problem", NULL, NULL, NULL,
                         G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
mag_page_init (MagPage *self)
{
}

MagEngine *
mag_page_get_engine (MagPage *self)
{
  MagPagePrivate *priv = mag_page_get_instance_private (self);

  g_return_val_if_fail (MAG_IS_PAGE (self), NULL);

  return priv->engine;
}

/**
 * mag_page_set_problem:
 * @self: a page
 * @problem: (nullable): a whole sentence for the user, or NULL when all is well
 *
 * Says what keeps the page from showing current data. The window shows it as its banner, with a Retry that calls
 * mag_page_refresh().
 */
void
mag_page_set_problem (MagPage    *self,
                      const char *problem)
{
  MagPagePrivate *priv = mag_page_get_instance_private (self);

  g_return_if_fail (MAG_IS_PAGE (self));

  if (g_set_str (&priv->problem, problem))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PROBLEM]);
}

const char *
mag_page_get_problem (MagPage *self)
{
  MagPagePrivate *priv = mag_page_get_instance_private (self);

  g_return_val_if_fail (MAG_IS_PAGE (self), NULL);

  return priv->problem;
}

/**
 * mag_page_search:
 * @self: a page
 *
 * Moves the focus to the page's search entry, showing it first. A page without one does nothing.
 */
void
mag_page_search (MagPage *self)
{
  g_return_if_fail (MAG_IS_PAGE (self));

  if (MAG_PAGE_GET_CLASS (self)->search != NULL)
    MAG_PAGE_GET_CLASS (self)->search (self);
}

/**
 * mag_page_refresh:
 * @self: a page
 *
 * Reads again what the page shows, keeping the old data on screen meanwhile.
 */
void
mag_page_refresh (MagPage *self)
{
  g_return_if_fail (MAG_IS_PAGE (self));

  if (MAG_PAGE_GET_CLASS (self)->refresh != NULL)
    MAG_PAGE_GET_CLASS (self)->refresh (self);
}

/**
 * mag_page_add_toast:
 * @self: a page
 * @toast: (transfer full): a toast
 *
 * Shows @toast over the window the page is in; without a window it is dropped.
 */
void
mag_page_add_toast (MagPage  *self,
                    AdwToast *toast)
{
  GtkWidget *overlay;

  g_return_if_fail (MAG_IS_PAGE (self));
  g_return_if_fail (ADW_IS_TOAST (toast));

  overlay = gtk_widget_get_ancestor (GTK_WIDGET (self), ADW_TYPE_TOAST_OVERLAY);
  if (overlay != NULL)
    adw_toast_overlay_add_toast (ADW_TOAST_OVERLAY (overlay), toast);
  else
    g_object_unref (toast);
}
