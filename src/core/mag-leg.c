/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A leg by itself: what its role means for the money and for the shares, and what it may hold. */

#include "config.h"

#include "mag-leg.h"

#include "mag-money.h"
#include "mag-symbol.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define MAX_MULTIPLIER 10000

static const char *const nicks[MAG_LEG_N_ROLES] = {
  "sell_to_open", "buy_to_open", "buy_to_close", "sell_to_close", "expire", "assign", "exercise", "called_away", "buy_shares", "sell_shares",
};

gboolean
mag_leg_role_is_opening (MagLegRole role)
{
  return role == MAG_LEG_SELL_TO_OPEN || role == MAG_LEG_BUY_TO_OPEN;
}

gboolean
mag_leg_role_is_shares (MagLegRole role)
{
  return role == MAG_LEG_BUY_SHARES || role == MAG_LEG_SELL_SHARES;
}

gboolean
mag_leg_role_is_closing (MagLegRole role)
{
  return !mag_leg_role_is_opening (role) && !mag_leg_role_is_shares (role);
}

const char *
mag_leg_role_to_nick (MagLegRole role)
{
  g_return_val_if_fail (role < MAG_LEG_N_ROLES, NULL);

  return nicks[role];
}

/**
 * mag_leg_role_from_nick:
 *
 * Returns: %FALSE and @role untouched when @nick is none
 */
gboolean
mag_leg_role_from_nick (const char *nick,
                        MagLegRole *role)
{
  for (guint i = 0; i < MAG_LEG_N_ROLES; i++)
    if (strcmp (nicks[i], nick) == 0)
      {
        *role = i;
        return TRUE;
      }
  return FALSE;
}

/* 1 money comes in at the price, -1 it goes out; a leg without a price has neither. */
static int
get_sign (MagLegRole role)
{
  switch (role)
    {
    case MAG_LEG_SELL_TO_OPEN:
    case MAG_LEG_SELL_TO_CLOSE:
    case MAG_LEG_SELL_SHARES:
      return 1;
    case MAG_LEG_BUY_TO_OPEN:
    case MAG_LEG_BUY_TO_CLOSE:
    case MAG_LEG_BUY_SHARES:
      return -1;
    case MAG_LEG_EXPIRE:
    case MAG_LEG_ASSIGN:
    case MAG_LEG_EXERCISE:
    case MAG_LEG_CALLED_AWAY:
    case MAG_LEG_N_ROLES:
      break;
    }
  return 0;
}

/* Of a leg that passed mag_leg_check(), which saw to it that the product fits. */
static MagMoney
multiply (const MagLeg *leg,
          MagPrice      price)
{
  MagMoney total = 0;

  mag_money_total (price, leg->multiplier, leg->quantity, &total);
  return total;
}

MagMoney
mag_leg_get_premium (const MagLeg *leg)
{
  return multiply (leg, leg->price);
}

MagMoney
mag_leg_get_option_cash (const MagLeg *leg)
{
  if (mag_leg_role_is_shares (leg->role))
    return 0;
  return get_sign (leg->role) * mag_leg_get_premium (leg) - leg->fees;
}

gint64
mag_leg_get_shares (const MagLeg *leg)
{
  switch (leg->role)
    {
    case MAG_LEG_BUY_SHARES:
      return leg->quantity;
    case MAG_LEG_SELL_SHARES:
      return -leg->quantity;
    case MAG_LEG_ASSIGN:
      return leg->quantity * leg->multiplier;
    case MAG_LEG_CALLED_AWAY:
      return -leg->quantity * leg->multiplier;
    case MAG_LEG_EXERCISE:
      return leg->quantity * leg->multiplier * (leg->contract.right == MAG_RIGHT_CALL ? 1 : -1);
    case MAG_LEG_SELL_TO_OPEN:
    case MAG_LEG_BUY_TO_OPEN:
    case MAG_LEG_BUY_TO_CLOSE:
    case MAG_LEG_SELL_TO_CLOSE:
    case MAG_LEG_EXPIRE:
    case MAG_LEG_N_ROLES:
      break;
    }
  return 0;
}

MagMoney
mag_leg_get_share_cash (const MagLeg *leg)
{
  gint64 shares = mag_leg_get_shares (leg);

  if (mag_leg_role_is_shares (leg->role))
    return get_sign (leg->role) * mag_leg_get_premium (leg) - leg->fees;
  if (shares == 0)
    return 0;
  return shares > 0 ? -multiply (leg, leg->contract.strike) : multiply (leg, leg->contract.strike);
}

static gboolean
refuse (GError     **error,
        const char  *sentence)
{
  g_set_error_literal (error, MAG_VALIDATION_ERROR, MAG_VALIDATION_ERROR_RANGE, sentence);
  return FALSE;
}

static gboolean
check_contract (const MagLeg  *leg,
                GError       **error)
{
  if (leg->contract.root[0] == '\0')
    return refuse (error, _("The contract has no symbol."));
  if (leg->contract.strike <= 0 || leg->contract.strike > MAG_PRICE_MAX)
    return refuse (error, _("The strike must be above 0 and at most 1,000,000."));
  if (leg->contract.expiration == 0)
    return refuse (error, _("The contract has no expiration date."));
  if (leg->multiplier < 1 || leg->multiplier > MAX_MULTIPLIER)
    return refuse (error, _("A contract has 1 to 10,000 shares."));
  if (mag_leg_role_is_opening (leg->role) && leg->date > leg->contract.expiration)
    return refuse (error, _("The contract had expired on that date."));
  if (leg->role == MAG_LEG_EXPIRE && leg->date != leg->contract.expiration)
    return refuse (error, _("A contract expires on its expiration date."));
  if (get_sign (leg->role) == 0 && leg->price != 0)
    return refuse (error, _("What expires, is assigned, exercised or called away closes at a price of 0."));
  return TRUE;
}

/**
 * mag_leg_check:
 *
 * Checks what a leg must fulfil whatever else happened.
 *
 * Returns: %FALSE with %MAG_VALIDATION_ERROR_RANGE, a sentence for the user
 */
gboolean
mag_leg_check (const MagLeg  *leg,
               GError       **error)
{
  MagMoney total;

  if (leg->date == 0)
    return refuse (error, _("The date is missing."));
  if (leg->quantity < 1)
    return refuse (error, _("The quantity must be at least 1."));
  if (leg->price < 0 || leg->price > MAG_PRICE_MAX)
    return refuse (error, _("The price must be from 0 to 1,000,000."));
  if (leg->fees < 0 || leg->fees > MAG_LEG_MAX_TOTAL)
    return refuse (error, _("Fees are 0 or more."));
  if (mag_leg_role_is_shares (leg->role) ? leg->multiplier != 1 : !check_contract (leg, error))
    return FALSE;
  if (!mag_money_total (MAX (leg->price, leg->contract.strike), leg->multiplier, leg->quantity, &total) || total > MAG_LEG_MAX_TOTAL)
    return refuse (error, _("Quantity and price together are too large."));
  return TRUE;
}
