/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* How the pricing bench takes times, prints them with their errors, and judges both. A mark that is missed fails the run. */

#include <glib.h>

#define REPORT_ROUNDS 15
#define REPORT_MOST_ROUNDS 60 /* where other programs come between */

/* The same work, timed again and again. */
typedef struct
{
  double us[REPORT_MOST_ROUNDS]; /* microseconds per contract */
  int    n;
} ReportTimes;

/* What the errors of all, and of 99 % of them, may be: option-math 12. */
typedef struct
{
  double usual, all;
} ReportLimits;

double   report_cpu_us       (void);
long     report_allocations  (void); /* so far, in the whole process but for its shared libraries */
void     report_add          (ReportTimes *times, double us);
double   report_get_least    (const ReportTimes *times); /* of the run that nothing disturbed */

void     report_class        (const ReportTimes *yardstick, double most_us);
void     report_times        (const char *who, const ReportTimes *times, const char *note);
void     report_errors       (const char *who, double *errors, int n);
void     report_judge_errors (const char *what, double *errors, int n, ReportLimits limits);
void     report_judge_time   (const char *what, double us, double must_us, double stretch_us);
void     report_judge_ratio  (const char *what, const ReportTimes *peer, const ReportTimes *ours, double must);
void     report_judge_count  (const char *what, double count, double must); /* neither more nor less */
gboolean report_has_failed   (void);
