/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Cookie and crumb as a text. The cookie lives a year, and a client that comes back with the one it had is refused far less often than one that asks anew. It
 * names no person and no account, so a file only its owner can read is enough. */

#include "mag-yahoo-keep.h"

#include "mag-yahoo-consent.h"

#define GROUP "yahoo"

/**
 * mag_yahoo_keep_format:
 * @jar: a jar
 * @api: the API host
 * @crumb: what goes with the jar's cookies
 *
 * Returns: (transfer full): text for mag_yahoo_keep_parse(); secret
 */
char *
mag_yahoo_keep_format (SoupCookieJar *jar,
                       GUri          *api,
                       const char    *crumb)
{
  g_autoptr(GKeyFile) file = g_key_file_new ();
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();
  g_auto(GStrv) lines = NULL;
  GSList *cookies = soup_cookie_jar_get_cookie_list (jar, api, TRUE);

  for (GSList *link = cookies; link != NULL; link = link->next)
    g_strv_builder_take (builder, soup_cookie_to_set_cookie_header (link->data));
  g_slist_free_full (cookies, (GDestroyNotify) soup_cookie_free);

  lines = g_strv_builder_end (builder);
  g_key_file_set_string (file, GROUP, "crumb", crumb);
  g_key_file_set_string_list (file, GROUP, "cookies", (const char *const *) lines, g_strv_length (lines));
  return g_key_file_to_data (file, NULL, NULL);
}

/**
 * mag_yahoo_keep_parse:
 * @text: any text
 * @length: bytes of it
 * @jar: gets the cookies that are for @api and have not expired
 * @api: the API host
 *
 * Returns: (transfer full) (nullable): the crumb; NULL when the text holds none or no cookie for it
 */
char *
mag_yahoo_keep_parse (const char    *text,
                      gsize          length,
                      SoupCookieJar *jar,
                      GUri          *api)
{
  g_autoptr(GKeyFile) file = g_key_file_new ();
  g_autofree char *crumb = NULL;
  g_auto(GStrv) lines = NULL;
  g_autoptr(GBytes) bytes = NULL;
  g_autofree char *sent = NULL;

  if (length == 0 || !g_key_file_load_from_data (file, text, length, G_KEY_FILE_NONE, NULL))
    return NULL;

  lines = g_key_file_get_string_list (file, GROUP, "cookies", NULL, NULL);
  for (guint i = 0; lines != NULL && lines[i] != NULL; i++)
    {
      SoupCookie *cookie = soup_cookie_parse (lines[i], api);

      if (cookie != NULL)
        soup_cookie_jar_add_cookie (jar, cookie);
    }

  crumb = g_key_file_get_string (file, GROUP, "crumb", NULL);
  bytes = g_bytes_new (crumb != NULL ? crumb : "", crumb != NULL ? strlen (crumb) : 0);
  sent = soup_cookie_jar_get_cookies (jar, api, TRUE);
  return sent != NULL ? mag_yahoo_crumb_parse (bytes) : NULL;
}
