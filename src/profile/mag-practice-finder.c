/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Finds the practice server that the programs of one user share, or starts it. A lock in the runtime folder is held from looking to having an
 * answer, so two programs that start at once end with one server; the server is in a session of its own and outlives who started it. Only
 * loopback addresses are ever asked, without a proxy and without following redirects. */

#include "config.h"

#include "mag-practice-finder.h"

#include "mag-date.h"
#include "mag-profile.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <json-glib/json-glib.h>
#include <libsoup/soup.h>
#include <string.h>
#include <sys/file.h>
#include <sys/wait.h>
#include <unistd.h>

#define ANSWER_SECONDS 3
#define START_SECONDS 30 /* under a sanitizer, on a busy machine */
#define POLL_US (20 * 1000)
#define IDLE_SECONDS "43200" /* nobody stops the server: half a day without a request ends it, longer than a window is left alone while in use */

/* The host of a loopback URL in the one spelling we use; NULL when it is anything else. A name other than localhost is never resolved. */
static char *
loopback_host (const char *host)
{
  g_autoptr(GInetAddress) address = NULL;
  g_autofree char *text = NULL;

  if (g_strcmp0 (host, "localhost") == 0)
    return g_strdup ("127.0.0.1");
  address = host != NULL ? g_inet_address_new_from_string (host) : NULL;
  if (address == NULL || !g_inet_address_get_is_loopback (address))
    return NULL;
  text = g_inet_address_to_string (address);
  if (g_inet_address_get_family (address) == G_SOCKET_FAMILY_IPV6)
    return g_strdup_printf ("[%s]", text);
  return g_steal_pointer (&text);
}

/**
 * mag_practice_finder_check_url:
 * @url: what a user, a program or a file names as the practice server
 *
 * Returns: (transfer full): "http://127.0.0.1:PORT" without a slash at the end; %NULL and MAG_PROFILE_ERROR_NOT_LOOPBACK for anything that is not
 *   plain HTTP to a loopback address with nothing after it
 */
char *
mag_practice_finder_check_url (const char  *url,
                               GError     **error)
{
  g_autoptr(GUri) uri = g_uri_parse (url, G_URI_FLAGS_NONE, NULL);
  g_autofree char *host = uri != NULL ? loopback_host (g_uri_get_host (uri)) : NULL;

  if (host == NULL || strcmp (g_uri_get_scheme (uri), "http") != 0 || g_uri_get_userinfo (uri) != NULL ||
      g_uri_get_query (uri) != NULL || g_uri_get_fragment (uri) != NULL || g_uri_get_port (uri) <= 0 ||
      (g_uri_get_path (uri)[0] != '\0' && strcmp (g_uri_get_path (uri), "/") != 0))
    {
      g_set_error_literal (error, MAG_PROFILE_ERROR, MAG_PROFILE_ERROR_NOT_LOOPBACK,
                           _("The practice server must be on this computer: its address looks like http://127.0.0.1:8080."));
      return NULL;
    }
  return g_strdup_printf ("http://%s:%d", host, g_uri_get_port (uri));
}

/* The body of a 200 answer; NULL when nobody answers, or somebody else does. */
static GBytes *
fetch (const char *base_url,
       const char *path)
{
  g_autofree char *url = g_strconcat (base_url, path, NULL);
  g_autoptr(SoupSession) session = soup_session_new_with_options ("timeout", ANSWER_SECONDS, "proxy-resolver", NULL, NULL);
  g_autoptr(SoupMessage) message = soup_message_new (SOUP_METHOD_GET, url);
  g_autoptr(GBytes) body = NULL;

  if (message == NULL)
    return NULL;
  soup_message_add_flags (message, SOUP_MESSAGE_NO_REDIRECT);
  body = soup_session_send_and_read (session, message, NULL, NULL);
  if (body == NULL || soup_message_get_status (message) != SOUP_STATUS_OK)
    return NULL;
  return g_steal_pointer (&body);
}

/* {"now":"2026-11-23T15:00:00.000000Z","speed":1.0} */
static gboolean
read_clock (GBytes *body,
            gint64 *now_us,
            double *speed)
{
  g_autoptr(JsonParser) parser = json_parser_new ();
  gsize length;
  const char *text = g_bytes_get_data (body, &length);
  JsonNode *root;
  JsonObject *object;

  if (text == NULL || !json_parser_load_from_data (parser, text, (gssize) length, NULL))
    return FALSE;
  root = json_parser_get_root (parser);
  if (root == NULL || !JSON_NODE_HOLDS_OBJECT (root))
    return FALSE;
  object = json_node_get_object (root);
  *now_us = mag_instant_parse_utc (json_object_get_string_member_with_default (object, "now", NULL));
  *speed = json_object_get_double_member_with_default (object, "speed", 1.0);
  return *now_us > 0 && *speed > 0;
}

/**
 * mag_practice_finder_take_clock:
 * @base_url: a checked base URL
 *
 * Asks the practice server for its time. Blocks for up to three seconds.
 *
 * Returns: (transfer full): a clock in step with the server's; %NULL and MAG_PROFILE_ERROR_NO_SERVER when no practice server answers there
 */
MagClock *
mag_practice_finder_take_clock (const char  *base_url,
                                GError     **error)
{
  gint64 before_us = g_get_real_time ();
  g_autoptr(GBytes) body = fetch (base_url, "/practice/clock");
  gint64 after_us = g_get_real_time ();
  gint64 now_us;
  double speed;

  if (body == NULL || !read_clock (body, &now_us, &speed))
    {
      g_set_error (error, MAG_PROFILE_ERROR, MAG_PROFILE_ERROR_NO_SERVER, _("No practice server answers at %s."), base_url);
      return NULL;
    }
  return mag_clock_new_shifted (now_us, before_us + (after_us - before_us) / 2, speed);
}

/* The recorded server, when there is one and it still answers. */
static char *
find_announced (const char  *announce_path,
                MagClock   **clock)
{
  g_autofree char *text = NULL;
  g_autofree char *base_url = NULL;

  if (!g_file_get_contents (announce_path, &text, NULL, NULL))
    return NULL;
  base_url = mag_practice_finder_check_url (g_strstrip (text), NULL);
  if (base_url == NULL || (*clock = mag_practice_finder_take_clock (base_url, NULL)) == NULL)
    return NULL;
  return g_steal_pointer (&base_url);
}

static void
leave_session (gpointer user_data)
{
  setsid ();
}

static void
server_ended_cb (GPid     pid,
                 int      wait_status,
                 gpointer user_data)
{
  g_debug ("the practice server ended");
}

static gboolean
spawn_server (const char  *program,
              const char  *announce_path,
              const char  *log_path,
              GPid        *pid,
              GError     **error)
{
  const char *const argv[] = { program, "--port", "0", "--announce", announce_path, "--idle-exit", IDLE_SECONDS, NULL };
  g_autofd int log = g_open (log_path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

  if (log >= 0 && g_spawn_async_with_fds (NULL, (char **) argv, NULL, G_SPAWN_DO_NOT_REAP_CHILD, leave_session, NULL, pid, -1,
                                          log, log, NULL))
    return TRUE;
  g_set_error (error, MAG_PROFILE_ERROR, MAG_PROFILE_ERROR_NO_SERVER, _("The practice server %s could not be started."), program);
  return FALSE;
}

static char *
start_server (const char  *program,
              const char  *announce_path,
              const char  *log_path,
              MagClock   **clock,
              GError     **error)
{
  gint64 deadline_us = g_get_monotonic_time () + START_SECONDS * G_TIME_SPAN_SECOND;
  char *base_url = NULL;
  GPid pid;

  g_unlink (announce_path);
  if (!spawn_server (program, announce_path, log_path, &pid, error))
    return NULL;
  while (g_get_monotonic_time () < deadline_us && waitpid (pid, NULL, WNOHANG) == 0)
    {
      if ((base_url = find_announced (announce_path, clock)) != NULL)
        {
          /* Reaps it when a main loop runs and it ends before we do. */
          g_child_watch_add (pid, server_ended_cb, NULL);
          return base_url;
        }
      g_usleep (POLL_US);
    }
  g_set_error (error, MAG_PROFILE_ERROR, MAG_PROFILE_ERROR_NO_SERVER,
               _("The practice server was started but does not answer; what it said is in %s."), log_path);
  return NULL;
}

/**
 * mag_practice_finder_find:
 * @runtime_dir: where the shared server is recorded
 * @program: (nullable): what to start when none answers; %NULL starts nothing
 * @clock: (out): the server's clock
 *
 * Blocks: for seconds when a server has to be started.
 *
 * Returns: (transfer full): the base URL of the server that answers; %NULL and MAG_PROFILE_ERROR_NO_SERVER when there is none
 */
char *
mag_practice_finder_find (const char  *runtime_dir,
                          const char  *program,
                          MagClock   **clock,
                          GError     **error)
{
  g_autofree char *announce_path = g_build_filename (runtime_dir, "practice.url", NULL);
  g_autofree char *lock_path = g_build_filename (runtime_dir, "practice.lock", NULL);
  g_autofree char *log_path = g_build_filename (runtime_dir, "practice.log", NULL);
  g_autofree char *base_url = NULL;
  g_autofd int lock = g_open (lock_path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);

  /* The lock goes with the descriptor at the end of this function, also when the process is killed. */
  if (lock < 0 || flock (lock, LOCK_EX) != 0)
    {
      g_set_error (error, MAG_PROFILE_ERROR, MAG_PROFILE_ERROR_FOLDER, _("The folder %s can't be used: %s."), runtime_dir,
                   g_strerror (errno));
      return NULL;
    }
  base_url = find_announced (announce_path, clock);
  if (base_url == NULL && program != NULL)
    return start_server (program, announce_path, log_path, clock, error);
  if (base_url == NULL)
    g_set_error_literal (error, MAG_PROFILE_ERROR, MAG_PROFILE_ERROR_NO_SERVER, _("No practice server is running."));
  return g_steal_pointer (&base_url);
}
