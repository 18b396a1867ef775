/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Finds the recordings of a folder. Where INDEX.tsv has a column "url", its rows say what each file answers; a file without a row is a chain of CBOE's
 * when its name is [rows-]SYMBOL-YYYYMMDDTHHMMSSZ*.json. The folder itself and its subfolders yahoo/ and cboe/ are looked at. */

#include "mag-practice-replay.h"

#include "mag-date.h"
#include "mag-practice-faults.h"

#include <libsoup/soup.h>
#include <string.h>

struct _MagPracticeReplay
{
  GHashTable *recordings; /* "call symbol" -> GPtrArray of MagPracticeRecording */
  guint       n_recordings;
};

static const struct
{
  const char *prefix, *call;
} paths[] = {
  { "/v7/finance/options/", "options" }, { "/v8/finance/chart/", "chart" }, { "/v10/finance/quoteSummary/", "summary" },
  { "/v7/finance/quote", "quote" },      { "/v1/finance/search", "search" },
  { "/api/global/delayed_quotes/options/", "cboe" },
};

static void
recording_free (gpointer data)
{
  MagPracticeRecording *recording = data;

  g_free (recording->call);
  g_free (recording->symbol);
  g_free (recording->file);
  g_free (recording->query);
  g_free (recording->content_type);
  g_clear_pointer (&recording->body, g_bytes_unref);
  g_free (recording);
}

/**
 * mag_practice_recording_get_text:
 * @recording: a recording
 *
 * Reads the file on first use.
 *
 * Returns: the recorded body; "" when the file has gone
 */
const char *
mag_practice_recording_get_text (MagPracticeRecording *recording)
{
  char *text = NULL;
  gsize length = 0;

  if (recording->body == NULL)
    {
      if (!g_file_get_contents (recording->file, &text, &length, NULL))
        text = g_strdup ("");
      recording->body = g_bytes_new_take (text, length + 1); /* with its terminator */
    }
  return g_bytes_get_data (recording->body, NULL);
}

static void
add_recording (MagPracticeReplay    *replay,
               MagPracticeRecording *recording)
{
  g_autofree char *key = g_strconcat (recording->call, " ", recording->symbol, NULL);
  GPtrArray *list = g_hash_table_lookup (replay->recordings, key);
  guint at = 0;

  if (list == NULL)
    {
      list = g_ptr_array_new_with_free_func (recording_free);
      g_hash_table_insert (replay->recordings, g_steal_pointer (&key), list);
    }
  while (at < list->len && ((MagPracticeRecording *) g_ptr_array_index (list, at))->time_us <= recording->time_us)
    at++;
  g_ptr_array_insert (list, (int) at, recording);
  replay->n_recordings++;
}

/* The moment in a file's name: 20250815T1735Z, 20260725T004314Z, 20250217; 0 when there is none. */
static gint64
time_of_name (const char *name)
{
  g_autoptr(GRegex) regex = g_regex_new ("(20\\d\\d)(\\d\\d)(\\d\\d)(?:T(\\d\\d)(\\d\\d)(\\d\\d)?Z)?", 0, 0, NULL);
  g_autoptr(GMatchInfo) match = NULL;
  gint64 part[6] = { 0 };
  g_autofree char *text = NULL;

  if (!g_regex_match (regex, name, 0, &match))
    return 0;
  for (int i = 0; i < 6; i++)
    {
      g_autofree char *digits = g_match_info_fetch (match, i + 1);

      part[i] = digits != NULL ? g_ascii_strtoll (digits, NULL, 10) : 0;
    }
  text = g_strdup_printf ("%04d-%02d-%02dT%02d:%02d:%02dZ", (int) part[0], (int) part[1], (int) part[2], (int) part[3], (int) part[4], (int) part[5]);
  return mag_instant_parse_utc (text);
}

static gint64
time_of_header (const char *header)
{
  g_autoptr(GDateTime) time = header != NULL && *header != '\0' ? soup_date_time_new_from_http_string (header) : NULL;

  return time != NULL ? g_date_time_to_unix (time) * MAG_SECOND_US : 0;
}

static gint64
first_number_after (const char *text,
                    const char *mark)
{
  const char *at = strstr (text, mark);

  return at != NULL ? g_ascii_strtoll (at + strlen (mark), NULL, 10) : 0;
}

static char *
query_value (const char *query,
             const char *name)
{
  g_autoptr(GHashTable) values = soup_form_decode (query);

  return g_strdup (g_hash_table_lookup (values, name));
}

/* Call and symbol of a recorded address; FALSE when it is of no call that is replayed. */
static gboolean
read_address (const char            *url,
              MagPracticeRecording  *recording)
{
  g_autoptr(GUri) uri = g_uri_parse (url, G_URI_FLAGS_PARSE_RELAXED | G_URI_FLAGS_ENCODED_QUERY, NULL);
  const char *path = uri != NULL ? g_uri_get_path (uri) : "";

  for (gsize i = 0; i < G_N_ELEMENTS (paths); i++)
    if (g_str_has_prefix (path, paths[i].prefix))
      {
        g_autofree char *symbol = g_strdup (path + strlen (paths[i].prefix));
        char *space = strchr (symbol, ' '); /* "(parameters not recorded)" */

        if (space != NULL)
          *space = '\0';
        recording->query = g_strdup (g_uri_get_query (uri) != NULL ? g_uri_get_query (uri) : "");
        if (strcmp (paths[i].call, "quote") == 0)
          g_set_str (&symbol, "");
        if (strcmp (paths[i].call, "search") == 0)
          {
            g_free (symbol);
            symbol = query_value (recording->query, "q");
          }
        recording->call = g_strdup (paths[i].call);
        recording->symbol = g_ascii_strup (symbol != NULL ? symbol : "", -1);
        return TRUE;
      }
  return FALSE;
}

static const char *
get_column (char *const *header,
            char *const *row,
            const char  *name)
{
  for (guint i = 0; header[i] != NULL && row[i] != NULL; i++)
    if (strcmp (header[i], name) == 0)
      return row[i];
  return NULL;
}

static void
add_row (MagPracticeReplay *replay,
         const char        *folder,
         char *const       *header,
         char *const       *row)
{
  const char *file = get_column (header, row, "file");
  const char *url = get_column (header, row, "url");
  const char *status = get_column (header, row, "status");
  const char *type = get_column (header, row, "content_type");
  MagPracticeRecording *recording;

  if (file == NULL || url == NULL)
    return;
  recording = g_new0 (MagPracticeRecording, 1);
  if (!read_address (url, recording))
    {
      recording_free (recording);
      return;
    }
  recording->file = g_build_filename (folder, file, NULL);
  recording->status = status != NULL ? (guint) g_ascii_strtoull (status, NULL, 10) : 200;
  recording->content_type = g_strdup (type != NULL && *type != '\0' ? type : MAG_PRACTICE_JSON);
  recording->time_us = time_of_header (get_column (header, row, "date_header"));
  if (recording->time_us == 0)
    recording->time_us = time_of_name (file);
  if (strcmp (recording->call, "options") == 0)
    recording->expiration = first_number_after (mag_practice_recording_get_text (recording), "\"options\":[{\"expirationDate\":");
  add_recording (replay, recording);
}

static void
read_index (MagPracticeReplay *replay,
            const char        *folder)
{
  g_autofree char *path = g_build_filename (folder, "INDEX.tsv", NULL);
  g_autofree char *text = NULL;
  g_auto(GStrv) lines = NULL;
  g_auto(GStrv) header = NULL;

  if (!g_file_get_contents (path, &text, NULL, NULL))
    return;
  lines = g_strsplit (text, "\n", -1);
  header = g_strsplit (lines[0] != NULL ? lines[0] : "", "\t", -1);
  for (guint i = 1; lines[0] != NULL && lines[i] != NULL; i++)
    {
      g_auto(GStrv) row = g_strsplit (lines[i], "\t", -1);

      add_row (replay, folder, header, row);
    }
}

static void
read_names (MagPracticeReplay *replay,
            const char        *folder)
{
  g_autoptr(GRegex) regex = g_regex_new ("^(?:rows-)?([_A-Z.]+)-\\d{8}T\\d{6}Z.*\\.json$", 0, 0, NULL);
  g_autoptr(GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autoptr(GMatchInfo) match = NULL;
      MagPracticeRecording *recording;

      if (!g_regex_match (regex, name, 0, &match))
        continue;
      recording = g_new0 (MagPracticeRecording, 1);
      recording->call = g_strdup ("cboe");
      recording->symbol = g_match_info_fetch (match, 1);
      recording->file = g_build_filename (folder, name, NULL);
      recording->query = g_strdup ("");
      recording->content_type = g_strdup ("application/json");
      recording->status = 200;
      recording->time_us = time_of_name (name);
      add_recording (replay, recording);
    }
}

/**
 * mag_practice_replay_new:
 * @folder: a folder of recordings
 * @error: return location
 *
 * Reads which recordings there are; their bodies are read as they are asked for.
 *
 * Returns: (transfer full) (nullable): the recordings, or %NULL with %MAG_PRACTICE_ERROR_REPLAY when there are none
 */
MagPracticeReplay *
mag_practice_replay_new (const char  *folder,
                         GError     **error)
{
  static const char *const parts[] = { ".", "yahoo", "cboe" };
  g_autoptr(MagPracticeReplay) replay = g_new0 (MagPracticeReplay, 1);

  replay->recordings = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_ptr_array_unref);
  for (gsize i = 0; i < G_N_ELEMENTS (parts); i++)
    {
      g_autofree char *part = g_build_filename (folder, parts[i], NULL);

      read_index (replay, part);
      read_names (replay, part);
    }
  if (replay->n_recordings > 0)
    return g_steal_pointer (&replay);
  g_set_error (error, MAG_PRACTICE_ERROR, MAG_PRACTICE_ERROR_REPLAY, "There are no recordings in “%s”.", folder);
  return NULL;
}

/**
 * mag_practice_replay_free:
 * @replay: (transfer full): the recordings
 *
 * Frees them and the bodies read so far.
 */
void
mag_practice_replay_free (MagPracticeReplay *replay)
{
  g_hash_table_unref (replay->recordings);
  g_free (replay);
}

/**
 * mag_practice_replay_list:
 * @replay: the recordings
 * @call: "options", "quote", "chart", "summary", "search" or "cboe"
 * @symbol: in any case; "" for quotes, which are of several
 *
 * Returns: (nullable) (transfer none): recordings of it, oldest first
 */
GPtrArray *
mag_practice_replay_list (MagPracticeReplay *replay,
                          const char        *call,
                          const char        *symbol)
{
  g_autofree char *upper = g_ascii_strup (symbol, -1);
  g_autofree char *key = g_strconcat (call, " ", upper, NULL);

  return g_hash_table_lookup (replay->recordings, key);
}

/**
 * mag_practice_replay_pick:
 * @recordings: (nullable): a list, oldest first
 * @now_us: the practice clock
 *
 * Returns: (nullable) (transfer none): the last one at or before the clock, else the first
 */
MagPracticeRecording *
mag_practice_replay_pick (GPtrArray *recordings,
                          gint64     now_us)
{
  MagPracticeRecording *picked = NULL;

  for (guint i = 0; recordings != NULL && i < recordings->len; i++)
    {
      MagPracticeRecording *recording = g_ptr_array_index (recordings, i);

      if (picked == NULL || recording->time_us <= now_us)
        picked = recording;
    }
  return picked;
}
