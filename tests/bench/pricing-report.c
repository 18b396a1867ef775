/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Times are judged by the least of their rounds, and printed with the median: another program's share of the machine is not ours. Ratios to a peer
 * of the same run have to hold everywhere; plain times only on the class of machine that they were asked for. */

#include "pricing-report.h"

#include <math.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <time.h>

static gboolean of_the_class, failed;
static atomic_long n_allocations;

/* The linker puts these in the place of the C library's. */
void *__real_malloc (size_t size);
void *__real_calloc (size_t n, size_t size);
void *__real_realloc (void *block, size_t size);
void *__real_aligned_alloc (size_t alignment, size_t size);
void *__wrap_malloc (size_t size);
void *__wrap_calloc (size_t n, size_t size);
void *__wrap_realloc (void *block, size_t size);
void *__wrap_aligned_alloc (size_t alignment, size_t size);

void *
__wrap_malloc (size_t size)
{
  n_allocations++;
  return __real_malloc (size);
}

void *
__wrap_calloc (size_t n,
               size_t size)
{
  n_allocations++;
  return __real_calloc (n, size);
}

void *
__wrap_realloc (void   *block,
                size_t  size)
{
  n_allocations++;
  return __real_realloc (block, size);
}

void *
__wrap_aligned_alloc (size_t alignment,
                      size_t size)
{
  n_allocations++;
  return __real_aligned_alloc (alignment, size);
}

long
report_allocations (void)
{
  return n_allocations;
}

double
report_cpu_us (void)
{
  struct timespec now;

  clock_gettime (CLOCK_PROCESS_CPUTIME_ID, &now);
  return now.tv_sec * 1e6 + now.tv_nsec / 1e3;
}

void
report_add (ReportTimes *times,
            double       us)
{
  g_assert_cmpint (times->n, <, REPORT_MOST_ROUNDS);
  times->us[times->n++] = us;
}

double
report_get_least (const ReportTimes *times)
{
  double least = INFINITY;

  for (int i = 0; i < times->n; i++)
    least = fmin (least, times->us[i]);
  return least;
}

static int
compare_doubles (const void *a,
                 const void *b)
{
  double x = *(const double *) a, y = *(const double *) b;

  return (x > y) - (x < y);
}

static void
sort (double *values,
      int     n)
{
  qsort (values, n, sizeof *values, compare_doubles);
}

/* The one of sorted @values that a share of them does not exceed. */
static double
get_quantile (const double *values,
              int           n,
              double        share)
{
  return n > 0 ? values[CLAMP ((int) ceil (share * n) - 1, 0, n - 1)] : NAN;
}

/* "167 ns", "1.32 us", "6.59 ms". Lives until the fourth call after. */
static const char *
format_time (double us)
{
  static char texts[4][32];
  static int next;
  char *text = texts[next++ % 4];

  if (us < 1)
    g_snprintf (text, sizeof texts[0], "%.3g ns", us * 1e3);
  else if (us < 1e3)
    g_snprintf (text, sizeof texts[0], "%.3g us", us);
  else
    g_snprintf (text, sizeof texts[0], "%.3g ms", us / 1e3);
  return text;
}

static const char *
judge (gboolean met)
{
  failed = failed || !met;
  return met ? "met" : "MISSED";
}

/**
 * report_class:
 * @yardstick: a peer's times
 * @most_us: what it takes at most on the class of machine that the times are asked for
 *
 * Decides whether plain times are judged.
 */
void
report_class (const ReportTimes *yardstick,
              double             most_us)
{
  of_the_class = report_get_least (yardstick) <= most_us;
  g_print ("machine: %s the class that the times below are asked for: the yardstick takes %s, there %s at most%s\n", of_the_class ? "of" : "NOT of",
           format_time (report_get_least (yardstick)), format_time (most_us), of_the_class ? "" : "; times are shown, only ratios and errors judged");
}

/**
 * report_times:
 * @note: (nullable): what is to be said about them
 */
void
report_times (const char        *who,
              const ReportTimes *times,
              const char        *note)
{
  ReportTimes sorted = *times;

  sort (sorted.us, sorted.n);
  g_print ("    %-38s %8s each (median %s), %.0f a second%s%s\n", who, format_time (sorted.us[0]), format_time (get_quantile (sorted.us, sorted.n, 0.5)),
           1e6 / sorted.us[0], note != NULL ? "; " : "", note != NULL ? note : "");
}

/**
 * report_errors:
 * @errors: (array length=n): is put in order; NaN where there was no answer, of which the number is told
 */
void
report_errors (const char *who,
               double     *errors,
               int         n)
{
  int n_answers = 0;

  for (int i = 0; i < n; i++)
    if (!isnan (errors[i]))
      errors[n_answers++] = errors[i];
  sort (errors, n_answers);
  g_print ("    %-38s error p50 %.1e  p99 %.1e  max %.1e  (%d", who, get_quantile (errors, n_answers, 0.5), get_quantile (errors, n_answers, 0.99),
           get_quantile (errors, n_answers, 1), n_answers);
  if (n_answers < n)
    g_print (", %d refused", n - n_answers);
  g_print (")\n");
}

/**
 * report_judge_errors:
 * @errors: (array length=n): is put in order; NaN where there was no answer, which is as wrong as can be
 */
void
report_judge_errors (const char   *what,
                     double       *errors,
                     int           n,
                     ReportLimits  limits)
{
  double usual, worst;

  for (int i = 0; i < n; i++)
    if (isnan (errors[i]))
      errors[i] = INFINITY;
  sort (errors, n);
  usual = get_quantile (errors, n, 0.99);
  worst = get_quantile (errors, n, 1);
  g_print ("  %-40s p99 %.1e (must %.0e)  max %.1e (must %.0e): %s\n", what, usual, limits.usual, worst, limits.all,
           judge (n > 0 && usual <= limits.usual && worst <= limits.all));
}

/**
 * report_judge_time:
 * @stretch_us: what would be better still; 0 if nothing was named
 */
void
report_judge_time (const char *what,
                   double      us,
                   double      must_us,
                   double      stretch_us)
{
  g_autofree char *stretch = stretch_us > 0 ? g_strdup_printf (", stretch %s", format_time (stretch_us)) : g_strdup ("");
  const char *verdict;

  if (us <= stretch_us)
    verdict = "stretch met";
  else if (us <= must_us || of_the_class)
    verdict = judge (us <= must_us);
  else
    verdict = "missed, not judged";
  g_print ("  %-62s %8s  (must %s%s): %s\n", what, format_time (us), format_time (must_us), stretch, verdict);
}

/**
 * report_judge_ratio:
 * @must: how many times as fast as @peer; 0 where only the ratio is of interest
 */
void
report_judge_ratio (const char        *what,
                    const ReportTimes *peer,
                    const ReportTimes *ours,
                    double             must)
{
  double ratio = report_get_least (peer) / report_get_least (ours);

  if (must > 0)
    g_print ("  %-62s %6.4g x  (must %g x): %s\n", what, ratio, must, judge (ratio >= must));
  else
    g_print ("  %-62s %6.4g x\n", what, ratio);
}

void
report_judge_count (const char *what,
                    double      count,
                    double      must)
{
  g_print ("  %-62s %8g  (must %g): %s\n", what, count, must, judge (count == must));
}

gboolean
report_has_failed (void)
{
  return failed;
}
