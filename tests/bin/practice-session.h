/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

/* Folders of a user who has nothing yet, and a practice server. One for each process, which has it in its environment. */
typedef struct
{
  char        *root;     /* owned; HOME and everything below it */
  char        *url;      /* owned; of the practice server */
  GSubprocess *practice; /* owned */
} PracticeSession;

/* FALSE, with the reason: no server programs here. */
gboolean     practice_session_can_run  (const char **why_not);
void         practice_session_begin    (PracticeSession *session, const char *const *practice_arguments);
/* Another market for the same user. */
void         practice_session_restart  (PracticeSession *session, const char *const *practice_arguments);
void         practice_session_end      (PracticeSession *session);
char        *practice_session_program  (const char *name);
GSubprocess *practice_session_spawn    (PracticeSession *session, GSubprocessFlags flags, const char *program, const char *const *arguments);
