/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The numbered files of sql/, embedded and applied in order: each in a transaction of its own together with its line in
 * schema_migrations, all under an advisory lock so that programs started at once don't meet. A database that is ahead of this
 * program is left alone. */

#include "config.h"

#include "mag-migrations.h"

#include "mag-db-private.h"
#include "magnus-sql-resources.h"

#include <stdlib.h>

#define FOLDER RESOURCE_PATH "/sql"
#define LOCK_KEY "762184911" /* any number, the same for ever */
#define LONGEST_SECONDS 3600 /* a migration may have to rewrite a table */

static int
compare_names (gconstpointer a,
               gconstpointer b)
{
  return g_strcmp0 (*(const char *const *) a, *(const char *const *) b);
}

/* Names in order; the number before "_" is the version. */
static char **
list_files (GResource *resource)
{
  char **names = g_resource_enumerate_children (resource, FOLDER, 0, NULL);

  qsort (names, g_strv_length (names), sizeof *names, compare_names);
  return names;
}

/* -1 with an error. */
static int
read_version (MagDb         *db,
              GCancellable  *cancellable,
              GError       **error)
{
  g_autoptr(PGresult) result = mag_db_query (db, "SELECT coalesce(max(version), 0) FROM schema_migrations", 0, NULL, cancellable, error);

  return result != NULL ? atoi (PQgetvalue (result, 0, 0)) : -1;
}

static gboolean
apply_file (MagDb         *db,
            GResource     *resource,
            const char    *name,
            GCancellable  *cancellable,
            GError       **error)
{
  g_autofree char *path = g_build_filename (FOLDER, name, NULL);
  g_autoptr(GBytes) sql = g_resource_lookup_data (resource, path, 0, error);
  g_autofree char *version = g_strdup_printf ("%d", atoi (name));
  const char *params[] = { version, name };

  if (sql == NULL ||
      !mag_db_begin (db, cancellable, error) ||
      !mag_db_allow_long (db, LONGEST_SECONDS, cancellable, error) ||
      !mag_db_run_script (db, g_bytes_get_data (sql, NULL), cancellable, error) ||
      !mag_db_execute (db, "INSERT INTO schema_migrations (version, name) VALUES ($1, $2)", 2, params, cancellable, error) ||
      !mag_db_commit (db, cancellable, error))
    {
      mag_db_rollback (db);
      g_prefix_error (error, "The database could not be brought up to date (%s). ", name);
      return FALSE;
    }
  return TRUE;
}

static gboolean
apply_missing (MagDb         *db,
               GCancellable  *cancellable,
               GError       **error)
{
  GResource *resource = magnus_sql_get_resource ();
  g_auto(GStrv) names = list_files (resource);
  int newest = atoi (names[g_strv_length (names) - 1]);
  int version = read_version (db, cancellable, error);

  if (version < 0)
    return FALSE;
  if (version > newest)
    {
      g_set_error (error, MAG_STORE_ERROR, MAG_STORE_ERROR_VERSION,
                   "The database was made by a newer version of Magnus (schema %d, this program knows %d). Nothing was changed; update this program.",
                   version, newest);
      return FALSE;
    }
  for (gsize i = 0; names[i] != NULL; i++)
    if (atoi (names[i]) > version && !apply_file (db, resource, names[i], cancellable, error))
      return FALSE;
  return TRUE;
}

/**
 * mag_migrations_apply:
 *
 * Blocks while another program does the same. Each file is applied wholly or not at all.
 */
gboolean
mag_migrations_apply (MagDb         *db,
                      GCancellable  *cancellable,
                      GError       **error)
{
  static const char *const lock_key[] = { LOCK_KEY };
  gboolean done;

  if (!mag_db_execute (db, "SELECT pg_advisory_lock($1)", 1, lock_key, cancellable, error))
    return FALSE;
  done = mag_db_run_script (db,
                            "CREATE TABLE IF NOT EXISTS schema_migrations ("
                            " version integer PRIMARY KEY, name text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now())",
                            cancellable, error) &&
         apply_missing (db, cancellable, error);
  if (!mag_db_execute (db, "SELECT pg_advisory_unlock($1)", 1, lock_key, NULL, done ? error : NULL))
    return FALSE;
  return done;
}
