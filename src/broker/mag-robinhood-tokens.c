/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Tokens, and how they are written into the keyring. */

#include "mag-robinhood-tokens.h"

#include "mag-types.h"

#include <string.h>

#define MOST_SECONDS (10 * 366 * 24 * 3600)

void
mag_robinhood_wipe (char *text)
{
  if (text != NULL)
    explicit_bzero (text, strlen (text));
  g_free (text);
}

void
mag_robinhood_tokens_free (MagRobinhoodTokens *tokens)
{
  mag_robinhood_wipe (tokens->access);
  mag_robinhood_wipe (tokens->refresh);
  g_free (tokens);
}

/* A token goes into a header: nothing that could end one. */
static gboolean
is_token (const char *text)
{
  if (text == NULL || *text == '\0')
    return FALSE;
  for (const char *p = text; *p != '\0'; p++)
    if (!g_ascii_isgraph (*p))
      return FALSE;
  return TRUE;
}

/**
 * mag_robinhood_tokens_parse:
 * @reply: (nullable): of oauth2/token
 * @issued_us: when it came
 *
 * Returns: (transfer full) (nullable): the tokens; %NULL: the reply has no access token
 */
MagRobinhoodTokens *
mag_robinhood_tokens_parse (JsonObject *reply,
                            gint64      issued_us)
{
  const char *access = mag_json_string (reply, "access_token"), *refresh = mag_json_string (reply, "refresh_token");
  double seconds = mag_json_number (reply, "expires_in");
  MagRobinhoodTokens *tokens;

  if (!is_token (access))
    return NULL;
  tokens = g_new0 (MagRobinhoodTokens, 1);
  tokens->access = g_strdup (access);
  tokens->refresh = is_token (refresh) ? g_strdup (refresh) : NULL;
  tokens->issued_us = issued_us;
  tokens->lasts_seconds = seconds > 0 && seconds < MOST_SECONDS ? (gint64) seconds : 0;
  return tokens;
}

/**
 * mag_robinhood_tokens_to_text:
 *
 * Returns: (transfer full): the keys of the broker's own reply and when it came, in one line of JSON; a secret
 */
char *
mag_robinhood_tokens_to_text (const MagRobinhoodTokens *tokens)
{
  g_autoptr(JsonBuilder) builder = json_builder_new ();
  g_autoptr(JsonNode) root = NULL;

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "access_token");
  json_builder_add_string_value (builder, tokens->access);
  if (tokens->refresh != NULL)
    {
      json_builder_set_member_name (builder, "refresh_token");
      json_builder_add_string_value (builder, tokens->refresh);
    }
  json_builder_set_member_name (builder, "token_type");
  json_builder_add_string_value (builder, "Bearer");
  json_builder_set_member_name (builder, "expires_in");
  json_builder_add_int_value (builder, tokens->lasts_seconds);
  json_builder_set_member_name (builder, "issued_at");
  json_builder_add_int_value (builder, tokens->issued_us / MAG_SECOND_US);
  json_builder_end_object (builder);
  root = json_builder_get_root (builder);
  return json_to_string (root, FALSE);
}

/**
 * mag_robinhood_tokens_from_text:
 * @text: (nullable): what the keyring had
 */
MagRobinhoodTokens *
mag_robinhood_tokens_from_text (const char *text)
{
  g_autoptr(GBytes) bytes = text != NULL ? g_bytes_new_static (text, strlen (text)) : NULL;
  g_autoptr(JsonNode) node = bytes != NULL ? mag_json_parse (bytes) : NULL;
  JsonObject *root = mag_json_root (node);
  double issued = mag_json_number (root, "issued_at");

  return mag_robinhood_tokens_parse (root, issued > 0 && issued < 1e11 ? (gint64) issued * MAG_SECOND_US : 0);
}
