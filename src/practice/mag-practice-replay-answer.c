/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Answers from recordings. Chains, charts and searches are the recorded bytes; a quote or a quoteSummary is put together from what was recorded of each
 * symbol or module, since clients batch them their own way. What was not recorded gets the answer of an unknown symbol. */

#include "mag-practice-replay.h"

#include "mag-practice-cboe.h"
#include "mag-practice-yahoo.h"

#include <json-glib/json-glib.h>
#include <libsoup/soup.h>
#include <string.h>

static MagPracticeReply *
send_recording (MagPracticeRecording *recording)
{
  return mag_practice_reply_new_text (recording->status, g_intern_string (recording->content_type), mag_practice_recording_get_text (recording));
}

static JsonNode *
parse (MagPracticeRecording *recording)
{
  return json_from_string (mag_practice_recording_get_text (recording), NULL);
}

/* result[] of an envelope; NULL when the answer has none. */
static JsonArray *
get_results (JsonNode   *root,
             const char *key)
{
  JsonObject *object = root != NULL && JSON_NODE_HOLDS_OBJECT (root) ? json_node_get_object (root) : NULL;
  JsonNode *envelope = object != NULL ? json_object_get_member (object, key) : NULL;
  JsonNode *result = envelope != NULL && JSON_NODE_HOLDS_OBJECT (envelope) ? json_object_get_member (json_node_get_object (envelope), "result") : NULL;

  return result != NULL && JSON_NODE_HOLDS_ARRAY (result) ? json_node_get_array (result) : NULL;
}

/* Options */

/* What Yahoo answers to a date that is no expiration: the same list, no contracts. */
static MagPracticeReply *
send_without_contracts (MagPracticeRecording *recording,
                        const char           *date)
{
  const char *text = mag_practice_recording_get_text (recording);
  const char *options = g_strrstr (text, "\"options\":[");
  const char *strikes = strstr (text, "\"strikes\":[");
  const char *after = strikes != NULL ? strchr (strikes, ']') : NULL;
  GString *out = g_string_new (NULL);

  if (options == NULL || after == NULL)
    {
      g_string_free (out, TRUE);
      return send_recording (recording);
    }
  g_string_append_len (out, text, strikes - text);
  g_string_append (out, "\"strikes\":[");
  g_string_append_len (out, after, options - after);
  g_string_append_printf (out, "\"options\":[{\"expirationDate\":%" G_GINT64_FORMAT ",\"hasMiniOptions\":false,\"calls\":[],\"puts\":[]}]}],\"error\":null}}",
                          g_ascii_strtoll (date, NULL, 10));
  return mag_practice_reply_take (200, MAG_PRACTICE_JSON, out);
}

static MagPracticeReply *
answer_options (MagPracticeReplay        *replay,
                const MagPracticeRequest *request,
                const char               *symbol)
{
  GPtrArray *all = mag_practice_replay_list (replay, "options", symbol);
  const char *date = mag_practice_request_get (request, "date");
  g_autoptr(GPtrArray) fitting = g_ptr_array_new ();
  MagPracticeRecording *picked;

  for (guint i = 0; all != NULL && i < all->len; i++)
    {
      MagPracticeRecording *recording = g_ptr_array_index (all, i);
      const gboolean dated = strstr (recording->query, "date=") != NULL;

      if (date == NULL ? !dated : recording->expiration == g_ascii_strtoll (date, NULL, 10))
        g_ptr_array_add (fitting, recording);
    }
  picked = mag_practice_replay_pick (fitting, request->now_us);
  if (picked != NULL)
    return send_recording (picked);
  picked = mag_practice_replay_pick (all, request->now_us);
  if (picked != NULL && date != NULL)
    return send_without_contracts (picked, date);
  return mag_practice_reply_new_text (200, MAG_PRACTICE_JSON, "{\"optionChain\":{\"result\":[],\"error\":null}}");
}

/* Quotes */

static gboolean
is_quote_of (JsonNode   *node,
             const char *symbol)
{
  return JSON_NODE_HOLDS_OBJECT (node) && g_strcmp0 (json_object_get_string_member_with_default (json_node_get_object (node), "symbol", NULL), symbol) == 0;
}

/* The last recorded quote object of a symbol, from quotes or from chains. */
static char *
find_quote (MagPracticeReplay *replay,
            const char        *symbol,
            gint64             now_us)
{
  GPtrArray *quotes = mag_practice_replay_list (replay, "quote", "");
  MagPracticeRecording *chain = mag_practice_replay_pick (mag_practice_replay_list (replay, "options", symbol), now_us);
  g_autoptr(JsonNode) root = NULL;
  JsonArray *results;
  char *found = NULL;

  for (guint i = 0; quotes != NULL && i < quotes->len; i++)
    {
      MagPracticeRecording *recording = g_ptr_array_index (quotes, i);
      g_autoptr(JsonNode) body = NULL;

      if (strstr (recording->query, "fields=") != NULL || (found != NULL && recording->time_us > now_us))
        continue;
      body = parse (recording);
      results = get_results (body, "quoteResponse");
      for (guint j = 0; results != NULL && j < json_array_get_length (results); j++)
        if (is_quote_of (json_array_get_element (results, j), symbol))
          {
            g_free (found);
            found = json_to_string (json_array_get_element (results, j), FALSE);
          }
    }
  if (found != NULL || chain == NULL)
    return found;
  root = parse (chain);
  results = get_results (root, "optionChain");
  if (results == NULL || json_array_get_length (results) == 0)
    return NULL;
  return json_to_string (json_object_get_member (json_array_get_object_element (results, 0), "quote"), FALSE);
}

static MagPracticeReply *
answer_quote (MagPracticeReplay        *replay,
              const MagPracticeRequest *request)
{
  const char *text = mag_practice_request_get (request, "symbols");
  g_auto(GStrv) symbols = g_strsplit (text != NULL ? text : "", ",", -1);
  GString *out = g_string_new ("{\"quoteResponse\":{\"result\":[");

  for (guint i = 0; symbols[i] != NULL; i++)
    {
      g_autofree char *upper = g_ascii_strup (symbols[i], -1);
      g_autofree char *quote = find_quote (replay, upper, request->now_us);

      if (quote != NULL)
        g_string_append_printf (out, "%s%s", out->str[out->len - 1] == '[' ? "" : ",", quote);
    }
  g_string_append (out, "],\"error\":null}}");
  return mag_practice_reply_take (200, MAG_PRACTICE_JSON, out);
}

/* quoteSummary */

/* The last recorded module of a symbol. */
static char *
find_module (GPtrArray  *recordings,
             const char *module,
             gint64      now_us)
{
  char *found = NULL;

  for (guint i = 0; i < recordings->len; i++)
    {
      MagPracticeRecording *recording = g_ptr_array_index (recordings, i);
      g_autoptr(JsonNode) root = NULL;
      JsonArray *results;

      if (strstr (recording->query, module) == NULL || (found != NULL && recording->time_us > now_us))
        continue;
      root = parse (recording);
      results = get_results (root, "quoteSummary");
      if (results == NULL || json_array_get_length (results) == 0 || !json_object_has_member (json_array_get_object_element (results, 0), module))
        continue;
      g_free (found);
      found = json_to_string (json_object_get_member (json_array_get_object_element (results, 0), module), FALSE);
    }
  return found;
}

static MagPracticeReply *
answer_summary (MagPracticeReplay        *replay,
                const MagPracticeRequest *request,
                const char               *symbol)
{
  const char *asked = mag_practice_request_get (request, "modules");
  g_auto(GStrv) modules = g_strsplit (asked != NULL ? asked : "", ",", -1);
  GPtrArray *recordings = mag_practice_replay_list (replay, "summary", symbol);
  g_autofree char *message = NULL;
  GString *out;

  if (recordings == NULL)
    {
      message = g_strdup_printf ("Quote not found for symbol: %s", symbol);
      return mag_practice_yahoo_error (404, "quoteSummary", "Not Found", message);
    }
  out = g_string_new ("{\"quoteSummary\":{\"result\":[{");
  for (guint i = 0; modules[i] != NULL; i++)
    {
      g_autofree char *module = find_module (recordings, modules[i], request->now_us);

      if (module != NULL)
        g_string_append_printf (out, "%s\"%s\":%s", out->str[out->len - 1] == '{' ? "" : ",", modules[i], module);
    }
  if (out->str[out->len - 1] == '{')
    {
      g_string_free (out, TRUE);
      message = g_strdup_printf ("No fundamentals data found for any of the summaryTypes=%s", asked != NULL ? asked : "");
      return mag_practice_yahoo_error (404, "quoteSummary", "Not Found", message);
    }
  g_string_append (out, "}],\"error\":null}}");
  return mag_practice_reply_take (200, MAG_PRACTICE_JSON, out);
}

/* CBOE */

/* Rows that were recorded without the envelope around them get one of what is known. */
static MagPracticeReply *
wrap_rows (MagPracticeRecording *recording,
           const char           *rows)
{
  const char *text = mag_practice_recording_get_text (recording);
  const char *price = strstr (text, "\"current_price\":");
  const char *stamp = strstr (text, "\"timestamp\":\"");
  const char *end = g_strrstr (rows, "]");
  GString *out = g_string_new (NULL);

  g_string_append_printf (out, "{\"timestamp\":\"%.19s\",\"data\":{\"options\":", stamp != NULL ? stamp + strlen ("\"timestamp\":\"") : "");
  g_string_append_len (out, rows + strlen ("\"rows\":"), end + 1 - rows - (gssize) strlen ("\"rows\":"));
  g_string_append_printf (out, ",\"symbol\":\"%s\",\"security_type\":\"stock\"", recording->symbol);
  if (price != NULL && price < rows)
    g_string_append_printf (out, ",%.*s", (int) strcspn (price, ",}"), price);
  g_string_append_printf (out, "},\"symbol\":\"%s\"}", recording->symbol);
  return mag_practice_reply_take (200, "application/json", out);
}

static MagPracticeReply *
answer_cboe (MagPracticeReplay        *replay,
             const MagPracticeRequest *request,
             const char               *symbol)
{
  MagPracticeRecording *recording = mag_practice_replay_pick (mag_practice_replay_list (replay, "cboe", symbol), request->now_us);
  const char *rows;

  if (recording == NULL)
    return mag_practice_cboe_denied ();
  rows = strstr (mag_practice_recording_get_text (recording), "\"rows\":[");
  return rows != NULL && g_strrstr (rows, "]") != NULL ? wrap_rows (recording, rows) : send_recording (recording);
}

/* A recording of the very same address, else the last one. */
static MagPracticeReply *
answer_verbatim (MagPracticeReplay        *replay,
                 const MagPracticeRequest *request,
                 const char               *call,
                 const char               *symbol)
{
  GPtrArray *recordings = mag_practice_replay_list (replay, call, symbol);
  MagPracticeRecording *picked = mag_practice_replay_pick (recordings, request->now_us);
  const char *from = mag_practice_request_get (request, "period1");

  for (guint i = 0; from != NULL && recordings != NULL && i < recordings->len; i++)
    {
      MagPracticeRecording *recording = g_ptr_array_index (recordings, i);
      g_autoptr(GHashTable) query = soup_form_decode (recording->query);

      if (g_strcmp0 (g_hash_table_lookup (query, "period1"), from) == 0)
        picked = recording;
    }
  return picked != NULL ? send_recording (picked) : NULL;
}

/**
 * mag_practice_replay_answer:
 * @replay: the recordings
 * @request: a request, its cookie and crumb already checked
 * @provider: "yahoo" or "cboe"
 * @call: one of the server's names
 * @symbol: as the request spells it
 *
 * Returns: (transfer full): what was recorded, or the answer of an unknown symbol
 */
MagPracticeReply *
mag_practice_replay_answer (MagPracticeReplay        *replay,
                            const MagPracticeRequest *request,
                            const char               *provider,
                            const char               *call,
                            const char               *symbol)
{
  MagPracticeReply *reply;

  if (strcmp (provider, "cboe") == 0)
    return strcmp (call, "options") == 0 ? answer_cboe (replay, request, symbol) : mag_practice_cboe_denied ();
  if (strcmp (call, "options") == 0)
    return answer_options (replay, request, symbol);
  if (strcmp (call, "quote") == 0)
    return answer_quote (replay, request);
  if (strcmp (call, "summary") == 0)
    return answer_summary (replay, request, symbol);
  if (strcmp (call, "chart") == 0)
    {
      reply = answer_verbatim (replay, request, call, symbol);
      return reply != NULL ? reply : mag_practice_yahoo_error (404, "chart", "Not Found", "No data found, symbol may be delisted");
    }
  reply = answer_verbatim (replay, request, "search", mag_practice_request_get (request, "q") != NULL ? mag_practice_request_get (request, "q") : "");
  return reply != NULL ? reply : mag_practice_reply_new_text (200, MAG_PRACTICE_JSON, "{\"explains\":[],\"count\":0,\"quotes\":[],\"news\":[]}");
}
