/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A short fuzzing of every parser in each run of the tests: mutations of known texts, and random bytes. The same inputs every time; another
 * number in MAGNUS_FUZZ_SEED gives others. The input that makes a parser fail is left in /tmp/magnus-fuzz-TARGET. */

#include "fuzz-targets.h"

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define SEED_VARIABLE "MAGNUS_FUZZ_SEED"
#define DEFAULT_SEED 20261123
#define LONGEST_SEED 8192 /* a longer recording makes every round slow and no round better */
#define LONGEST_INPUT 8192
#define MOST_MUTATIONS 6

/* Pieces that mean something to one parser or another. */
static const char *const pieces[] = {
  "###", ",", "\r\n", ":", "/", "-", ".", "\"", "\xe2\x81\xa4", "\xff\xfe", "\xef\xbb\xbf", "NASDAQ:", "OPRA:", "260116C", "00185000", "T", "Z", "+", " ", "\t", "\\#", "!",
  "USD", ".P", "999999999999999999999", "-0", "e9", "\xf0\x9f\x90\x82", "\x80", "Symbol,", "2026-",
};

static guint8
random_byte (GRand *rand)
{
  return (guint8) g_rand_int_range (rand, 0, 256);
}

static guint
random_position (GRand      *rand,
                 GByteArray *input)
{
  return input->len > 0 ? (guint) g_rand_int_range (rand, 0, (int) input->len) : 0;
}

static void
insert (GByteArray   *input,
        guint         at,
        const guint8 *bytes,
        guint         n)
{
  guint tail = input->len - at;

  g_byte_array_set_size (input, input->len + n);
  memmove (input->data + at + n, input->data + at, tail);
  memcpy (input->data + at, bytes, n);
}

static void
repeat_part (GRand      *rand,
             GByteArray *input)
{
  guint from = random_position (rand, input);
  guint n = input->len > from ? (guint) g_rand_int_range (rand, 0, (int) (input->len - from)) : 0;
  g_autofree guint8 *part = g_memdup2 (input->data + from, n);

  if (n > 0)
    insert (input, random_position (rand, input), part, n);
}

static void
mutate (GRand      *rand,
        GByteArray *input)
{
  guint at = random_position (rand, input);
  guint8 byte = random_byte (rand);
  const char *piece = pieces[g_rand_int_range (rand, 0, G_N_ELEMENTS (pieces))];

  switch (g_rand_int_range (rand, 0, 6))
    {
    case 0:
      if (input->len > 0)
        input->data[at] = byte;
      break;
    case 1:
      if (input->len > 0)
        input->data[at] ^= (guint8) (1u << g_rand_int_range (rand, 0, 8));
      break;
    case 2:
      insert (input, at, &byte, 1);
      break;
    case 3:
      insert (input, at, (const guint8 *) piece, (guint) strlen (piece));
      break;
    case 4:
      if (input->len > 0)
        g_byte_array_remove_range (input, at, (guint) g_rand_int_range (rand, 0, (int) (input->len - at) + 1));
      break;
    default:
      repeat_part (rand, input);
      break;
    }
  if (input->len > LONGEST_INPUT)
    g_byte_array_set_size (input, LONGEST_INPUT);
}

/* What is being tried, for the handler below. */
static struct
{
  const char   *name;
  const guint8 *data;
  gsize         size;
} current;

static void
save_current (int signal_number)
{
  char path[128] = "/tmp/magnus-fuzz-";
  int fd;

  /* Only what may be called in a signal's handler. */
  strncat (path, current.name, sizeof path - strlen (path) - 1);
  if ((fd = open (path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600)) >= 0 && write (fd, current.data, current.size) < 0)
    close (fd);
  signal (signal_number, SIG_DFL);
  raise (signal_number);
}

/* Runs on a copy of exactly the right size, so a sanitizer sees one byte too many being read. */
static void
run_on_copy (const MagFuzzTarget *target,
             const guint8        *data,
             gsize                size)
{
  g_autofree guint8 *copy = g_malloc (MAX (size, 1));

  memcpy (copy, data, size);
  current.name = target->name;
  current.data = copy;
  current.size = size;
  target->run (copy, size);
}

static GPtrArray *
collect_seeds (const MagFuzzTarget *target)
{
  GPtrArray *seeds = g_ptr_array_new_with_free_func ((GDestroyNotify) g_byte_array_unref);
  const char *captures = g_getenv ("MAGNUS_CAPTURES");
  g_autofree char *folder = NULL;
  g_autoptr(GDir) dir = NULL;
  const char *name;

  for (gsize i = 0; target->seeds[i] != NULL; i++)
    g_ptr_array_add (seeds, g_byte_array_append (g_byte_array_new (), (const guint8 *) target->seeds[i], (guint) strlen (target->seeds[i])));
  if (captures == NULL || target->captures == NULL)
    return seeds;

  folder = g_build_filename (captures, target->captures, NULL);
  dir = g_dir_open (folder, 0, NULL);
  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      char *text;
      gsize length;

      if (!g_file_get_contents (path, &text, &length, NULL))
        continue;
      if (length <= LONGEST_SEED)
        g_ptr_array_add (seeds, g_byte_array_new_take ((guint8 *) text, length));
      else
        g_free (text);
    }
  return seeds;
}

static void
fill_randomly (GRand      *rand,
               GByteArray *input)
{
  g_byte_array_set_size (input, (guint) g_rand_int_range (rand, 0, 200));
  for (guint i = 0; i < input->len; i++)
    input->data[i] = random_byte (rand);
}

static void
test_target (gconstpointer data)
{
  const MagFuzzTarget *target = data;
  const char *variable = g_getenv (SEED_VARIABLE);
  guint32 seed = variable != NULL ? (guint32) strtoul (variable, NULL, 10) : DEFAULT_SEED;
  g_autoptr(GRand) rand = g_rand_new_with_seed (seed);
  g_autoptr(GPtrArray) seeds = collect_seeds (target);
  g_autoptr(GByteArray) input = g_byte_array_new ();

  g_test_message (SEED_VARIABLE "=%u, %u texts, %u rounds", seed, seeds->len, target->n_rounds);
  for (guint i = 0; i < seeds->len; i++)
    {
      const GByteArray *text = g_ptr_array_index (seeds, i);

      run_on_copy (target, text->data, text->len);
    }
  for (guint round = 0; round < target->n_rounds; round++)
    {
      const GByteArray *text = g_ptr_array_index (seeds, (guint) g_rand_int_range (rand, 0, (int) seeds->len));
      int n_mutations = g_rand_int_range (rand, 1, MOST_MUTATIONS + 1);

      g_byte_array_set_size (input, 0);
      g_byte_array_append (input, text->data, text->len);
      if (round % 8 == 0)
        fill_randomly (rand, input);
      for (int i = 0; i < n_mutations; i++)
        mutate (rand, input);
      run_on_copy (target, input->data, input->len);
    }
}

static void
add_tests (const MagFuzzTarget *targets,
           gsize                n_targets)
{
  for (gsize i = 0; i < n_targets; i++)
    {
      g_autofree char *path = g_strconcat ("/fuzz/", targets[i].name, NULL);

      g_test_add_data_func (path, &targets[i], test_target);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  signal (SIGABRT, save_current);
  add_tests (mag_fuzz_core_targets, mag_fuzz_n_core_targets);
  add_tests (mag_fuzz_market_targets, mag_fuzz_n_market_targets);
  add_tests (mag_fuzz_broker_targets, mag_fuzz_n_broker_targets);
  add_tests (mag_fuzz_pricing_targets, mag_fuzz_n_pricing_targets);
  return g_test_run ();
}
