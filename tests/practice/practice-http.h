/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mag-practice-server.h"

#include <json-glib/json-glib.h>
#include <libsoup/soup.h>

G_BEGIN_DECLS

/* A practice server in this process and a visitor with a cookie jar, talking real HTTP over the loopback. */
typedef struct
{
  MagPracticeServer *server;
  const char        *base_url;
  SoupSession       *visitor;
  char              *crumb; /* owned; after fixture_sign_in() */
} Fixture;

typedef struct
{
  guint               status; /* 0: no answer */
  char               *body;
  SoupMessageHeaders *headers;
  char               *address; /* where it ended */
} Answer;

Fixture    *fixture_new          (const char *at, const char *replay);  /* the clock stands still at an instant */
void        fixture_free         (Fixture *fixture);
void        fixture_sign_in      (Fixture *fixture);                    /* cookie and crumb, the short way */
Answer     *fixture_send         (Fixture *fixture, SoupMessage *message);
Answer     *fixture_get          (Fixture *fixture, const char *path);  /* redirects not followed */
Answer     *fixture_follow       (Fixture *fixture, const char *path);
Answer     *fixture_get_signed   (Fixture *fixture, const char *path);  /* with the crumb */
Answer     *fixture_post         (Fixture *fixture, const char *path, const char *type, const char *body);
JsonNode   *fixture_get_json     (Fixture *fixture, const char *path);  /* follows redirects, signed; status 200 asserted */
void        answer_free          (Answer *answer);
const char *answer_header        (Answer *answer, const char *name);
JsonNode   *answer_json          (Answer *answer);
JsonNode   *json_at              (JsonNode *node, const char *path);    /* "optionChain.result.0.quote"; asserts that it is there */
JsonObject *object_at            (JsonNode *node, const char *path);
JsonArray  *array_at             (JsonNode *node, const char *path);
const char *captures_folder      (void);                                /* NULL: not here */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Fixture, fixture_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Answer, answer_free)

G_END_DECLS
