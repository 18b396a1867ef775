/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From orders and events to trades, in time's order: an opening fill begins a trade, a closing one ends what is open of its contract, the oldest first, in as many
 * parts as there are trades. Pure. What does not fit is told and left out, never guessed. */

#include "config.h"

#include "mag-broker-booking.h"

#include "mag-date.h"
#include "mag-money.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define ORIGIN "broker"
#define UUID_BYTES 16

/* Fills of an order's leg, or of an order for shares, at one price on one day, or an event. Strings lent. */
typedef struct
{
  const char        *account, *symbol, *order; /* order: NULL of an event */
  const char        *source;   /* the id of the order's leg or of the event */
  const MagContract *contract; /* root "" of shares */
  gint64             multiplier, quantity;
  MagLegRole         role;     /* of an order */
  MagBrokerEventKind kind;     /* of an event */
  MagPrice           price;
  MagMoney           fees;
  MagDate            date;
  gint64             at_us;    /* of the order's first fill that day: its legs stay together */
} Step;

/* A trade with contracts open. */
typedef struct
{
  const MagTradeRecord *opening;
  gint64                left;
} Open;

typedef struct
{
  MagBrokerBooking *booking;
  gint64            now_us;
  GHashTable       *shares;   /* account and symbol to gint64* whole shares, what was left out not among them */
  GHashTable       *open;     /* account, side and contract to GQueue of Open* */
  const char       *order;    /* whose legs are being booked */
  GPtrArray        *closings; /* MagTradeRecord* of that order that no opening is rolled from yet */
  const MagTradeRecord *first; /* opening of that order; NULL */
} Book;

/* ---- names that stay the same ---- */

/* A name-based UUID (RFC 9562, version 5): of the same texts always the same. */
static char *
make_uid (const char *kind,
          const char *source,
          const char *detail)
{
  g_autoptr(GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA1);
  g_autofree char *name = g_strdup_printf ("io.github.magnusoptions.Magnus\n%s\n%s\n%s", kind, source, detail);
  guint8 digest[20];
  gsize length = sizeof digest;
  GString *uid = g_string_new (NULL);

  g_checksum_update (checksum, (const guchar *) name, -1);
  g_checksum_get_digest (checksum, digest, &length);
  digest[6] = (digest[6] & 0x0f) | 0x50;
  digest[8] = (digest[8] & 0x3f) | 0x80;
  for (gsize i = 0; i < UUID_BYTES; i++)
    g_string_append_printf (uid, i == 4 || i == 6 || i == 8 || i == 10 ? "-%02x" : "%02x", digest[i]);
  return g_string_free (uid, FALSE);
}

/* ---- steps ---- */

/* All of a leg's fills of a day as one, where their mean price is exact to 1/10000 of a dollar; else one step for each price. */
static void
add_fills (GArray     *steps,
           const Step *step,
           GArray     *fills)
{
  gint64 quantity = 0, sum = 0;

  for (guint i = 0; i < fills->len; i++)
    {
      const MagBrokerFill *fill = g_array_index (fills, MagBrokerFill *, i);

      quantity += fill->quantity;
      sum += fill->price * fill->quantity;
    }
  if (sum % quantity == 0)
    {
      Step merged = *step;

      merged.quantity = quantity;
      merged.price = sum / quantity;
      g_array_append_val (steps, merged);
      return;
    }
  for (guint i = 0; i < fills->len; i++)
    {
      const MagBrokerFill *fill = g_array_index (fills, MagBrokerFill *, i);
      Step *last = i > 0 ? &g_array_index (steps, Step, steps->len - 1) : NULL;
      Step one = *step;

      one.quantity = fill->quantity;
      one.price = fill->price;
      if (last != NULL && last->price == fill->price)
        last->quantity += fill->quantity;
      else
        g_array_append_val (steps, one);
    }
}

static int
compare_fills (gconstpointer a,
               gconstpointer b)
{
  const MagBrokerFill *x = *(MagBrokerFill *const *) a, *y = *(MagBrokerFill *const *) b;
  MagDate day_x = mag_date_in_new_york (x->at_us), day_y = mag_date_in_new_york (y->at_us);

  if (day_x != day_y)
    return day_x < day_y ? -1 : 1;
  return (x->price > y->price) - (x->price < y->price);
}

static gint64
first_fill_us (const MagBrokerOrder *order,
               MagDate               day)
{
  gint64 first = G_MAXINT64;

  for (guint i = 0; i < order->legs->len; i++)
    {
      const MagBrokerOrderLeg *leg = g_ptr_array_index (order->legs, i);

      for (guint k = 0; k < leg->fills->len; k++)
        {
          gint64 at_us = g_array_index (leg->fills, MagBrokerFill, k).at_us;

          if (mag_date_in_new_york (at_us) == day)
            first = MIN (first, at_us);
        }
    }
  return first;
}

static void
add_leg (GArray                  *steps,
         const MagBrokerOrder    *order,
         const MagBrokerOrderLeg *leg)
{
  g_autoptr(GArray) sorted = g_array_new (FALSE, FALSE, sizeof (MagBrokerFill *));
  g_autoptr(GArray) day = g_array_new (FALSE, FALSE, sizeof (MagBrokerFill *));

  for (guint i = 0; i < leg->fills->len; i++)
    g_array_append_val (sorted, ((MagBrokerFill *) { &g_array_index (leg->fills, MagBrokerFill, i) }));
  g_array_sort (sorted, compare_fills);
  for (guint i = 0; i < sorted->len; i++)
    {
      MagBrokerFill *fill = g_array_index (sorted, MagBrokerFill *, i);
      MagDate date = mag_date_in_new_york (fill->at_us);

      g_array_append_val (day, fill);
      if (i + 1 < sorted->len && mag_date_in_new_york (g_array_index (sorted, MagBrokerFill *, i + 1)->at_us) == date)
        continue;
      add_fills (steps, &(Step) { .account = order->account, .symbol = order->symbol, .order = order->id, .source = leg->id, .contract = &leg->contract,
                                  .multiplier = leg->multiplier, .role = leg->role, .date = date, .at_us = first_fill_us (order, date) }, day);
      g_array_set_size (day, 0);
    }
}

/* An order's fees go by contracts; the last step has what rounding left. */
static void
share_fees (Step    *steps,
            guint    n,
            MagMoney fees)
{
  gint64 contracts = 0;

  for (guint i = 0; i < n; i++)
    contracts += steps[i].quantity;
  for (guint i = 0; i < n; i++)
    {
      contracts -= steps[i].quantity;
      mag_money_split (fees, steps[i].quantity, contracts, &steps[i].fees);
      fees -= steps[i].fees;
    }
}

static void
add_order (Book                 *book,
           GArray               *steps,
           const MagBrokerOrder *order)
{
  guint before = steps->len;

  if (order->working)
    {
      book->booking->n_waiting++;
      return;
    }
  for (guint i = 0; i < order->legs->len; i++)
    add_leg (steps, order, g_ptr_array_index (order->legs, i));
  if (steps->len > before)
    share_fees (&g_array_index (steps, Step, before), steps->len - before, order->fees);
}

static void G_GNUC_PRINTF (3, 4)
tell (Book       *book,
      const char *name,
      const char *sentence,
      ...)
{
  g_autofree char *text = NULL;
  va_list arguments;

  va_start (arguments, sentence);
  text = g_strdup_vprintf (sentence, arguments);
  va_end (arguments);
  g_ptr_array_add (book->booking->problems, g_strdup_printf ("%s: %s", name, text));
}

/* ---- shares ---- */

#define E8 G_GINT64_CONSTANT (100000000)

static gboolean
are_whole (GArray *fills)
{
  for (guint i = 0; i < fills->len; i++)
    if (g_array_index (fills, MagBrokerFill *, i)->quantity % E8 != 0)
      return FALSE;
  return TRUE;
}

/* The journal keeps whole shares: of fractions that come to whole ones the mean price, of what stays a fraction a sentence. */
static void
add_fractions (Book       *book,
               GArray     *steps,
               const Step *step,
               GArray     *fills)
{
  g_autofree char *date = mag_date_format (step->date);
  __int128 sum = 0;
  gint64 shares_e8 = 0;
  Step whole = *step;

  for (guint i = 0; i < fills->len; i++)
    {
      const MagBrokerFill *fill = g_array_index (fills, MagBrokerFill *, i);

      shares_e8 += fill->quantity;
      sum += (__int128) fill->price * fill->quantity;
    }
  whole.quantity = shares_e8 / E8;
  whole.price = (MagPrice) ((sum + shares_e8 / 2) / shares_e8);
  if (whole.quantity > 0)
    g_array_append_val (steps, whole);
  if (shares_e8 % E8 != 0)
    tell (book, step->symbol, step->role == MAG_LEG_BUY_SHARES ? _("On %s also 0.%08" G_GINT64_FORMAT " of a share was bought. The journal keeps whole shares.")
                                                               : _("On %s also 0.%08" G_GINT64_FORMAT " of a share was sold. The journal keeps whole shares."),
          date, shares_e8 % E8);
}

/* One day's fills, their quantities in 1/100,000,000. */
static void
add_share_day (Book       *book,
               GArray     *steps,
               const Step *step,
               GArray     *fills)
{
  if (!are_whole (fills))
    {
      add_fractions (book, steps, step, fills);
      return;
    }
  for (guint i = 0; i < fills->len; i++)
    g_array_index (fills, MagBrokerFill *, i)->quantity /= E8;
  add_fills (steps, step, fills);
}

static void
add_share_order (Book                      *book,
                 GArray                    *steps,
                 const MagBrokerShareOrder *order)
{
  static const MagContract none = { .root = "" };
  g_autoptr(GArray) copies = g_array_new (FALSE, FALSE, sizeof (MagBrokerFill)), sorted = g_array_new (FALSE, FALSE, sizeof (MagBrokerFill *));
  g_autoptr(GArray) day = g_array_new (FALSE, FALSE, sizeof (MagBrokerFill *));
  guint before = steps->len;
  gint64 first_us = 0;

  if (order->working)
    {
      book->booking->n_waiting++;
      return;
    }
  for (guint i = 0; i < order->fills->len; i++)
    {
      const MagBrokerShareFill *fill = &g_array_index (order->fills, MagBrokerShareFill, i);

      g_array_append_val (copies, ((MagBrokerFill) { NULL, fill->quantity_e8, fill->price, fill->at_us }));
    }
  for (guint i = 0; i < copies->len; i++)
    g_array_append_val (sorted, ((MagBrokerFill *) { &g_array_index (copies, MagBrokerFill, i) }));
  g_array_sort (sorted, compare_fills);
  for (guint i = 0; i < sorted->len; i++)
    {
      MagBrokerFill *fill = g_array_index (sorted, MagBrokerFill *, i);
      MagDate date = mag_date_in_new_york (fill->at_us);

      first_us = day->len > 0 ? MIN (first_us, fill->at_us) : fill->at_us;
      g_array_append_val (day, fill);
      if (i + 1 < sorted->len && mag_date_in_new_york (g_array_index (sorted, MagBrokerFill *, i + 1)->at_us) == date)
        continue;
      add_share_day (book, steps, &(Step) { .account = order->account, .symbol = order->symbol, .order = order->id, .source = order->id, .contract = &none,
                                            .multiplier = 1, .role = order->sells ? MAG_LEG_SELL_SHARES : MAG_LEG_BUY_SHARES, .date = date, .at_us = first_us }, day);
      g_array_set_size (day, 0);
    }
  if (steps->len > before)
    share_fees (&g_array_index (steps, Step, before), steps->len - before, order->fees);
}

/* ---- events ---- */

static void
add_event (Book                 *book,
           GArray               *steps,
           const MagBrokerEvent *event)
{
  Step step = { .account = event->account, .symbol = event->symbol, .source = event->id, .contract = &event->contract, .multiplier = event->multiplier,
                .quantity = event->quantity, .kind = event->kind, .date = event->date };
  g_autofree char *date = mag_date_format (event->date), *name = mag_contract_format (&event->contract);

  if (!event->confirmed)
    book->booking->n_waiting++;
  else if (event->kind == MAG_BROKER_EVENT_OTHER)
    tell (book, name, _("The broker reports something on %s that Magnus does not know. Log it by hand."), date);
  else if (event->kind != MAG_BROKER_EVENT_EXPIRATION && ABS (event->shares) != event->quantity * event->multiplier)
    tell (book, name, _("On %s it did not end in %" G_GINT64_FORMAT " shares. Log it by hand."), date, event->quantity * event->multiplier);
  else
    g_array_append_val (steps, step);
}

/* A day's events come after its orders, what an order closes before what it opens. */
static int
compare_steps (gconstpointer a,
               gconstpointer b)
{
  const Step *x = a, *y = b;

  if (x->date != y->date)
    return x->date < y->date ? -1 : 1;
  if ((x->order == NULL) != (y->order == NULL))
    return x->order == NULL ? 1 : -1;
  if (x->at_us != y->at_us)
    return x->at_us < y->at_us ? -1 : 1;
  if (x->order != NULL && strcmp (x->order, y->order) != 0)
    return strcmp (x->order, y->order);
  if (x->order != NULL && mag_leg_role_is_opening (x->role) != mag_leg_role_is_opening (y->role))
    return mag_leg_role_is_opening (x->role) ? 1 : -1;
  if (strcmp (x->source, y->source) != 0)
    return strcmp (x->source, y->source);
  return (x->price > y->price) - (x->price < y->price);
}

/* ---- booking ---- */

static gint64 *
find_shares (Book       *book,
             const Step *step)
{
  g_autofree char *key = g_strdup_printf ("%s\n%s", step->account, step->symbol);
  gint64 *shares = g_hash_table_lookup (book->shares, key);

  if (shares == NULL)
    {
      shares = g_new0 (gint64, 1);
      g_hash_table_insert (book->shares, g_steal_pointer (&key), shares);
    }
  return shares;
}

static GQueue *
find_open (Book       *book,
           const Step *step,
           gboolean    is_short)
{
  g_autofree char *contract = mag_contract_format (step->contract);
  g_autofree char *key = g_strdup_printf ("%s\n%s\n%d", step->account, contract, is_short);
  GQueue *queue = g_hash_table_lookup (book->open, key);

  if (queue == NULL)
    {
      queue = g_queue_new ();
      g_hash_table_insert (book->open, g_steal_pointer (&key), queue);
    }
  return queue;
}

/* quantity and fees: of the record, not of the step. */
static MagTradeRecord *
add_record (Book       *book,
            const Step *step,
            MagLegRole  role,
            gint64      quantity,
            MagMoney    fees)
{
  MagTradeRecord *record = mag_trade_record_new ();

  record->account = g_strdup (step->account);
  record->origin = g_strdup (ORIGIN);
  record->symbol = g_strdup (step->symbol);
  record->notes = g_strdup ("");
  record->tags = g_strdup ("");
  record->created_us = record->updated_us = book->now_us;
  record->rolled_from_uid = g_strdup ("");
  record->opened_with_uid = g_strdup ("");
  record->leg_broker_id = g_strdup (step->source);
  record->leg = (MagLeg) { .role = role, .contract = *step->contract, .multiplier = step->multiplier, .quantity = quantity, .price = step->price, .fees = fees, .date = step->date };
  g_ptr_array_add (book->booking->records, record);
  return record;
}

static char *
describe (const Step *step)
{
  return g_strdup_printf ("%d %" G_GINT64_FORMAT, (int) step->date, step->price);
}

/* Rolled from: what the order closed of the same side and right; NULL. */
static MagTradeRecord *
take_rolled (Book       *book,
             const Step *step)
{
  MagLegRole wanted = step->role == MAG_LEG_SELL_TO_OPEN ? MAG_LEG_BUY_TO_CLOSE : MAG_LEG_SELL_TO_CLOSE;

  for (guint i = 0; i < book->closings->len; i++)
    {
      MagTradeRecord *closing = g_ptr_array_index (book->closings, i);

      if (closing->leg.role == wanted && closing->leg.date == step->date && closing->leg.contract.right == step->contract->right)
        return g_ptr_array_steal_index (book->closings, i);
    }
  return NULL;
}

/* One trade for each that it is rolled from, and one for what is rolled from none. */
static void
open_trades (Book       *book,
             const Step *step)
{
  g_autofree char *which = describe (step);
  MagMoney fees = step->fees;
  gint64 left = step->quantity;

  while (left > 0)
    {
      const MagTradeRecord *rolled = take_rolled (book, step);
      gint64 quantity = rolled != NULL ? MIN (rolled->leg.quantity, left) : left;
      g_autofree char *detail = g_strdup_printf ("%s %s", which, rolled != NULL ? rolled->leg_uid : "");
      MagTradeRecord *record;
      MagMoney part;

      mag_money_split (fees, quantity, left - quantity, &part);
      record = add_record (book, step, step->role, quantity, part);
      record->trade_uid = make_uid ("trade", step->source, detail);
      record->leg_uid = make_uid ("leg", step->source, detail);
      record->trade_broker_id = g_strdup (step->order);
      if (rolled != NULL)
        g_set_str (&record->rolled_from_uid, rolled->leg_uid);
      if (book->first == NULL)
        book->first = record;
      else if (book->first->leg.date == step->date && mag_contract_compare (&book->first->leg.contract, step->contract) != 0)
        g_set_str (&record->opened_with_uid, book->first->leg_uid);
      g_queue_push_tail (find_open (book, step, step->role == MAG_LEG_SELL_TO_OPEN), g_memdup2 (&(Open) { record, quantity }, sizeof (Open)));
      fees -= part;
      left -= quantity;
    }
}

/* Ends contracts, the oldest first. Returns how many were not open. */
static gint64
close_trades (Book       *book,
              const Step *step,
              gboolean    is_short,
              MagLegRole  role,
              gint64      left)
{
  GQueue *queue = find_open (book, step, is_short);
  g_autofree char *which = describe (step);
  MagMoney fees = step->fees;

  while (left > 0 && !g_queue_is_empty (queue))
    {
      Open *open = g_queue_peek_head (queue);
      gint64 quantity = MIN (open->left, left);
      g_autofree char *detail = g_strdup_printf ("%s %s", which, open->opening->leg_uid);
      MagTradeRecord *record;
      MagMoney part;

      mag_money_split (fees, quantity, left - quantity, &part);
      record = add_record (book, step, role, quantity, part);
      record->trade_uid = g_strdup (open->opening->trade_uid);
      record->trade_broker_id = g_strdup (open->opening->trade_broker_id);
      record->leg_uid = make_uid ("leg", step->source, detail);
      if (step->order != NULL)
        g_ptr_array_add (book->closings, record);
      fees -= part;
      left -= quantity;
      open->left -= quantity;
      if (open->left == 0)
        g_free (g_queue_pop_head (queue));
    }
  return left;
}

/* A sale of shares that no purchase and no event brought (from elsewhere, or of another time) is left out: with it the journal would contradict itself. */
static void
move_shares (Book       *book,
             const Step *step)
{
  gint64 *shares = find_shares (book, step);
  gint64 quantity = step->role == MAG_LEG_BUY_SHARES ? step->quantity : MIN (step->quantity, MAX (*shares, 0));
  g_autofree char *which = describe (step), *date = mag_date_format (step->date);
  MagTradeRecord *record;
  MagMoney fees;

  if (quantity < step->quantity)
    tell (book, step->symbol,
          ngettext ("%" G_GINT64_FORMAT " share sold on %s is not among those the broker's history says were bought. Log its purchase and its sale by hand.",
                    "%" G_GINT64_FORMAT " shares sold on %s are not among those the broker's history says were bought. Log their purchase and their sale by hand.",
                    (gulong) (step->quantity - quantity)),
          step->quantity - quantity, date);
  *shares += step->role == MAG_LEG_BUY_SHARES ? quantity : -quantity;
  if (quantity == 0)
    return;
  mag_money_split (step->fees, quantity, step->quantity - quantity, &fees);
  record = add_record (book, step, step->role, quantity, fees);
  record->trade_uid = make_uid ("trade", step->source, which);
  record->leg_uid = make_uid ("leg", step->source, which);
  record->trade_broker_id = g_strdup (step->order);
}

static void
count_event_shares (Book       *book,
                    const Step *step,
                    gint64      contracts)
{
  gint64 shares = contracts * step->multiplier;
  gboolean come = (step->kind == MAG_BROKER_EVENT_ASSIGNMENT) == (step->contract->right == MAG_RIGHT_PUT);

  if (step->kind != MAG_BROKER_EVENT_EXPIRATION)
    *find_shares (book, step) += come ? shares : -shares;
}

static gint64
end_by_event (Book       *book,
              const Step *step)
{
  gboolean put = step->contract->right == MAG_RIGHT_PUT;
  gint64 left;

  switch (step->kind)
    {
    case MAG_BROKER_EVENT_ASSIGNMENT:
      return close_trades (book, step, TRUE, put ? MAG_LEG_ASSIGN : MAG_LEG_CALLED_AWAY, step->quantity);
    case MAG_BROKER_EVENT_EXERCISE:
      return close_trades (book, step, FALSE, MAG_LEG_EXERCISE, step->quantity);
    case MAG_BROKER_EVENT_EXPIRATION: /* it does not say of which side */
      left = close_trades (book, step, TRUE, MAG_LEG_EXPIRE, step->quantity);
      return close_trades (book, step, FALSE, MAG_LEG_EXPIRE, left);
    case MAG_BROKER_EVENT_OTHER:
      break;
    }
  g_return_val_if_reached (0);
}

static void
begin_order (Book       *book,
             const char *order)
{
  if (g_strcmp0 (book->order, order) == 0)
    return;
  book->order = order;
  book->first = NULL;
  g_ptr_array_set_size (book->closings, 0);
}

static void
book_step (Book       *book,
           const Step *step)
{
  gint64 left = 0;

  begin_order (book, step->order);
  if (step->order == NULL)
    {
      left = end_by_event (book, step);
      count_event_shares (book, step, step->quantity - left);
    }
  else if (mag_leg_role_is_shares (step->role))
    move_shares (book, step);
  else if (mag_leg_role_is_opening (step->role))
    open_trades (book, step);
  else
    left = close_trades (book, step, step->role == MAG_LEG_BUY_TO_CLOSE, step->role, step->quantity);

  if (left > 0)
    {
      g_autofree char *date = mag_date_format (step->date), *name = mag_contract_format (step->contract);

      tell (book, name,
            ngettext ("%" G_GINT64_FORMAT " contract ended on %s, and the broker's history does not say how it was opened. Add that trade by hand.",
                      "%" G_GINT64_FORMAT " contracts ended on %s, and the broker's history does not say how they were opened. Add that trade by hand.", (gulong) left),
            left, date);
    }
}

static void
free_queue (gpointer queue)
{
  g_queue_free_full (queue, g_free);
}

/**
 * mag_broker_booking_new:
 * @orders: (element-type MagBrokerOrder): a whole history
 * @share_orders: (element-type MagBrokerShareOrder): a whole history
 * @events: (element-type MagBrokerEvent): a whole history
 * @now_us: of the profile's clock; when the trades are said to have been made
 *
 * Returns: (transfer full): what can be booked, and what can't with the reason
 */
MagBrokerBooking *
mag_broker_booking_new (GPtrArray *orders,
                        GPtrArray *share_orders,
                        GPtrArray *events,
                        gint64     now_us)
{
  g_autoptr(GArray) steps = g_array_new (FALSE, TRUE, sizeof (Step));
  g_autoptr(GHashTable) open = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, free_queue);
  g_autoptr(GHashTable) shares = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autoptr(GPtrArray) closings = g_ptr_array_new ();
  MagBrokerBooking *self = g_new0 (MagBrokerBooking, 1);
  Book book = { .booking = self, .now_us = now_us, .open = open, .shares = shares, .closings = closings };

  self->records = g_ptr_array_new_with_free_func ((GDestroyNotify) mag_trade_record_free);
  self->problems = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < orders->len; i++)
    add_order (&book, steps, g_ptr_array_index (orders, i));
  for (guint i = 0; i < share_orders->len; i++)
    add_share_order (&book, steps, g_ptr_array_index (share_orders, i));
  for (guint i = 0; i < events->len; i++)
    add_event (&book, steps, g_ptr_array_index (events, i));
  g_array_sort (steps, compare_steps);
  for (guint i = 0; i < steps->len; i++)
    book_step (&book, &g_array_index (steps, Step, i));
  return self;
}

void
mag_broker_booking_free (MagBrokerBooking *self)
{
  g_ptr_array_unref (self->records);
  g_ptr_array_unref (self->problems);
  g_free (self);
}
