/* Shortens write(2) on logs at random, as a full disk or a signal would, and lets other writers come between. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

static unsigned state;

static unsigned draw(unsigned below) {
  if (state == 0) {
    const char *seed = getenv("SHORT_WRITE_SEED");
    state = (seed ? (unsigned)strtoul(seed, NULL, 10) : 1) * 2654435761u + (unsigned)getpid();
  }
  state = state * 1664525u + 1013904223u;
  return (state >> 8) % below;
}

static int is_log(int fd) {
  static const char suffix[] = ".jsonl";
  char link[64], path[4096];
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t length = readlink(link, path, sizeof path);
  ssize_t want = sizeof suffix - 1;
  return length >= want && memcmp(path + length - want, suffix, want) == 0;
}

static void note(void) {
  const char *path = getenv("SHORT_WRITE_COUNT");
  int fd = path ? open(path, O_WRONLY | O_CREAT | O_APPEND, 0600) : -1;
  if (fd < 0) return;
  ssize_t (*real)(int, const void *, size_t) = dlsym(RTLD_NEXT, "write");
  real(fd, ".", 1);
  close(fd);
}

ssize_t write(int fd, const void *bytes, size_t length) {
  static ssize_t (*real)(int, const void *, size_t);
  if (!real) real = dlsym(RTLD_NEXT, "write");
  if (length < 2 || !is_log(fd) || draw(3) != 0) return real(fd, bytes, length);
  ssize_t written = real(fd, bytes, 1 + draw((unsigned)length - 1));
  note();
  struct timespec pause = {0, 200 * 1000};
  nanosleep(&pause, NULL);
  return written;
}

ssize_t writev(int fd, const struct iovec *parts, int count) {
  static ssize_t (*real)(int, const struct iovec *, int);
  if (!real) real = dlsym(RTLD_NEXT, "writev");
  if (count < 1 || !is_log(fd)) return real(fd, parts, count);
  return write(fd, parts[0].iov_base, parts[0].iov_len);
}
