/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The texts on the way to a crumb: the consent form some countries are shown, and the crumb itself, in whose place all sorts of things arrive with status 200. */

#include "mag-yahoo-consent.h"

#include <libsoup/soup.h>

#define LONGEST_CRUMB 32

/* One character for the entity that begins at *at ('&' taken), or the '&' itself. */
static void
append_entity (GString     *out,
               const char **at)
{
  static const struct { const char *name; char character; } named[] = { { "amp;", '&' }, { "lt;", '<' }, { "gt;", '>' }, { "quot;", '"' }, { "apos;", '\'' } };
  gboolean hex = (*at)[0] == '#' && ((*at)[1] == 'x' || (*at)[1] == 'X');
  const char *digits = *at + (hex ? 2 : 1);
  char *end = NULL;
  guint64 code;

  for (gsize i = 0; i < G_N_ELEMENTS (named); i++)
    if (g_str_has_prefix (*at, named[i].name))
      {
        g_string_append_c (out, named[i].character);
        *at += strlen (named[i].name);
        return;
      }

  code = (*at)[0] == '#' && g_ascii_isxdigit (*digits) ? g_ascii_strtoull (digits, &end, hex ? 16 : 10) : 0;
  if (end != NULL && *end == ';' && code > 0 && code < 0x110000 && g_unichar_validate (code))
    {
      g_string_append_unichar (out, code);
      *at = end + 1;
    }
  else
    g_string_append_c (out, '&');
}

static char *
decode_entities (const char *text)
{
  GString *out = g_string_new (NULL);

  while (*text != '\0')
    if (*text == '&')
      {
        text++;
        append_entity (out, &text);
      }
    else
      g_string_append_c (out, *text++);

  return g_string_free (out, FALSE);
}

/* The decoded value of an attribute of a tag; NULL: it has none. */
static char *
dup_attribute (const char *tag,
               const char *name)
{
  g_autofree char *pattern = g_strdup_printf ("\\s%s\\s*=\\s*(?:\"([^\"]*)\"|'([^']*)'|([^\\s\"'>]+))", name);
  g_autoptr(GRegex) regex = g_regex_new (pattern, G_REGEX_CASELESS, 0, NULL);
  g_autoptr(GMatchInfo) match = NULL;

  if (!g_regex_match (regex, tag, 0, &match))
    return NULL;
  for (int group = 1; group <= 3; group++)
    {
      int start, end;

      if (g_match_info_fetch_pos (match, group, &start, &end) && start >= 0)
        {
          g_autofree char *raw = g_strndup (tag + start, end - start);

          return decode_entities (raw);
        }
    }
  return NULL;
}

static void
append_field (GString    *form,
              const char *name,
              const char *value)
{
  g_autofree char *key = g_uri_escape_string (name, NULL, FALSE);
  g_autofree char *escaped = g_uri_escape_string (value, NULL, FALSE);

  g_string_append_printf (form, "%s%s=%s", form->len > 0 ? "&" : "", key, escaped);
}

/* Appends the hidden fields of a form; whether it asks for consent at all. */
static gboolean
append_hidden_fields (GString    *form,
                      const char *html)
{
  g_autoptr(GRegex) regex = g_regex_new ("<(?:input|button)\\b[^>]*>", G_REGEX_CASELESS, 0, NULL);
  g_autoptr(GMatchInfo) match = NULL;
  gboolean agreeable = FALSE;

  g_regex_match (regex, html, 0, &match);
  for (; g_match_info_matches (match); g_match_info_next (match, NULL))
    {
      g_autofree char *tag = g_match_info_fetch (match, 0);
      g_autofree char *type = dup_attribute (tag, "type");
      g_autofree char *name = dup_attribute (tag, "name");
      g_autofree char *value = dup_attribute (tag, "value");

      if (name != NULL && g_str_equal (name, "agree"))
        agreeable = TRUE;
      else if (name != NULL && type != NULL && g_ascii_strcasecmp (type, "hidden") == 0)
        append_field (form, name, value != NULL ? value : "");
    }
  return agreeable;
}

/**
 * mag_yahoo_consent_form_parse:
 * @page: any page
 *
 * Returns: (transfer full) (nullable): the form as it is to be posted to the page's own address; NULL when the page asks for no consent
 */
char *
mag_yahoo_consent_form_parse (GBytes *page)
{
  gsize size;
  const char *data = g_bytes_get_data (page, &size);
  g_autofree char *html = g_utf8_make_valid (size > 0 ? data : "", size);
  const char *start = strstr (html, "<form");
  const char *end = start != NULL ? strstr (start, "</form") : NULL;
  g_autofree char *inside = end != NULL ? g_strndup (start, end - start) : NULL;
  g_autoptr(GString) form = g_string_new (NULL);

  if (inside == NULL || !append_hidden_fields (form, inside))
    return NULL;

  /* Twice, as a browser with scripts sends it and the clients that are known to get through. */
  append_field (form, "agree", "agree");
  append_field (form, "agree", "agree");
  return g_string_free (g_steal_pointer (&form), FALSE);
}

/**
 * mag_yahoo_crumb_parse:
 * @body: of v1/test/getcrumb with status 200
 *
 * Returns: (transfer full) (nullable): the crumb; NULL for "Too Many Requests", pages, JSON and whatever else is none
 */
char *
mag_yahoo_crumb_parse (GBytes *body)
{
  gsize size;
  const char *text = g_bytes_get_data (body, &size);

  if (size == 0 || size > LONGEST_CRUMB)
    return NULL;
  for (gsize i = 0; i < size; i++)
    if (!g_ascii_isgraph (text[i]) || text[i] == '<' || text[i] == '{')
      return NULL;
  return g_strndup (text, size);
}
