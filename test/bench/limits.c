/* What two threads of C can do: the kernels of the benchmark by hand, each one pass over memory.
 *
 * A worker like the others: one JSON request a line on standard input, one answer a line on standard
 * output. Requests have a fixed form, so sscanf reads them.
 * gcc -O3 -march=native -ffast-math -fopenmp limits.c -lm
 */
#include <math.h>
#include <omp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static double *a, *b, *c;
static long size;
static char name[32];

static double* allocate(long n) {
  double* p = aligned_alloc(64, (size_t)((n * 8 + 63) / 64 * 64));
  if (!p) exit(3);
#pragma omp parallel for schedule(static)
  for (long i = 0; i < n; i++) p[i] = 0;
  return p;
}

static void prepare(void) {
  free(a), free(b), free(c);
  long side = size + 2;
  long n = strcmp(name, "jacobi") ? size : side * side;
  a = allocate(n), b = allocate(n), c = allocate(n);
  if (!strcmp(name, "jacobi")) return;
#pragma omp parallel for schedule(static)
  for (long i = 0; i < n; i++) {
    a[i] = (double)i / (double)n;
    b[i] = 1 - a[i] * a[i];
  }
}

static double chain(double s) {
  double *restrict x = a, *restrict y = b, *restrict out = c;
#pragma omp parallel for simd schedule(static)
  for (long i = 0; i < size; i++) out[i] = (x[i] * s + y[i]) * x[i] - y[i] / 3 + sqrt(x[i] * x[i] + y[i] * y[i]);
  return 0;
}

static double sumsin(double s) {
  double sum = 0, *restrict x = a;
#pragma omp parallel for simd reduction(+ : sum) schedule(static)
  for (long i = 0; i < size; i++) {
    double v = sin(x[i] * s);
    sum += v * v;
  }
  return sum;
}

/* Two buffers, swapped after each step. */
static double jacobi(double s) {
  (void)s;
  long side = size + 2;
  double *from = a, *to = b;
  for (int step = 0; step < 50; step++) {
#pragma omp parallel for schedule(static)
    for (long i = 1; i <= size; i++) {
      double *restrict out = to + i * side, *restrict in = from + i * side;
#pragma omp simd
      for (long j = 1; j <= size; j++) out[j] = 0.25 * (in[j - side] + in[j + side] + in[j - 1] + in[j + 1]);
    }
    double* swapped = from;
    from = to, to = swapped;
  }
  return 0; /* 50 is even: the result is in a */
}

/* What precedes a run and is not timed. */
static void reset(double s) {
  if (strcmp(name, "jacobi")) return;
  long side = size + 2;
  for (double** p = (double*[]){a, b, NULL}; *p; p++) {
    memset(*p, 0, (size_t)(side * side) * 8);
    for (long j = 0; j < side; j++) (*p)[j] = s;
  }
}

static double total(void) {
  long n = strcmp(name, "jacobi") ? size : (size + 2) * (size + 2);
  double sum = 0, *p = strcmp(name, "jacobi") ? c : a;
  for (long i = 0; i < n; i++) sum += p[i];
  return sum;
}

int main(void) {
  char line[256];
  double seed;
  while (fgets(line, sizeof line, stdin)) {
    if (sscanf(line, "{\"prepare\":\"%31[a-z]\",\"size\":%ld}", name, &size) == 2) {
      int known = !strcmp(name, "chain") || !strcmp(name, "sumsin") || !strcmp(name, "jacobi");
      if (known) prepare();
      puts(known ? "{\"ok\":true}" : "{\"skip\":\"not written in C\"}");
    } else if (sscanf(line, "{\"run\":%lf}", &seed) == 1) {
      reset(seed);
      double begin = omp_get_wtime();
      double result = !strcmp(name, "chain") ? chain(seed) : !strcmp(name, "sumsin") ? sumsin(seed) : jacobi(seed);
      double ms = (omp_get_wtime() - begin) * 1e3;
      printf("{\"ms\":%.6f,\"check\":%.17g}\n", ms, strcmp(name, "sumsin") ? total() : result);
    } else {
      puts("{\"error\":\"malformed request\"}");
    }
    fflush(stdout);
  }
  return 0;
}
