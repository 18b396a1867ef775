/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Randomness without a state; the inner loops are inline in the header. */

#include "mag-practice-random.h"

/**
 * mag_practice_hash_text:
 * @hash: what is mixed so far
 * @text: any text
 *
 * Mixes a text into a hash.
 */
guint64
mag_practice_hash_text (guint64     hash,
                        const char *text)
{
  for (const char *at = text; *at != '\0'; at++)
    hash = mag_practice_mix (hash, (guchar) *at);
  return hash;
}
