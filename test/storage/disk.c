// A disk that fails, loaded before everything else (LD_PRELOAD). It looks at files whose name holds ".db" and at no others.
//
// DISK_FLAG: a file. While it holds a number, every write to the ledger and its log fails with that errno (28: no space left, 5: input/output error).
// DISK_LAZY: the disk says "written" and keeps only every twentieth time: what a program loses that does not wait.
// DISK_SYNCED: a folder. What a file holds when it is synced is copied there: after a power loss nothing else is sure to be on the disk.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <unistd.h>

static int name_of(int fd, char *name) {
  char link[64];
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t length = readlink(link, name, PATH_MAX - 1);
  if (length <= 0) return 0;
  name[length] = 0;
  const char *base = strrchr(name, '/');
  return base != NULL && strstr(base, ".db") != NULL;
}

static int fault(int fd) {
  const char *flag = getenv("DISK_FLAG");
  char name[PATH_MAX], digits[16] = {0};
  if (flag == NULL) return 0;
  int file = syscall(SYS_openat, AT_FDCWD, flag, O_RDONLY);
  if (file < 0) return 0;
  ssize_t length = syscall(SYS_read, file, digits, sizeof digits - 1);
  syscall(SYS_close, file);
  return length > 0 && name_of(fd, name) ? atoi(digits) : 0;
}

static void keep(int fd) {
  const char *folder = getenv("DISK_SYNCED");
  char name[PATH_MAX], copy[PATH_MAX], half[PATH_MAX + 8];
  static char bytes[1 << 16];
  static int asked = 0;
  if (folder == NULL || !name_of(fd, name)) return;
  if (getenv("DISK_LAZY") != NULL && ++asked % 20 != 0) return;
  snprintf(copy, sizeof copy, "%s%s", folder, strrchr(name, '/'));
  snprintf(half, sizeof half, "%s~", copy);
  int from = syscall(SYS_openat, AT_FDCWD, name, O_RDONLY);
  int to = syscall(SYS_openat, AT_FDCWD, half, O_WRONLY | O_CREAT | O_TRUNC, 0600);
  for (ssize_t n; from >= 0 && to >= 0 && (n = syscall(SYS_read, from, bytes, sizeof bytes)) > 0;) syscall(SYS_write, to, bytes, n);
  if (from >= 0) syscall(SYS_close, from);
  if (to >= 0) syscall(SYS_close, to);
  rename(half, copy);
}

#define REAL(type, name, ...) ((type (*)(__VA_ARGS__))dlsym(RTLD_NEXT, #name))
#define FAILS(fd)              \
  int failed = fault(fd);      \
  if (failed != 0) {           \
    errno = failed;            \
    return -1;                 \
  }

ssize_t write(int fd, const void *from, size_t count) {
  FAILS(fd)
  return syscall(SYS_write, fd, from, count);
}
ssize_t pwrite(int fd, const void *from, size_t count, off_t at) {
  FAILS(fd)
  return REAL(ssize_t, pwrite, int, const void *, size_t, off_t)(fd, from, count, at);
}
ssize_t pwrite64(int fd, const void *from, size_t count, off64_t at) {
  FAILS(fd)
  return REAL(ssize_t, pwrite64, int, const void *, size_t, off64_t)(fd, from, count, at);
}
int ftruncate(int fd, off_t length) {
  FAILS(fd)
  return REAL(int, ftruncate, int, off_t)(fd, length);
}
int ftruncate64(int fd, off64_t length) {
  FAILS(fd)
  return REAL(int, ftruncate64, int, off64_t)(fd, length);
}
int fsync(int fd) {
  FAILS(fd)
  keep(fd);
  return syscall(SYS_fsync, fd);
}
int fdatasync(int fd) {
  FAILS(fd)
  keep(fd);
  return syscall(SYS_fdatasync, fd);
}
