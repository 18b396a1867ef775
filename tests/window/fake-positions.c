/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "fake-positions.h"

#include "mag-date.h"
#include "mag-money.h"

#include <math.h>
#include <stdlib.h>

gint64
fake_now (void)
{
  return mag_instant_new_york (mag_date_new (2026, 11, 20), 10, 30, 0);
}

static MagPrice
price (const char *text)
{
  return llround (g_ascii_strtod (text, NULL) * MAG_PRICE_SCALE);
}

MagPosition *
fake_position (const char *text,
               const char *account,
               const char *id)
{
  g_auto(GStrv) words = g_strsplit (text, " ", -1);
  g_autofree char *date = g_strconcat (words[3][0] == '0' ? "2027-" : "2026-", words[3], NULL);
  MagPosition *position = mag_position_new ();

  g_set_str (&position->id, id);
  g_set_str (&position->account, account);
  g_set_str (&position->symbol, words[0]);
  g_strlcpy (position->contract.root, words[0], sizeof position->contract.root);
  position->contract.strike = price (words[1]);
  position->contract.right = words[2][0] == 'p' ? MAG_RIGHT_PUT : MAG_RIGHT_CALL;
  position->contract.expiration = mag_date_parse (date);
  position->side = words[4][0] == 's' ? MAG_SIDE_SHORT : MAG_SIDE_LONG;
  position->quantity = atoi (words[5]);
  position->premium = llround (g_ascii_strtod (words[6], NULL) * 100 * 100 * (double) position->quantity);
  position->opened_us = mag_instant_new_york (mag_date_new (2026, 11, 2), 10, 0, 0);
  position->mark = price (words[7]);
  position->spot = price (words[8]);
  position->bid = position->mark - 100;
  position->ask = position->mark + 100;
  position->open_interest = 1000;
  position->iv = 0.4;
  position->delta = position->contract.right == MAG_RIGHT_PUT ? -0.25 : 0.25;
  position->gamma = 0.02;
  position->theta = -0.05;
  position->vega = 0.12;
  position->quoted_us = position->spot_us = fake_now ();
  return position;
}

MagShares *
fake_shares (const char *text,
             const char *account,
             const char *id)
{
  g_auto(GStrv) words = g_strsplit (text, " ", -1);
  MagShares *shares = mag_shares_new ();

  g_set_str (&shares->id, id);
  g_set_str (&shares->account, account);
  g_set_str (&shares->symbol, words[0]);
  shares->quantity_e8 = llround (g_ascii_strtod (words[1], NULL) * 1e8);
  shares->average_price = price (words[2]);
  shares->spot = price (words[3]);
  shares->spot_us = fake_now ();
  return shares;
}
