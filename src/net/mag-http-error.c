/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Errors of the HTTP client. They name the host and nothing else of a request: paths are for the debug log, queries, cookies and crumbs are for nobody. */

#include "config.h"

#include "mag-http-error.h"

#include <glib/gi18n-lib.h>

typedef struct
{
  guint status;
} MagHttpErrorPrivate;

static void
mag_http_error_private_init (MagHttpErrorPrivate *priv)
{
}

static void
mag_http_error_private_copy (const MagHttpErrorPrivate *from,
                             MagHttpErrorPrivate       *to)
{
  *to = *from;
}

static void
mag_http_error_private_clear (MagHttpErrorPrivate *priv)
{
}

G_DEFINE_EXTENDED_ERROR (MagHttpError, mag_http_error)

/**
 * mag_http_error_new_status:
 * @host: who answered
 * @status: an HTTP status that is not 2xx
 *
 * Returns: (transfer full): MAG_HTTP_ERROR_STATUS
 */
GError *
mag_http_error_new_status (const char *host,
                           guint       status)
{
  GError *error = g_error_new (MAG_HTTP_ERROR, MAG_HTTP_ERROR_STATUS, _("The server %s answered with status %u."), host, status);

  mag_http_error_get_private (error)->status = status;
  return error;
}

/**
 * mag_http_error_get_status:
 * @error: (nullable): any error
 *
 * Returns: the HTTP status of a MAG_HTTP_ERROR_STATUS; 0: another error
 */
guint
mag_http_error_get_status (const GError *error)
{
  MagHttpErrorPrivate *priv;

  if (!g_error_matches (error, MAG_HTTP_ERROR, MAG_HTTP_ERROR_STATUS))
    return 0;

  priv = mag_http_error_get_private (error);
  return priv->status;
}

/**
 * mag_http_redact_url:
 * @url: any text that should be a URL
 *
 * Returns: (transfer full): scheme, host, port and path; "(not a URL)" when it is none
 */
char *
mag_http_redact_url (const char *url)
{
  g_autoptr(GUri) uri = g_uri_parse (url, G_URI_FLAGS_ENCODED, NULL);
  g_autoptr(GUri) bare = NULL;

  if (uri == NULL || g_uri_get_host (uri) == NULL)
    return g_strdup ("(not a URL)");

  bare = g_uri_build (G_URI_FLAGS_ENCODED, g_uri_get_scheme (uri), NULL, g_uri_get_host (uri), g_uri_get_port (uri), g_uri_get_path (uri), NULL, NULL);
  return g_uri_to_string (bare);
}
