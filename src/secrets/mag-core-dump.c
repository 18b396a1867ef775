/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Passwords and tokens pass through memory, and a crash must not write them down. A limit of 0 keeps the kernel from writing a core file. It does not keep it
 * from feeding a crash handler (core(5): the limit is not enforced for pipes), so the filter of what goes into a core is emptied too: then it holds no memory
 * at all. Making the process undumpable would do both, but takes /proc/PID away from the desktop's portals, which look there to see who asks. */

#include "mag-core-dump.h"

#include <fcntl.h>
#include <glib.h>
#include <sys/resource.h>
#include <unistd.h>

void
mag_core_dump_forbid (void)
{
  const struct rlimit none = { 0, 0 };
  int fd;

  setrlimit (RLIMIT_CORE, &none);
  fd = open ("/proc/self/coredump_filter", O_WRONLY | O_CLOEXEC);
  /* Where there is no filter, or it can't be written, there is still the limit. */
  if (fd < 0 || write (fd, "0", 1) < 1)
    g_debug ("The filter of core dumps is left as it is.");
  if (fd >= 0)
    close (fd);
}
