/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mag-broker.h"

G_BEGIN_DECLS

/* For implementations. */
GError *mag_broker_error_new_busy (gint64 retry_us, const char *message);

G_END_DECLS
