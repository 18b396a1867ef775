/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Which options of an account belong together. The broker says it of orders only, so it is told from what is held: two or four that make a known
 * spread of one expiration, each of which has no other partner. Where there is a choice nobody guesses, and each stands alone. Strangles and
 * straddles stay apart: a secured put and a covered call are two promises, and nothing is bound less for their being sold on one day. */

#include "config.h"

#include "mag-holding-legs.h"

#include <string.h>

static MagSpreadLeg
spread_leg (const MagPosition *leg)
{
  return (MagSpreadLeg) { leg->contract, leg->multiplier, leg->side == MAG_SIDE_SHORT ? -leg->quantity : leg->quantity };
}

/**
 * mag_holding_legs_classify:
 * @legs: (element-type MagPosition): at most MAG_HOLDING_MAX_LEGS, in any order
 *
 * Returns: what they make
 */
MagSpreadKind
mag_holding_legs_classify (GPtrArray *legs)
{
  MagSpreadLeg all[MAG_HOLDING_MAX_LEGS];

  g_return_val_if_fail (legs->len <= MAG_HOLDING_MAX_LEGS, MAG_SPREAD_OTHER);

  for (guint i = 0; i < legs->len; i++)
    all[i] = spread_leg (g_ptr_array_index (legs, i));
  return mag_spread_classify (all, legs->len);
}

/**
 * mag_holding_legs_max_loss:
 * @legs: (element-type MagPosition): at most MAG_HOLDING_MAX_LEGS, in any order
 *
 * mag_spread_max_loss() of positions.
 */
gboolean
mag_holding_legs_max_loss (GPtrArray *legs,
                           MagMoney   opened_for,
                           MagMoney  *loss)
{
  MagSpreadLeg all[MAG_HOLDING_MAX_LEGS];

  g_return_val_if_fail (legs->len <= MAG_HOLDING_MAX_LEGS, FALSE);

  for (guint i = 0; i < legs->len; i++)
    all[i] = spread_leg (g_ptr_array_index (legs, i));
  return mag_spread_max_loss (all, legs->len, opened_for, loss);
}

static gboolean
is_whole (const MagPosition *leg)
{
  return leg->quantity > 0 && leg->settling == 0 && !leg->adjusted;
}

static gboolean
is_vertical (MagSpreadKind kind)
{
  return kind == MAG_SPREAD_PUT_CREDIT || kind == MAG_SPREAD_PUT_DEBIT || kind == MAG_SPREAD_CALL_CREDIT || kind == MAG_SPREAD_CALL_DEBIT;
}

static gboolean
is_iron (MagSpreadKind kind)
{
  return kind == MAG_SPREAD_IRON_CONDOR || kind == MAG_SPREAD_IRON_BUTTERFLY;
}

/* (transfer full) Lent legs of both groups, by strike. */
static GPtrArray *
join (GPtrArray *a,
      GPtrArray *b)
{
  GPtrArray *legs = g_ptr_array_copy (a, NULL, NULL);

  g_ptr_array_extend (legs, b, NULL, NULL);
  g_ptr_array_sort (legs, mag_position_compare);
  return legs;
}

/* Two groups of one account become one. A name is given only to a short and a long option of one side, and to two such sold together: those that
 * a broker binds less cash for than for each alone. */
static gboolean
make_one (GPtrArray *a,
          GPtrArray *b)
{
  const MagPosition *x = g_ptr_array_index (a, 0), *y = g_ptr_array_index (b, 0);
  g_autoptr(GPtrArray) legs = NULL;
  MagSpreadKind kind;

  if (a->len != b->len || a->len + b->len > MAG_HOLDING_MAX_LEGS || !is_whole (x) || !is_whole (y) || x->quantity != y->quantity)
    return FALSE;
  legs = join (a, b);
  kind = mag_holding_legs_classify (legs);
  return is_vertical (kind) || is_iron (kind);
}

/* What has to be the same. In the order of mag_position_compare() all that may be partners stand together. */
static gboolean
are_neighbours (GPtrArray *a,
                GPtrArray *b)
{
  const MagPosition *x = g_ptr_array_index (a, 0), *y = g_ptr_array_index (b, 0);

  return x->contract.expiration == y->contract.expiration && strcmp (x->contract.root, y->contract.root) == 0;
}

/* How many neighbours a group has on one side, step 1 or -1. */
static guint
count_neighbours (GPtrArray *groups,
                  guint      i,
                  int        step)
{
  guint n = 0;

  for (guint k = i + (guint) step; k < groups->len && are_neighbours (g_ptr_array_index (groups, i), g_ptr_array_index (groups, k)); k += (guint) step)
    n++;
  return n;
}

/* The only one of the others that a group makes one with; NULL when there is none, or a choice. Looks at its neighbours alone: the work grows
 * with the positions, not with their square. */
static GPtrArray *
find_partner (GPtrArray *groups,
              guint      i)
{
  guint first = i - count_neighbours (groups, i, -1), last = i + count_neighbours (groups, i, 1);
  GPtrArray *partner = NULL;

  for (guint k = first; k <= last; k++)
    {
      GPtrArray *other = g_ptr_array_index (groups, k);

      if (k == i || !make_one (g_ptr_array_index (groups, i), other))
        continue;
      if (partner != NULL)
        return NULL;
      partner = other;
    }
  return partner;
}

/* (transfer full) Those that have chosen each other, joined, in the place of the first; the rest as they were. */
static GPtrArray *
pair_up (GPtrArray *groups)
{
  GPtrArray *paired = g_ptr_array_new_with_free_func ((GDestroyNotify) g_ptr_array_unref);
  g_autoptr(GPtrArray) partners = g_ptr_array_new ();
  g_autoptr(GHashTable) taken = g_hash_table_new (NULL, NULL);

  for (guint i = 0; i < groups->len; i++)
    g_ptr_array_add (partners, find_partner (groups, i));
  for (guint i = 0; i < groups->len; i++)
    {
      GPtrArray *group = g_ptr_array_index (groups, i), *partner = g_ptr_array_index (partners, i);
      guint k;

      if (g_hash_table_contains (taken, group))
        continue;
      if (partner != NULL && g_ptr_array_find (groups, partner, &k) && g_ptr_array_index (partners, k) == group)
        {
          g_hash_table_add (taken, partner);
          g_ptr_array_add (paired, join (group, partner));
        }
      else
        {
          g_ptr_array_add (paired, g_ptr_array_ref (group));
        }
    }
  return paired;
}

/**
 * mag_holding_legs_group:
 * @positions: (element-type MagPosition): options of one account, in the order of mag_position_compare()
 *
 * Returns: (transfer full) (element-type GPtrArray): the same, lent, as lists of one, two or four legs by strike, each in the place of its first
 */
GPtrArray *
mag_holding_legs_group (GPtrArray *positions)
{
  g_autoptr(GPtrArray) singles = g_ptr_array_new_with_free_func ((GDestroyNotify) g_ptr_array_unref);
  g_autoptr(GPtrArray) verticals = NULL;

  for (guint i = 0; i < positions->len; i++)
    {
      GPtrArray *single = g_ptr_array_new ();

      g_ptr_array_add (single, g_ptr_array_index (positions, i));
      g_ptr_array_add (singles, single);
    }
  verticals = pair_up (singles);
  return pair_up (verticals);
}

static gboolean
covers (const MagPosition *other,
        const MagPosition *call)
{
  return other->side == MAG_SIDE_LONG && other->contract.right == MAG_RIGHT_CALL && is_whole (other) && other->quantity == call->quantity &&
         other->multiplier == call->multiplier && strcmp (other->contract.root, call->contract.root) == 0 &&
         other->contract.expiration > call->contract.expiration;
}

/**
 * mag_holding_legs_find_cover:
 * @groups: as of mag_holding_legs_group()
 * @call: short, and not covered by shares
 *
 * Returns: (nullable) (transfer none): the group of the only single long call that lives longer and is as many, so that the two are a calendar
 *   or a diagonal and the short one is not naked
 */
GPtrArray *
mag_holding_legs_find_cover (GPtrArray         *groups,
                             const MagPosition *call)
{
  GPtrArray *cover = NULL;

  for (guint i = 0; is_whole (call) && i < groups->len; i++)
    {
      GPtrArray *group = g_ptr_array_index (groups, i);

      if (group->len != 1 || !covers (g_ptr_array_index (group, 0), call))
        continue;
      if (cover != NULL)
        return NULL;
      cover = group;
    }
  return cover;
}
