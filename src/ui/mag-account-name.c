/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What an account is called on screen and in the settings: never its number, which is nobody's business. */

#include "config.h"

#include "mag-account-name.h"

#include "mag-position.h"

#include <glib/gi18n.h>
#include <string.h>

#define DIGITS_OF_A_NUMBER 5

static const char *
end_of (const char *number)
{
  gsize length = strlen (number);

  return number + (length > 4 ? length - 4 : 0);
}

static gboolean
is_number (const char *account)
{
  guint n = 0;

  for (const char *c = account; *c != '\0'; c++)
    n += g_ascii_isdigit (*c) ? 1 : 0;
  return n >= DIGITS_OF_A_NUMBER;
}

/**
 * mag_account_name:
 * @portfolios: (nullable) (element-type MagPortfolio): accounts the broker has told of
 * @account: a number, or what the user calls the account in the journal; "" for none
 *
 * Accounts of one name are told apart by the end of their numbers, and so are those the broker has not told of.
 *
 * Returns: (transfer full): a name
 */
char *
mag_account_name (GPtrArray  *portfolios,
                  const char *account)
{
  const MagPortfolio *found = NULL;
  guint n_same = 0;

  for (guint i = 0; portfolios != NULL && i < portfolios->len && found == NULL; i++)
    if (strcmp (((const MagPortfolio *) g_ptr_array_index (portfolios, i))->account, account) == 0)
      found = g_ptr_array_index (portfolios, i);
  for (guint i = 0; found != NULL && i < portfolios->len; i++)
    n_same += strcmp (((const MagPortfolio *) g_ptr_array_index (portfolios, i))->name, found->name) == 0;

  if (found != NULL)
    return n_same == 1 ? g_strdup (found->name) : g_strdup_printf ("%s ··%s", found->name, end_of (account));
  if (account[0] == '\0')
    return g_strdup (_("No account"));
  return is_number (account) ? g_strdup_printf ("··%s", end_of (account)) : g_strdup (account);
}
