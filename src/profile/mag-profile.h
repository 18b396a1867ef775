/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mag-clock.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/* Where a run of Magnus keeps its data, which servers it talks to and which time it lives in. Two kinds: the real one, and the practice
 * profile, whose base URL must be a loopback address, so that nothing meant for a real server can reach it or the reverse. Immutable, any thread. */
typedef struct _MagProfile MagProfile;

typedef enum
{
  MAG_PROFILE_ERROR_NOT_LOOPBACK, /* a practice base URL names another machine */
  MAG_PROFILE_ERROR_NO_SERVER,    /* practice server could not be started or reached */
  MAG_PROFILE_ERROR_FOLDER,       /* data folder can't be made or used */
} MagProfileError;
#define MAG_PROFILE_ERROR (mag_profile_error_quark ())
GQuark mag_profile_error_quark (void);

MagProfile *mag_profile_new_real       (GError **error);
/* Uses a running practice server when base_url names one, else the one recorded in the runtime folder when it still answers; with start,
 * spawns magnus-practice (found beside this program, else in PATH) and waits for its first line. Blocks: call before the main loop runs or in a thread. Takes the server's clock. */
MagProfile *mag_profile_new_practice   (const char *base_url, gboolean start, GError **error);
/* For tests: everything below root; system clock or the given one. base_url NULL: real endpoints refused (no network source). */
MagProfile *mag_profile_new_at         (const char *root, const char *base_url, MagClock *clock, GError **error);
MagProfile *mag_profile_ref            (MagProfile *profile);
void        mag_profile_unref          (MagProfile *profile);
gboolean    mag_profile_is_practice    (MagProfile *profile);
const char *mag_profile_get_data_dir    (MagProfile *profile); /* 0700, exists: $XDG_DATA_HOME/magnus or .../magnus/practice */
const char *mag_profile_get_runtime_dir (MagProfile *profile); /* 0700, exists, short: $XDG_RUNTIME_DIR/magnus/DIGEST, one for each data folder */
const char *mag_profile_get_base_url    (MagProfile *profile); /* "http://127.0.0.1:PORT" of practice, no slash at the end; NULL in the real profile */
MagClock   *mag_profile_get_clock       (MagProfile *profile);
/* "https://query1.finance.yahoo.com" in the real profile, the practice base URL otherwise. host: a real host name. */
char       *mag_profile_resolve_origin  (MagProfile *profile, const char *host);
/* Path of a program installed beside this one (build tree and installed), for subprocesses: "magnus-sync". */
char       *mag_profile_find_program    (const char *name);
/* Arguments that make a subprocess take this profile: {"--practice", "--practice-url", URL} or {NULL}. */
char      **mag_profile_dup_arguments   (MagProfile *profile);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MagProfile, mag_profile_unref)

G_END_DECLS
