/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Options held together: the name they go by, and the most they can lose. */

#include "config.h"

#include "mag-spread.h"

#include <string.h>

#define MAX_LEGS 8 /* brokers take four */

static int
compare_legs (gconstpointer a,
              gconstpointer b)
{
  const MagSpreadLeg *x = a, *y = b;

  return mag_contract_compare (&x->contract, &y->contract);
}

static MagSpreadKind
classify_vertical (const MagSpreadLeg *low,
                   const MagSpreadLeg *high)
{
  gboolean sells_high = high->quantity < 0;

  if (low->contract.right == MAG_RIGHT_PUT)
    return sells_high ? MAG_SPREAD_PUT_CREDIT : MAG_SPREAD_PUT_DEBIT;
  return sells_high ? MAG_SPREAD_CALL_DEBIT : MAG_SPREAD_CALL_CREDIT;
}

/* A put and a call, both long or both short, of one expiration. */
static MagSpreadKind
classify_strangle (const MagSpreadLeg *a,
                   const MagSpreadLeg *b)
{
  const MagSpreadLeg *put = a->contract.right == MAG_RIGHT_PUT ? a : b, *call = put == a ? b : a;
  gboolean is_short = put->quantity < 0;

  if (put->contract.strike == call->contract.strike)
    return is_short ? MAG_SPREAD_SHORT_STRADDLE : MAG_SPREAD_LONG_STRADDLE;
  if (put->contract.strike < call->contract.strike)
    return is_short ? MAG_SPREAD_SHORT_STRANGLE : MAG_SPREAD_LONG_STRANGLE;
  return MAG_SPREAD_OTHER;
}

/* By expiration, then strike. */
static MagSpreadKind
classify_two (const MagSpreadLeg *a,
              const MagSpreadLeg *b)
{
  gboolean same_side = (a->quantity < 0) == (b->quantity < 0);
  gboolean same_right = a->contract.right == b->contract.right;

  if (a->contract.expiration == b->contract.expiration)
    {
      if (same_right)
        return same_side ? MAG_SPREAD_OTHER : classify_vertical (a, b);
      return same_side ? classify_strangle (a, b) : MAG_SPREAD_OTHER;
    }
  if (!same_right || same_side)
    return MAG_SPREAD_OTHER;
  return a->contract.strike == b->contract.strike ? MAG_SPREAD_CALENDAR : MAG_SPREAD_DIAGONAL;
}

/* Long put, short put, short call, long call of one expiration, in the order of their strikes. */
static MagSpreadKind
classify_four (const MagSpreadLeg *legs)
{
  static const struct { MagRight right; gboolean is_short; } wings[] = {
    { MAG_RIGHT_PUT, FALSE }, { MAG_RIGHT_PUT, TRUE }, { MAG_RIGHT_CALL, TRUE }, { MAG_RIGHT_CALL, FALSE },
  };
  MagSpreadLeg sorted[4];

  memcpy (sorted, legs, sizeof sorted);
  if (sorted[1].contract.strike == sorted[2].contract.strike && sorted[1].contract.right == MAG_RIGHT_CALL) /* calls come first at one strike */
    {
      sorted[1] = legs[2];
      sorted[2] = legs[1];
    }
  for (guint i = 0; i < 4; i++)
    if (sorted[i].contract.expiration != sorted[0].contract.expiration || sorted[i].contract.right != wings[i].right ||
        (sorted[i].quantity < 0) != wings[i].is_short)
      return MAG_SPREAD_OTHER;
  return sorted[1].contract.strike == sorted[2].contract.strike ? MAG_SPREAD_IRON_BUTTERFLY : MAG_SPREAD_IRON_CONDOR;
}

/**
 * mag_spread_classify:
 * @legs: (array length=n_legs): in any order
 *
 * Returns: what they make. A name is given only to legs of one root and multiplier in equal numbers
 */
MagSpreadKind
mag_spread_classify (const MagSpreadLeg *legs,
                     guint               n_legs)
{
  MagSpreadLeg sorted[MAX_LEGS];

  if (n_legs < 2)
    return MAG_SPREAD_NONE;
  if (n_legs != 2 && n_legs != 4)
    return MAG_SPREAD_OTHER;
  for (guint i = 1; i < n_legs; i++)
    if (strcmp (legs[i].contract.root, legs[0].contract.root) != 0 || legs[i].multiplier != legs[0].multiplier ||
        ABS (legs[i].quantity) != ABS (legs[0].quantity))
      return MAG_SPREAD_OTHER;

  memcpy (sorted, legs, n_legs * sizeof *legs);
  qsort (sorted, n_legs, sizeof *sorted, compare_legs);
  return n_legs == 2 ? classify_two (&sorted[0], &sorted[1]) : classify_four (sorted);
}

/* What they are worth at expiration with the share at spot, in 1/10000 dollar. */
static __int128
get_payoff (const MagSpreadLeg *legs,
            guint               n_legs,
            MagPrice            spot)
{
  __int128 sum = 0;

  for (guint i = 0; i < n_legs; i++)
    sum += (__int128) mag_contract_intrinsic (&legs[i].contract, spot) * legs[i].multiplier * legs[i].quantity;
  return sum;
}

/* Each short option is there no longer than every long one that may cover it, and no call is short without one. */
static gboolean
is_bounded (const MagSpreadLeg *legs,
            guint               n_legs)
{
  MagDate last_short = 0, first_long = G_MAXUINT32;
  gint64 calls = 0;

  for (guint i = 0; i < n_legs; i++)
    {
      if (legs[i].quantity < 0)
        last_short = MAX (last_short, legs[i].contract.expiration);
      else
        first_long = MIN (first_long, legs[i].contract.expiration);
      if (legs[i].contract.right == MAG_RIGHT_CALL)
        calls += legs[i].quantity * legs[i].multiplier;
    }
  return calls >= 0 && last_short <= first_long;
}

/**
 * mag_spread_max_loss:
 * @legs: (array length=n_legs): in any order
 * @opened_for: what was received for all of them in cents, paid below 0; without fees
 * @loss: (out): cents, >= 0, rounded up; untouched on failure
 *
 * The most they lose at expiration: the payoff is straight between strikes, so its least value is at a strike, or at a share price of 0.
 * Where long options live on when the short ones expire they are worth at least what exercise brings then, so the same
 * figure bounds the loss of a calendar or diagonal.
 *
 * Returns: %FALSE where the loss has no bound, or a long option ends before a short one
 */
gboolean
mag_spread_max_loss (const MagSpreadLeg *legs,
                     guint               n_legs,
                     MagMoney            opened_for,
                     MagMoney           *loss)
{
  const int units = MAG_PRICE_SCALE / 100;
  __int128 least = get_payoff (legs, n_legs, 0);

  if (!is_bounded (legs, n_legs))
    return FALSE;
  for (guint i = 0; i < n_legs; i++)
    least = MIN (least, get_payoff (legs, n_legs, legs[i].contract.strike));

  least += (__int128) opened_for * units;
  if (least < -(__int128) G_MAXINT64)
    return FALSE;
  *loss = least < 0 ? (MagMoney) ((-least + units - 1) / units) : 0;
  return TRUE;
}
