/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A practice server and its visitor for the tests: calls that wait for their answer while the main context serves it. */

#include "practice-http.h"

#include "mag-date.h"

#include <stdlib.h>
#include <string.h>

typedef struct
{
  GMainLoop *loop;
  GBytes    *bytes;
  GError    *error;
} Wait;

/**
 * fixture_new:
 * @at: instant of the clock, ISO 8601
 * @replay: (nullable): folder of recordings
 *
 * Returns: (transfer full): a server of seed 7 and a visitor
 */
Fixture *
fixture_new (const char *at,
             const char *replay)
{
  Fixture *fixture = g_new0 (Fixture, 1);
  g_autoptr(MagClock) system = mag_clock_new_system ();
  g_autoptr(MagClock) clock = mag_clock_new_shifted (mag_instant_parse_utc (at), mag_clock_now_us (system), 1e-9);
  const MagPracticeOptions options = { .seed = 7, .replay = replay, .clock = clock, .speed = 1e-9 };
  g_autoptr(GError) error = NULL;

  fixture->server = mag_practice_server_new (&options, &error);
  g_assert_no_error (error);
  fixture->base_url = mag_practice_server_get_base_url (fixture->server);
  fixture->visitor = soup_session_new_with_options ("proxy-resolver", NULL, "max-conns-per-host", 64, "max-conns", 64, NULL);
  soup_session_add_feature_by_type (fixture->visitor, SOUP_TYPE_COOKIE_JAR);
  return fixture;
}

void
fixture_free (Fixture *fixture)
{
  soup_session_abort (fixture->visitor);
  g_object_unref (fixture->visitor);
  mag_practice_server_free (fixture->server);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_free (fixture->crumb);
  g_free (fixture);
}

static void
received_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  Wait *wait = user_data;

  wait->bytes = soup_session_send_and_read_finish (SOUP_SESSION (source), result, &wait->error);
  g_main_loop_quit (wait->loop);
}

/**
 * fixture_send:
 * @fixture: a fixture
 * @message: (transfer full): what to send
 *
 * Returns: (transfer full): the answer; status 0 when the connection ended early
 */
Answer *
fixture_send (Fixture     *fixture,
              SoupMessage *message)
{
  g_autoptr(GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  Wait wait = { .loop = loop };
  Answer *answer = g_new0 (Answer, 1);

  soup_session_send_and_read_async (fixture->visitor, message, G_PRIORITY_DEFAULT, NULL, received_cb, &wait);
  g_main_loop_run (loop);
  answer->status = wait.error != NULL ? 0 : soup_message_get_status (message);
  answer->body = wait.bytes != NULL ? g_strndup (g_bytes_get_data (wait.bytes, NULL), g_bytes_get_size (wait.bytes)) : g_strdup ("");
  answer->headers = soup_message_headers_ref (soup_message_get_response_headers (message));
  answer->address = g_uri_to_string (soup_message_get_uri (message));
  g_clear_error (&wait.error);
  g_clear_pointer (&wait.bytes, g_bytes_unref);
  g_object_unref (message);
  return answer;
}

static SoupMessage *
make_message (Fixture    *fixture,
              const char *method,
              const char *path)
{
  g_autofree char *address = g_strconcat (g_str_has_prefix (path, "http") ? "" : fixture->base_url, path, NULL);
  SoupMessage *message = soup_message_new (method, address);

  g_assert_nonnull (message);
  soup_message_add_flags (message, SOUP_MESSAGE_NO_REDIRECT);
  return message;
}

Answer *
fixture_get (Fixture    *fixture,
             const char *path)
{
  return fixture_send (fixture, make_message (fixture, "GET", path));
}

Answer *
fixture_follow (Fixture    *fixture,
                const char *path)
{
  SoupMessage *message = make_message (fixture, "GET", path);

  soup_message_set_flags (message, 0);
  return fixture_send (fixture, message);
}

Answer *
fixture_post (Fixture    *fixture,
              const char *path,
              const char *type,
              const char *body)
{
  SoupMessage *message = make_message (fixture, "POST", path);
  g_autoptr(GBytes) bytes = g_bytes_new (body, strlen (body));

  soup_message_set_request_body_from_bytes (message, type, bytes);
  return fixture_send (fixture, message);
}

void
fixture_sign_in (Fixture *fixture)
{
  g_autoptr(Answer) cookie = fixture_get (fixture, "/");
  g_autoptr(Answer) crumb = fixture_get (fixture, "/v1/test/getcrumb");

  g_assert_cmpuint (cookie->status, ==, 404);
  g_assert_cmpuint (crumb->status, ==, 200);
  g_set_str (&fixture->crumb, crumb->body);
}

Answer *
fixture_get_signed (Fixture    *fixture,
                    const char *path)
{
  g_autofree char *escaped = g_uri_escape_string (fixture->crumb != NULL ? fixture->crumb : "", NULL, FALSE);
  g_autofree char *signed_path = g_strdup_printf ("%s%ccrumb=%s", path, strchr (path, '?') != NULL ? '&' : '?', escaped);

  return fixture_follow (fixture, signed_path);
}

JsonNode *
fixture_get_json (Fixture    *fixture,
                  const char *path)
{
  g_autoptr(Answer) answer = fixture_get_signed (fixture, path);

  g_assert_cmpuint (answer->status, ==, 200);
  return answer_json (answer);
}

void
answer_free (Answer *answer)
{
  soup_message_headers_unref (answer->headers);
  g_free (answer->address);
  g_free (answer->body);
  g_free (answer);
}

const char *
answer_header (Answer     *answer,
               const char *name)
{
  return soup_message_headers_get_list (answer->headers, name);
}

JsonNode *
answer_json (Answer *answer)
{
  g_autoptr(GError) error = NULL;
  JsonNode *node = json_from_string (answer->body, &error);

  g_assert_no_error (error);
  g_assert_nonnull (node);
  return node;
}

JsonNode *
json_at (JsonNode   *node,
         const char *path)
{
  g_auto(GStrv) steps = g_strsplit (path, ".", -1);

  for (guint i = 0; steps[i] != NULL; i++)
    {
      if (JSON_NODE_HOLDS_ARRAY (node))
        node = json_array_get_element (json_node_get_array (node), (guint) atoi (steps[i]));
      else
        node = json_object_get_member (json_node_get_object (node), steps[i]);
      if (node == NULL)
        g_error ("%s: there is no %s", path, steps[i]);
    }
  return node;
}

JsonObject *
object_at (JsonNode   *node,
           const char *path)
{
  return json_node_get_object (json_at (node, path));
}

JsonArray *
array_at (JsonNode   *node,
          const char *path)
{
  return json_node_get_array (json_at (node, path));
}

const char *
captures_folder (void)
{
  const char *folder = g_getenv ("MAGNUS_CAPTURES");

  return folder != NULL && g_file_test (folder, G_FILE_TEST_IS_DIR) ? folder : NULL;
}
