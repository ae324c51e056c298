/* The loops of loops.ts by hand: two threads, each one pass over memory, the same roundings as in JavaScript.
 *
 * A worker like limits.c. Nothing is contracted or reordered but the sums of `dot` and `nbody`, and what any
 * order gives: gcc -O3 -march=native -ffp-contract=off -fno-math-errno -fno-trapping-math -fopenmp-simd loops.c -lm -lpthread
 */
#include <math.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { THREADS = 2 };
#define MIN(a, b) ((a) < (b) ? (a) : (b))

static double *a, *b, *c, *first;
static int32_t* ints;
static long n;
static double seed, result;
static char name[32];

/* --- two threads: each gets its number --- */

typedef void Part(long thread);
static Part* job;
static pthread_barrier_t begin_, end_, step_;

static void* helper(void* thread) {
  for (;;) {
    pthread_barrier_wait(&begin_);
    job((long)thread);
    pthread_barrier_wait(&end_);
  }
  return NULL;
}

static void both(Part* part) {
  job = part;
  pthread_barrier_wait(&begin_);
  part(0);
  pthread_barrier_wait(&end_);
}

/* What a thread has to do of [0, count). */
static long from(long thread, long count) { return count * thread / THREADS; }

/* --- the loops --- */

static void saxpy(long t) {
  double *restrict y = b, *restrict x = a, s = seed;
  long end = from(t + 1, n);
  for (long i = from(t, n); i < end; i++) y[i] += s * x[i];
}

static void stencil(long t) {
  double *restrict y = b, *restrict x = a, s = seed;
  long end = 1 + from(t + 1, n - 2);
  for (long i = 1 + from(t, n - 2); i < end; i++) y[i] = s * (0.25 * x[i - 1] + 0.5 * x[i] + 0.25 * x[i + 1]);
}

static void heat(long t) {
  double *u = a, *v = b;
  for (int step = 0; step < 20; step++) {
    long end = 1 + from(t + 1, n - 2);
    for (long i = 1 + from(t, n - 2); i < end; i++) {
      double *restrict out = v + i * n, *restrict in = u + i * n;
      for (long j = 1; j < n - 1; j++) {
        double around = in[j - n] + in[j + n] + in[j - 1] + in[j + 1];
        out[j] = in[j] + 0.2 * (around - 4 * in[j]);
      }
    }
    double* swapped = u;
    u = v, v = swapped;
    pthread_barrier_wait(&step_);
  }
}

/* Rows take different times: each thread takes the next one. */
static atomic_long next_row;
static void mandelbrot(long t) {
  (void)t;
  double left = -2.25 + seed / 16;
  for (long row; (row = atomic_fetch_add(&next_row, 1)) < n;) {
    for (long column = 0; column < n; column++) {
      double cx = left + (double)(column * 3) / (double)n, cy = -1.5 + (double)(row * 3) / (double)n, x = 0, y = 0;
      int steps = 0;
      while (steps < 200 && x * x + y * y <= 4) {
        double next = x * x - y * y + cx;
        y = 2 * x * y + cy;
        x = next;
        steps++;
      }
      ints[row * n + column] = steps;
    }
  }
}

/* Four rows at a time, over a part of k that stays in cache; each element adds its products in the order of k. */
static void product(long t) {
  enum { PART = 128 };
  long end = from(t + 1, n / 4) * 4;
  for (long k0 = 0; k0 < n; k0 += PART) {
    for (long i = from(t, n / 4) * 4; i < end; i += 4) {
      double *restrict c0 = c + i * n, *restrict c1 = c0 + n, *restrict c2 = c1 + n, *restrict c3 = c2 + n;
      for (long k = k0; k < MIN(k0 + PART, n); k++) {
        double a0 = a[i * n + k], a1 = a[(i + 1) * n + k], a2 = a[(i + 2) * n + k], a3 = a[(i + 3) * n + k];
        double* restrict row = b + k * n;
        for (long j = 0; j < n; j++) {
          c0[j] += a0 * row[j];
          c1[j] += a1 * row[j];
          c2[j] += a2 * row[j];
          c3[j] += a3 * row[j];
        }
      }
    }
  }
}

static double parts[THREADS];
static long places[THREADS];

static void intsum(long t) {
  int64_t sum = 0;
  long end = from(t + 1, n);
  for (long i = from(t, n); i < end; i++) sum += ints[i];
  parts[t] = (double)sum;
}

static void wrapsum(long t) {
  uint32_t sum = 0;
  long end = from(t + 1, n);
  for (long i = from(t, n); i < end; i++) sum += (uint32_t)ints[i];
  parts[t] = sum;
}

static void smallest(long t) {
  double m = INFINITY;
  long end = from(t + 1, n);
#pragma omp simd reduction(min : m)
  for (long i = from(t, n); i < end; i++) m = MIN(a[i], m);
  parts[t] = m;
}

static void largest(long t) {
  double m = -INFINITY;
  long end = from(t + 1, n);
#pragma omp simd reduction(max : m)
  for (long i = from(t, n); i < end; i++) m = a[i] > m ? a[i] : m;
  parts[t] = m;
}

/* The smallest of a part that is in cache; only where it is smaller than all before, where it stands. */
static void argmin(long t) {
  enum { PART = 1024 };
  double best = INFINITY;
  long at = -1, end = from(t + 1, n);
  for (long start = from(t, n); start < end; start += PART) {
    double m = INFINITY;
    long stop = MIN(start + PART, end);
#pragma omp simd reduction(min : m)
    for (long i = start; i < stop; i++) m = MIN(a[i], m);
    if (!(m < best)) continue;
    best = m;
    for (at = start; a[at] != m;) at++;
  }
  parts[t] = best, places[t] = at;
}

static void dot(long t) {
  double sum = 0;
  long end = from(t + 1, n);
#pragma omp simd reduction(+ : sum)
  for (long i = from(t, n); i < end; i++) sum += a[i] * first[i];
  parts[t] = sum;
}

/* Positions are a, reversed a, and 1 - a; accelerations are in c, one component after the other. */
static void nbody(long t) {
  double *restrict x = a, *restrict y = b, *restrict z = first, m = seed;
  long end = from(t + 1, n);
  for (long i = from(t, n); i < end; i++) {
    double sx = 0, sy = 0, sz = 0, xi = x[i], yi = y[i], zi = z[i];
#pragma omp simd reduction(+ : sx, sy, sz)
    for (long j = 0; j < n; j++) {
      double dx = x[j] - xi, dy = y[j] - yi, dz = z[j] - zi;
      double d2 = dx * dx + dy * dy + dz * dz + 1e-3, w = m / (d2 * sqrt(d2));
      sx += w * dx, sy += w * dy, sz += w * dz;
    }
    c[i] = sx, c[n + i] = sy, c[2 * n + i] = sz;
  }
}

/* --- what is prepared, and checked --- */

static int is(const char* s) { return !strcmp(name, s); }
static int is_product(void) { return !strncmp(name, "ij", 2) || !strncmp(name, "ik", 2); }
static int is_reduction(void) { return is("min") || is("max") || is("argmin") || is("dot"); }
static int is_integers(void) { return is("intsum") || is("wrapsum"); }

static Part* known(void) {
  static const struct {
    const char* name;
    Part* part;
  } all[] = {{"saxpy", saxpy},   {"stencil", stencil}, {"heat", heat},       {"mandelbrot", mandelbrot},
             {"intsum", intsum}, {"wrapsum", wrapsum}, {"min", smallest},    {"max", largest},
             {"argmin", argmin}, {"dot", dot},         {"nbody", nbody}};
  for (size_t i = 0; i < sizeof all / sizeof *all; i++)
    if (is(all[i].name)) return all[i].part;
  return is_product() ? product : NULL;
}

static long count(void) { return is("heat") || is("mandelbrot") || is_product() ? n * n : n; }

static void* allocate(long bytes) {
  void* p = aligned_alloc(64, (size_t)((bytes + 63) / 64 * 64));
  if (!p) exit(3);
  return memset(p, 0, (size_t)bytes);
}

static void prepare(void) {
  free(a), free(b), free(c), free(first), free(ints);
  long size = count();
  a = allocate(size * 8), b = allocate(size * 8), c = allocate(size * 24), first = allocate(size * 8);
  ints = allocate(size * 4);
  uint32_t state = 1;
  for (long i = 0; i < size; i++) {
    state = state * 1664525u + 1013904223u;
    first[i] = state / 4294967296.0;
  }
  memcpy(a, first, (size_t)size * 8);
  for (long i = 0; i < size; i++) b[i] = first[size - 1 - i];
  if (is_integers())
    for (long i = 0; i < size; i++) ints[i] = (int32_t)(first[i] * 1048576);
  if (is("nbody"))
    for (long i = 0; i < size; i++) first[i] = 1 - first[i];
}

static void reset(void) {
  size_t bytes = (size_t)count() * 8;
  if (is("saxpy") || is("stencil")) memcpy(b, a, bytes);
  if (is("heat")) {
    memcpy(a, first, bytes);
    a[(n >> 1) * (n + 1)] = seed * 1e4;
    memcpy(b, a, bytes);
  }
  if (is_product()) a[0] = seed, memset(c, 0, bytes);
  if (is_integers()) ints[0] = (int32_t)(seed * 64);
  if (is_reduction()) {
    memcpy(a, first, bytes);
    a[(long)fmod((double)n * seed, (double)n)] = -seed;
    a[(long)fmod((double)n * seed * 7, (double)n)] = seed;
  }
  next_row = 0;
}

static void combine(void) {
  if (is("intsum") || is("dot")) result = parts[0] + parts[1];
  if (is("wrapsum")) result = (int32_t)((uint32_t)parts[0] + (uint32_t)parts[1]);
  if (is("min")) result = fmin(parts[0], parts[1]);
  if (is("max")) result = fmax(parts[0], parts[1]);
  if (is("argmin")) result = (double)places[parts[1] < parts[0]];
}

static double check(void) {
  if (is_reduction() || is_integers()) return result;
  long size = count();
  double sum = 0;
  if (is("mandelbrot"))
    for (long i = 0; i < size; i++) sum += ints[i];
  else if (is("nbody"))
    for (long i = 0; i < 2 * n; i++) sum += fabs(c[i < n ? i : n + i]);
  else
    for (long i = 0; i < size; i++) sum += (is("heat") ? a : is_product() ? c : b)[i];
  return sum;
}

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec * 1e3 + (double)t.tv_nsec * 1e-6;
}

int main(void) {
  pthread_barrier_init(&begin_, NULL, THREADS);
  pthread_barrier_init(&end_, NULL, THREADS);
  pthread_barrier_init(&step_, NULL, THREADS);
  for (long t = 1; t < THREADS; t++) {
    pthread_t thread;
    if (pthread_create(&thread, NULL, helper, (void*)t)) return 3;
  }
  char line[256];
  while (fgets(line, sizeof line, stdin)) {
    if (sscanf(line, "{\"prepare\":\"%31[a-z0-9]\",\"size\":%ld}", name, &n) == 2) {
      if (known()) prepare();
      puts(known() ? "{\"ok\":true}" : "{\"skip\":\"not written in C\"}");
    } else if (sscanf(line, "{\"run\":%lf}", &seed) == 1) {
      reset();
      double begin = now();
      both(known());
      combine();
      double ms = now() - begin;
      printf("{\"ms\":%.6f,\"check\":%.17g}\n", ms, check());
    } else {
      puts("{\"error\":\"malformed request\"}");
    }
    fflush(stdout);
  }
  return 0;
}
