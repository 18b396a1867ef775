/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Yahoo's way to a cookie and a crumb, protocols yahoo.md section 3: the short way (an error page with a cookie), the long way with and without
 * consent, getcrumb, and the check of both on the calls that need them. All hosts are one here, so cookies name no domain and are not Secure; a
 * cookie's value carries a signature and its crumb is a hash of it, so nothing needs to be remembered.
 *
 * Real A3 cookies say SameSite=None, which a client must refuse without Secure: ours say Lax. */

#include "mag-practice-session.h"

#include "mag-date.h"
#include "mag-practice-random.h"

#include <string.h>

#define YEAR_SECONDS (365 * 24 * 3600)
#define HTML "text/html; charset=utf-8"
#define SESSION_ID "3_cc-session_7d0f6a54-1c2b-4e3d-8f9a-0b1c2d3e4f5a"

enum { WORD_COOKIE = 0x600d, WORD_SIGN, WORD_CRUMB, WORD_TOKEN };

static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789./";

static char *
spell (guint64 hash,
       guint   length,
       guint   n_letters)
{
  char *text = g_malloc (length + 1);

  for (guint i = 0; i < length; i++, hash = mag_practice_mix (hash, i))
    text[i] = letters[hash % n_letters];
  text[length] = '\0';
  return text;
}

static char *
sign (MagPracticeSession *session,
      const char         *payload)
{
  const guint64 hash = mag_practice_hash_text (mag_practice_mix (mag_practice_mix (session->seed, WORD_SIGN), session->cookie_age), payload);

  return spell (hash, 24, 62);
}

/* "d=...&S=...": the form of the real ones. */
static char *
make_cookie (MagPracticeSession *session)
{
  const guint64 hash = mag_practice_mix (mag_practice_mix (session->seed, WORD_COOKIE), session->n_cookies++);
  g_autofree char *payload = spell (hash, 40, 62);
  g_autofree char *signature = sign (session, payload);

  return g_strdup_printf ("d=%s&S=%s", payload, signature);
}

static gboolean
is_our_cookie (MagPracticeSession *session,
               const char         *value)
{
  const char *mark = value != NULL && g_str_has_prefix (value, "d=") ? strstr (value, "&S=") : NULL;
  g_autofree char *payload = NULL;
  g_autofree char *signature = NULL;

  if (mark == NULL)
    return FALSE;
  payload = g_strndup (value + 2, (gsize) (mark - value - 2));
  signature = sign (session, payload);
  return strcmp (mark + 3, signature) == 0;
}

static const char *
find_cookie (MagPracticeSession       *session,
             const MagPracticeRequest *request)
{
  const char *value = g_hash_table_lookup (request->cookies, "A3");

  if (value == NULL)
    value = g_hash_table_lookup (request->cookies, "A1");
  return is_our_cookie (session, value) ? value : NULL;
}

static char *
make_crumb (MagPracticeSession *session,
            const char         *cookie)
{
  const guint64 hash = mag_practice_mix (mag_practice_mix (session->seed, WORD_CRUMB), session->crumb_age);

  return spell (mag_practice_hash_text (hash, cookie), 11, 64);
}

/* Real time: a cookie jar goes by the system's clock, whatever the practice clock shows. */
static char *
format_expiry (const MagPracticeRequest *request)
{
  g_autoptr(GDateTime) time = g_date_time_new_from_unix_utc (request->real_us / MAG_SECOND_US + YEAR_SECONDS);

  return g_date_time_format (time, "%a, %d %b %Y %H:%M:%S GMT");
}

static void
add_cookies (MagPracticeSession       *session,
             const MagPracticeRequest *request,
             MagPracticeReply         *reply)
{
  g_autofree char *value = make_cookie (session);
  g_autofree char *expires = format_expiry (request);
  g_autofree char *a1 = g_strdup_printf ("A1=%s; Expires=%s; Max-Age=%d; Path=/; SameSite=Lax; HttpOnly", value, expires, YEAR_SECONDS);
  g_autofree char *a3 = g_strdup_printf ("A3=%s; Expires=%s; Max-Age=%d; Path=/; SameSite=Lax; HttpOnly", value, expires, YEAR_SECONDS);
  g_autofree char *a1s = g_strdup_printf ("A1S=%s; Path=/; SameSite=Lax", value);

  mag_practice_reply_header (reply, "Set-Cookie", a1);
  mag_practice_reply_header (reply, "Set-Cookie", a3);
  mag_practice_reply_header (reply, "Set-Cookie", a1s);
}

static MagPracticeReply *
redirect (guint       status,
          const char *content_type,
          const char *base_url,
          const char *rest)
{
  MagPracticeReply *reply = mag_practice_reply_new (status, content_type);
  g_autofree char *location = g_strconcat (base_url, rest, NULL);

  mag_practice_reply_header (reply, "Location", location);
  return reply;
}

/**
 * mag_practice_session_root:
 * @session: the session
 * @request: GET / or a bare /consent, as of fc.yahoo.com
 *
 * The short way: an error page whose cookie is good.
 *
 * Returns: (transfer full): 404 with Set-Cookie
 */
MagPracticeReply *
mag_practice_session_root (MagPracticeSession       *session,
                           const MagPracticeRequest *request)
{
  MagPracticeReply *reply = mag_practice_reply_new_text (404, HTML,
    "<!DOCTYPE html><html lang=\"en-us\"><head><title>Yahoo</title></head><body><h1>Will be right back...</h1></body></html>\n");

  add_cookies (session, request, reply);
  return reply;
}

/* The stock's page. It says that it is not the real one, for whoever opens it in a browser. */
static MagPracticeReply *
make_page (MagPracticeSession       *session,
           const MagPracticeRequest *request,
           gboolean                  with_cookies)
{
  MagPracticeReply *reply = mag_practice_reply_new_text (200, HTML,
    "<!DOCTYPE html><html lang=\"en-US\"><head><title>Practice market</title></head><body>"
    "<p>This is the practice market of Magnus, not Yahoo Finance.</p></body></html>\n");

  mag_practice_reply_header (reply, "Cache-Control", "max-age=0, private");
  mag_practice_reply_header (reply, "Expires", "-1");
  if (with_cookies)
    add_cookies (session, request, reply);
  return reply;
}

/* 307 to guce with the way back in "done". */
static MagPracticeReply *
send_to_guce (MagPracticeSession       *session,
              const MagPracticeRequest *request)
{
  g_autofree char *path = g_uri_escape_string (request->path, G_URI_RESERVED_CHARS_ALLOWED_IN_PATH, FALSE);
  g_autofree char *here = g_strconcat (request->base_url, path, request->query_text != NULL ? "?" : "",
                                       request->query_text != NULL ? request->query_text : "", NULL);
  g_autofree char *done = g_uri_escape_string (here, NULL, FALSE);
  g_autofree char *token = spell (mag_practice_mix (session->seed, WORD_TOKEN), 7, 62);
  g_autofree char *rest = g_strdup_printf ("/consent?brandType=nonEu&gcrumb=%s&done=%s", token, done);
  g_autofree char *cookie = g_strdup_printf ("GUCS=%s; Max-Age=1800; Path=/", token);
  MagPracticeReply *reply = redirect (307, HTML, request->base_url, rest);

  mag_practice_reply_header (reply, "Cache-Control", "no-store");
  mag_practice_reply_header (reply, "Set-Cookie", cookie);
  return reply;
}

/**
 * mag_practice_session_page:
 * @session: the session
 * @request: GET /quote/SYMBOL, as of finance.yahoo.com
 * @consent: what the visitor's country asks for
 *
 * The long way. Cookies come only to those who accept HTML.
 *
 * Returns: (transfer full): the page, or a redirect
 */
MagPracticeReply *
mag_practice_session_page (MagPracticeSession       *session,
                           const MagPracticeRequest *request,
                           MagPracticeConsent        consent)
{
  const gboolean wants_html = strstr (request->accept, "text/html") != NULL;
  const char *counter = mag_practice_request_get (request, "guccounter");

  if (!wants_html || mag_practice_request_get (request, "_guc_consent_skip") != NULL)
    return make_page (session, request, FALSE);
  switch (consent)
    {
    case MAG_CONSENT_NONE:
      return make_page (session, request, find_cookie (session, request) == NULL);
    case MAG_CONSENT_EU:
      if (counter != NULL)
        {
          g_autofree char *path = g_uri_escape_string (request->path, G_URI_RESERVED_CHARS_ALLOWED_IN_PATH, FALSE);
          g_autofree char *slash = g_strconcat (path, "/", NULL);

          return redirect (301, "text/html", request->base_url, slash);
        }
      if (find_cookie (session, request) != NULL)
        return make_page (session, request, FALSE);
      return send_to_guce (session, request);
    case MAG_CONSENT_NL:
      return send_to_guce (session, request);
    }
  g_return_val_if_reached (make_page (session, request, FALSE));
}

/* Path and query of a "done" address, so that no redirect can lead to another server. */
static char *
get_way_back (const MagPracticeRequest *request)
{
  const char *done = mag_practice_request_get (request, "done");
  g_autofree char *address = done != NULL && done[0] == '/' && done[1] != '/' ? g_strconcat (request->base_url, done, NULL) : g_strdup (done);
  g_autoptr(GUri) uri = address != NULL ? g_uri_parse (address, G_URI_FLAGS_ENCODED, NULL) : NULL;

  if (uri == NULL || g_uri_get_path (uri)[0] != '/')
    return g_strdup ("/quote/AAPL");
  if (g_uri_get_query (uri) == NULL)
    return g_strdup (g_uri_get_path (uri));
  return g_strconcat (g_uri_get_path (uri), "?", g_uri_get_query (uri), NULL);
}

/* The bounces without a form: 1, 2, then a skip. */
static MagPracticeReply *
bounce (MagPracticeSession       *session,
        const MagPracticeRequest *request)
{
  g_autofree char *back = get_way_back (request);
  char *question = strchr (back, '?');
  const gboolean first = question == NULL;
  const gboolean second = question != NULL && strstr (question, "guccounter=1") != NULL;
  g_autofree char *rest = NULL;
  MagPracticeReply *reply;

  if (question != NULL)
    *question = '\0';
  if (first || second)
    rest = g_strdup_printf ("%s?guccounter=%d", back, first ? 1 : 2);
  else
    rest = g_strdup_printf ("%s?_guc_consent_skip=%" G_GINT64_FORMAT, back, request->now_us / MAG_SECOND_US);
  reply = redirect (302, NULL, request->base_url, rest);
  if (first || second)
    {
      mag_practice_reply_header (reply, "Set-Cookie", "GUC=AQABCAFpractice; Max-Age=31536000; Path=/");
      add_cookies (session, request, reply);
      mag_practice_reply_header (reply, "Set-Cookie", "OTHD=EMPTY; Expires=Thu, 01-Jan-1970 00:00:00 GMT; Path=; HttpOnly");
    }
  return reply;
}

/**
 * mag_practice_session_consent:
 * @session: the session
 * @request: GET /consent, as of guce.yahoo.com; without a way back it is fc.yahoo.com's
 * @consent: what the visitor's country asks for
 *
 * Sends the visitor to the form, or back.
 *
 * Returns: (transfer full): a redirect, or fc.yahoo.com's answer
 */
MagPracticeReply *
mag_practice_session_consent (MagPracticeSession       *session,
                              const MagPracticeRequest *request,
                              MagPracticeConsent        consent)
{
  g_autofree char *back = NULL;
  g_autofree char *done = NULL;
  g_autofree char *rest = NULL;

  if (mag_practice_request_get (request, "done") == NULL && consent != MAG_CONSENT_EU)
    return mag_practice_session_root (session, request);
  if (consent != MAG_CONSENT_EU)
    return bounce (session, request);
  back = get_way_back (request);
  done = g_uri_escape_string (back, NULL, FALSE);
  rest = g_strdup_printf ("/v2/collectConsent?sessionId=%s&done=%s", SESSION_ID, done);
  return redirect (302, NULL, request->base_url, rest);
}

static MagPracticeReply *
make_form (MagPracticeSession       *session,
           const MagPracticeRequest *request)
{
  g_autofree char *token = spell (mag_practice_mix (session->seed, WORD_TOKEN + 1), 7, 62);
  g_autofree char *back = get_way_back (request);
  g_auto(GStrv) parts = g_strsplit (back, "=", -1);
  g_autofree char *escaped = g_strjoinv ("&#x3D;", parts);
  MagPracticeReply *reply = mag_practice_reply_new (200, "text/html;charset=UTF-8");
  GString *out = g_string_new ("<!DOCTYPE html>\n<html lang=\"en-GB\">\n<head><title>Yahoo is part of the Yahoo family of brands</title></head>\n<body>\n"
                               "<form method=\"post\" class=\"consent-form\" action=\"\">\n");

  g_string_append_printf (out,
                          "<input type=\"hidden\" name=\"csrfToken\" value=\"%s\">\n"
                          "<input type=\"hidden\" name=\"sessionId\" value=\"%s\">\n"
                          "<input type=\"hidden\" name=\"originalDoneUrl\" value=\"%s%s%sguccounter&#x3D;1\">\n"
                          "<input type=\"hidden\" name=\"namespace\" value=\"yahoo\">\n",
                          token, SESSION_ID, request->base_url, escaped, strchr (back, '?') != NULL ? "&amp;" : "?");
  g_string_append (out, "<button type=\"submit\" class=\"btn secondary accept-all\" name=\"agree\" value=\"agree\">Accept all</button>\n"
                        "<button type=\"submit\" class=\"btn secondary reject-all\" name=\"reject\" value=\"reject\">Reject all</button>\n"
                        "</form>\n</body>\n</html>\n");
  reply->body = g_string_free_to_bytes (out);
  mag_practice_reply_header (reply, "Cache-Control", "no-cache, no-store, must-revalidate");
  return reply;
}

/* The form is good when its token and session came back, its entities decoded, with one of the two buttons. */
static gboolean
is_form_good (MagPracticeSession       *session,
              const MagPracticeRequest *request)
{
  g_autofree char *token = spell (mag_practice_mix (session->seed, WORD_TOKEN + 1), 7, 62);
  const char *done = request->form != NULL ? g_hash_table_lookup (request->form, "originalDoneUrl") : NULL;

  return done != NULL && strchr (done, '&') == NULL && strstr (done, "guccounter=1") != NULL &&
         g_strcmp0 (g_hash_table_lookup (request->form, "csrfToken"), token) == 0 &&
         g_strcmp0 (g_hash_table_lookup (request->form, "sessionId"), SESSION_ID) == 0 &&
         (g_hash_table_contains (request->form, "agree") || g_hash_table_contains (request->form, "reject"));
}

/**
 * mag_practice_session_collect:
 * @session: the session
 * @request: GET or POST /v2/collectConsent, as of consent.yahoo.com
 *
 * The consent form, and its sending.
 *
 * Returns: (transfer full): the form, a redirect, or 400 when what was sent is not the form's
 */
MagPracticeReply *
mag_practice_session_collect (MagPracticeSession       *session,
                              const MagPracticeRequest *request)
{
  g_autofree char *rest = NULL;
  g_autofree char *back = NULL;
  g_autofree char *done = NULL;
  MagPracticeReply *reply;

  if (strcmp (request->method, "POST") != 0)
    return make_form (session, request);
  if (!is_form_good (session, request))
    return mag_practice_reply_new_text (400, "text/html;charset=UTF-8", "<!DOCTYPE html><html><body><h1>Bad Request</h1></body></html>\n");
  back = get_way_back (request);
  done = g_uri_escape_string (back, NULL, FALSE);
  rest = g_strdup_printf ("/copyConsent?sessionId=%s&lang=en-GB&done=%s", SESSION_ID, done);
  reply = redirect (302, NULL, request->base_url, rest);
  mag_practice_reply_header (reply, "Set-Cookie", "CFC=AQABCAFpractice; Max-Age=31536000; Path=/");
  return reply;
}

/**
 * mag_practice_session_copy:
 * @session: the session
 * @request: GET /copyConsent, as of guce.yahoo.com
 *
 * The end of the consent: the cookies, and back to the page.
 *
 * Returns: (transfer full): a redirect
 */
MagPracticeReply *
mag_practice_session_copy (MagPracticeSession       *session,
                           const MagPracticeRequest *request)
{
  g_autofree char *back = get_way_back (request);
  g_autofree char *rest = g_strconcat (back, strchr (back, '?') != NULL ? "&" : "?", "guccounter=1", NULL);
  MagPracticeReply *reply = redirect (302, NULL, request->base_url, rest);

  mag_practice_reply_header (reply, "Set-Cookie", "GUC=AQABCAFpractice; Max-Age=31536000; Path=/");
  add_cookies (session, request, reply);
  mag_practice_reply_header (reply, "Set-Cookie", "EuConsent=CPpractice;Version=1;Comment=;Path=/;Max-Age=86400");
  return reply;
}

static MagPracticeReply *
refuse (const char *description)
{
  g_autofree char *text =
    g_strdup_printf ("{\"finance\":{\"result\":null,\"error\":{\"code\":\"Unauthorized\",\"description\":\"%s\"}}}", description);

  return mag_practice_reply_new_text (401, MAG_PRACTICE_JSON, text);
}

/**
 * mag_practice_session_crumb:
 * @session: the session
 * @request: GET /v1/test/getcrumb
 *
 * Returns: (transfer full): the crumb that goes with the visitor's cookie, or 401
 */
MagPracticeReply *
mag_practice_session_crumb (MagPracticeSession       *session,
                            const MagPracticeRequest *request)
{
  const char *cookie = find_cookie (session, request);
  g_autofree char *crumb = NULL;
  MagPracticeReply *reply;

  if (cookie == NULL)
    return refuse ("Invalid Cookie");
  crumb = make_crumb (session, cookie);
  reply = mag_practice_reply_new_text (200, "text/plain;charset=utf-8", crumb);
  mag_practice_reply_header (reply, "Cache-Control", "private, max-age=60, stale-while-revalidate=30");
  return reply;
}

/**
 * mag_practice_session_check:
 * @session: the session
 * @request: a call that needs cookie and crumb
 *
 * Returns: (transfer full) (nullable): %NULL when both are there and belong together, else 401
 */
MagPracticeReply *
mag_practice_session_check (MagPracticeSession       *session,
                            const MagPracticeRequest *request)
{
  const char *cookie = find_cookie (session, request);
  const char *sent = mag_practice_request_get (request, "crumb");
  g_autofree char *crumb = NULL;

  if (cookie == NULL)
    return refuse ("Invalid Cookie");
  crumb = make_crumb (session, cookie);
  return g_strcmp0 (sent, crumb) == 0 ? NULL : refuse ("Invalid Crumb");
}
