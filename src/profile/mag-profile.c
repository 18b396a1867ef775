/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A profile is chosen once, when a program starts, and decides everything that separates practice from the real thing: folders, servers, time.
 * A practice profile holds a loopback base URL and turns every host into it, so there is no path from it to a real server. */

#include "config.h"

#include "mag-profile.h"

#include "mag-practice-finder.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define FOLDER_NAME "magnus"
#define PRACTICE_NAME "practice"
#define PRACTICE_PROGRAM "magnus-practice"
#define RUNTIME_DIR_MAX 80                  /* bytes: a socket below it must fit in the 108 of sun_path */
#define NOWHERE_URL "http://127.0.0.1:9"    /* the discard port, where nobody listens */
#define BUILD_TREE_DEPTH 6

struct _MagProfile
{
  gatomicrefcount ref_count;
  char           *data_dir;
  char           *runtime_dir;
  char           *base_url;   /* NULL in the real profile, and in one of a test without network */
  MagClock       *clock;
  gboolean        practice;
};

G_DEFINE_QUARK (mag-profile-error-quark, mag_profile_error)

static gboolean
make_folder (const char  *path,
             GError     **error)
{
  GStatBuf info;

  if (g_mkdir_with_parents (path, 0700) == 0 && g_stat (path, &info) == 0 && S_ISDIR (info.st_mode) &&
      g_access (path, R_OK | W_OK | X_OK) == 0 && (info.st_uid != geteuid () || g_chmod (path, 0700) == 0))
    return TRUE;
  g_set_error (error, MAG_PROFILE_ERROR, MAG_PROFILE_ERROR_FOLDER, _("The folder %s can't be used: %s."), path,
               g_strerror (errno));
  return FALSE;
}

/* A folder in the world's temporary one must be ours, or somebody else could stand between our programs. */
static gboolean
is_private_folder (const char *path)
{
  GStatBuf info;

  return g_lstat (path, &info) == 0 && S_ISDIR (info.st_mode) && info.st_uid == geteuid () && (info.st_mode & 077) == 0;
}

static char *
dup_digest (const char *text)
{
  char *digest = g_compute_checksum_for_string (G_CHECKSUM_SHA256, text, -1);

  digest[8] = '\0';
  return digest;
}

/* Each data folder has its own: sockets of two databases under one name would lead programs to the wrong one. */
static char *
dup_runtime_dir_of (const char *data_dir)
{
  g_autofree char *canonical = g_canonicalize_filename (data_dir, NULL);
  g_autofree char *digest = dup_digest (canonical);

  return g_build_filename (g_get_user_runtime_dir (), FOLDER_NAME, digest, NULL);
}

/* Sockets live here and their paths have a limit: a path too long is replaced by a short one that is the same for all programs that
 * would have used the long one. */
static char *
make_runtime_dir (const char  *wanted,
                  GError     **error)
{
  g_autofree char *digest = NULL;
  g_autofree char *own = NULL;
  g_autofree char *path = NULL;

  if (strlen (wanted) <= RUNTIME_DIR_MAX)
    return make_folder (wanted, error) ? g_strdup (wanted) : NULL;

  digest = dup_digest (wanted);
  own = g_strdup_printf ("/tmp/" FOLDER_NAME "-%u", (guint) geteuid ());
  path = g_build_filename (own, digest, NULL);
  g_mkdir (own, 0700);
  if (!is_private_folder (own))
    {
      g_set_error (error, MAG_PROFILE_ERROR, MAG_PROFILE_ERROR_FOLDER, _("The folder %s belongs to somebody else."), own);
      return NULL;
    }
  return make_folder (path, error) ? g_steal_pointer (&path) : NULL;
}

/* Without clock and base URL yet. */
static MagProfile *
new_profile (const char  *data_dir,
             const char  *runtime_dir,
             gboolean     practice,
             GError     **error)
{
  g_autoptr(MagProfile) self = g_new0 (MagProfile, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->practice = practice;
  self->data_dir = g_strdup (data_dir);
  if (!make_folder (data_dir, error) || (self->runtime_dir = make_runtime_dir (runtime_dir, error)) == NULL)
    return NULL;
  return g_steal_pointer (&self);
}

/**
 * mag_profile_new_real:
 *
 * Returns: (transfer full): the profile of real data, real servers and the system's time; %NULL and MAG_PROFILE_ERROR_FOLDER when its folders can't
 *   be made
 */
MagProfile *
mag_profile_new_real (GError **error)
{
  g_autofree char *data_dir = g_build_filename (g_get_user_data_dir (), FOLDER_NAME, NULL);
  g_autofree char *runtime_dir = dup_runtime_dir_of (data_dir);
  MagProfile *self = new_profile (data_dir, runtime_dir, FALSE, error);

  if (self != NULL)
    self->clock = mag_clock_new_system ();
  return self;
}

/**
 * mag_profile_new_practice:
 * @base_url: (nullable): a running practice server; then no other is looked for or started
 * @start: whether to start the shared server when it does not answer
 *
 * Blocks, for seconds when a server has to be started: call it before the main loop runs, or in a thread.
 *
 * Returns: (transfer full): the profile of the practice market, in its time; %NULL and a MAG_PROFILE_ERROR otherwise
 */
MagProfile *
mag_profile_new_practice (const char  *base_url,
                          gboolean     start,
                          GError     **error)
{
  g_autofree char *data_dir = g_build_filename (g_get_user_data_dir (), FOLDER_NAME, PRACTICE_NAME, NULL);
  g_autofree char *runtime_dir = dup_runtime_dir_of (data_dir);
  g_autoptr(MagProfile) self = new_profile (data_dir, runtime_dir, TRUE, error);

  if (self == NULL)
    return NULL;
  if (base_url == NULL)
    {
      g_autofree char *found = mag_profile_find_program (PRACTICE_PROGRAM);
      const char *program = found != NULL ? found : PRACTICE_PROGRAM;

      self->base_url = mag_practice_finder_find (self->runtime_dir, start ? program : NULL, &self->clock, error);
    }
  else if ((self->base_url = mag_practice_finder_check_url (base_url, error)) != NULL)
    self->clock = mag_practice_finder_take_clock (self->base_url, error);
  return self->clock != NULL ? g_steal_pointer (&self) : NULL;
}

/**
 * mag_profile_new_at:
 * @root: a folder below which everything lives
 * @base_url: (nullable): a practice server; without one every origin leads nowhere
 * @clock: (nullable): the time to live in; the system's without one
 *
 * For tests: touches nothing of the user's and asks no server anything.
 *
 * Returns: (transfer full): a practice profile; %NULL and a MAG_PROFILE_ERROR otherwise
 */
MagProfile *
mag_profile_new_at (const char  *root,
                    const char  *base_url,
                    MagClock    *clock,
                    GError     **error)
{
  g_autofree char *data_dir = g_build_filename (root, "data", NULL);
  g_autofree char *runtime_dir = g_build_filename (root, "run", NULL);
  g_autoptr(MagProfile) self = new_profile (data_dir, runtime_dir, TRUE, error);

  if (self == NULL)
    return NULL;
  if (base_url != NULL && (self->base_url = mag_practice_finder_check_url (base_url, error)) == NULL)
    return NULL;
  self->clock = clock != NULL ? mag_clock_ref (clock) : mag_clock_new_system ();
  return g_steal_pointer (&self);
}

/**
 * mag_profile_ref:
 *
 * Returns: (transfer full): @profile
 */
MagProfile *
mag_profile_ref (MagProfile *profile)
{
  g_atomic_ref_count_inc (&profile->ref_count);
  return profile;
}

/**
 * mag_profile_unref:
 * @profile: (transfer full): a profile
 */
void
mag_profile_unref (MagProfile *profile)
{
  if (!g_atomic_ref_count_dec (&profile->ref_count))
    return;
  g_free (profile->data_dir);
  g_free (profile->runtime_dir);
  g_free (profile->base_url);
  g_clear_pointer (&profile->clock, mag_clock_unref);
  g_free (profile);
}

/**
 * mag_profile_is_practice:
 *
 * Returns: whether nothing real can be reached from it
 */
gboolean
mag_profile_is_practice (MagProfile *profile)
{
  return profile->practice;
}

/**
 * mag_profile_get_data_dir:
 *
 * Returns: the folder of lasting data; exists, only the user may read it
 */
const char *
mag_profile_get_data_dir (MagProfile *profile)
{
  return profile->data_dir;
}

/**
 * mag_profile_get_runtime_dir:
 *
 * Returns: the folder of sockets and locks; exists, only the user may read it, short enough for a socket below it
 */
const char *
mag_profile_get_runtime_dir (MagProfile *profile)
{
  return profile->runtime_dir;
}

/**
 * mag_profile_get_base_url:
 *
 * Returns: (nullable): "http://127.0.0.1:PORT" of the practice server
 */
const char *
mag_profile_get_base_url (MagProfile *profile)
{
  return profile->base_url;
}

/**
 * mag_profile_get_clock:
 *
 * Returns: the profile's time
 */
MagClock *
mag_profile_get_clock (MagProfile *profile)
{
  return profile->clock;
}

/**
 * mag_profile_resolve_origin:
 * @host: a real host's name
 *
 * Returns: (transfer full): what to put before a path of that host: "https://HOST" in the real profile, the practice server's base URL in a
 *   practice profile; a loopback port where nobody listens in one without a server
 */
char *
mag_profile_resolve_origin (MagProfile *profile,
                            const char *host)
{
  if (!profile->practice)
    return g_strconcat ("https://", host, NULL);
  return g_strdup (profile->base_url != NULL ? profile->base_url : NOWHERE_URL);
}

static char *
executable_in (const char *folder,
               const char *name)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);

  return g_file_test (path, G_FILE_TEST_IS_EXECUTABLE) && !g_file_test (path, G_FILE_TEST_IS_DIR) ? g_steal_pointer (&path) : NULL;
}

/* A test of the build tree sits elsewhere in it than the programs. */
static char *
executable_in_build_tree (const char *folder,
                          const char *name)
{
  g_autofree char *top = g_strdup (folder);

  for (int i = 0; i < BUILD_TREE_DEPTH; i++)
    {
      g_autofree char *mark = g_build_filename (top, "build.ninja", NULL);
      g_autofree char *programs = g_build_filename (top, "src", "bin", NULL);
      char *parent = g_path_get_dirname (top);

      if (g_file_test (mark, G_FILE_TEST_EXISTS))
        {
          g_free (parent);
          return executable_in (programs, name);
        }
      g_free (top);
      top = parent;
    }
  return NULL;
}

/**
 * mag_profile_find_program:
 * @name: a program of ours, "magnus-sync"
 *
 * Looks beside the running program, in the folder of helpers, in the build tree, and in PATH last.
 *
 * Returns: (transfer full) (nullable): its path
 */
char *
mag_profile_find_program (const char *name)
{
  g_autofree char *self = g_file_read_link ("/proc/self/exe", NULL);
  g_autofree char *folder = self != NULL ? g_path_get_dirname (self) : g_strdup (LIBEXECDIR);
  char *path;

  if ((path = executable_in (folder, name)) == NULL && (path = executable_in (LIBEXECDIR, name)) == NULL &&
      (path = executable_in_build_tree (folder, name)) == NULL)
    path = g_find_program_in_path (name);
  return path;
}

/**
 * mag_profile_dup_arguments:
 *
 * Returns: (transfer full): what to pass to a program of ours so that it takes this profile; empty for the real one
 */
char **
mag_profile_dup_arguments (MagProfile *profile)
{
  const char *base_url = profile->base_url != NULL ? profile->base_url : NOWHERE_URL;
  const char *const practice[] = { "--practice", "--practice-url", base_url, NULL };
  const char *const real[] = { NULL };

  return g_strdupv ((char **) (profile->practice ? practice : real));
}
