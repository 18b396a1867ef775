/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

/* Times every callback of ours that the main loop dispatches on the thread that calls this: idles, timeouts, sources and the ends of tasks.
 * Linked with --wrap of the functions that take them. durations: of double, milliseconds; NULL stops. */
void own_callbacks_watch (GArray *durations);
