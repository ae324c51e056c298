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

/* Read, read and written; or Jacobi's two buffers. */
static double *a, *b, *c;
static long size;

static double* allocate(long n) {
  double* p = aligned_alloc(64, (size_t)((n * 8 + 63) / 64 * 64));
  if (!p) exit(3);
#pragma omp parallel for schedule(static)
  for (long i = 0; i < n; i++) p[i] = 0;
  return p;
}

static void provide(long n) {
  free(a), free(b), free(c);
  a = allocate(n), b = allocate(n), c = allocate(n);
}

/* What is in a and b before the first run. */
static void ramp(void) {
  provide(size);
#pragma omp parallel for schedule(static)
  for (long i = 0; i < size; i++) {
    a[i] = (double)i / (double)size;
    b[i] = 1 - a[i] * a[i];
  }
}

static void grid(void) { provide((size + 2) * (size + 2)); }

static void scatter(long n, double above) {
  provide(n);
  for (long i = 0; i < n; i++) {
    a[i] = fmod((double)i * 0.6180339887498949, 1) + above;
    b[i] = a[i] + 1;
  }
}
static void scattered(void) { scatter(size, 0); }
static void positive(void) { scatter(size, 0.5); }
static void square(void) { scatter(size * size, 0); }

/* What precedes a run and is not timed. */
static void nothing(double s) { (void)s; }
static void border(double s) {
  long side = size + 2;
  for (double** p = (double*[]){a, b, NULL}; *p; p++) {
    memset(*p, 0, (size_t)(side * side) * 8);
    for (long j = 0; j < side; j++) (*p)[j] = s;
  }
}

/* The runs: an element of the result each, or a number. */
#define MAP(name, expression)                              \
  static double run_##name(double s) {                     \
    double *restrict x = a, *restrict y = b, *restrict z = c; \
    (void)s, (void)y;                                      \
    _Pragma("omp parallel for simd schedule(static)")      \
    for (long i = 0; i < size; i++) z[i] = expression;     \
    return 0;                                              \
  }
#define FOLD(name, operator, start, expression)            \
  static double run_##name(double s) {                     \
    double *restrict x = a, result = start;                \
    (void)s;                                               \
    _Pragma(operator)                                      \
    for (long i = 0; i < size; i++) result = expression;   \
    return result;                                         \
  }
#define SUM "omp parallel for simd reduction(+ : result) schedule(static)"
#define LEAST "omp parallel for simd reduction(min : result) schedule(static)"

MAP(chain, (x[i] * s + y[i]) * x[i] - y[i] / 3 + sqrt(x[i] * x[i] + y[i] * y[i]))
MAP(add, x[i] + y[i])
MAP(divide, x[i] / y[i])
MAP(sqrt, sqrt(x[i]))
MAP(exp, exp(x[i]))
MAP(log, log(x[i]))
MAP(sin, sin(x[i]))
MAP(pow, pow(x[i], 1.3 * s))
FOLD(sumsin, SUM, 0, result + sin(x[i] * s) * sin(x[i] * s))
FOLD(sum, SUM, 0, result + x[i])
FOLD(least, LEAST, x[0], x[i] < result ? x[i] : result)

static double run_columns(double s) {
  (void)s;
  double *restrict sums = c;
#pragma omp parallel
  {
    long threads = omp_get_num_threads(), me = omp_get_thread_num();
    long begin = size * me / threads, end = size * (me + 1) / threads;
    for (long j = begin; j < end; j++) sums[j] = 0;
    for (long i = 0; i < size; i++) {
      double *restrict row = a + i * size;
#pragma omp simd
      for (long j = begin; j < end; j++) sums[j] += row[j];
    }
  }
  return 0;
}

static double run_rows(double s) {
  (void)s;
#pragma omp parallel for schedule(static)
  for (long i = 0; i < size; i++) {
    double sum = 0, *restrict row = a + i * size;
#pragma omp simd reduction(+ : sum)
    for (long j = 0; j < size; j++) sum += row[j];
    c[i] = sum;
  }
  return 0;
}

static double run_std(double s) {
  double mean = run_sum(s) / (double)size, result = 0;
#pragma omp parallel for simd reduction(+ : result) schedule(static)
  for (long i = 0; i < size; i++) result += (a[i] - mean) * (a[i] - mean);
  return sqrt(result / (double)size);
}

static double run_jacobi(double s) {
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

/* Where the result is, of which the sum is compared. */
enum result { NUMBER, VECTOR, GRID };

static const struct benchmark {
  const char* name;
  void (*prepare)(void);
  void (*reset)(double);
  double (*run)(double);
  enum result result;
} BENCHMARKS[] = {
    {"chain", ramp, nothing, run_chain, VECTOR},      {"sumsin", ramp, nothing, run_sumsin, NUMBER},
    {"jacobi", grid, border, run_jacobi, GRID},       {"add", scattered, nothing, run_add, VECTOR},
    {"divide", scattered, nothing, run_divide, VECTOR}, {"sqrt", scattered, nothing, run_sqrt, VECTOR},
    {"exp", scattered, nothing, run_exp, VECTOR},     {"log", positive, nothing, run_log, VECTOR},
    {"sin", scattered, nothing, run_sin, VECTOR},     {"pow", positive, nothing, run_pow, VECTOR},
    {"sum", scattered, nothing, run_sum, NUMBER},     {"least", scattered, nothing, run_least, NUMBER},
    {"columns", square, nothing, run_columns, VECTOR}, {"rows", square, nothing, run_rows, VECTOR},
    {"std", scattered, nothing, run_std, NUMBER},     {NULL, NULL, NULL, NULL, NUMBER},
};

static double total(enum result result) {
  long n = result == VECTOR ? size : (size + 2) * (size + 2);
  double sum = 0, *p = result == VECTOR ? c : a;
  for (long i = 0; i < n; i++) sum += result == VECTOR ? fabs(p[i]) : p[i];
  return sum;
}

int main(void) {
  char line[256], name[32];
  double seed;
  const struct benchmark* current = NULL;
  while (fgets(line, sizeof line, stdin)) {
    if (sscanf(line, "{\"prepare\":\"%31[a-z]\",\"size\":%ld}", name, &size) == 2) {
      for (current = BENCHMARKS; current->name && strcmp(current->name, name); current++) continue;
      if (current->name) current->prepare();
      puts(current->name ? "{\"ok\":true}" : "{\"skip\":\"not written in C\"}");
    } else if (current && current->name && sscanf(line, "{\"run\":%lf}", &seed) == 1) {
      current->reset(seed);
      double begin = omp_get_wtime();
      double result = current->run(seed);
      double ms = (omp_get_wtime() - begin) * 1e3;
      printf("{\"ms\":%.6f,\"check\":%.17g}\n", ms, current->result == NUMBER ? result : total(current->result));
    } else {
      puts("{\"error\":\"malformed request\"}");
    }
    fflush(stdout);
  }
  return 0;
}
