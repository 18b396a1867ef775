/* SPDX-License-Identifier: GPL-3.0-or-later */

/* NOTIFY on the one channel of this application. PostgreSQL sends equal topics of one transaction once. */

#include "config.h"

#include "mag-topic.h"

#define NOTIFY "SELECT pg_notify('magnus', $1)"

gboolean
mag_topic_notify (MagDb         *db,
                  const char    *topic,
                  GCancellable  *cancellable,
                  GError       **error)
{
  return mag_db_execute (db, NOTIFY, 1, &topic, cancellable, error);
}

void
mag_topic_post (MagDb      *db,
                const char *topic)
{
  mag_db_post (db, NOTIFY, 1, &topic);
}

gboolean
mag_topic_notify_id (MagDb         *db,
                     const char    *noun,
                     gint64         id,
                     GCancellable  *cancellable,
                     GError       **error)
{
  g_autofree char *topic = g_strdup_printf ("%s:%" G_GINT64_FORMAT, noun, id);

  return mag_topic_notify (db, topic, cancellable, error);
}
