/*
 * What a disk has after a power cut: each file as it was when it was last synced, and nothing else.
 * Preloaded, it keeps such a copy of every journal file in the folder that POWER_CUT names.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void keep(int fd) {
  const char *folder = getenv("POWER_CUT");
  char link[64], path[PATH_MAX], name[PATH_MAX + 8], part[PATH_MAX + 16], block[65536];
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t length = readlink(link, path, sizeof path - 1);
  if (folder == NULL || length < 0) return;
  path[length] = 0;
  if (strstr(path, "journal.db") == NULL) return;
  snprintf(name, sizeof name, "%s%s", folder, strrchr(path, '/'));
  snprintf(part, sizeof part, "%s.part", name);
  int in = open(path, O_RDONLY), out = open(part, O_WRONLY | O_CREAT | O_TRUNC, 0600);
  for (ssize_t n; (n = read(in, block, sizeof block)) > 0;) {
    if (write(out, block, n) != n) abort();
  }
  close(in);
  close(out);
  rename(part, name);
}

int fsync(int fd) {
  int result = ((int (*)(int))dlsym(RTLD_NEXT, "fsync"))(fd);
  keep(fd);
  return result;
}

int fdatasync(int fd) {
  int result = ((int (*)(int))dlsym(RTLD_NEXT, "fdatasync"))(fd);
  keep(fd);
  return result;
}
