/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mag-ctl-json.h"
#include "mag-job-repo.h"

G_BEGIN_DECLS

void  mag_ctl_write_job         (MagCtlJson *json, const MagJob *job, gint64 now_us);
char *mag_ctl_dup_job_errors    (const MagJob *job);
double mag_ctl_get_job_seconds  (const MagJob *job, gint64 now_us);

G_END_DECLS
