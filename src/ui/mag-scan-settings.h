/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mag-scan.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/* The scanner's filters in the settings (schema child "analyzer"). */
void mag_scan_settings_load (GSettings *settings, MagScanCriteria *criteria);
void mag_scan_settings_save (GSettings *settings, const MagScanCriteria *criteria);

G_END_DECLS
