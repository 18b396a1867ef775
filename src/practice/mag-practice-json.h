/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mag-types.h"

G_BEGIN_DECLS

/* Writes one JSON object into a GString by hand: a body is written in one go, without a tree of nodes. */
typedef struct
{
  GString    *out;       /* not owned */
  GHashTable *only;      /* not owned; names to keep, NULL keeps all */
  gboolean    formatted; /* numbers as {"raw", "fmt"}: what v10 answers unless told formatted=false */
  gboolean    started;   /* a member was written */
} MagPracticeObject;

void mag_practice_append_text    (GString *out, const char *text);   /* quoted and escaped; NULL: null */
void mag_practice_append_integer (GString *out, gint64 value);
void mag_practice_append_fixed   (GString *out, gint64 value, guint decimals); /* value / 10^decimals, zeros trimmed to one: "39.0", "0.125" */
void mag_practice_append_price   (GString *out, MagPrice price);
void mag_practice_append_float   (GString *out, double value);       /* as a feed prints a 32-bit float; 0 when not finite */
void mag_practice_append_double  (GString *out, double value);       /* 17 digits */
void mag_practice_append_noisy   (GString *out, double value);       /* a 32-bit float printed with 15 digits: 5.79999995231628 */

void     mag_practice_object_open    (MagPracticeObject *object, GString *out);
void     mag_practice_object_close   (MagPracticeObject *object);
gboolean mag_practice_object_key     (MagPracticeObject *object, const char *key); /* FALSE: left out */
void     mag_practice_object_text    (MagPracticeObject *object, const char *key, const char *value);
void     mag_practice_object_bool    (MagPracticeObject *object, const char *key, gboolean value);
void     mag_practice_object_null    (MagPracticeObject *object, const char *key);
void     mag_practice_object_raw     (MagPracticeObject *object, const char *key, const char *json);
void     mag_practice_object_plain   (MagPracticeObject *object, const char *key, gint64 value); /* an integer, bare also when formatted */
void     mag_practice_object_integer (MagPracticeObject *object, const char *key, gint64 value);
void     mag_practice_object_price   (MagPracticeObject *object, const char *key, MagPrice value);
void     mag_practice_object_float   (MagPracticeObject *object, const char *key, double value);
void     mag_practice_object_percent (MagPracticeObject *object, const char *key, double fraction); /* a fraction, shown as percent when formatted */
void     mag_practice_object_time    (MagPracticeObject *object, const char *key, gint64 seconds);  /* epoch seconds, shown as a date when formatted */
void     mag_practice_append_time    (GString *out, gint64 seconds, gboolean formatted);

G_END_DECLS
