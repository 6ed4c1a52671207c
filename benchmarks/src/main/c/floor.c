// The floor: the least that Linux lets anyone pay for "who listens where". The listening sockets by sock_diag, where the kernel
// leaves out all others; then for their owners one openat and getdents64 per process and one readlinkat per descriptor, and a hash
// lookup for each that is a socket. Nothing is kept, formatted or allocated, and no process is named.
//
//   floor owners | floor paths | floor ports
// "paths" names the whole path of each descriptor, as a program must that cannot pass a directory's descriptor: java.nio is one.
// For each line on standard input it measures once, and answers with a line: NANOSECONDS SOCKETS.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/inet_diag.h>
#include <linux/netlink.h>
#include <linux/sock_diag.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

// include/net/tcp_states.h; UDP uses TCP's numbers.
enum { TCP_CLOSE = 7, TCP_LISTEN = 10 };

// A set of inodes: open addressing, 0 is an empty place. At most half full, or it would only get slow.
enum { PLACES = 1 << 14 };
static unsigned long inodes[PLACES];

static unsigned place_of(unsigned long inode) {
  unsigned place = (inode * 2654435761u) % PLACES;
  while (inodes[place] && inodes[place] != inode) place = (place + 1) % PLACES;
  return place;
}

static void fail(const char *what) {
  perror(what);
  exit(1);
}

static int dump(int netlink, int family, int protocol, int state) {
  struct {
    struct nlmsghdr header;
    struct inet_diag_req_v2 request;
  } question = {
      .header = {.nlmsg_len = sizeof question, .nlmsg_type = SOCK_DIAG_BY_FAMILY, .nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP},
      .request = {.sdiag_family = family, .sdiag_protocol = protocol, .idiag_states = 1u << state},
  };
  if (send(netlink, &question, sizeof question, 0) < 0) fail("send");
  static char answer[1 << 16];
  int sockets = 0;
  for (;;) {
    int length = recv(netlink, answer, sizeof answer, 0);
    if (length <= 0) fail("recv");
    for (struct nlmsghdr *message = (void *)answer; NLMSG_OK(message, (unsigned)length); message = NLMSG_NEXT(message, length)) {
      if (message->nlmsg_type == NLMSG_DONE) return sockets;
      if (message->nlmsg_type == NLMSG_ERROR) {
        errno = -((struct nlmsgerr *)NLMSG_DATA(message))->error;
        if (errno == ENOENT) return 0;  // a kernel without this family
        fail("sock_diag");
      }
      struct inet_diag_msg *socket = NLMSG_DATA(message);
      if (socket->idiag_inode) inodes[place_of(socket->idiag_inode)] = socket->idiag_inode;
      if (++sockets > PLACES / 2) {
        fprintf(stderr, "more than %d sockets\n", PLACES / 2);
        exit(1);
      }
    }
  }
}

static int read_sockets(void) {
  memset(inodes, 0, sizeof inodes);
  int netlink = socket(AF_NETLINK, SOCK_DGRAM | SOCK_CLOEXEC, NETLINK_SOCK_DIAG);
  if (netlink < 0) fail("socket");
  int sockets = dump(netlink, AF_INET, IPPROTO_TCP, TCP_LISTEN) + dump(netlink, AF_INET6, IPPROTO_TCP, TCP_LISTEN) +
                dump(netlink, AF_INET, IPPROTO_UDP, TCP_CLOSE) + dump(netlink, AF_INET6, IPPROTO_UDP, TCP_CLOSE);
  close(netlink);
  return sockets;
}

// getdents64(2): the C library has no declaration of what the kernel writes.
struct entry {
  unsigned long inode;
  long offset;
  unsigned short length;
  unsigned char type;
  char name[];
};

static long owners;

static int by_path;

static void read_descriptors(int directory, const char *process) {
  static char entries[1 << 15];
  for (int length; (length = syscall(SYS_getdents64, directory, entries, sizeof entries)) > 0;) {
    for (int at = 0; at < length;) {
      struct entry *descriptor = (void *)(entries + at);
      at += descriptor->length;
      if (descriptor->name[0] == '.') continue;
      char path[64], target[64];
      int n;
      if (by_path) {
        snprintf(path, sizeof path, "/proc/%.20s/fd/%.20s", process, descriptor->name);
        n = readlink(path, target, sizeof target - 1);
      } else {
        n = readlinkat(directory, descriptor->name, target, sizeof target - 1);
      }
      if (n < 9 || memcmp(target, "socket:[", 8)) continue;
      target[n] = 0;
      owners += inodes[place_of(strtoul(target + 8, NULL, 10))] != 0;
    }
  }
}

static void read_owners(void) {
  static char entries[1 << 16];
  int proc = open("/proc", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (proc < 0) fail("/proc");
  for (int length; (length = syscall(SYS_getdents64, proc, entries, sizeof entries)) > 0;) {
    for (int at = 0; at < length;) {
      struct entry *process = (void *)(entries + at);
      at += process->length;
      if (process->name[0] < '1' || process->name[0] > '9') continue;
      char path[32];
      snprintf(path, sizeof path, "%.20s/fd", process->name);
      int directory = openat(proc, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
      if (directory < 0) continue;  // it is gone
      read_descriptors(directory, process->name);
      close(directory);
    }
  }
  close(proc);
}

static long nanos(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * 1000000000L + now.tv_nsec;
}

int main(int argc, char **argv) {
  if (argc != 2 || (strcmp(argv[1], "owners") && strcmp(argv[1], "paths") && strcmp(argv[1], "ports"))) {
    fprintf(stderr, "usage: floor owners|paths|ports\n");
    return 2;
  }
  int with_owners = strcmp(argv[1], "ports");
  by_path = !strcmp(argv[1], "paths");
  char line[64];
  while (fgets(line, sizeof line, stdin)) {
    long start = nanos();
    int sockets = read_sockets();
    if (with_owners) read_owners();
    printf("%ld %d\n", nanos() - start, sockets);
    fflush(stdout);
  }
  return owners < 0;  // never: but what is counted has to be used
}
