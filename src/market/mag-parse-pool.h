/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* The threads that read large bodies: as many as there are cores, at most 5. */
#define MAG_TYPE_PARSE_POOL (mag_parse_pool_get_type ())
G_DECLARE_FINAL_TYPE (MagParsePool, mag_parse_pool, MAG, PARSE_POOL, GObject)

/* On a thread of the pool: a result of the task's data, which nobody else touches meanwhile, or NULL with the error set. */
typedef gpointer (*MagParseFunc) (gpointer data, GError **error);

MagParsePool *mag_parse_pool_new (void);
void          mag_parse_pool_run (MagParsePool *self, GTask *task, MagParseFunc func, GDestroyNotify free_result);

G_END_DECLS
