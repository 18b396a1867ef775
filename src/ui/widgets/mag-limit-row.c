/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A row with a number to type. Unlike a spin row it can be empty, which means "no limit", and it says what is wrong with
 * what was typed instead of turning it into something else. Up and Down step the value. */

#include "config.h"

#include "mag-limit-row.h"

#include <glib/gi18n.h>
#include <locale.h>
#include <math.h>
#include <string.h>

struct _MagLimitRow
{
  AdwActionRow  parent_instance;

  GtkEditable  *entry;
  GtkLabel     *unit;
  char         *hint;     /* owned; under the title while all is well; NULL: none */
  char         *message;  /* owned; what the owner says is wrong; NULL: nothing */
  double        value;    /* NaN: no limit */
  double        minimum, maximum, step;
  guint         digits;   /* decimals shown */
  gboolean      optional; /* may be empty */
  gboolean      readable; /* the text is a number within the range, or empty and optional */
  gboolean      showing;  /* the text is being set from the value */
};

enum
{
  PROP_VALUE = 1,
  PROP_MINIMUM,
  PROP_MAXIMUM,
  PROP_STEP,
  PROP_DIGITS,
  PROP_OPTIONAL,
  PROP_UNIT,
  PROP_HINT,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (MagLimitRow, mag_limit_row, ADW_TYPE_ACTION_ROW)

/* Whole numbers bare, others with two decimals or as many more as they have: "30", "0.40", "0.125". */
static char *
format_value (MagLimitRow *self,
              double       value)
{
  guint decimals = MIN (self->digits, 2);

  if (isnan (value))
    return g_strdup ("");
  if (value == floor (value))
    return g_strdup_printf ("%.0f", value);

  while (decimals < self->digits && fabs (value * pow (10, decimals) - round (value * pow (10, decimals))) > 1e-6)
    decimals++;

  return g_strdup_printf ("%.*f", (int) decimals, value);
}

static char *
describe_range (MagLimitRow *self)
{
  g_autofree char *minimum = format_value (self, self->minimum);
  g_autofree char *maximum = format_value (self, self->maximum);

  if (self->optional)
    return g_strdup_printf (_("Type a number from %s to %s, or nothing for no limit."), minimum, maximum);

  return g_strdup_printf (_("Type a number from %s to %s."), minimum, maximum);
}

static void
show_state (MagLimitRow *self)
{
  gboolean valid = mag_limit_row_is_valid (self);
  g_autofree char *range = self->readable ? NULL : describe_range (self);
  const char *message = self->readable ? self->message : range;

  adw_action_row_set_subtitle (ADW_ACTION_ROW (self), !valid ? message : self->hint != NULL ? self->hint : "");
  if (valid)
    gtk_widget_remove_css_class (GTK_WIDGET (self), "invalid");
  else
    gtk_widget_add_css_class (GTK_WIDGET (self), "invalid");

  gtk_accessible_update_state (GTK_ACCESSIBLE (self->entry), GTK_ACCESSIBLE_STATE_INVALID,
                               valid ? GTK_ACCESSIBLE_INVALID_FALSE : GTK_ACCESSIBLE_INVALID_TRUE, -1);
}

static void
show_value (MagLimitRow *self)
{
  g_autofree char *text = format_value (self, self->value);

  self->showing = TRUE;
  gtk_editable_set_text (self->entry, text);
  self->showing = FALSE;
}

static gboolean
is_in_range (MagLimitRow *self,
             double       value)
{
  return isnan (value) ? self->optional : value >= self->minimum && value <= self->maximum;
}

static gboolean
same_value (double a,
            double b)
{
  return isnan (a) ? isnan (b) : !isnan (b) && a == b;
}

static void
take_value (MagLimitRow *self,
            double       value)
{
  self->readable = TRUE;
  if (!same_value (self->value, value))
    {
      self->value = value;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_VALUE]);
    }
  show_state (self);
}

static void
text_changed_cb (MagLimitRow *self)
{
  double value;

  if (self->showing)
    return;

  if (mag_limit_row_parse (gtk_editable_get_text (self->entry), &value) && is_in_range (self, value))
    {
      take_value (self, value);
      return;
    }

  self->readable = FALSE;
  show_state (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_VALUE]);
}

static gboolean
key_pressed_cb (MagLimitRow     *self,
                guint            key,
                guint            code,
                GdkModifierType  modifiers)
{
  double steps = key == GDK_KEY_Up ? 1 : key == GDK_KEY_Down ? -1 : key == GDK_KEY_Page_Up ? 5 : key == GDK_KEY_Page_Down ? -5 : 0;
  double start = isnan (self->value) ? CLAMP (0, self->minimum, self->maximum) : self->value;

  if (steps == 0 || (modifiers & (GDK_CONTROL_MASK | GDK_ALT_MASK)) != 0)
    return GDK_EVENT_PROPAGATE;

  mag_limit_row_set_value (self, CLAMP (start + steps * self->step, self->minimum, self->maximum));
  gtk_editable_set_position (self->entry, -1);

  return GDK_EVENT_STOP;
}

/* The row's title is a label of its own for the eye only. */
static void
title_changed_cb (MagLimitRow *self)
{
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->entry), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  adw_preferences_row_get_title (ADW_PREFERENCES_ROW (self)), -1);
}

static void
mag_limit_row_get_property (GObject    *object,
                            guint       prop_id,
                            GValue     *value,
                            GParamSpec *pspec)
{
  MagLimitRow *self = MAG_LIMIT_ROW (object);

  switch (prop_id)
    {
    case PROP_VALUE:
      g_value_set_double (value, self->value);
      break;
    case PROP_MINIMUM:
      g_value_set_double (value, self->minimum);
      break;
    case PROP_MAXIMUM:
      g_value_set_double (value, self->maximum);
      break;
    case PROP_STEP:
      g_value_set_double (value, self->step);
      break;
    case PROP_DIGITS:
      g_value_set_uint (value, self->digits);
      break;
    case PROP_OPTIONAL:
      g_value_set_boolean (value, self->optional);
      break;
    case PROP_UNIT:
      g_value_set_string (value, gtk_label_get_text (self->unit));
      break;
    case PROP_HINT:
      g_value_set_string (value, self->hint);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
mag_limit_row_set_property (GObject      *object,
                            guint         prop_id,
                            const GValue *value,
                            GParamSpec   *pspec)
{
  MagLimitRow *self = MAG_LIMIT_ROW (object);

  switch (prop_id)
    {
    case PROP_VALUE:
      mag_limit_row_set_value (self, g_value_get_double (value));
      break;
    case PROP_MINIMUM:
      self->minimum = g_value_get_double (value);
      break;
    case PROP_MAXIMUM:
      self->maximum = g_value_get_double (value);
      break;
    case PROP_STEP:
      self->step = g_value_get_double (value);
      break;
    case PROP_DIGITS:
      self->digits = g_value_get_uint (value);
      break;
    case PROP_OPTIONAL:
      self->optional = g_value_get_boolean (value);
      if (self->optional)
        gtk_entry_set_placeholder_text (GTK_ENTRY (self->entry), _("any"));
      break;
    case PROP_UNIT:
      gtk_label_set_text (self->unit, g_value_get_string (value));
      break;
    case PROP_HINT:
      g_set_str (&self->hint, g_value_get_string (value));
      show_state (self);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
mag_limit_row_finalize (GObject *object)
{
  MagLimitRow *self = MAG_LIMIT_ROW (object);

  g_free (self->hint);
  g_free (self->message);

  G_OBJECT_CLASS (mag_limit_row_parent_class)->finalize (object);
}

static void
mag_limit_row_class_init (MagLimitRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = mag_limit_row_get_property;
  object_class->set_property = mag_limit_row_set_property;
  object_class->finalize = mag_limit_row_finalize;

  properties[PROP_VALUE] = g_param_spec_double ("value", NULL, NULL, -G_MAXDOUBLE, G_MAXDOUBLE, 0, flags);
  properties[PROP_MINIMUM] = g_param_spec_double ("minimum", NULL, NULL, -G_MAXDOUBLE, G_MAXDOUBLE, 0, flags);
  properties[PROP_MAXIMUM] = g_param_spec_double ("maximum", NULL, NULL, -G_MAXDOUBLE, G_MAXDOUBLE, 0, flags);
  properties[PROP_STEP] = g_param_spec_double ("step", NULL, NULL, 0, G_MAXDOUBLE, 1, flags);
  properties[PROP_DIGITS] = g_param_spec_uint ("digits", NULL, NULL, 0, 6, 0, flags);
  properties[PROP_OPTIONAL] = g_param_spec_boolean ("optional", NULL, NULL, FALSE, flags);
  properties[PROP_UNIT] = g_param_spec_string ("unit", NULL, NULL, NULL, flags);
  properties[PROP_HINT] = g_param_spec_string ("hint", NULL, NULL, NULL, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
mag_limit_row_init (MagLimitRow *self)
{
  GtkWidget *entry = gtk_entry_new ();
  GtkWidget *unit = gtk_label_new (NULL);
  GtkEventController *keys = gtk_event_controller_key_new ();

  self->entry = GTK_EDITABLE (entry);
  self->unit = GTK_LABEL (unit);
  self->maximum = G_MAXDOUBLE;
  self->step = 1;
  self->value = NAN;
  self->readable = TRUE;

  gtk_widget_set_valign (entry, GTK_ALIGN_CENTER);
  gtk_editable_set_alignment (self->entry, 1);
  gtk_editable_set_width_chars (self->entry, 6);
  gtk_editable_set_max_width_chars (self->entry, 6);
  gtk_entry_set_input_purpose (GTK_ENTRY (entry), GTK_INPUT_PURPOSE_NUMBER);
  gtk_widget_add_css_class (entry, "numeric");
  gtk_label_set_width_chars (self->unit, 4);
  gtk_label_set_xalign (self->unit, 0);
  gtk_widget_add_css_class (unit, "dimmed");
  gtk_widget_add_css_class (GTK_WIDGET (self), "limit");

  adw_action_row_add_suffix (ADW_ACTION_ROW (self), entry);
  adw_action_row_add_suffix (ADW_ACTION_ROW (self), unit);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (self), entry);
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (self), FALSE);

  g_signal_connect (self, "notify::title", G_CALLBACK (title_changed_cb), NULL);
  g_signal_connect_swapped (entry, "changed", G_CALLBACK (text_changed_cb), self);
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (key_pressed_cb), self);
  gtk_widget_add_controller (entry, keys);
}

double
mag_limit_row_get_value (MagLimitRow *self)
{
  g_return_val_if_fail (MAG_IS_LIMIT_ROW (self), NAN);

  return self->value;
}

/**
 * mag_limit_row_set_value:
 * @self: a row
 * @value: the number, or NaN for no limit; what is out of range is brought into it
 *
 * Shows a number, in place of whatever was typed.
 */
void
mag_limit_row_set_value (MagLimitRow *self,
                         double       value)
{
  g_return_if_fail (MAG_IS_LIMIT_ROW (self));

  if (isnan (value) && !self->optional)
    value = self->minimum;

  take_value (self, isnan (value) ? NAN : CLAMP (value, self->minimum, self->maximum));
  show_value (self);
}

/**
 * mag_limit_row_is_valid:
 * @self: a row
 *
 * Returns: whether the text is a number in range and the owner has nothing against it
 */
gboolean
mag_limit_row_is_valid (MagLimitRow *self)
{
  g_return_val_if_fail (MAG_IS_LIMIT_ROW (self), FALSE);

  return self->readable && self->message == NULL;
}

/**
 * mag_limit_row_set_message:
 * @self: a row
 * @message: (nullable): what is wrong with the number beside others, a sentence; NULL: nothing
 */
void
mag_limit_row_set_message (MagLimitRow *self,
                           const char  *message)
{
  g_return_if_fail (MAG_IS_LIMIT_ROW (self));

  if (g_set_str (&self->message, message))
    show_state (self);
}

/* "1,234.5" where the comma parts thousands, "1.234,5" where the dot does: the separators leave only as whole groups of three, so that "0,50" is
 * never read as 50. */
static void
remove_groups (GString *number,
               char     separator,
               char     point)
{
  g_autofree char *pattern = g_strdup_printf ("^[1-9][0-9]{0,2}(\\%c[0-9]{3})+(\\%c[0-9]*)?$", separator, point);
  const char text[] = { separator, '\0' };

  if (g_regex_match_simple (pattern, number->str, 0, 0))
    g_string_replace (number, text, "", 0);
}

/**
 * mag_limit_row_parse:
 * @text: what was typed; the decimal point may be the locale's or a dot, "$" and "%" and separators of thousands are let pass
 * @value: (out): the number, or NaN when there is none; untouched on failure
 *
 * Returns: FALSE when it is no number
 */
gboolean
mag_limit_row_parse (const char *text,
                     double     *value)
{
  gboolean comma = *localeconv ()->decimal_point == ',';
  g_autoptr(GString) plain = g_string_new (text);
  char *end;
  double number;

  for (const char *const *skip = (const char *const[]) { "$", "%", " ", "\u00a0", "\u202f", NULL }; *skip != NULL; skip++)
    g_string_replace (plain, *skip, "", 0);
  remove_groups (plain, comma ? '.' : ',', comma ? ',' : '.');
  if (comma)
    g_string_replace (plain, ",", ".", 0);
  g_string_replace (plain, "\u2212", "-", 0); /* as amounts are shown */

  if (plain->len == 0)
    {
      *value = NAN;
      return TRUE;
    }
  /* Neither "inf" nor "0x1p3" nor "1e5" is how anybody writes a limit. */
  if (strspn (plain->str, "0123456789.-") != plain->len)
    return FALSE;

  number = g_ascii_strtod (plain->str, &end);
  if (*end != '\0')
    return FALSE;

  *value = number;
  return TRUE;
}
