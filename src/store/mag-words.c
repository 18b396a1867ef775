/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Enumerations as the words of the CHECK constraints in sql/. */

#include "config.h"

#include "mag-words.h"

static const char *const sources[] = { "unknown", "yahoo", "cboe", "broker" };
static const char *const origins[] = { "manual", "tradingview", "broker" };

/* 0 when it is none of them. */
static guint
find_word (const char *const *words,
           guint              n,
           const char        *word)
{
  for (guint i = 0; i < n; i++)
    if (g_str_equal (words[i], word))
      return i;
  return 0;
}

const char *
mag_source_to_word (MagSource source)
{
  return sources[source];
}

MagSource
mag_source_from_word (const char *word)
{
  return find_word (sources, G_N_ELEMENTS (sources), word);
}

const char *
mag_origin_to_word (MagListOrigin origin)
{
  return origins[origin];
}

MagListOrigin
mag_origin_from_word (const char *word)
{
  return find_word (origins, G_N_ELEMENTS (origins), word);
}
