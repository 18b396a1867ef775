/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Randomness without a state: a number is a hash of what it is the number of (seed, symbol, day, contract ...), so that the
 * market gives the same answer whatever was asked before. Not for anything secret. */

#include <glib.h>

G_BEGIN_DECLS

/* Mixes a further word into a hash (the finalizer of SplitMix64, which passes the usual avalanche tests). */
static inline guint64
mag_practice_mix (guint64 hash,
                  guint64 word)
{
  guint64 x = hash ^ (word + G_GUINT64_CONSTANT (0x9e3779b97f4a7c15) + (hash << 6) + (hash >> 2));

  x = (x ^ (x >> 30)) * G_GUINT64_CONSTANT (0xbf58476d1ce4e5b9);
  x = (x ^ (x >> 27)) * G_GUINT64_CONSTANT (0x94d049bb133111eb);
  return x ^ (x >> 31);
}

/* Uniform in [0, 1). */
static inline double
mag_practice_uniform (guint64 hash)
{
  return (double) (hash >> 11) / 9007199254740992.0;
}

/* Near enough normal, mean 0 and deviation 1: the sum of four 16-bit uniforms, so never beyond 3.5. No libm in the inner loop of a price path. */
static inline double
mag_practice_normal (guint64 hash)
{
  const double sum = (double) (hash & 0xffff) + (double) ((hash >> 16) & 0xffff) +
                     (double) ((hash >> 32) & 0xffff) + (double) (hash >> 48);

  return (sum / 65535.0 - 2.0) * 1.7320508075688772;
}

guint64 mag_practice_hash_text (guint64 hash, const char *text);

G_END_DECLS
