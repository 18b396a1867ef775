/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* What a provider's half sees of a request. Everything is owned by the server and lives for one call. */
typedef struct
{
  const char *method;
  const char *path;      /* decoded */
  GHashTable *query;     /* decoded names and values; never NULL */
  GHashTable *form;      /* of a POST body: a form's members, or a JSON object's with a dot before those of inner objects; NULL when there is none */
  GHashTable *cookies;   /* never NULL */
  const char *accept, *agent; /* headers; "" */
  const char *authorization, *challenge; /* Authorization, X-ROBINHOOD-CHALLENGE-RESPONSE-ID; "" */
  const char *rest;      /* of the path behind what names the call */
  const char *query_text; /* as it came; NULL */
  const char *base_url;  /* "http://127.0.0.1:PORT" */
  gint64      now_us;    /* the practice clock */
  gint64      real_us;   /* the system's: what a client's cookie jar goes by */
} MagPracticeRequest;

/* What a provider's half answers. */
typedef struct
{
  guint       status;
  const char *content_type; /* static; NULL: none */
  GPtrArray  *headers;      /* owned; name, value, name, value ...; never NULL */
  GBytes     *head, *body;  /* owned; sent one after the other; NULL: empty */
  gboolean    hang_up;      /* close the connection without an answer */
} MagPracticeReply;

MagPracticeReply *mag_practice_reply_new       (guint status, const char *content_type);
MagPracticeReply *mag_practice_reply_new_text  (guint status, const char *content_type, const char *text);
MagPracticeReply *mag_practice_reply_take      (guint status, const char *content_type, GString *body);
void              mag_practice_reply_free      (MagPracticeReply *reply);
void              mag_practice_reply_header    (MagPracticeReply *reply, const char *name, const char *value);
void              mag_practice_reply_set_body  (MagPracticeReply *reply, const char *text); /* replaces head and body */
char             *mag_practice_reply_dup_text  (MagPracticeReply *reply);                   /* head and body */
GHashTable       *mag_practice_request_parse_json (const char *text);
const char       *mag_practice_request_get     (const MagPracticeRequest *request, const char *name); /* of the query; NULL */

#define MAG_PRACTICE_JSON "application/json;charset=utf-8"

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MagPracticeReply, mag_practice_reply_free)

G_END_DECLS
