/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mag-broker.h"
#include "mag-http.h"
#include "mag-json.h"
#include "mag-profile.h"

G_BEGIN_DECLS

#define MAG_ROBINHOOD_PROVIDER "robinhood"

/* One request to Robinhood and what came back, without any memory of who is signed in. Nothing is cached, shared between callers or redirected. */
#define MAG_TYPE_ROBINHOOD_WIRE (mag_robinhood_wire_get_type ())
G_DECLARE_FINAL_TYPE (MagRobinhoodWire, mag_robinhood_wire, MAG, ROBINHOOD_WIRE, GObject)

typedef struct
{
  const char *method;       /* NULL: GET */
  const char *url;          /* one that mag_robinhood_wire_owns() */
  const char *token;        /* access token; NULL: none is sent */
  const char *challenge_id; /* of an old challenge that was answered; NULL */
  const char *body;         /* NULL */
  const char *content_type; /* of the body */
  gboolean    any_status;   /* 5xx is handed out as well, at once */
} MagRobinhoodCall;

/* 2xx or 4xx, and 5xx where it was asked for. Strings owned. */
typedef struct
{
  guint       status;
  JsonNode   *node;   /* NULL: the body is not JSON */
  JsonObject *root;   /* of node; NULL */
  char       *detail; /* the broker's own words, shortened; NULL */
  gint64      wait_us; /* of a 429: how long to stay away; 0: not told */
  gint64      received_us;
} MagRobinhoodReply;
void mag_robinhood_reply_free (MagRobinhoodReply *reply);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MagRobinhoodReply, mag_robinhood_reply_free)

MagRobinhoodWire  *mag_robinhood_wire_new         (MagProfile *profile, MagHttp *http);
char              *mag_robinhood_wire_make_url    (MagRobinhoodWire *self, const char *path);
gboolean           mag_robinhood_wire_owns        (MagRobinhoodWire *self, const char *url); /* a token may go there */
gint64             mag_robinhood_wire_now_us      (MagRobinhoodWire *self);
void               mag_robinhood_wire_send_async  (MagRobinhoodWire *self, const MagRobinhoodCall *call, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data);
MagRobinhoodReply *mag_robinhood_wire_send_finish (MagRobinhoodWire *self, GAsyncResult *result, GError **error);
GError            *mag_robinhood_wire_new_error   (MagRobinhoodWire *self, const MagRobinhoodReply *reply); /* what a reply that is of no use means */

/* Bodies that may hold a secret: in one piece of memory that is wiped. */
#define MAG_RH_FORM_TYPE "application/x-www-form-urlencoded; charset=utf-8"
#define MAG_RH_JSON_TYPE "application/json"
GString *mag_rh_form_new  (void);
void     mag_rh_form_add  (GString *form, const char *name, const char *value); /* value NULL: left out */
void     mag_rh_form_free (GString *form);

/* Waiting on the main loop that a cancellable ends. */
void     mag_rh_wait_async  (guint milliseconds, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data);
gboolean mag_rh_wait_finish (GAsyncResult *result, GError **error);

G_END_DECLS
