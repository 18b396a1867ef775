/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Numbers as text, the same in every language: what is written reads back as the same double. */

#include "mag-ctl-number.h"

#include <math.h>
#include <string.h>

/**
 * mag_ctl_number_parse:
 * @text: "0.25", "-1e-9", "inf", "nan": the number and nothing around it
 * @value: (out): may be infinite or NaN, also where the number is too large for a double
 *
 * Returns: %FALSE and @value untouched when @text is anything else
 */
gboolean
mag_ctl_number_parse (const char *text,
                      double     *value)
{
  char *end;
  double number;

  /* strtod would skip space, and read hexadecimal numbers and NaNs with a payload. */
  if (text[0] == '\0' || g_ascii_isspace (text[0]) || strpbrk (text, "xX(") != NULL)
    return FALSE;
  number = g_ascii_strtod (text, &end);
  if (*end != '\0')
    return FALSE;
  *value = number;
  return TRUE;
}

/**
 * mag_ctl_number_format:
 * @value: any double
 * @digits: (out): as many digits as it takes to read the same double back; "" when @value is not finite; never "-0"
 */
void
mag_ctl_number_format (double value,
                       char   digits[G_ASCII_DTOSTR_BUF_SIZE])
{
  digits[0] = '\0';
  if (!isfinite (value))
    return;
  g_ascii_formatd (digits, G_ASCII_DTOSTR_BUF_SIZE, "%.15g", value + 0.0); /* -0 + 0 is 0 */
  if (g_ascii_strtod (digits, NULL) != value)
    g_ascii_dtostr (digits, G_ASCII_DTOSTR_BUF_SIZE, value);
}
