/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mag-holding.h"

G_BEGIN_DECLS

/* What calls for attention (DOMAIN 9). The order is that of the nicks, which settings and the store keep; append only. */
typedef enum
{
  MAG_RULE_PROBLEM,          /* it can't be valued */
  MAG_RULE_AWAITING,         /* expired, the broker has not said how */
  MAG_RULE_EXPIRES_NOW,      /* short, the last days */
  MAG_RULE_EXPIRES_SOON,
  MAG_RULE_EARLY_ASSIGNMENT, /* a call in the money, and its dividend worth more than its time value */
  MAG_RULE_ASSIGNMENT,       /* short, in the money or near it */
  MAG_RULE_LOSS_CAP,
  MAG_RULE_PROFIT_TARGET,
  MAG_RULE_ROLL_TIME,        /* 21 days left */
  MAG_RULE_EARNINGS,
  MAG_RULE_BELOW_BASIS,      /* a covered call that would sell the shares at a loss */
  MAG_RULE_UNCOVERED,        /* shares without a call */
  MAG_RULE_ILLIQUID,         /* hard to get out of */
  MAG_N_RULES
} MagRule;

typedef enum
{
  MAG_URGENCY_NOTE,
  MAG_URGENCY_SOON,
  MAG_URGENCY_NOW,
} MagUrgency;

/* What to do about it. */
typedef enum
{
  MAG_ACTION_CLOSE,
  MAG_ACTION_ROLL,
  MAG_ACTION_REVIEW,
  MAG_ACTION_SELL_CALL,
  MAG_ACTION_WAIT,
} MagAction;

/* Thresholds. A plain value. */
typedef struct
{
  double  profit_target;  /* share of the credit captured; 0: off */
  int     roll_dte;       /* days; 0: off */
  int     soon_dte, now_dte;
  double  near_strike;    /* share of spot */
  double  loss_cap;       /* loss over credit; 0: off */
  gint64  min_open_interest;
  double  max_spread;     /* share of the mid */
  guint32 muted;          /* bits of MagRule */
} MagRules;

typedef struct
{
  MagRule    rule;
  MagUrgency urgency;
  MagAction  action;
  char      *reason;      /* owned; a sentence */
} MagAlert;

void        mag_rules_init           (MagRules *rules); /* the presets of DOMAIN 9 */
/* Finds the alerts of each holding. */
void        mag_attention_apply      (GPtrArray *holdings, const MagRules *rules, GHashTable *facts, gint64 now_us);
MagUrgency  mag_alert_get_urgency    (const MagAlert *alert);
void        mag_alert_free           (MagAlert *alert);
const char *mag_rule_to_nick         (MagRule rule);
gboolean    mag_rule_from_nick       (const char *nick, MagRule *rule);
const char *mag_rule_get_title       (MagRule rule);     /* translated */
const char *mag_action_get_title     (MagAction action); /* translated */

G_END_DECLS
