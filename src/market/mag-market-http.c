/* SPDX-License-Identifier: GPL-3.0-or-later */

/* From the HTTP client's errors to the market's, and from real host names to those of a profile. */

#include "mag-market-http.h"

static MagMarketError
market_code (const GError *error)
{
  guint status = mag_http_error_get_status (error);

  switch ((MagHttpError) error->code)
    {
    case MAG_HTTP_ERROR_OFFLINE:
      return MAG_MARKET_ERROR_OFFLINE;
    case MAG_HTTP_ERROR_OPEN:
      return MAG_MARKET_ERROR_BUSY;
    case MAG_HTTP_ERROR_CHALLENGE:
    case MAG_HTTP_ERROR_REDIRECT:
      return MAG_MARKET_ERROR_BLOCKED;
    case MAG_HTTP_ERROR_STATUS:
      if (status == 429 || status >= 500)
        return MAG_MARKET_ERROR_BUSY;
      if (status == 401 || status == 403)
        return MAG_MARKET_ERROR_BLOCKED;
      return status == 404 ? MAG_MARKET_ERROR_UNKNOWN_SYMBOL : MAG_MARKET_ERROR_FORMAT;
    case MAG_HTTP_ERROR_TOO_LARGE:
      break;
    }
  return MAG_MARKET_ERROR_FORMAT;
}

/**
 * mag_market_error_from_http:
 * @error: of the HTTP client, a cache, or a cancellable
 * @source: who was asked
 *
 * Returns: (transfer full): MAG_MARKET_ERROR for an HTTP error; a copy of any other
 */
GError *
mag_market_error_from_http (const GError *error,
                            MagSource     source)
{
  if (error->domain != MAG_HTTP_ERROR)
    return g_error_copy (error);

  return g_error_new (MAG_MARKET_ERROR, market_code (error), "%s: %s", mag_source_get_name (source), error->message);
}

/**
 * mag_market_resolve_hosts:
 * @profile: a profile
 * @hosts: (array zero-terminated): real host names
 *
 * Returns: (transfer full): the host names the profile has in their place: the same, or the practice server's
 */
char **
mag_market_resolve_hosts (MagProfile        *profile,
                          const char *const *hosts)
{
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();

  for (guint i = 0; hosts[i] != NULL; i++)
    {
      g_autofree char *origin = mag_profile_resolve_origin (profile, hosts[i]);
      g_autoptr(GUri) uri = g_uri_parse (origin, G_URI_FLAGS_NONE, NULL);

      g_strv_builder_add (builder, g_uri_get_host (uri));
    }
  return g_strv_builder_end (builder);
}
