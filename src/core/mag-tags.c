/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Tags as people type them, and as they are kept. */

#include "config.h"

#include "mag-tags.h"

#include <string.h>

static char *
dup_folded (const char *text)
{
  g_autofree char *normal = g_utf8_normalize (text, -1, G_NORMALIZE_ALL_COMPOSE);

  return g_utf8_casefold (normal != NULL ? normal : "", -1);
}

static int
compare_tags (gconstpointer a,
              gconstpointer b)
{
  g_autofree char *x = dup_folded (*(char *const *) a), *y = dup_folded (*(char *const *) b);

  return strcmp (x, y);
}

/* One tag without space at its ends, no longer than it may be. */
static char *
dup_tag (const char *text)
{
  g_autofree char *stripped = g_strstrip (g_strdup (text));
  g_autofree char *cut = g_utf8_substring (stripped, 0, MIN (MAG_TAG_MAX_LENGTH, g_utf8_strlen (stripped, -1)));

  return g_strchomp (g_steal_pointer (&cut));
}

/**
 * mag_tags_tidy:
 * @text: valid UTF-8; tags with commas between
 *
 * Returns: (transfer full): the tags in order, each once, at most %MAG_TAGS_MAX of them; "" without any
 */
char *
mag_tags_tidy (const char *text)
{
  g_auto(GStrv) words = g_strsplit_set (text, ",\n\r\t", -1);
  g_autoptr(GPtrArray) tags = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; words[i] != NULL; i++)
    {
      g_autofree char *tag = dup_tag (words[i]);

      if (tag[0] != '\0')
        g_ptr_array_add (tags, g_steal_pointer (&tag));
    }
  g_ptr_array_sort (tags, compare_tags);
  for (guint i = tags->len; i-- > 1;)
    if (compare_tags (&tags->pdata[i], &tags->pdata[i - 1]) == 0)
      g_ptr_array_remove_index (tags, i);
  g_ptr_array_set_size (tags, MIN (tags->len, MAG_TAGS_MAX));
  g_ptr_array_add (tags, NULL);
  return g_strjoinv (", ", (char **) tags->pdata);
}

/**
 * mag_tags_split:
 * @tidy: of mag_tags_tidy()
 *
 * Returns: (transfer full): the tags one by one
 */
char **
mag_tags_split (const char *tidy)
{
  return g_strsplit (tidy, ", ", -1);
}

gboolean
mag_tags_have (const char *tidy,
               const char *tag)
{
  g_auto(GStrv) tags = mag_tags_split (tidy);

  for (guint i = 0; tags[i] != NULL; i++)
    if (compare_tags (&tags[i], &tag) == 0)
      return TRUE;
  return FALSE;
}
