/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a broker's history is booked as: hand-made orders and events, and the legs they come to. */

#include "mag-broker-booking.h"

#include "mag-date.h"
#include "mag-ledger.h"

#include <string.h>

#define DAY(month, day) mag_date_new (2026, month, day)
#define NOON_US(month, day) (mag_instant_new_york (DAY (month, day), 12, 0, 0))

typedef struct
{
  GPtrArray *orders, *share_orders, *events;
} History;

static void
history_init (History *history)
{
  history->orders = g_ptr_array_new_with_free_func ((GDestroyNotify) mag_broker_order_free);
  history->share_orders = g_ptr_array_new_with_free_func ((GDestroyNotify) mag_broker_share_order_free);
  history->events = g_ptr_array_new_with_free_func ((GDestroyNotify) mag_broker_event_free);
}

static void
history_clear (History *history)
{
  g_ptr_array_unref (history->orders);
  g_ptr_array_unref (history->share_orders);
  g_ptr_array_unref (history->events);
}

static MagContract
make_contract (MagRight right,
               int      strike,
               MagDate  expiration)
{
  return (MagContract) { "F", right, expiration, strike * MAG_PRICE_SCALE };
}

static MagBrokerOrder *
add_order (History    *history,
           const char *id,
           MagMoney    fees)
{
  MagBrokerOrder *order = mag_broker_order_new ();

  g_set_str (&order->id, id);
  g_set_str (&order->account, "A");
  g_set_str (&order->symbol, "F");
  order->fees = fees;
  g_ptr_array_add (history->orders, order);
  return order;
}

static MagBrokerOrderLeg *
add_leg (MagBrokerOrder *order,
         MagLegRole      role,
         MagContract     contract)
{
  MagBrokerOrderLeg *leg = mag_broker_order_leg_new ();

  g_free (leg->id);
  leg->id = g_strdup_printf ("%s-%u", order->id, order->legs->len);
  leg->role = role;
  leg->contract = contract;
  leg->multiplier = 100;
  g_ptr_array_add (order->legs, leg);
  return leg;
}

/* price: cents */
static void
add_fill (MagBrokerOrderLeg *leg,
          gint64             quantity,
          int                price,
          gint64             at_us)
{
  g_array_append_val (leg->fills, ((MagBrokerFill) { g_strdup ("fill"), quantity, price * 100, at_us }));
}

static void
add_trade (History     *history,
           const char  *id,
           MagLegRole   role,
           MagContract  contract,
           gint64       quantity,
           int          price,
           gint64       at_us)
{
  add_fill (add_leg (add_order (history, id, 0), role, contract), quantity, price, at_us);
}

static MagBrokerEvent *
add_event (History            *history,
           const char         *id,
           MagBrokerEventKind  kind,
           MagContract         contract,
           gint64              quantity,
           gint64              shares,
           MagDate             date)
{
  MagBrokerEvent *event = mag_broker_event_new ();

  g_set_str (&event->id, id);
  g_set_str (&event->account, "A");
  g_set_str (&event->symbol, "F");
  event->kind = kind;
  event->confirmed = TRUE;
  event->contract = contract;
  event->multiplier = 100;
  event->quantity = quantity;
  event->shares = shares;
  event->date = date;
  g_ptr_array_add (history->events, event);
  return event;
}

/* "sell_to_open 1 0.5000 fees 3 trade 0 rolled - with -": trades and links by the number of their first record. */
static char *
describe (const GPtrArray *records)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < records->len; i++)
    {
      const MagTradeRecord *record = g_ptr_array_index (records, i);
      int trade = -1, rolled = -1, with = -1;

      for (guint k = records->len; k-- > 0;)
        {
          const MagTradeRecord *other = g_ptr_array_index (records, k);

          trade = strcmp (other->trade_uid, record->trade_uid) == 0 ? (int) k : trade;
          rolled = strcmp (other->leg_uid, record->rolled_from_uid) == 0 ? (int) k : rolled;
          with = strcmp (other->leg_uid, record->opened_with_uid) == 0 ? (int) k : with;
        }
      g_string_append_printf (text, "%s %d at %d fees %d trade %d rolled %d with %d\n", mag_leg_role_to_nick (record->leg.role), (int) record->leg.quantity,
                              (int) record->leg.price / 100, (int) record->leg.fees, trade, rolled, with);
      g_assert_true (g_uuid_string_is_valid (record->leg_uid));
    }
  return g_string_free (text, FALSE);
}

static void
check (History    *history,
       const char *wanted,
       guint       n_problems,
       guint       n_waiting)
{
  g_autoptr(MagBrokerBooking) booking = mag_broker_booking_new (history->orders, history->share_orders, history->events, 0);
  g_autofree char *got = describe (booking->records);

  g_assert_cmpstr (got, ==, wanted);
  g_assert_cmpuint (booking->problems->len, ==, n_problems);
  g_assert_cmpuint (booking->n_waiting, ==, n_waiting);
  history_clear (history);
}

static void
test_expires (void)
{
  MagContract put = make_contract (MAG_RIGHT_PUT, 10, DAY (3, 20));
  History history;

  history_init (&history);
  add_event (&history, "e", MAG_BROKER_EVENT_EXPIRATION, put, 2, 0, DAY (3, 20));
  add_trade (&history, "o", MAG_LEG_SELL_TO_OPEN, put, 2, 50, NOON_US (3, 2));
  check (&history, "sell_to_open 2 at 50 fees 0 trade 0 rolled -1 with -1\nexpire 2 at 0 fees 0 trade 0 rolled -1 with -1\n", 0, 0);
}

/* Three at 50 and one at 54 are 51 each, exactly; one at 50 and two at 51 have no exact mean. */
static void
test_fills_merge_where_that_is_exact (void)
{
  MagContract put = make_contract (MAG_RIGHT_PUT, 10, DAY (3, 20));
  MagBrokerOrderLeg *leg;
  History history;

  history_init (&history);
  leg = add_leg (add_order (&history, "exact", 8), MAG_LEG_SELL_TO_OPEN, put);
  add_fill (leg, 3, 50, NOON_US (3, 2));
  add_fill (leg, 1, 54, NOON_US (3, 2) + 1);
  leg = add_leg (add_order (&history, "inexact", 7), MAG_LEG_SELL_TO_OPEN, put);
  add_fill (leg, 1, 51, NOON_US (3, 3));
  add_fill (leg, 1, 50, NOON_US (3, 3) + 1);
  add_fill (leg, 1, 51, NOON_US (3, 3) + 2);
  check (&history,
         "sell_to_open 4 at 51 fees 8 trade 0 rolled -1 with -1\n"
         "sell_to_open 1 at 50 fees 2 trade 1 rolled -1 with -1\n"
         "sell_to_open 2 at 51 fees 5 trade 2 rolled -1 with -1\n", 0, 0);
}

/* A fill of the next day is another trade: it is held for another number of days. */
static void
test_fills_of_two_days (void)
{
  MagBrokerOrderLeg *leg;
  History history;

  history_init (&history);
  leg = add_leg (add_order (&history, "o", 3), MAG_LEG_SELL_TO_OPEN, make_contract (MAG_RIGHT_PUT, 10, DAY (3, 20)));
  add_fill (leg, 1, 50, NOON_US (3, 3));
  add_fill (leg, 2, 50, NOON_US (3, 2));
  check (&history,
         "sell_to_open 2 at 50 fees 2 trade 0 rolled -1 with -1\n"
         "sell_to_open 1 at 50 fees 1 trade 1 rolled -1 with -1\n", 0, 0);
}

static void
test_closes_the_oldest_first (void)
{
  MagContract put = make_contract (MAG_RIGHT_PUT, 10, DAY (3, 20));
  History history;

  history_init (&history);
  add_trade (&history, "first", MAG_LEG_SELL_TO_OPEN, put, 2, 50, NOON_US (3, 2));
  add_trade (&history, "second", MAG_LEG_SELL_TO_OPEN, put, 2, 60, NOON_US (3, 3));
  add_fill (add_leg (add_order (&history, "close", 4), MAG_LEG_BUY_TO_CLOSE, put), 3, 20, NOON_US (3, 4));
  check (&history,
         "sell_to_open 2 at 50 fees 0 trade 0 rolled -1 with -1\n"
         "sell_to_open 2 at 60 fees 0 trade 1 rolled -1 with -1\n"
         "buy_to_close 2 at 20 fees 3 trade 0 rolled -1 with -1\n"
         "buy_to_close 1 at 20 fees 1 trade 1 rolled -1 with -1\n", 0, 0);
}

/* Two trades rolled in one order are two rolls; what is opened beyond them is a trade of its own. */
static void
test_rolls (void)
{
  MagContract near = make_contract (MAG_RIGHT_PUT, 10, DAY (3, 20)), far = make_contract (MAG_RIGHT_PUT, 10, DAY (4, 17));
  MagBrokerOrder *roll;
  History history;

  history_init (&history);
  add_trade (&history, "first", MAG_LEG_SELL_TO_OPEN, near, 1, 50, NOON_US (3, 2));
  add_trade (&history, "second", MAG_LEG_SELL_TO_OPEN, near, 1, 60, NOON_US (3, 3));
  roll = add_order (&history, "roll", 5);
  add_fill (add_leg (roll, MAG_LEG_SELL_TO_OPEN, far), 3, 90, NOON_US (3, 10));
  add_fill (add_leg (roll, MAG_LEG_BUY_TO_CLOSE, near), 2, 20, NOON_US (3, 10) + 5);
  check (&history,
         "sell_to_open 1 at 50 fees 0 trade 0 rolled -1 with -1\n"
         "sell_to_open 1 at 60 fees 0 trade 1 rolled -1 with -1\n"
         "buy_to_close 1 at 20 fees 1 trade 0 rolled -1 with -1\n"
         "buy_to_close 1 at 20 fees 1 trade 1 rolled -1 with -1\n"
         "sell_to_open 1 at 90 fees 1 trade 4 rolled 2 with -1\n"
         "sell_to_open 1 at 90 fees 1 trade 5 rolled 3 with -1\n"
         "sell_to_open 1 at 90 fees 1 trade 6 rolled -1 with -1\n", 0, 0);
}

static void
test_one_order_opens_a_spread (void)
{
  MagContract high = make_contract (MAG_RIGHT_PUT, 10, DAY (3, 20)), low = make_contract (MAG_RIGHT_PUT, 8, DAY (3, 20));
  MagBrokerOrder *order;
  History history;

  history_init (&history);
  order = add_order (&history, "o", 4);
  add_fill (add_leg (order, MAG_LEG_SELL_TO_OPEN, high), 2, 50, NOON_US (3, 2));
  add_fill (add_leg (order, MAG_LEG_BUY_TO_OPEN, low), 2, 20, NOON_US (3, 2) + 9);
  add_event (&history, "long", MAG_BROKER_EVENT_EXPIRATION, low, 2, 0, DAY (3, 20));
  add_event (&history, "short", MAG_BROKER_EVENT_EXPIRATION, high, 2, 0, DAY (3, 20));
  check (&history,
         "sell_to_open 2 at 50 fees 2 trade 0 rolled -1 with -1\n"
         "buy_to_open 2 at 20 fees 2 trade 1 rolled -1 with 0\n"
         "expire 2 at 0 fees 0 trade 1 rolled -1 with -1\n"
         "expire 2 at 0 fees 0 trade 0 rolled -1 with -1\n", 0, 0);
}

static void
test_wheel (void)
{
  MagContract put = make_contract (MAG_RIGHT_PUT, 10, DAY (3, 20)), call = make_contract (MAG_RIGHT_CALL, 11, DAY (4, 17)), bought = make_contract (MAG_RIGHT_CALL, 9, DAY (4, 17));
  History history;

  history_init (&history);
  add_trade (&history, "put", MAG_LEG_SELL_TO_OPEN, put, 1, 50, NOON_US (3, 2));
  add_event (&history, "assigned", MAG_BROKER_EVENT_ASSIGNMENT, put, 1, 100, DAY (3, 20));
  add_trade (&history, "call", MAG_LEG_SELL_TO_OPEN, call, 1, 40, NOON_US (3, 23));
  add_event (&history, "called", MAG_BROKER_EVENT_ASSIGNMENT, call, 1, -100, DAY (4, 17));
  add_trade (&history, "long", MAG_LEG_BUY_TO_OPEN, bought, 1, 60, NOON_US (3, 24));
  add_event (&history, "used", MAG_BROKER_EVENT_EXERCISE, bought, 1, 100, DAY (4, 17));
  check (&history,
         "sell_to_open 1 at 50 fees 0 trade 0 rolled -1 with -1\n"
         "assign 1 at 0 fees 0 trade 0 rolled -1 with -1\n"
         "sell_to_open 1 at 40 fees 0 trade 2 rolled -1 with -1\n"
         "buy_to_open 1 at 60 fees 0 trade 3 rolled -1 with -1\n"
         "called_away 1 at 0 fees 0 trade 2 rolled -1 with -1\n"
         "exercise 1 at 0 fees 0 trade 3 rolled -1 with -1\n", 0, 0);
}

static void
test_what_does_not_fit_is_told (void)
{
  MagContract put = make_contract (MAG_RIGHT_PUT, 10, DAY (3, 20));
  History history;

  history_init (&history);
  add_trade (&history, "put", MAG_LEG_SELL_TO_OPEN, put, 2, 50, NOON_US (3, 2));
  add_trade (&history, "too many", MAG_LEG_BUY_TO_CLOSE, put, 3, 20, NOON_US (3, 4));
  add_event (&history, "never opened", MAG_BROKER_EVENT_EXPIRATION, make_contract (MAG_RIGHT_CALL, 10, DAY (3, 20)), 1, 0, DAY (3, 20));
  add_event (&history, "unknown", MAG_BROKER_EVENT_OTHER, put, 1, 0, DAY (3, 20));
  add_event (&history, "cash settled", MAG_BROKER_EVENT_ASSIGNMENT, put, 1, 0, DAY (3, 20));
  check (&history,
         "sell_to_open 2 at 50 fees 0 trade 0 rolled -1 with -1\n"
         "buy_to_close 2 at 20 fees 0 trade 0 rolled -1 with -1\n", 4, 0);
}

static MagBrokerShareOrder *
add_share_order (History    *history,
                 const char *id,
                 gboolean    sells,
                 MagMoney    fees)
{
  MagBrokerShareOrder *order = mag_broker_share_order_new ();

  order->id = g_strdup (id);
  order->account = g_strdup ("A");
  order->symbol = g_strdup ("F");
  order->sells = sells;
  order->fees = fees;
  g_ptr_array_add (history->share_orders, order);
  return order;
}

/* hundredths: of a share; price: cents */
static void
add_share_fill (MagBrokerShareOrder *order,
                gint64               hundredths,
                int                  price,
                gint64               at_us)
{
  g_array_append_val (order->fills, ((MagBrokerShareFill) { hundredths * 1000000, price * 100, at_us }));
}

/* 100 shares at 10.00 and 100 at 10.02 are 200 at 10.01; a call on half of them takes 100 away, the rest is sold. */
static void
test_shares_bought_outright (void)
{
  MagContract call = make_contract (MAG_RIGHT_CALL, 11, DAY (3, 20));
  MagBrokerShareOrder *order;
  History history;

  history_init (&history);
  order = add_share_order (&history, "buy", FALSE, 6);
  add_share_fill (order, 10000, 1000, NOON_US (3, 2));
  add_share_fill (order, 10000, 1002, NOON_US (3, 2) + 1);
  add_trade (&history, "call", MAG_LEG_SELL_TO_OPEN, call, 1, 50, NOON_US (3, 3));
  add_event (&history, "away", MAG_BROKER_EVENT_ASSIGNMENT, call, 1, -100, DAY (3, 20));
  add_share_fill (add_share_order (&history, "sell", TRUE, 3), 10000, 1200, NOON_US (3, 23));
  check (&history,
         "buy_shares 200 at 1001 fees 6 trade 0 rolled -1 with -1\n"
         "sell_to_open 1 at 50 fees 0 trade 1 rolled -1 with -1\n"
         "called_away 1 at 0 fees 0 trade 1 rolled -1 with -1\n"
         "sell_shares 100 at 1200 fees 3 trade 3 rolled -1 with -1\n", 0, 0);
}

/* 0.50 at 10 and 2.25 at 12 are 2.75 shares for 32, 11.63 each: two are booked, of 0.75 it is told. Two halves at 10.00 and 10.02 are one at 10.01. */
static void
test_fractions_of_shares_are_told (void)
{
  MagBrokerShareOrder *order;
  History history;

  history_init (&history);
  order = add_share_order (&history, "fraction", FALSE, 0);
  add_share_fill (order, 50, 1000, NOON_US (3, 2));
  add_share_fill (order, 225, 1200, NOON_US (3, 2));
  check (&history, "buy_shares 2 at 1163 fees 0 trade 0 rolled -1 with -1\n", 1, 0);

  history_init (&history);
  order = add_share_order (&history, "halves", FALSE, 0);
  add_share_fill (order, 50, 1000, NOON_US (3, 2));
  add_share_fill (order, 50, 1002, NOON_US (3, 2));
  check (&history, "buy_shares 1 at 1001 fees 0 trade 0 rolled -1 with -1\n", 0, 0);

  history_init (&history);
  add_share_fill (add_share_order (&history, "crumb", FALSE, 0), 37, 1000, NOON_US (3, 2));
  check (&history, "", 1, 0);
}

/* Ten were bought, thirty sold: ten are booked with a third of the fees, and the sentence names the others. */
static void
test_shares_from_elsewhere_are_told (void)
{
  History history;

  history_init (&history);
  add_share_fill (add_share_order (&history, "buy", FALSE, 0), 1000, 1000, NOON_US (3, 2));
  add_share_fill (add_share_order (&history, "sell", TRUE, 3), 3000, 1100, NOON_US (3, 4));
  check (&history,
         "buy_shares 10 at 1000 fees 0 trade 0 rolled -1 with -1\n"
         "sell_shares 10 at 1100 fees 1 trade 1 rolled -1 with -1\n", 1, 0);

  history_init (&history);
  add_share_order (&history, "working", FALSE, 0)->working = TRUE;
  check (&history, "", 0, 1);
}

static void
test_what_is_not_final_waits (void)
{
  MagContract put = make_contract (MAG_RIGHT_PUT, 10, DAY (3, 20));
  MagBrokerOrder *order;
  History history;

  history_init (&history);
  order = add_order (&history, "working", 0);
  order->working = TRUE;
  add_fill (add_leg (order, MAG_LEG_SELL_TO_OPEN, put), 1, 50, NOON_US (3, 2));
  add_event (&history, "pending", MAG_BROKER_EVENT_EXPIRATION, put, 1, 0, DAY (3, 20))->confirmed = FALSE;
  check (&history, "", 0, 2);
}

/* The same uids whatever order the pages came in. */
static void
test_the_same_history_has_the_same_uids (void)
{
  MagContract put = make_contract (MAG_RIGHT_PUT, 10, DAY (3, 20));
  g_autoptr(MagBrokerBooking) one = NULL;
  g_autoptr(MagBrokerBooking) other = NULL;
  History history;

  history_init (&history);
  add_trade (&history, "first", MAG_LEG_SELL_TO_OPEN, put, 2, 50, NOON_US (3, 2));
  add_trade (&history, "second", MAG_LEG_SELL_TO_OPEN, put, 2, 60, NOON_US (3, 2));
  add_trade (&history, "close", MAG_LEG_BUY_TO_CLOSE, put, 3, 20, NOON_US (3, 4));
  one = mag_broker_booking_new (history.orders, history.share_orders, history.events, 1);
  g_ptr_array_insert (history.orders, 0, g_ptr_array_steal_index (history.orders, 2));
  other = mag_broker_booking_new (history.orders, history.share_orders, history.events, 2);
  g_assert_cmpuint (one->records->len, ==, 4);
  g_assert_cmpuint (other->records->len, ==, 4);
  for (guint i = 0; i < 4; i++)
    {
      const MagTradeRecord *a = g_ptr_array_index (one->records, i), *b = g_ptr_array_index (other->records, i);

      g_assert_cmpstr (a->leg_uid, ==, b->leg_uid);
      g_assert_cmpstr (a->trade_uid, ==, b->trade_uid);
    }
  history_clear (&history);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/broker-booking/expires", test_expires);
  g_test_add_func ("/broker-booking/fills-merge-where-that-is-exact", test_fills_merge_where_that_is_exact);
  g_test_add_func ("/broker-booking/fills-of-two-days", test_fills_of_two_days);
  g_test_add_func ("/broker-booking/closes-the-oldest-first", test_closes_the_oldest_first);
  g_test_add_func ("/broker-booking/rolls", test_rolls);
  g_test_add_func ("/broker-booking/one-order-opens-a-spread", test_one_order_opens_a_spread);
  g_test_add_func ("/broker-booking/wheel", test_wheel);
  g_test_add_func ("/broker-booking/what-does-not-fit-is-told", test_what_does_not_fit_is_told);
  g_test_add_func ("/broker-booking/shares-bought-outright", test_shares_bought_outright);
  g_test_add_func ("/broker-booking/fractions-of-shares-are-told", test_fractions_of_shares_are_told);
  g_test_add_func ("/broker-booking/shares-from-elsewhere-are-told", test_shares_from_elsewhere_are_told);
  g_test_add_func ("/broker-booking/what-is-not-final-waits", test_what_is_not_final_waits);
  g_test_add_func ("/broker-booking/the-same-history-has-the-same-uids", test_the_same_history_has_the_same_uids);
  return g_test_run ();
}
