/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Other people's text: a short quotation for a message or a report, which can be shown whatever the bytes were, and the characters in it that nobody sees. */

#include "config.h"

#include "mag-excerpt.h"

#define EXCERPT_CHARACTERS 40
#define EXCERPT_BYTES 240 /* room for the longest characters, so that a megabyte is not copied to show forty */

/**
 * mag_excerpt:
 * @text: any bytes
 * @length: how many, or -1 up to the NUL
 *
 * Returns: (transfer full): @text without the space around it, valid UTF-8, control characters shown as U+FFFD, at most 40 characters and then "…"
 */
char *
mag_excerpt (const char *text,
             gssize      length)
{
  gsize n_bytes = length < 0 ? strnlen (text, EXCERPT_BYTES) : MIN ((gsize) length, EXCERPT_BYTES);
  g_autofree char *valid = g_strstrip (g_utf8_make_valid (text, (gssize) n_bytes));
  g_autoptr(GString) excerpt = g_string_new (NULL);
  guint n = 0;

  for (const char *p = valid; *p != '\0' && n < EXCERPT_CHARACTERS; p = g_utf8_next_char (p), n++)
    {
      gunichar c = g_utf8_get_char (p);

      g_string_append_unichar (excerpt, g_unichar_iscntrl (c) ? 0xfffd : c);
      if (n + 1 == EXCERPT_CHARACTERS && *g_utf8_next_char (p) != '\0')
        g_string_append (excerpt, "…");
    }
  return g_string_free_and_steal (g_steal_pointer (&excerpt));
}

/**
 * mag_text_is_invisible:
 *
 * Returns: whether @c is one of the marks without width or meaning of their own that come with copied symbols and headings: joiners, direction
 *   marks, the invisible plus of TradingView's headings, a byte order mark
 */
gboolean
mag_text_is_invisible (gunichar c)
{
  return (c >= 0x200b && c <= 0x200f) || (c >= 0x2060 && c <= 0x2064) || c == 0xfeff;
}
