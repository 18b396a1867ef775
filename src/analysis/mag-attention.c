/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The rules of DOMAIN 9. Each looks at one holding and says in a sentence why it calls for attention, with the numbers that made it so. */

#include "config.h"

#include "mag-attention.h"

#include "mag-date.h"
#include "mag-money.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

static const char *const nicks[MAG_N_RULES] = {
  "problem", "awaiting", "expires-now", "expires-soon", "early-assignment", "assignment", "loss-cap", "profit-target", "roll-time", "earnings", "below-basis",
  "uncovered", "illiquid",
};

/* What a rule looks at. */
typedef struct
{
  MagHolding           *holding;
  const MagRules       *rules;
  const MagSymbolFacts *facts; /* NULL */
  gint64                now_us;
} Case;

void
mag_rules_init (MagRules *rules)
{
  *rules = (MagRules) {
    .profit_target = 0.5, .roll_dte = 21, .soon_dte = 7, .now_dte = 2, .near_strike = 0.02, .min_open_interest = 100, .max_spread = 0.1,
  };
}

void
mag_alert_free (MagAlert *alert)
{
  g_free (alert->reason);
  g_free (alert);
}

MagUrgency
mag_alert_get_urgency (const MagAlert *alert)
{
  return alert->urgency;
}

/* reason: (transfer full) */
static void
raise_alert (const Case *the,
             MagRule     rule,
             MagUrgency  urgency,
             MagAction   action,
             char       *reason)
{
  MagAlert *alert = g_new (MagAlert, 1);

  *alert = (MagAlert) { rule, urgency, action, reason };
  g_ptr_array_add (the->holding->alerts, alert);
}

static const MagPosition *
leg_of (const MagHolding *holding)
{
  for (guint i = 0; i < holding->legs->len; i++)
    if (((const MagPosition *) g_ptr_array_index (holding->legs, i))->side == MAG_SIDE_SHORT)
      return g_ptr_array_index (holding->legs, i);
  return holding->legs->len > 0 ? g_ptr_array_index (holding->legs, 0) : NULL;
}

static gboolean
is_short (const MagHolding *holding)
{
  return holding->shares == NULL && holding->quantity < 0;
}

/* For sentences: a rule's own numbers. */

static char *
format_day (MagDate date)
{
  GDate day;
  char text[64];

  g_date_clear (&day, 1);
  g_date_set_julian (&day, date);
  /* Translators: a day in a sentence; see strftime(3) */
  g_date_strftime (text, sizeof text, _("%a %-d %b"), &day);
  return g_strdup (text);
}

static int
to_percent (double share)
{
  return (int) lround (share * 100);
}

/* The rules */

static void
look_at_problem (const Case *the)
{
  if (the->holding->problem != NULL)
    raise_alert (the, MAG_RULE_PROBLEM, MAG_URGENCY_SOON, MAG_ACTION_REVIEW, g_strdup (the->holding->problem));
}

static void
look_at_awaiting (const Case *the)
{
  g_autofree char *day = the->holding->awaiting ? format_day (the->holding->expiration) : NULL;

  if (the->holding->awaiting)
    raise_alert (the, MAG_RULE_AWAITING, MAG_URGENCY_NOTE, MAG_ACTION_WAIT, g_strdup_printf (_("Expired on %s; the broker has not said yet how it ended."), day));
}

static void
look_at_expiration (const Case *the)
{
  const MagHolding *holding = the->holding;
  gboolean now = holding->dte <= the->rules->now_dte;
  char *reason;

  if (!is_short (holding) || holding->dte > the->rules->soon_dte)
    return;
  if (holding->dte == 0)
    reason = g_strdup (_("It expires today."));
  else
    reason = g_strdup_printf (ngettext ("It expires in %d day.", "It expires in %d days.", holding->dte), holding->dte);
  raise_alert (the, now ? MAG_RULE_EXPIRES_NOW : MAG_RULE_EXPIRES_SOON, now ? MAG_URGENCY_NOW : MAG_URGENCY_SOON, MAG_ACTION_ROLL, reason);
}

/* Whether who holds the call would rather have the dividend than what is left of its time. extrinsic: (out) that, per share. */
static gboolean
is_worth_exercising (const Case        *the,
                     const MagPosition *leg,
                     MagPrice          *extrinsic)
{
  const MagSymbolFacts *facts = the->facts;

  if (leg->side != MAG_SIDE_SHORT || leg->contract.right != MAG_RIGHT_CALL || leg->spot == MAG_PRICE_UNKNOWN || leg->mark == MAG_PRICE_UNKNOWN ||
      leg->spot <= leg->contract.strike || facts->ex_dividend > leg->contract.expiration)
    return FALSE;
  *extrinsic = MAX (leg->mark - (leg->spot - leg->contract.strike), 0);
  return facts->dividend > *extrinsic;
}

static void
look_at_early_assignment (const Case *the)
{
  const MagHolding *holding = the->holding;
  const MagSymbolFacts *facts = the->facts;
  MagPrice extrinsic;

  if (facts == NULL || facts->ex_dividend == 0 || facts->dividend == MAG_PRICE_UNKNOWN || facts->ex_dividend <= mag_date_in_new_york (the->now_us))
    return;
  for (guint i = 0; i < holding->legs->len; i++)
    if (is_worth_exercising (the, g_ptr_array_index (holding->legs, i), &extrinsic))
      {
        g_autofree char *dividend = mag_price_format (facts->dividend, 2), *left = mag_price_format (extrinsic, 2), *day = format_day (facts->ex_dividend);

        raise_alert (the, MAG_RULE_EARLY_ASSIGNMENT, MAG_URGENCY_NOW, MAG_ACTION_ROLL,
                     g_strdup_printf (_("The dividend of %s on %s is more than the %s of time value left: the call may be exercised before."), dividend, day, left));
        return;
      }
}

static void
look_at_assignment (const Case *the)
{
  const MagHolding *holding = the->holding;

  if (!is_short (holding) || !isfinite (holding->distance) || holding->distance > the->rules->near_strike)
    return;
  if (holding->distance < 0)
    raise_alert (the, MAG_RULE_ASSIGNMENT, MAG_URGENCY_SOON, MAG_ACTION_ROLL, g_strdup_printf (_("It is %.1f %% in the money."), -holding->distance * 100));
  else
    raise_alert (the, MAG_RULE_ASSIGNMENT, MAG_URGENCY_SOON, MAG_ACTION_REVIEW, g_strdup_printf (_("The share is %.1f %% from the strike."), holding->distance * 100));
}

static void
look_at_profit (const Case *the)
{
  const MagHolding *holding = the->holding;
  MagRules rules = *the->rules;

  if (!is_short (holding) || !isfinite (holding->captured))
    return;
  if (rules.profit_target > 0 && holding->captured >= rules.profit_target)
    raise_alert (the, MAG_RULE_PROFIT_TARGET, MAG_URGENCY_SOON, MAG_ACTION_CLOSE,
                 g_strdup_printf (_("%d %% of the credit is captured; the target is %d %%."), (int) floor (holding->captured * 100), to_percent (rules.profit_target)));
  if (rules.loss_cap > 0 && -holding->captured >= rules.loss_cap)
    raise_alert (the, MAG_RULE_LOSS_CAP, MAG_URGENCY_NOW, MAG_ACTION_CLOSE,
                 g_strdup_printf (_("The loss is %.1f times the credit; the cap is %.1f."), -holding->captured, rules.loss_cap));
}

static void
look_at_roll_time (const Case *the)
{
  const MagHolding *holding = the->holding;

  if (is_short (holding) && the->rules->roll_dte > 0 && holding->dte <= the->rules->roll_dte && holding->dte > the->rules->soon_dte)
    raise_alert (the, MAG_RULE_ROLL_TIME, MAG_URGENCY_NOTE, MAG_ACTION_ROLL,
                 g_strdup_printf (_("%d days left: time to close it or roll it for a credit."), holding->dte));
}

static void
look_at_earnings (const Case *the)
{
  const MagHolding *holding = the->holding;
  g_autofree char *day = NULL;

  if (!is_short (holding) || the->facts == NULL || the->facts->earnings == 0 || the->facts->earnings > holding->expiration ||
      the->facts->earnings < mag_date_in_new_york (the->now_us))
    return;
  day = format_day (the->facts->earnings);
  raise_alert (the, MAG_RULE_EARNINGS, MAG_URGENCY_NOTE, MAG_ACTION_REVIEW,
               g_strdup_printf (the->facts->earnings_estimated ? _("Earnings are expected about %s, before it expires.") : _("Earnings come on %s, before it expires."), day));
}

static void
look_at_basis (const Case *the)
{
  const MagHolding *holding = the->holding;
  const MagPosition *leg = leg_of (holding);
  g_autofree char *strike = NULL, *basis = NULL;

  if (holding->strategy != MAG_STRATEGY_COVERED_CALL || the->facts == NULL || the->facts->campaign_basis == MAG_PRICE_UNKNOWN ||
      leg->contract.strike >= the->facts->campaign_basis)
    return;
  strike = mag_price_format_strike (leg->contract.strike);
  basis = mag_price_format (the->facts->campaign_basis, 2);
  raise_alert (the, MAG_RULE_BELOW_BASIS, MAG_URGENCY_NOTE, MAG_ACTION_REVIEW,
               g_strdup_printf (_("Called away at %s, the campaign would end with a loss: its basis is %s a share."), strike, basis));
}

/* (transfer full) Why an option would be dear to buy back; NULL: it would not. */
static char *
explain_illiquid (const MagRules    *rules,
                  const MagPosition *leg)
{
  MagPrice mid = mag_price_mid (leg->bid, leg->ask);

  if (leg->open_interest != MAG_COUNT_UNKNOWN && leg->open_interest < rules->min_open_interest)
    return g_strdup_printf (_("Only %d contracts of it are open in the market: it may be dear to buy back."), (int) leg->open_interest);
  /* Of cheap options even a cent is a wide spread. */
  if (mid != MAG_PRICE_UNKNOWN && leg->ask - leg->bid > MAG_PRICE_SCALE / 10 && (double) (leg->ask - leg->bid) > rules->max_spread * (double) mid)
    return g_strdup_printf (_("Bid and ask are %d %% apart: it may be dear to buy back."), to_percent ((double) (leg->ask - leg->bid) / (double) mid));
  return NULL;
}

static void
look_at_liquidity (const Case *the)
{
  const MagHolding *holding = the->holding;
  char *reason = NULL;

  for (guint i = 0; is_short (holding) && reason == NULL && i < holding->legs->len; i++)
    {
      const MagPosition *leg = g_ptr_array_index (holding->legs, i);

      if (leg->side == MAG_SIDE_SHORT)
        reason = explain_illiquid (the->rules, leg);
    }
  if (reason != NULL)
    raise_alert (the, MAG_RULE_ILLIQUID, MAG_URGENCY_NOTE, MAG_ACTION_REVIEW, reason);
}

static gboolean
is_muted (const Case *the,
          MagRule     rule)
{
  return (the->rules->muted >> rule & 1) != 0;
}

static int
compare_alerts (gconstpointer a,
                gconstpointer b)
{
  const MagAlert *x = *(MagAlert *const *) a, *y = *(MagAlert *const *) b;

  return x->urgency != y->urgency ? (int) y->urgency - (int) x->urgency : (int) x->rule - (int) y->rule;
}

/* Rules that go by a price leave old quotes out (DOMAIN 6); the totals say how many there are. */
static void
look_at_prices (const Case *the)
{
  if (the->holding->freshness == MAG_FRESHNESS_STALE)
    return;
  look_at_early_assignment (the);
  look_at_assignment (the);
  look_at_profit (the);
  look_at_liquidity (the);
}

static void
look_at_option (const Case *the)
{
  look_at_problem (the);
  look_at_awaiting (the);
  if (the->holding->awaiting || the->holding->problem != NULL)
    return;
  look_at_expiration (the);
  look_at_roll_time (the);
  look_at_earnings (the);
  look_at_basis (the);
  look_at_prices (the);
}

/* 100 shares and more that no call is written on. */
static void
look_at_shares (const Case *the,
                GPtrArray  *holdings)
{
  const MagHolding *holding = the->holding;
  gint64 left = holding->quantity - holding->shares->held_for_sells;

  for (guint i = 0; i < holdings->len; i++)
    {
      const MagHolding *other = g_ptr_array_index (holdings, i);

      if (other->strategy == MAG_STRATEGY_COVERED_CALL && strcmp (other->account, holding->account) == 0 && strcmp (other->symbol, holding->symbol) == 0)
        left -= (ABS (other->quantity) + other->settling) * other->multiplier;
    }
  if (left >= 100)
    raise_alert (the, MAG_RULE_UNCOVERED, MAG_URGENCY_NOTE, MAG_ACTION_SELL_CALL,
                 g_strdup_printf (_("%d shares have no call written on them."), (int) (left / 100 * 100)));
}

/**
 * mag_attention_apply:
 * @holdings: (element-type MagHolding): all of them: shares are looked at with the calls on them
 * @facts: (nullable): as for mag_holdings_new()
 *
 * Finds the alerts of each, those of muted rules left out, the most urgent first.
 */
void
mag_attention_apply (GPtrArray      *holdings,
                     const MagRules *rules,
                     GHashTable     *facts,
                     gint64          now_us)
{
  for (guint i = 0; i < holdings->len; i++)
    {
      MagHolding *holding = g_ptr_array_index (holdings, i);
      const Case the = { holding, rules, facts != NULL ? g_hash_table_lookup (facts, holding->symbol) : NULL, now_us };

      g_ptr_array_set_size (holding->alerts, 0);
      if (holding->shares != NULL)
        look_at_shares (&the, holdings);
      else
        look_at_option (&the);
      for (guint k = holding->alerts->len; k-- > 0;)
        if (is_muted (&the, ((const MagAlert *) g_ptr_array_index (holding->alerts, k))->rule))
          g_ptr_array_remove_index (holding->alerts, k);
      g_ptr_array_sort (holding->alerts, compare_alerts);
    }
}

/* Words */

const char *
mag_rule_to_nick (MagRule rule)
{
  g_return_val_if_fail (rule < MAG_N_RULES, NULL);

  return nicks[rule];
}

gboolean
mag_rule_from_nick (const char *nick,
                    MagRule    *rule)
{
  for (guint i = 0; i < MAG_N_RULES; i++)
    if (strcmp (nicks[i], nick) == 0)
      {
        *rule = i;
        return TRUE;
      }
  return FALSE;
}

const char *
mag_rule_get_title (MagRule rule)
{
  switch (rule)
    {
    case MAG_RULE_PROBLEM: return _("Not valued");
    case MAG_RULE_AWAITING: return _("Awaiting the broker");
    case MAG_RULE_EXPIRES_NOW: return _("Last days");
    case MAG_RULE_EXPIRES_SOON: return _("Expires soon");
    case MAG_RULE_EARLY_ASSIGNMENT: return _("Early assignment");
    case MAG_RULE_ASSIGNMENT: return _("Assignment watch");
    case MAG_RULE_LOSS_CAP: return _("Loss cap");
    case MAG_RULE_PROFIT_TARGET: return _("Profit target");
    case MAG_RULE_ROLL_TIME: return _("Time to roll");
    case MAG_RULE_EARNINGS: return _("Earnings before expiration");
    case MAG_RULE_BELOW_BASIS: return _("Strike below basis");
    case MAG_RULE_UNCOVERED: return _("Shares without a call");
    case MAG_RULE_ILLIQUID: return _("Hard to close");
    case MAG_N_RULES: break;
    }
  g_return_val_if_reached ("");
}

const char *
mag_action_get_title (MagAction action)
{
  switch (action)
    {
    case MAG_ACTION_CLOSE: return _("Close it");
    case MAG_ACTION_ROLL: return _("Close or roll it");
    case MAG_ACTION_REVIEW: return _("Review it");
    case MAG_ACTION_SELL_CALL: return _("Sell a call");
    case MAG_ACTION_WAIT: return _("Wait for the broker");
    }
  g_return_val_if_reached ("");
}
