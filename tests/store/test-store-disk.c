/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A disk that is really full: a file system of a few dozen megabytes in a namespace of this program's own. Whatever was stored
 * before is there afterwards, and each refusal names the disk. */

#include "config.h"

#include "store-fixture.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <sched.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#define SIZE "size=160m"
#define SPARE_MB 6 /* left when the disk is "nearly full" */

static char mount_point[] = "/tmp/magnus-disk-XXXXXX";

static gboolean
write_text (const char *path,
            const char *text)
{
  int fd = open (path, O_WRONLY | O_CLOEXEC);
  gboolean written = fd >= 0 && write (fd, text, strlen (text)) == (ssize_t) strlen (text);

  if (fd >= 0)
    close (fd);
  return written;
}

/* Before any thread is there. FALSE: not allowed on this system. */
static gboolean
enter_small_disk (void)
{
  g_autofree char *uid_map = g_strdup_printf ("%u %u 1", getuid (), getuid ());
  g_autofree char *gid_map = g_strdup_printf ("%u %u 1", getgid (), getgid ());

  return mkdtemp (mount_point) != NULL &&
         unshare (CLONE_NEWUSER | CLONE_NEWNS) == 0 &&
         write_text ("/proc/self/setgroups", "deny") &&
         write_text ("/proc/self/uid_map", uid_map) &&
         write_text ("/proc/self/gid_map", gid_map) &&
         mount ("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0 &&
         mount ("tmpfs", mount_point, "tmpfs", 0, SIZE) == 0;
}

/* Takes the space but for spare_mb. */
static void
fill_disk (const char *path,
           int         spare_mb)
{
  g_autofree char *block = g_malloc0 (1 << 20);
  int fd = open (path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
  struct stat status;

  while (write (fd, block, 1 << 20) > 0)
    ;
  g_assert_cmpint (fstat (fd, &status), ==, 0);
  g_assert_cmpint (ftruncate (fd, MAX (0, status.st_size - ((off_t) spare_mb << 20))), ==, 0);
  close (fd);
}

static gpointer
fill_table_job (MagDb         *db,
                gpointer       input,
                GCancellable  *cancellable,
                GError       **error)
{
  return mag_db_execute (db, "INSERT INTO mark (text) SELECT repeat(md5(n::text), 40) FROM generate_series(1, 200000) n", 0, NULL, cancellable, error) ? db : NULL;
}

static void
assert_disk_named (MagStore    *store,
                   MagStoreJob  job)
{
  g_autoptr(GError) error = NULL;

  g_assert_null (mag_store_run (store, job, NULL, NULL, &error));
  g_test_message ("%s", error->message);
  g_assert_error (error, MAG_STORE_ERROR, MAG_STORE_ERROR_DISK_FULL);
  g_assert_nonnull (strstr (error->message, "disk"));
}

/* Fills up while the server runs, is full when it shall start, and is given room again. */
static void
test_full_disk (void)
{
  StoreFixture fixture = { 0 };
  g_autofree char *ballast = g_build_filename (mount_point, "ballast", NULL);

  g_assert_true (store_fixture_set_up (&fixture));
  g_free (store_query (fixture.store, "CREATE TABLE mark (n serial PRIMARY KEY, text text)"));
  g_free (store_query (fixture.store, "INSERT INTO mark (text) SELECT 'stored' FROM generate_series(1, 100)"));

  fill_disk (ballast, SPARE_MB);
  assert_disk_named (fixture.store, fill_table_job);

  mag_store_close (fixture.store);
  g_clear_object (&fixture.store);
  store_fixture_wait_for_end (&fixture);
  fill_disk (ballast, 0);
  fixture.store = store_fixture_new_store (&fixture);
  assert_disk_named (fixture.store, fill_table_job);

  g_assert_cmpint (g_unlink (ballast), ==, 0);
  g_assert_cmpint (store_query_int (fixture.store, "SELECT count(*) FROM mark WHERE text = 'stored'"), ==, 100);
  store_fixture_tear_down (&fixture);
}

/* No room to make a server at all: nothing half-made stays behind. */
static void
test_no_room_at_first (void)
{
  StoreFixture fixture = { 0 };
  g_autofree char *ballast = g_build_filename (mount_point, "ballast", NULL);
  g_autofree char *cluster = NULL;

  g_assert_true (store_fixture_set_up (&fixture));
  cluster = store_fixture_path (&fixture, "pg");
  fill_disk (ballast, SPARE_MB);
  assert_disk_named (fixture.store, fill_table_job);
  g_assert_false (g_file_test (cluster, G_FILE_TEST_EXISTS));

  g_assert_cmpint (g_unlink (ballast), ==, 0);
  g_assert_cmpint (store_query_int (fixture.store, "SELECT 1"), ==, 1);
  store_fixture_tear_down (&fixture);
}

int
main (int    argc,
      char **argv)
{
  const char *why_not;
  int status;

  if (!store_fixture_has_server (&why_not) || !enter_small_disk ())
    {
      rmdir (mount_point);
      g_print ("1..0 # SKIP %s\n", store_fixture_has_server (&why_not) ? "no namespace for a small disk here" : why_not);
      return 0;
    }
  g_setenv ("TMPDIR", mount_point, TRUE);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/disk/no-room-at-first", test_no_room_at_first);
  g_test_add_func ("/disk/full", test_full_disk);
  status = g_test_run ();
  umount2 (mount_point, MNT_DETACH);
  rmdir (mount_point);
  return status;
}
