/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Recorded bodies, which are not part of this project. */

#include "captures.h"

static const char *
captures_folder (void)
{
  const char *folder = g_getenv ("MAGNUS_CAPTURES");

  return folder != NULL && g_file_test (folder, G_FILE_TEST_IS_DIR) ? folder : NULL;
}

gboolean
captures_skip (void)
{
  if (captures_folder () != NULL)
    return FALSE;

  g_test_skip ("the recorded bodies (MAGNUS_CAPTURES) are not here");
  return TRUE;
}

GBytes *
captures_load (const char *path)
{
  g_autofree char *full = g_build_filename (captures_folder (), path, NULL);
  g_autoptr(GError) error = NULL;
  char *text;
  gsize size;

  g_file_get_contents (full, &text, &size, &error);
  g_assert_no_error (error);
  return g_bytes_new_take (text, size);
}

JsonObject *
captures_load_json (const char  *path,
                    JsonNode   **root)
{
  g_autoptr(GBytes) body = captures_load (path);
  g_autoptr(JsonParser) parser = json_parser_new ();
  g_autoptr(GError) error = NULL;

  json_parser_load_from_data (parser, g_bytes_get_data (body, NULL), g_bytes_get_size (body), &error);
  g_assert_no_error (error);
  *root = json_parser_steal_root (parser);
  return json_node_get_object (*root);
}

static int
compare_paths (gconstpointer a,
               gconstpointer b)
{
  return g_strcmp0 (*(const char *const *) a, *(const char *const *) b);
}

GPtrArray *
captures_list (const char *folder)
{
  g_autofree char *full = g_build_filename (captures_folder (), folder, NULL);
  g_autoptr(GDir) dir = g_dir_open (full, 0, NULL);
  GPtrArray *paths = g_ptr_array_new_with_free_func (g_free);
  const char *name;

  g_assert_nonnull (dir);
  while ((name = g_dir_read_name (dir)) != NULL)
    if (g_str_has_suffix (name, ".json") || g_str_has_suffix (name, ".txt"))
      g_ptr_array_add (paths, g_build_filename (folder, name, NULL));
  g_ptr_array_sort (paths, compare_paths);
  return paths;
}
