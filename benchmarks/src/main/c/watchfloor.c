// The floor of a watch: the system calls of a look at a machine where nothing changed, and nothing else. The listening sockets by sock_diag, twice; the processes, by getdents64; a stat of
// /proc/PID/fd for each, whose size is its number of descriptors; a readlink of each descriptor of a listening socket. Prints the CPU time of the thread, since a look at 1 Hz finds cold caches.
//
//   gcc -O2 -o watchfloor watchfloor.c && ./watchfloor HZ LOOKS
#define _GNU_SOURCE
#include <dirent.h>
#include <fcntl.h>
#include <linux/inet_diag.h>
#include <linux/netlink.h>
#include <linux/sock_diag.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

enum { SLOTS = 1 << 16, MAX_HELD = 65536, MAX_PROCESSES = 65536, MAX_LOOKS = 10000, PARTS = 5 };

static unsigned long slots[SLOTS];
static char held[MAX_HELD][40];
static char names[MAX_PROCESSES][12];
static double times[PARTS + 1][MAX_LOOKS];

struct entry {
  unsigned long inode;
  long offset;
  unsigned short length;
  unsigned char type;
  char name[];
};

static unsigned slot(unsigned long inode) {
  unsigned at = (inode * 2654435761u) % SLOTS;
  while (slots[at] && slots[at] != inode) at = (at + 1) % SLOTS;
  return at;
}

static double cpu(void) {
  struct timespec now;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return now.tv_sec * 1e6 + now.tv_nsec / 1e3;
}

static int dump(int netlink, int family, int protocol, int states) {
  struct {
    struct nlmsghdr header;
    struct inet_diag_req_v2 request;
  } query = {{sizeof query, SOCK_DIAG_BY_FAMILY, NLM_F_REQUEST | NLM_F_DUMP}, {family, protocol, 0, 0, states}};
  static char buffer[1 << 16];
  int sockets = 0;
  if (send(netlink, &query, sizeof query, 0) < 0) exit(1);
  for (;;) {
    int length = recv(netlink, buffer, sizeof buffer, 0);
    for (struct nlmsghdr *each = (void *)buffer; NLMSG_OK(each, length); each = NLMSG_NEXT(each, length)) {
      if (each->nlmsg_type == NLMSG_DONE || each->nlmsg_type == NLMSG_ERROR) return sockets;
      unsigned long inode = ((struct inet_diag_msg *)NLMSG_DATA(each))->idiag_inode;
      if (inode) slots[slot(inode)] = inode;
      sockets++;
    }
  }
}

static int tables(void) {
  int netlink = socket(AF_NETLINK, SOCK_DGRAM | SOCK_CLOEXEC, NETLINK_SOCK_DIAG);
  int sockets = dump(netlink, AF_INET, IPPROTO_TCP, 1 << 10) + dump(netlink, AF_INET6, IPPROTO_TCP, 1 << 10)
      + dump(netlink, AF_INET, IPPROTO_UDP, 1 << 7) + dump(netlink, AF_INET6, IPPROTO_UDP, 1 << 7);
  close(netlink);
  return sockets;
}

static int processes(int proc) {
  static char buffer[1 << 16];
  int count = 0;
  lseek(proc, 0, SEEK_SET);
  for (int length; (length = syscall(SYS_getdents64, proc, buffer, sizeof buffer)) > 0;)
    for (int at = 0; at < length;) {
      struct entry *each = (void *)(buffer + at);
      at += each->length;
      if (each->name[0] >= '1' && each->name[0] <= '9' && count < MAX_PROCESSES) strcpy(names[count++], each->name);
    }
  return count;
}

static int find_held(int proc, int count) {
  static char buffer[1 << 15];
  int found = 0;
  for (int i = 0; i < count; i++) {
    char path[64];
    snprintf(path, sizeof path, "%s/fd", names[i]);
    int directory = openat(proc, path, O_RDONLY | O_DIRECTORY);
    if (directory < 0) continue;
    for (int length; (length = syscall(SYS_getdents64, directory, buffer, sizeof buffer)) > 0;)
      for (int at = 0; at < length;) {
        struct entry *each = (void *)(buffer + at);
        char target[64];
        at += each->length;
        int size = readlinkat(directory, each->name, target, sizeof target - 1);
        if (size <= 9 || strncmp(target, "socket:[", 8) || found == MAX_HELD) continue;
        target[size] = 0;
        unsigned long inode = strtoul(target + 8, 0, 10);
        if (slots[slot(inode)] == inode) snprintf(held[found++], sizeof *held, "%s/fd/%s", names[i], each->name);
      }
    close(directory);
  }
  return found;
}

static int ascending(const void *one, const void *other) {
  double a = *(double *)one, b = *(double *)other;
  return a < b ? -1 : a > b;
}

int main(int count, char **arguments) {
  double hertz = count > 1 ? atof(arguments[1]) : 1;
  int looks = count > 2 ? atoi(arguments[2]) : 10;
  if (hertz <= 0 || looks < 1 || looks > MAX_LOOKS) return 2;
  int proc = open("/proc", O_RDONLY | O_DIRECTORY), sockets = tables(), there = processes(proc);
  int holders = find_held(proc, there);
  volatile long sum = 0;
  for (int look = 0; look < looks; look++) {
    usleep(1e6 / hertz);
    double at[PARTS + 1] = {cpu()};
    sockets = tables();
    at[1] = cpu();
    there = processes(proc);
    at[2] = cpu();
    for (int i = 0; i < there; i++) {
      char path[64];
      struct stat status;
      snprintf(path, sizeof path, "%s/fd", names[i]);
      if (!fstatat(proc, path, &status, AT_SYMLINK_NOFOLLOW)) sum += status.st_size + status.st_ino;
    }
    at[3] = cpu();
    for (int i = 0; i < holders; i++) {
      char target[64];
      sum += readlinkat(proc, held[i], target, sizeof target);
    }
    at[4] = cpu();
    tables();
    at[5] = cpu();
    for (int i = 0; i < PARTS; i++) times[i][look] = at[i + 1] - at[i];
    times[PARTS][look] = at[PARTS] - at[0];
  }
  for (int i = 0; i <= PARTS; i++) qsort(times[i], looks, sizeof(double), ascending);
  printf("%d sockets, %d processes, %d descriptors; microseconds of CPU at %g Hz: tables %.0f, processes %.0f, stat %.0f, readlink %.0f, tables again %.0f; a look %.0f\n",
      sockets, there, holders, hertz, times[0][looks / 2], times[1][looks / 2], times[2][looks / 2], times[3][looks / 2], times[4][looks / 2], times[PARTS][looks / 2]);
}
