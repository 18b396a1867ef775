/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A figure with its name above and its context below, read as one sentence by a screen reader. */

#include "config.h"

#include "mag-figure.h"

struct _MagFigure
{
  GtkBox    parent_instance;

  GtkLabel *name, *value, *context;
};

enum
{
  PROP_LABEL = 1,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (MagFigure, mag_figure, GTK_TYPE_BOX)

static void
mag_figure_get_property (GObject    *object,
                         guint       prop_id,
                         GValue     *value,
                         GParamSpec *pspec)
{
  switch (prop_id)
    {
    case PROP_LABEL:
      g_value_set_string (value, gtk_label_get_text (MAG_FIGURE (object)->name));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
mag_figure_set_property (GObject      *object,
                         guint         prop_id,
                         const GValue *value,
                         GParamSpec   *pspec)
{
  switch (prop_id)
    {
    case PROP_LABEL:
      gtk_label_set_text (MAG_FIGURE (object)->name, g_value_get_string (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
mag_figure_class_init (MagFigureClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = mag_figure_get_property;
  object_class->set_property = mag_figure_set_property;
  properties[PROP_LABEL] = g_param_spec_string ("label", NULL, NULL, NULL, G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (klass), GTK_ACCESSIBLE_ROLE_GROUP);
}

static GtkLabel *
add_label (MagFigure  *self,
           const char *first_class,
           const char *second_class)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, first_class);
  gtk_widget_add_css_class (label, second_class);
  gtk_box_append (GTK_BOX (self), label);
  return GTK_LABEL (label);
}

static void
mag_figure_init (MagFigure *self)
{
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  gtk_box_set_spacing (GTK_BOX (self), 2);
  self->name = add_label (self, "caption", "dimmed");
  self->value = add_label (self, "title-4", "numeric");
  self->context = add_label (self, "caption", "dimmed");
}

void
mag_figure_show (MagFigure  *self,
                 const char *value,
                 const char *context,
                 const char *css_class)
{
  g_autofree char *sentence = NULL;

  g_return_if_fail (MAG_IS_FIGURE (self));

  gtk_label_set_text (self->value, value);
  gtk_label_set_text (self->context, context != NULL ? context : "");
  gtk_widget_remove_css_class (GTK_WIDGET (self->value), "gain");
  gtk_widget_remove_css_class (GTK_WIDGET (self->value), "loss");
  if (*css_class != '\0')
    gtk_widget_add_css_class (GTK_WIDGET (self->value), css_class);
  sentence = g_strdup_printf ("%s: %s. %s", gtk_label_get_text (self->name), value, context != NULL ? context : "");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, sentence, -1);
}

const char *
mag_figure_get_value (MagFigure *self)
{
  g_return_val_if_fail (MAG_IS_FIGURE (self), NULL);

  return gtk_label_get_text (self->value);
}
