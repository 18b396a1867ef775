/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Faults on demand: [SCOPE:]KIND[=VALUE][,count=N][,skip=N][,rate=R][,retry-after=SECONDS], where SCOPE is PROVIDER[/CALL[/SYMBOL]] and a part
 * may be "*". Of the faults that match a request the first one strikes; latencies add up. */

#include "mag-practice-faults.h"

#include "mag-practice-calls.h"
#include "mag-practice-json.h"
#include "mag-practice-random.h"

#include <string.h>

G_DEFINE_QUARK (mag-practice-error, mag_practice_error)

typedef struct
{
  char                *text;      /* owned; as it was given */
  char                *scope[3];  /* owned; provider, call, symbol; NULL: any */
  MagPracticeFaultKind kind;
  gint64               value;
  gint64               remaining; /* strikes left; -1: no end */
  gint64               skip;      /* matches let through first */
  double               rate;      /* share of the matches that are struck, 0..1 */
  gint64               retry_after; /* seconds; -1 */
  gint64               matched, struck;
} Fault;

struct _MagPracticeFaults
{
  GPtrArray *faults; /* Fault */
  guint64    seed;
  guint64    n_draws;
};

static const struct
{
  const char          *name;
  MagPracticeFaultKind kind;
  gboolean             number; /* takes =NUMBER */
} kinds[] = {
  { "latency", MAG_FAULT_LATENCY, TRUE },          { "status", MAG_FAULT_STATUS, TRUE },
  { "cut", MAG_FAULT_CUT, FALSE },                 { "hangup", MAG_FAULT_HANG_UP, FALSE },
  { "badjson", MAG_FAULT_BAD_JSON, FALSE },        { "html", MAG_FAULT_HTML, FALSE },
  { "empty", MAG_FAULT_EMPTY, FALSE },             { "noprice", MAG_FAULT_NO_PRICE, FALSE },
  { "invalid-crumb", MAG_FAULT_INVALID_CRUMB, FALSE }, { "invalid-cookie", MAG_FAULT_INVALID_COOKIE, FALSE },
  { "bad-crumb", MAG_FAULT_BAD_CRUMB, FALSE },     { "no-cookie", MAG_FAULT_NO_COOKIE, FALSE },
  { "no-location", MAG_FAULT_NO_LOCATION, FALSE }, { "stale", MAG_FAULT_STALE, TRUE },
  { "agent", MAG_FAULT_AGENT, FALSE },             { "next-host", MAG_FAULT_NEXT_HOST, FALSE },
  { "next-loop", MAG_FAULT_NEXT_LOOP, FALSE },     { "null-rows", MAG_FAULT_NULL_ROWS, FALSE },
  { "shuffle", MAG_FAULT_SHUFFLE, FALSE },         { "old-shape", MAG_FAULT_OLD_SHAPE, FALSE },
};

static void
fault_free (gpointer data)
{
  Fault *fault = data;

  g_free (fault->text);
  for (guint i = 0; i < G_N_ELEMENTS (fault->scope); i++)
    g_free (fault->scope[i]);
  g_free (fault);
}

/**
 * mag_practice_faults_new:
 * @seed: decides which requests a rate strikes
 *
 * Returns: (transfer full): no faults yet
 */
MagPracticeFaults *
mag_practice_faults_new (guint64 seed)
{
  MagPracticeFaults *faults = g_new0 (MagPracticeFaults, 1);

  faults->faults = g_ptr_array_new_with_free_func (fault_free);
  faults->seed = seed;
  return faults;
}

/**
 * mag_practice_faults_free:
 * @faults: (transfer full): the faults
 *
 * Frees them.
 */
void
mag_practice_faults_free (MagPracticeFaults *faults)
{
  g_ptr_array_unref (faults->faults);
  g_free (faults);
}

/**
 * mag_practice_faults_clear:
 * @faults: the faults
 *
 * Removes all of them.
 */
void
mag_practice_faults_clear (MagPracticeFaults *faults)
{
  g_ptr_array_set_size (faults->faults, 0);
}

static gboolean
parse_number (const char *text,
              gint64      minimum,
              gint64      maximum,
              gint64     *number)
{
  return text != NULL && g_ascii_string_to_signed (text, 10, minimum, maximum, number, NULL);
}

static gboolean
parse_consent (const char *value,
               Fault      *fault)
{
  static const char *const names[] = { "none", "eu", "nl" };

  fault->kind = MAG_FAULT_CONSENT;
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    if (g_strcmp0 (value, names[i]) == 0)
      {
        fault->value = (gint64) i;
        return TRUE;
      }
  return FALSE;
}

static gboolean
parse_kind (const char *text,
            Fault      *fault)
{
  g_auto(GStrv) parts = g_strsplit (text, "=", 2);
  const char *name = parts[0] != NULL ? parts[0] : "";
  const char *value = parts[0] != NULL ? parts[1] : NULL;

  if (strcmp (name, "consent") == 0)
    return parse_consent (value, fault);
  if (strcmp (name, "redirect") == 0)
    {
      fault->kind = MAG_FAULT_REDIRECT;
      fault->value = g_strcmp0 (value, "on") == 0;
      return fault->value || g_strcmp0 (value, "off") == 0;
    }
  if (value == NULL && parse_number (name, 300, 599, &fault->value))
    {
      fault->kind = MAG_FAULT_STATUS;
      return TRUE;
    }
  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (strcmp (name, kinds[i].name) == 0)
      {
        fault->kind = kinds[i].kind;
        return kinds[i].number ? parse_number (value, 0, 600000, &fault->value) : value == NULL;
      }
  return FALSE;
}

static gboolean
parse_option (const char *text,
              Fault      *fault)
{
  g_auto(GStrv) parts = g_strsplit (text, "=", 2);
  char *end = NULL;

  if (parts[0] == NULL || parts[1] == NULL)
    return FALSE;
  if (strcmp (parts[0], "count") == 0)
    return parse_number (parts[1], 1, G_MAXINT, &fault->remaining);
  if (strcmp (parts[0], "skip") == 0)
    return parse_number (parts[1], 0, G_MAXINT, &fault->skip);
  if (strcmp (parts[0], "retry-after") == 0)
    return parse_number (parts[1], 0, 86400, &fault->retry_after);
  if (strcmp (parts[0], "rate") != 0)
    return FALSE;
  fault->rate = g_ascii_strtod (parts[1], &end);
  return end != parts[1] && *end == '\0' && fault->rate >= 0 && fault->rate <= 1;
}

/* Whether a scope names a call there is: a misspelt one would never strike, and nobody would know. */
static gboolean
names_a_call (const Fault *fault)
{
  const MagPracticeCall *call;

  for (guint i = 0; (call = mag_practice_call_get (i)) != NULL; i++)
    if (call->id != MAG_CALL_CONTROL && (fault->scope[0] == NULL || strcmp (fault->scope[0], call->provider) == 0) &&
        (fault->scope[1] == NULL || strcmp (fault->scope[1], call->name) == 0))
      return TRUE;
  return FALSE;
}

static gboolean
parse_scope (const char *text,
             gsize       length,
             Fault      *fault)
{
  g_autofree char *scope = g_strndup (text, length);
  g_auto(GStrv) parts = g_strsplit (scope, "/", -1);

  if (length == 0 || g_strv_length (parts) > G_N_ELEMENTS (fault->scope))
    return FALSE;
  for (guint i = 0; parts[i] != NULL; i++)
    {
      if (*parts[i] == '\0')
        return FALSE;
      if (strcmp (parts[i], "*") != 0)
        fault->scope[i] = g_strdup (parts[i]);
    }
  return names_a_call (fault);
}

static gboolean
parse_fault (const char *text,
             Fault      *fault)
{
  const char *colon = strchr (text, ':');
  g_auto(GStrv) parts = g_strsplit (colon != NULL ? colon + 1 : text, ",", -1);

  if (colon != NULL && !parse_scope (text, (gsize) (colon - text), fault))
    return FALSE;
  if (parts[0] == NULL || !parse_kind (parts[0], fault))
    return FALSE;
  for (guint i = 1; parts[i] != NULL; i++)
    if (!parse_option (parts[i], fault))
      return FALSE;
  return TRUE;
}

/**
 * mag_practice_faults_add:
 * @faults: the faults
 * @text: one fault, in the grammar of the manual page
 * @error: return location
 *
 * Adds a fault behind those that are there.
 *
 * Returns: %FALSE with %MAG_PRACTICE_ERROR_FAULT when the text is not a fault
 */
gboolean
mag_practice_faults_add (MagPracticeFaults  *faults,
                         const char         *text,
                         GError            **error)
{
  Fault *fault = g_new0 (Fault, 1);

  fault->text = g_strdup (text);
  fault->remaining = -1;
  fault->rate = 1;
  fault->retry_after = -1;
  if (!parse_fault (text, fault))
    {
      fault_free (fault);
      g_set_error (error, MAG_PRACTICE_ERROR, MAG_PRACTICE_ERROR_FAULT,
                   "“%s” is not a fault. A fault looks like “cboe:latency=500” or “yahoo/options:429,count=3,retry-after=2”.", text);
      return FALSE;
    }
  g_ptr_array_add (faults->faults, fault);
  return TRUE;
}

static gboolean
matches (const Fault *fault,
         const char  *provider,
         const char  *call,
         const char  *symbol)
{
  return (fault->scope[0] == NULL || strcmp (fault->scope[0], provider) == 0) &&
         (fault->scope[1] == NULL || strcmp (fault->scope[1], call) == 0) &&
         (fault->scope[2] == NULL || strcmp (fault->scope[2], symbol) == 0);
}

/* Counts a match; whether it is struck. */
static gboolean
strike (MagPracticeFaults *faults,
        Fault             *fault)
{
  fault->matched++;
  if (fault->matched <= fault->skip || fault->remaining == 0)
    return FALSE;
  if (fault->rate < 1 && mag_practice_uniform (mag_practice_mix (faults->seed, faults->n_draws++)) >= fault->rate)
    return FALSE;
  if (fault->remaining > 0)
    fault->remaining--;
  fault->struck++;
  return TRUE;
}

static void
apply (MagPracticeFaults    *faults,
       Fault                *fault,
       MagPracticeFaultPlan *plan)
{
  if (fault->kind == MAG_FAULT_LATENCY)
    plan->latency_ms += strike (faults, fault) ? fault->value : 0;
  else if (fault->kind == MAG_FAULT_CONSENT)
    plan->consent = strike (faults, fault) ? (MagPracticeConsent) fault->value : plan->consent;
  else if (fault->kind == MAG_FAULT_REDIRECT)
    plan->redirect = strike (faults, fault) ? fault->value != 0 : plan->redirect;
  else if (!plan->strikes && strike (faults, fault))
    {
      plan->strikes = TRUE;
      plan->kind = fault->kind;
      plan->value = fault->value;
      plan->retry_after = fault->retry_after;
    }
}

/**
 * mag_practice_faults_plan:
 * @faults: the faults
 * @provider: "yahoo" or "cboe"
 * @call: "options", "quote" ...
 * @symbol: as in the request; "" without one
 * @plan: (out): what is to happen
 *
 * Decides over one request, counting it against the faults that match.
 */
void
mag_practice_faults_plan (MagPracticeFaults    *faults,
                          const char           *provider,
                          const char           *call,
                          const char           *symbol,
                          MagPracticeFaultPlan *plan)
{
  *plan = (MagPracticeFaultPlan) { .redirect = TRUE, .retry_after = -1 };
  for (guint i = 0; i < faults->faults->len; i++)
    {
      Fault *fault = g_ptr_array_index (faults->faults, i);

      if (matches (fault, provider, call, symbol))
        apply (faults, fault, plan);
    }
}

/**
 * mag_practice_faults_to_json:
 * @faults: the faults
 *
 * Returns: (transfer full): {"faults":[{"spec","matched","struck","remaining"}]}; remaining is null without an end
 */
char *
mag_practice_faults_to_json (MagPracticeFaults *faults)
{
  GString *out = g_string_new ("{\"faults\":[");

  for (guint i = 0; i < faults->faults->len; i++)
    {
      const Fault *fault = g_ptr_array_index (faults->faults, i);
      MagPracticeObject object;

      if (i > 0)
        g_string_append_c (out, ',');
      mag_practice_object_open (&object, out);
      mag_practice_object_text (&object, "spec", fault->text);
      mag_practice_object_plain (&object, "matched", fault->matched);
      mag_practice_object_plain (&object, "struck", fault->struck);
      if (fault->remaining < 0)
        mag_practice_object_null (&object, "remaining");
      else
        mag_practice_object_plain (&object, "remaining", fault->remaining);
      mag_practice_object_close (&object);
    }
  g_string_append (out, "]}");
  return g_string_free_and_steal (out);
}

/* Spoiling */

static void
become_status (MagPracticeReply *reply,
               guint             status,
               gint64            retry_after)
{
  g_ptr_array_set_size (reply->headers, 0);
  reply->status = status;
  reply->content_type = status == 429 ? "text/plain" : "text/html";
  mag_practice_reply_set_body (reply, status == 429 ? "Too Many Requests\r\n" : "<!DOCTYPE html><html><body><h1>Service unavailable</h1></body></html>\n");
  if (retry_after >= 0)
    {
      g_autofree char *seconds = g_strdup_printf ("%" G_GINT64_FORMAT, retry_after);

      mag_practice_reply_header (reply, "Retry-After", seconds);
    }
}

static void
become_text (MagPracticeReply *reply,
             const char       *content_type,
             const char       *text)
{
  reply->status = 200;
  reply->content_type = content_type;
  mag_practice_reply_set_body (reply, text);
}

/* Cuts every stretch from behind one mark (or from the mark itself) to the next other mark. */
static void
cut_out (MagPracticeReply *reply,
         const char       *from,
         gboolean          with_mark,
         const char       *to)
{
  g_autofree char *text = mag_practice_reply_dup_text (reply);
  GString *kept = g_string_new (NULL);
  const char *at = text;
  const char *start, *end;

  while ((start = strstr (at, from)) != NULL && (end = strstr (start + strlen (from), to)) != NULL)
    {
      g_string_append_len (kept, at, start - at + (with_mark ? 0 : (gssize) strlen (from)));
      at = end;
    }
  g_string_append (kept, at);
  mag_practice_reply_set_body (reply, kept->str);
  g_string_free (kept, TRUE);
}

static void
empty_chain (MagPracticeReply *reply)
{
  cut_out (reply, "\"data\":{\"options\":[", FALSE, "],\"symbol\"");
  cut_out (reply, "\"calls\":[", FALSE, "],\"puts\"");
  cut_out (reply, "\"puts\":[", FALSE, "]}]}]");
  cut_out (reply, "\"quoteResponse\":{\"result\":[", FALSE, "],\"error\":null}}");
}

static void
drop_price (MagPracticeReply *reply)
{
  cut_out (reply, ",\"current_price\":", TRUE, ",\"price_change\":");
  cut_out (reply, ",\"regularMarketPrice\":", TRUE, ",\"regularMarketChange\":");
}

static void
drop_header (MagPracticeReply *reply,
             const char       *name)
{
  for (guint i = reply->headers->len; i >= 2; i -= 2)
    if (strcmp (g_ptr_array_index (reply->headers, i - 2), name) == 0)
      g_ptr_array_remove_range (reply->headers, i - 2, 2);
}

static void
halve (MagPracticeReply *reply)
{
  g_autofree char *text = mag_practice_reply_dup_text (reply);

  text[strlen (text) / 2] = '\0';
  mag_practice_reply_set_body (reply, text);
}

/**
 * mag_practice_fault_spoil:
 * @plan: what is to happen
 * @reply: what would have been answered
 *
 * Turns a reply into the faulty one. Faults of the connection are the server's to do; those of session, time and visitor were done before.
 */
void
mag_practice_fault_spoil (const MagPracticeFaultPlan *plan,
                          MagPracticeReply           *reply)
{
  if (!plan->strikes)
    return;
  switch (plan->kind)
    {
    case MAG_FAULT_STATUS:
      become_status (reply, (guint) plan->value, plan->retry_after);
      return;
    case MAG_FAULT_HANG_UP:
      reply->hang_up = TRUE;
      return;
    case MAG_FAULT_BAD_JSON:
      halve (reply);
      return;
    case MAG_FAULT_HTML:
      become_text (reply, "text/html; charset=utf-8",
                   "<!DOCTYPE html><html><head><title>Just a moment...</title></head><body>Checking your browser</body></html>\n");
      return;
    case MAG_FAULT_EMPTY:
      empty_chain (reply);
      return;
    case MAG_FAULT_NO_PRICE:
      drop_price (reply);
      return;
    case MAG_FAULT_BAD_CRUMB:
      become_text (reply, "text/plain;charset=utf-8", "Too Many Requests\r\n");
      return;
    case MAG_FAULT_NO_COOKIE:
      drop_header (reply, "Set-Cookie");
      return;
    case MAG_FAULT_NO_LOCATION:
      drop_header (reply, "Location");
      return;
    case MAG_FAULT_CUT:
    case MAG_FAULT_LATENCY:
    case MAG_FAULT_INVALID_CRUMB:
    case MAG_FAULT_INVALID_COOKIE:
    case MAG_FAULT_STALE:
    case MAG_FAULT_AGENT:
    case MAG_FAULT_CONSENT:
    case MAG_FAULT_REDIRECT:
    case MAG_FAULT_NEXT_HOST:
    case MAG_FAULT_NEXT_LOOP:
    case MAG_FAULT_NULL_ROWS:
    case MAG_FAULT_SHUFFLE:
    case MAG_FAULT_OLD_SHAPE:
      return;
    }
  g_return_if_reached ();
}
