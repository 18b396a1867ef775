/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A JSON writer for --json. json-glib prints every number through a double, 1.85 as 1.8500000000000001; here prices and money keep the digits they
 * have. Ratios are printed with as many digits as it takes to read the same double back. */

#include "mag-ctl-json.h"

#include "mag-ctl-number.h"
#include "mag-date.h"
#include "mag-money.h"

struct _MagCtlJson
{
  GString *text;
  gboolean first; /* nothing yet in the innermost object or array */
};

static void
append_quoted (GString    *text,
               const char *value)
{
  g_autofree char *valid = g_utf8_make_valid (value, -1);

  g_string_append_c (text, '"');
  for (const char *c = valid; *c != '\0'; c++)
    if (*c == '"' || *c == '\\')
      g_string_append_printf (text, "\\%c", *c);
    else if ((guchar) *c < 0x20)
      g_string_append_printf (text, "\\u%04x", *c);
    else
      g_string_append_c (text, *c);
  g_string_append_c (text, '"');
}

static void
begin_value (MagCtlJson *self,
             const char *name)
{
  if (!self->first)
    g_string_append_c (self->text, ',');
  self->first = FALSE;
  if (name != NULL)
    {
      append_quoted (self->text, name);
      g_string_append_c (self->text, ':');
    }
}

static void
append_value (MagCtlJson *self,
              const char *name,
              const char *value) /* NULL or empty: null */
{
  begin_value (self, name);
  g_string_append (self->text, value != NULL && value[0] != '\0' ? value : "null");
}

/* New, with nothing written. */
MagCtlJson *
mag_ctl_json_new (void)
{
  MagCtlJson *self = g_new0 (MagCtlJson, 1);

  self->text = g_string_new (NULL);
  self->first = TRUE;
  return self;
}

void
mag_ctl_json_free (MagCtlJson *self)
{
  g_string_free (self->text, TRUE);
  g_free (self);
}

void
mag_ctl_json_begin_object (MagCtlJson *self,
                           const char *name)
{
  begin_value (self, name);
  g_string_append_c (self->text, '{');
  self->first = TRUE;
}

void
mag_ctl_json_end_object (MagCtlJson *self)
{
  g_string_append_c (self->text, '}');
  self->first = FALSE;
}

void
mag_ctl_json_begin_array (MagCtlJson *self,
                          const char *name)
{
  begin_value (self, name);
  g_string_append_c (self->text, '[');
  self->first = TRUE;
}

void
mag_ctl_json_end_array (MagCtlJson *self)
{
  g_string_append_c (self->text, ']');
  self->first = FALSE;
}

/* text: NULL is null, "" is "". */
void
mag_ctl_json_string (MagCtlJson *self,
                     const char *name,
                     const char *text)
{
  begin_value (self, name);
  if (text != NULL)
    append_quoted (self->text, text);
  else
    g_string_append (self->text, "null");
}

void
mag_ctl_json_boolean (MagCtlJson *self,
                      const char *name,
                      gboolean    value)
{
  append_value (self, name, value ? "true" : "false");
}

void
mag_ctl_json_integer (MagCtlJson *self,
                      const char *name,
                      gint64      value)
{
  begin_value (self, name);
  g_string_append_printf (self->text, "%" G_GINT64_FORMAT, value);
}

/* As an integer; MAG_COUNT_UNKNOWN is null. */
void
mag_ctl_json_count (MagCtlJson *self,
                    const char *name,
                    gint64      count)
{
  if (count == MAG_COUNT_UNKNOWN)
    append_value (self, name, NULL);
  else
    mag_ctl_json_integer (self, name, count);
}

void
mag_ctl_json_ratio (MagCtlJson *self,
                    const char *name,
                    double      ratio)
{
  char digits[G_ASCII_DTOSTR_BUF_SIZE];

  mag_ctl_number_format (ratio, digits);
  append_value (self, name, digits);
}

/* In dollars per share. */
void
mag_ctl_json_price (MagCtlJson *self,
                    const char *name,
                    MagPrice    price)
{
  g_autofree char *digits = mag_price_format_strike (price);

  append_value (self, name, digits);
}

/* In dollars. */
void
mag_ctl_json_money (MagCtlJson *self,
                    const char *name,
                    MagMoney    money)
{
  g_autofree char *digits = money != MAG_MONEY_UNKNOWN ? mag_money_format (money) : NULL;

  append_value (self, name, digits);
}

/* As "2026-07-24T19:59:59Z". */
void
mag_ctl_json_instant (MagCtlJson *self,
                      const char *name,
                      gint64      instant_us)
{
  g_autofree char *text = instant_us != 0 ? mag_instant_format_utc (instant_us) : NULL;

  mag_ctl_json_string (self, name, text);
}

/* As "2026-12-18". */
void
mag_ctl_json_date (MagCtlJson *self,
                   const char *name,
                   MagDate     date)
{
  g_autofree char *text = date != 0 ? mag_date_format (date) : NULL;

  mag_ctl_json_string (self, name, text);
}

/* Returns: (transfer none): what is written so far. */
const char *
mag_ctl_json_get_text (MagCtlJson *self)
{
  return self->text->str;
}

/* What is written so far has been printed: it need not be kept. */
void
mag_ctl_json_forget_text (MagCtlJson *self)
{
  g_string_truncate (self->text, 0);
}

/* On standard output, as one line. */
void
mag_ctl_json_print (MagCtlJson *self)
{
  g_print ("%s\n", self->text->str);
}
