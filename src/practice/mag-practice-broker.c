/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The practice broker's front desk: who may see what, pages of lists, ids and the way values are written. What is in the lists comes from the
 * other rooms. */

#include "mag-practice-broker-private.h"

#include "mag-date.h"
#include "mag-practice-random.h"

#include <math.h>
#include <string.h>

#define BOOK_US (10 * MAG_SECOND_US) /* a book is good for so long */
#define MAX_IDS 50                  /* of one request; more is 414 */
#define MAX_PAGE 200

const char *const mag_practice_account_numbers[MAG_PRACTICE_N_ACCOUNTS] = { "5QR00001", "RTH00002", "LD500003" };

MagPracticeBroker *
mag_practice_broker_new (guint64            seed,
                         MagPracticeMarket *market)
{
  MagPracticeBroker *broker = g_new0 (MagPracticeBroker, 1);

  broker->seed = seed;
  broker->market = market;
  broker->login = mag_practice_login_new (seed);
  broker->options = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  broker->symbols = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  return broker;
}

static void
forget_books (MagPracticeBroker *broker)
{
  for (guint i = 0; i < MAG_PRACTICE_N_ACCOUNTS; i++)
    g_clear_pointer (&broker->books[i], mag_practice_book_free);
}

void
mag_practice_broker_free (MagPracticeBroker *broker)
{
  forget_books (broker);
  mag_practice_login_free (broker->login);
  g_hash_table_unref (broker->options);
  g_hash_table_unref (broker->symbols);
  g_free (broker);
}

/* Accounts */

/* Of a load user the load account alone, of anybody else the other two. */
static gboolean
owns (const char         *user,
      MagPracticeAccount  account)
{
  return (account == MAG_PRACTICE_LOAD) == g_str_has_prefix (user, "load");
}

/**
 * mag_practice_visit_has_account:
 *
 * Returns: whether the account is the user's and the request asks for it; without an account it asks for the first
 */
gboolean
mag_practice_visit_has_account (const MagPracticeVisit *visit,
                                MagPracticeAccount      account)
{
  const char *several = mag_practice_request_get (visit->request, "account_numbers");
  const char *one = mag_practice_request_get (visit->request, "account_number");
  g_auto(GStrv) numbers = NULL;

  if (!owns (visit->user, account))
    return FALSE;
  if (several == NULL && one == NULL)
    return account == MAG_PRACTICE_MARGIN || account == MAG_PRACTICE_LOAD;
  numbers = g_strsplit (several != NULL ? several : one, ",", -1);
  return g_strv_contains ((const char *const *) numbers, mag_practice_account_numbers[account]);
}

MagPracticeBook *
mag_practice_visit_get_book (const MagPracticeVisit *visit,
                             MagPracticeAccount      account)
{
  MagPracticeBroker *broker = visit->broker;

  if (ABS (visit->request->now_us - broker->book_us) > BOOK_US)
    {
      forget_books (broker);
      broker->book_us = visit->request->now_us;
    }
  if (broker->books[account] == NULL)
    broker->books[account] = mag_practice_book_new (broker->market, account, broker->book_us);
  return broker->books[account];
}

gboolean
mag_practice_visit_has_fault (const MagPracticeVisit *visit,
                              MagPracticeFaultKind    kind)
{
  return visit->plan->strikes && visit->plan->kind == kind;
}

/* Ids */

char *
mag_practice_option_id (MagPracticeBroker        *broker,
                        const MagPracticeListing *listing,
                        const MagContract        *contract)
{
  g_autofree char *occ = mag_contract_format (contract);
  char *id = mag_practice_broker_uuid (broker->seed, occ, 0);
  MagPracticeOption *option;

  if (!g_hash_table_contains (broker->options, id))
    {
      option = g_new (MagPracticeOption, 1);
      *option = (MagPracticeOption) { *contract, listing };
      g_hash_table_insert (broker->options, g_strdup (id), option);
    }
  return id;
}

char *
mag_practice_chain_id (MagPracticeBroker *broker,
                       const char        *root)
{
  return mag_practice_broker_uuid (broker->seed, root, 1);
}

char *
mag_practice_stock_id (MagPracticeBroker *broker,
                       const char        *symbol)
{
  char *id = mag_practice_broker_uuid (broker->seed, symbol, 2);

  g_hash_table_insert (broker->symbols, g_strdup (id), g_strdup (symbol));
  return id;
}

const char *
mag_practice_find_stock (MagPracticeBroker *broker,
                         const char        *id)
{
  guint n;
  const MagPracticeListing *listings = mag_practice_universe_get (&n);

  if (g_hash_table_size (broker->symbols) < n)
    for (guint i = 0; i < n; i++)
      g_free (mag_practice_stock_id (broker, listings[i].symbol));
  return g_hash_table_lookup (broker->symbols, id);
}

/* Values */

void
mag_practice_add_text (JsonBuilder *builder,
                       const char  *name,
                       const char  *value)
{
  json_builder_set_member_name (builder, name);
  if (value != NULL)
    json_builder_add_string_value (builder, value);
  else
    json_builder_add_null_value (builder);
}

void
mag_practice_add_url (JsonBuilder *builder,
                      const char  *name,
                      const char  *path,
                      const char  *id)
{
  g_autofree char *url = g_strdup_printf (MAG_PRACTICE_API "%s%s/", path, id);

  mag_practice_add_text (builder, name, url);
}

void
mag_practice_add_fixed (JsonBuilder *builder,
                        const char  *name,
                        gint64       value,
                        guint        scale,
                        guint        decimals)
{
  gint64 unit = 1, whole, part;
  g_autofree char *text = NULL;

  for (guint i = 0; i < scale; i++)
    unit *= 10;
  whole = ABS (value) / unit;
  part = ABS (value) % unit;
  for (guint i = scale; i < decimals; i++)
    part *= 10;
  for (guint i = decimals; i < scale; i++)
    part /= 10;
  text = decimals == 0 ? g_strdup_printf ("%s%" G_GINT64_FORMAT, value < 0 ? "-" : "", whole)
                       : g_strdup_printf ("%s%" G_GINT64_FORMAT ".%0*" G_GINT64_MODIFIER "d", value < 0 ? "-" : "", whole, (int) decimals, part);
  mag_practice_add_text (builder, name, text);
}

void
mag_practice_add_time (JsonBuilder *builder,
                       const char  *name,
                       gint64       instant_us)
{
  g_autoptr(GDateTime) time = g_date_time_new_from_unix_utc (instant_us / MAG_SECOND_US);
  g_autofree char *seconds = g_date_time_format (time, "%Y-%m-%dT%H:%M:%S");
  g_autofree char *text = g_strdup_printf ("%s.%06dZ", seconds, (int) (instant_us % MAG_SECOND_US));

  mag_practice_add_text (builder, name, text);
}

void
mag_practice_add_date (JsonBuilder *builder,
                       const char  *name,
                       MagDate      date)
{
  g_autofree char *text = mag_date_format (date);

  mag_practice_add_text (builder, name, text);
}

void
mag_practice_add_integer (JsonBuilder *builder,
                          const char  *name,
                          gint64       value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_int_value (builder, value);
}

void
mag_practice_add_bool (JsonBuilder *builder,
                       const char  *name,
                       gboolean     value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_boolean_value (builder, value);
}

void
mag_practice_add_double (JsonBuilder *builder,
                         const char  *name,
                         double       value)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];

  mag_practice_add_text (builder, name, isfinite (value) ? g_ascii_formatd (text, sizeof text, "%.6f", value) : NULL);
}

/* Lists */

/**
 * mag_practice_visit_split:
 * @name: of a member of the query
 *
 * Returns: (transfer full) (nullable): its ids; of addresses their last part; %NULL without such a member
 */
char **
mag_practice_visit_split (const MagPracticeVisit *visit,
                          const char             *name)
{
  const char *text = mag_practice_request_get (visit->request, name);
  char **parts;

  if (text == NULL)
    return NULL;
  parts = g_strsplit (text, ",", -1);
  for (guint i = 0; parts[i] != NULL; i++)
    if (strchr (parts[i], '/') != NULL)
      {
        g_auto(GStrv) path = g_strsplit (parts[i], "/", -1);
        guint n = g_strv_length (path);

        g_free (parts[i]);
        parts[i] = g_strdup (n >= 2 && path[n - 1][0] == '\0' ? path[n - 2] : path[n - 1]);
      }
  return parts;
}

/* The wire has links of the real host; below our own root the same path stands. */
static char *
localize (const MagPracticeVisit *visit,
          const char             *text)
{
  g_auto(GStrv) parts = g_strsplit (text, MAG_PRACTICE_API, -1);

  return g_strjoinv (visit->request->base_url, parts);
}

static MagPracticeReply *
finish (const MagPracticeVisit *visit,
        JsonNode               *body)
{
  g_autoptr(JsonNode) node = body;
  g_autofree char *text = json_to_string (node, FALSE);
  g_autofree char *local = localize (visit, text);

  return mag_practice_reply_new_text (200, "application/json", local);
}

static void
shuffle (const MagPracticeVisit *visit,
         GPtrArray              *rows)
{
  if (!mag_practice_visit_has_fault (visit, MAG_FAULT_SHUFFLE))
    return;
  for (guint i = 0; i < rows->len / 2; i++)
    {
      gpointer other = rows->pdata[i];

      rows->pdata[i] = rows->pdata[rows->len - 1 - i];
      rows->pdata[rows->len - 1 - i] = other;
    }
}

static void
add_rows (const MagPracticeVisit *visit,
          JsonBuilder            *builder,
          GPtrArray              *rows,
          guint                   from,
          guint                   to)
{
  json_builder_set_member_name (builder, "results");
  json_builder_begin_array (builder);
  if (mag_practice_visit_has_fault (visit, MAG_FAULT_NULL_ROWS))
    json_builder_add_null_value (builder);
  for (guint i = from; i < to; i++)
    if (rows->pdata[i] != NULL)
      json_builder_add_value (builder, json_node_ref (rows->pdata[i]));
    else
      json_builder_add_null_value (builder);
  json_builder_end_array (builder);
}

MagPracticeReply *
mag_practice_visit_rows (const MagPracticeVisit *visit,
                         GPtrArray              *rows)
{
  g_autoptr(JsonBuilder) builder = json_builder_new ();

  shuffle (visit, rows);
  json_builder_begin_object (builder);
  add_rows (visit, builder, rows, 0, rows->len);
  json_builder_end_object (builder);
  return finish (visit, json_builder_get_root (builder));
}

MagPracticeReply *
mag_practice_visit_one (JsonNode *row)
{
  return row != NULL ? mag_practice_broker_json (200, row) : mag_practice_broker_detail (404, "Not found.");
}

/* "o=50" in base64, as the real ones look. */
static guint
read_cursor (const MagPracticeVisit *visit)
{
  const char *cursor = mag_practice_request_get (visit->request, "cursor");
  g_autofree guchar *bytes = NULL;
  g_autofree char *text = NULL;
  gsize length = 0;

  if (cursor == NULL || cursor[0] == '\0')
    return 0;
  bytes = g_base64_decode (cursor, &length);
  text = g_strndup ((const char *) bytes, length);
  return g_str_has_prefix (text, "o=") ? (guint) g_ascii_strtoull (text + 2, NULL, 10) : 0;
}

/* The query again, with another cursor. */
static char *
make_next (const MagPracticeVisit *visit,
           guint                   offset)
{
  const char *host = mag_practice_visit_has_fault (visit, MAG_FAULT_NEXT_HOST) ? "http://127.0.0.2:9" : visit->request->base_url;
  g_autofree char *plain = g_strdup_printf ("o=%u", mag_practice_visit_has_fault (visit, MAG_FAULT_NEXT_LOOP) ? read_cursor (visit) : offset);
  g_autofree char *cursor = g_base64_encode ((const guchar *) plain, strlen (plain));
  g_autofree char *escaped = g_uri_escape_string (cursor, NULL, FALSE);
  g_autoptr(GString) url = g_string_new (host);
  GHashTableIter iter;
  const char *name, *value;

  g_string_append_printf (url, "%s?cursor=%s", visit->request->path, escaped);
  g_hash_table_iter_init (&iter, visit->request->query);
  while (g_hash_table_iter_next (&iter, (gpointer *) &name, (gpointer *) &value))
    if (strcmp (name, "cursor") != 0)
      {
        g_autofree char *text = g_uri_escape_string (value, NULL, FALSE);

        g_string_append_printf (url, "&%s=%s", name, text);
      }
  return g_string_free_and_steal (g_steal_pointer (&url));
}

/**
 * mag_practice_visit_page:
 * @rows: (element-type JsonNode): the whole list
 * @page_size: when the request does not say
 *
 * Returns: (transfer full): the page the cursor asks for, with the address of the next
 */
MagPracticeReply *
mag_practice_visit_page (const MagPracticeVisit *visit,
                         GPtrArray              *rows,
                         guint                   page_size)
{
  const char *wish = mag_practice_request_get (visit->request, "page_size");
  guint from = MIN (read_cursor (visit), rows->len), to;
  g_autoptr(JsonBuilder) builder = json_builder_new ();
  g_autofree char *next = NULL;

  if (wish != NULL)
    page_size = (guint) CLAMP (g_ascii_strtoull (wish, NULL, 10), 1, MAX_PAGE);
  to = MIN (from + page_size, rows->len);
  if (to < rows->len || mag_practice_visit_has_fault (visit, MAG_FAULT_NEXT_LOOP))
    next = make_next (visit, to);
  shuffle (visit, rows);
  json_builder_begin_object (builder);
  mag_practice_add_text (builder, "next", next);
  mag_practice_add_text (builder, "previous", NULL);
  add_rows (visit, builder, rows, from, to);
  json_builder_end_object (builder);
  return finish (visit, json_builder_get_root (builder));
}

/* Doors */

static gboolean
asks_too_much (const MagPracticeVisit *visit)
{
  static const char *const names[] = { "ids", "instruments", "symbols" };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_auto(GStrv) ids = mag_practice_visit_split (visit, names[i]);

      if (ids != NULL && g_strv_length (ids) > MAX_IDS)
        return TRUE;
    }
  return FALSE;
}

static MagPracticeReply *
answer_data (const MagPracticeVisit *visit,
             MagPracticeCallId       call)
{
  if (asks_too_much (visit))
    return mag_practice_reply_new_text (414, "text/html", "<html>Request-URI Too Large</html>");
  switch ((int) call)
    {
    case MAG_CALL_RH_POSITIONS:
      return mag_practice_broker_positions (visit);
    case MAG_CALL_RH_AGGREGATE:
      return mag_practice_broker_aggregate (visit);
    case MAG_CALL_RH_INSTRUMENTS:
      return mag_practice_broker_instruments (visit);
    case MAG_CALL_RH_CHAINS:
      return mag_practice_broker_chains (visit);
    case MAG_CALL_RH_MARKETDATA:
      return mag_practice_broker_marketdata (visit);
    case MAG_CALL_RH_ACCOUNTS:
      return mag_practice_broker_accounts (visit);
    case MAG_CALL_RH_PORTFOLIOS:
      return mag_practice_broker_portfolios (visit);
    case MAG_CALL_RH_STOCKS:
      return mag_practice_broker_stocks (visit);
    case MAG_CALL_RH_STOCK_INSTRUMENTS:
      return mag_practice_broker_stock_instruments (visit);
    case MAG_CALL_RH_QUOTES:
      return mag_practice_broker_quotes (visit);
    case MAG_CALL_RH_ORDERS:
      return mag_practice_broker_orders (visit);
    case MAG_CALL_RH_SHARE_ORDERS:
      return mag_practice_broker_share_orders (visit);
    case MAG_CALL_RH_EVENTS:
      return mag_practice_broker_events (visit);
    default:
      return mag_practice_broker_detail (404, "Not found.");
    }
}

static gboolean
needs_no_token (MagPracticeCallId call)
{
  return call == MAG_CALL_RH_LOGIN || call == MAG_CALL_RH_REVOKE || call == MAG_CALL_RH_WORKFLOW || call == MAG_CALL_RH_PROMPT || call == MAG_CALL_RH_CHALLENGE;
}

/**
 * mag_practice_broker_answer:
 * @call: one of the provider "robinhood"
 *
 * Returns: (transfer full): the answer
 */
MagPracticeReply *
mag_practice_broker_answer (MagPracticeBroker          *broker,
                            MagPracticeCallId           call,
                            const MagPracticeRequest   *request,
                            const MagPracticeFaultPlan *plan)
{
  MagPracticeVisit visit = { broker, request, plan, "", request->rest };
  MagPracticeReply *refusal;

  if (needs_no_token (call))
    return mag_practice_login_answer (broker->login, call, request);
  if (strcmp (request->method, "GET") != 0)
    return mag_practice_broker_detail (405, "Only reading is practised here.");
  if (call != MAG_CALL_RH_STOCK_INSTRUMENTS && (refusal = mag_practice_login_check (broker->login, request, &visit.user)) != NULL)
    return refusal;
  return answer_data (&visit, call);
}

void
mag_practice_broker_approve (MagPracticeBroker *broker)
{
  mag_practice_login_approve (broker->login);
}

void
mag_practice_broker_expire (MagPracticeBroker *broker,
                            gboolean           refresh_too)
{
  mag_practice_login_expire (broker->login, refresh_too);
}
