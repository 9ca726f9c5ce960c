/*
 * Lets one call that changes a file below RUNNEL_FAULT_BELOW fail: the one with the number RUNNEL_FAULT_AT, and with
 * RUNNEL_FAULT_LASTING all that follow. RUNNEL_FAULT_HOW is the errno to fail with; EINTR is one, too, and 0 has a
 * write write only half. Without a number all succeed. How many there were is written to RUNNEL_FAULT_COUNT at the end.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

static atomic_long calls;

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

static int below(const char *path) {
    const char *folder = getenv("RUNNEL_FAULT_BELOW");
    return folder && path && !strncmp(path, folder, strlen(folder));
}

static int below_fd(int fd) {
    char link[64], path[PATH_MAX];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length < 0) return 0;
    path[length] = 0;
    return below(path);
}

/* Whether this call is one to fail, which is counted. */
static int fails(int counts) {
    if (!counts) return 0;
    long number = atomic_fetch_add(&calls, 1);
    const char *at = getenv("RUNNEL_FAULT_AT");
    if (!at) return 0;
    long wanted = atol(at);
    return number == wanted || (number > wanted && getenv("RUNNEL_FAULT_LASTING"));
}

static int how(void) {
    const char *how = getenv("RUNNEL_FAULT_HOW");
    return how ? atoi(how) : EIO;
}

static int refuse(void) {
    errno = how() ? how() : EIO;
    return -1;
}

/* A write that is cut short is no fault by itself; anything else that "fails" so succeeds. */
#define IS_SHORT (how() == 0)
#define IS_INTERRUPTED (how() == EINTR)

__attribute__((destructor)) static void tell(void) {
    const char *path = getenv("RUNNEL_FAULT_COUNT");
    FILE *file = path ? fopen(path, "w") : NULL;
    if (!file) return;
    fprintf(file, "%ld", atomic_load(&calls));
    fclose(file);
}

#define OPEN(name)                                                                                      \
    int name(const char *path, int flags, ...) {                                                        \
        va_list more;                                                                                   \
        va_start(more, flags);                                                                          \
        mode_t mode = va_arg(more, mode_t);                                                             \
        va_end(more);                                                                                   \
        if (fails(below(path)) && !IS_SHORT && !IS_INTERRUPTED) return refuse();                        \
        return REAL(name)(path, flags, mode);                                                           \
    }
OPEN(open)
OPEN(open64)

#define OPENAT(name)                                                                                    \
    int name(int folder, const char *path, int flags, ...) {                                            \
        va_list more;                                                                                   \
        va_start(more, flags);                                                                          \
        mode_t mode = va_arg(more, mode_t);                                                             \
        va_end(more);                                                                                   \
        if (fails(below(path)) && !IS_SHORT && !IS_INTERRUPTED) return refuse();                        \
        return REAL(name)(folder, path, flags, mode);                                                   \
    }
OPENAT(openat)
OPENAT(openat64)

ssize_t write(int fd, const void *bytes, size_t length) {
    if (fails(below_fd(fd))) {
        if (!IS_SHORT || length < 2) return IS_SHORT ? REAL(write)(fd, bytes, length) : refuse();
        return REAL(write)(fd, bytes, length / 2);
    }
    return REAL(write)(fd, bytes, length);
}

#define PWRITE(name, offset_t)                                                                          \
    ssize_t name(int fd, const void *bytes, size_t length, offset_t at) {                               \
        if (fails(below_fd(fd)) && !IS_SHORT) return refuse();                                          \
        return REAL(name)(fd, bytes, length, at);                                                       \
    }
PWRITE(pwrite, off_t)
PWRITE(pwrite64, off64_t)

ssize_t writev(int fd, const struct iovec *parts, int count) {
    if (fails(below_fd(fd)) && !IS_SHORT) return refuse();
    return REAL(writev)(fd, parts, count);
}

#define ON_FD(name, parameters, arguments)                                                              \
    int name parameters {                                                                               \
        if (fails(below_fd(fd)) && !IS_SHORT && !IS_INTERRUPTED) return refuse();                       \
        return REAL(name) arguments;                                                                    \
    }
ON_FD(fsync, (int fd), (fd))
ON_FD(fdatasync, (int fd), (fd))
ON_FD(ftruncate, (int fd, off_t length), (fd, length))
ON_FD(ftruncate64, (int fd, off64_t length), (fd, length))

#define ON_PATH(name, parameters, arguments)                                                            \
    int name parameters {                                                                               \
        if (fails(below(path)) && !IS_SHORT && !IS_INTERRUPTED) return refuse();                        \
        return REAL(name) arguments;                                                                    \
    }
ON_PATH(rename, (const char *path, const char *to), (path, to))
ON_PATH(renameat, (int from, const char *path, int folder, const char *to), (from, path, folder, to))
ON_PATH(renameat2, (int from, const char *path, int folder, const char *to, unsigned flags),
        (from, path, folder, to, flags))
ON_PATH(link, (const char *path, const char *to), (path, to))
ON_PATH(unlink, (const char *path), (path))
ON_PATH(unlinkat, (int folder, const char *path, int flags), (folder, path, flags))
ON_PATH(mkdir, (const char *path, mode_t mode), (path, mode))
