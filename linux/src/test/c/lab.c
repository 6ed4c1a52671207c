// Real sockets and processes for the tests: whatever Java cannot make itself. Each command says "ready ..." on standard output when all is
// there, and ends, with everything that it started, when its standard input closes; so it lives as long as its parent, also if that is killed.
//
//   lab hold [proto=tcp|udp|mptcp] [addr=ADDRESS[%INTERFACE]] [port=N] [v6only=0|1] [reuseport] [dev=INTERFACE] [connect=PORT]
//            [comm=HEX] [fork=N] [pass]
//       opens one socket, and says "ready PORT PID ...": every process that holds it.
//       fork=N: N children share it.  pass: it is sent to a child by SCM_RIGHTS and closed here.  comm: the process's name, as bytes.
//   lab trade
//       says "ready PORT PID CHILD". For a line on standard input the child is passed the listening socket and closes another descriptor at once,
//       so that their number does not move, and "traded" is said. For a line "l" the other one lets go of it likewise: "let go".
//   lab swarm PROCESSES DESCRIPTORS LISTENERS CONNECTIONS
//       processes with open files, listening sockets on loopback shared out among them, and established connections.
//   lab many COUNT CHURNS
//       one process with so many descriptors, of which the first, the middle and the last listen on loopback: "ready PID PORT PORT PORT". If CHURNS is 1, it
//       closes and opens the others all the time.
//   lab churn PROTO SOCKETS STABLE RATE
//       sockets on loopback, of which STABLE stay and the others are closed and opened anew, RATE a second: "ready PID PORT ..." with
//       the stable ports. It has no time limit: a snapshot takes as long as it takes on a busy machine.
//   lab without-netlink PROGRAM ARGUMENT...
//       becomes PROGRAM, for which socket(AF_NETLINK) fails with EPERM, as in a sandbox that forbids it (seccomp(2)).
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <net/if.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#ifndef IPPROTO_MPTCP
#define IPPROTO_MPTCP 262
#endif

static void fail(const char *what) {
  perror(what);
  exit(1);
}

static void wait_for_end(void) {
  char byte;
  while (read(0, &byte, 1) > 0) {
  }
}

static pid_t child(void) {
  pid_t parent = getpid(), pid = fork();
  if (pid < 0) fail("fork");
  if (pid == 0) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent) _exit(1);  // it ended before it was asked for; a child left behind would keep the build's pipes open for ever
    signal(SIGTERM, SIG_DFL);
  }
  return pid;
}

static const char *option(int argc, char **argv, const char *name) {
  size_t length = strlen(name);
  for (int i = 2; i < argc; i++)
    if (!strncmp(argv[i], name, length) && (argv[i][length] == '=' || !argv[i][length]))
      return argv[i][length] ? argv[i] + length + 1 : argv[i];
  return NULL;
}

static void rename_process(const char *hex) {
  char name[16] = {0};
  for (int i = 0; i < 15 && hex[2 * i]; i++) {
    unsigned byte;
    if (sscanf(hex + 2 * i, "%2x", &byte) != 1) fail("comm");
    name[i] = (char)byte;
  }
  if (prctl(PR_SET_NAME, name)) fail("PR_SET_NAME");
}

// A number that is free on all addresses, and below those that the kernel hands out (ip(7), ip_local_port_range): no socket of another program, on
// whatever address, has the same, nor gets it later. 0, for one that the kernel hands out, if there is none.
static int own_port(void) {
  enum { LOWEST = 10000 };
  int handed_out = 0;
  FILE *range = fopen("/proc/sys/net/ipv4/ip_local_port_range", "r");
  if (range && fscanf(range, "%d", &handed_out) != 1) handed_out = 0;
  if (range) fclose(range);
  for (int i = 0; i < handed_out - LOWEST; i++) {
    int port = LOWEST + (getpid() * 31 + i) % (handed_out - LOWEST), bound = 1;
    for (int udp = 0; udp < 2 && bound; udp++) {
      int s = socket(AF_INET6, udp ? SOCK_DGRAM : SOCK_STREAM, 0), v6 = s >= 0, both = 0;
      if (!v6) s = socket(AF_INET, udp ? SOCK_DGRAM : SOCK_STREAM, 0);
      struct sockaddr_in6 a6 = {.sin6_family = AF_INET6, .sin6_port = htons(port)};
      struct sockaddr_in a4 = {.sin_family = AF_INET, .sin_port = htons(port)};
      if (v6) setsockopt(s, IPPROTO_IPV6, IPV6_V6ONLY, &both, sizeof both);
      bound = !bind(s, v6 ? (void *)&a6 : (void *)&a4, v6 ? sizeof a6 : sizeof a4);
      close(s);
    }
    if (bound) return port;
  }
  return 0;
}

static int open_socket(int argc, char **argv) {
  const char *proto = option(argc, argv, "proto"), *addr = option(argc, argv, "addr"), *port = option(argc, argv, "port");
  int number = port ? atoi(port) : own_port();
  const char *v6only = option(argc, argv, "v6only"), *dev = option(argc, argv, "dev"), *connect_to = option(argc, argv, "connect");
  if (!proto) proto = "tcp";
  if (!addr) addr = "127.0.0.1";
  int v6 = strchr(addr, ':') != NULL, udp = !strcmp(proto, "udp"), one = 1;
  int s = socket(v6 ? AF_INET6 : AF_INET, udp ? SOCK_DGRAM : SOCK_STREAM, strcmp(proto, "mptcp") ? 0 : IPPROTO_MPTCP);
  if (s < 0) fail("socket");
  if (option(argc, argv, "reuseport") && setsockopt(s, SOL_SOCKET, SO_REUSEPORT, &one, sizeof one)) fail("SO_REUSEPORT");
  if (dev && setsockopt(s, SOL_SOCKET, SO_BINDTODEVICE, dev, strlen(dev) + 1)) fail("SO_BINDTODEVICE");
  if (v6only) {
    int only = atoi(v6only);
    if (setsockopt(s, IPPROTO_IPV6, IPV6_V6ONLY, &only, sizeof only)) fail("IPV6_V6ONLY");
  }
  struct sockaddr_in6 a6 = {.sin6_family = AF_INET6, .sin6_port = htons(number)};
  struct sockaddr_in a4 = {.sin_family = AF_INET, .sin_port = htons(number)};
  if (v6) {
    char plain[64];
    snprintf(plain, sizeof plain, "%s", addr);
    char *interface = strchr(plain, '%');
    if (interface) {
      *interface++ = 0;
      a6.sin6_scope_id = if_nametoindex(interface);
    }
    if (inet_pton(AF_INET6, plain, &a6.sin6_addr) != 1) fail("address");
  } else if (inet_pton(AF_INET, addr, &a4.sin_addr) != 1) {
    fail("address");
  }
  if (bind(s, v6 ? (void *)&a6 : (void *)&a4, v6 ? sizeof a6 : sizeof a4)) fail("bind");
  if (connect_to) {
    a4.sin_port = a6.sin6_port = htons(atoi(connect_to));
    if (connect(s, v6 ? (void *)&a6 : (void *)&a4, v6 ? sizeof a6 : sizeof a4)) fail("connect");
  } else if (!udp && listen(s, 16)) {
    fail("listen");
  }
  return s;
}

static int port_of(int s) {
  struct sockaddr_in6 a;
  socklen_t length = sizeof a;
  if (getsockname(s, (void *)&a, &length)) fail("getsockname");
  return ntohs(a.sin6_port);  // at the same place in sockaddr_in
}

static void pass_descriptor(int channel, int *s, int receive) {
  char byte = 'x', control[CMSG_SPACE(sizeof(int))] = {0};
  struct iovec data = {&byte, 1};
  struct msghdr message = {.msg_iov = &data, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof control};
  if (receive) {
    if (recvmsg(channel, &message, 0) != 1) fail("recvmsg");
    memcpy(s, CMSG_DATA(CMSG_FIRSTHDR(&message)), sizeof *s);
  } else {
    struct cmsghdr *header = CMSG_FIRSTHDR(&message);
    header->cmsg_level = SOL_SOCKET;
    header->cmsg_type = SCM_RIGHTS;
    header->cmsg_len = CMSG_LEN(sizeof(int));
    memcpy(CMSG_DATA(header), s, sizeof *s);
    if (sendmsg(channel, &message, 0) != 1) fail("sendmsg");
  }
}

static void hold_passed(int argc, char **argv) {
  int channel[2], s;
  if (socketpair(AF_UNIX, SOCK_STREAM, 0, channel)) fail("socketpair");
  pid_t receiver = child();
  if (receiver == 0) {
    pass_descriptor(channel[1], &s, 1);
    if (write(channel[1], "r", 1) != 1) fail("write");
    for (;;) pause();
  }
  s = open_socket(argc, argv);
  pass_descriptor(channel[0], &s, 0);
  char byte;
  if (read(channel[0], &byte, 1) != 1) fail("read");
  printf("ready %d %d\n", port_of(s), receiver);
  close(s);
}

static void hold(int argc, char **argv) {
  const char *comm = option(argc, argv, "comm"), *forks = option(argc, argv, "fork");
  if (comm) rename_process(comm);
  if (option(argc, argv, "pass")) {
    hold_passed(argc, argv);
  } else {
    int s = open_socket(argc, argv);
    printf("ready %d %d", port_of(s), getpid());
    fflush(stdout);
    for (int i = 0; forks && i < atoi(forks); i++) {
      pid_t pid = child();
      if (pid == 0)
        for (;;) pause();
      printf(" %d", pid);
    }
    printf("\n");
  }
  fflush(stdout);
  wait_for_end();
}

static void trade(int argc, char **argv) {
  int channel[2], s;
  if (socketpair(AF_UNIX, SOCK_STREAM, 0, channel)) fail("socketpair");
  pid_t receiver = child();
  if (receiver == 0) {
    int other = open("/dev/null", O_RDONLY);
    char byte;
    if (write(channel[1], "r", 1) != 1 || read(channel[1], &byte, 1) != 1) fail("channel");
    close(other);
    pass_descriptor(channel[1], &s, 1);
    if (write(channel[1], "t", 1) != 1) fail("write");
    for (;;) pause();
  }
  char byte;
  if (read(channel[0], &byte, 1) != 1) fail("read");
  s = open_socket(argc, argv);
  printf("ready %d %d %d\n", port_of(s), getpid(), receiver);
  fflush(stdout);
  if (read(0, &byte, 1) != 1) return;
  if (write(channel[0], "g", 1) != 1) fail("write");
  pass_descriptor(channel[0], &s, 0);
  if (read(channel[0], &byte, 1) != 1) fail("read");
  printf("traded\n");
  fflush(stdout);
  while (read(0, &byte, 1) == 1 && byte != 'l') {
  }
  if (byte == 'l') {
    int other = open("/dev/null", O_RDONLY);
    if (dup2(other, s) != s) fail("dup2");
    close(other);
    printf("let go\n");
    fflush(stdout);
  }
  wait_for_end();
}

static int loopback(int v6, int udp, int port) {
  struct sockaddr_in6 a6 = {.sin6_family = AF_INET6, .sin6_port = htons(port), .sin6_addr = in6addr_loopback};
  struct sockaddr_in a4 = {.sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  int s = socket(v6 ? AF_INET6 : AF_INET, udp ? SOCK_DGRAM : SOCK_STREAM, 0);
  if (s < 0) fail("socket");
  if (bind(s, v6 ? (void *)&a6 : (void *)&a4, v6 ? sizeof a6 : sizeof a4)) fail("bind");
  if (!udp && listen(s, 4096)) fail("listen");
  return s;
}

static void no_descriptor_limit(void) {
  struct rlimit limit;
  getrlimit(RLIMIT_NOFILE, &limit);
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
}

static void many(int argc, char **argv) {
  if (argc < 4) exit(2);
  int count = atoi(argv[2]), churns = atoi(argv[3]), listeners[3], last = 0;
  no_descriptor_limit();
  printf("ready %d", getpid());
  for (int l = 0; l < 3; l++) {
    listeners[l] = last = loopback(0, 0, own_port());
    printf(" %d", port_of(last));
    while (last < (l + 1) * count / 2 && l < 2)
      if ((last = open("/dev/null", O_RDONLY)) < 0) fail("descriptor");
  }
  printf("\n");
  fflush(stdout);
  struct pollfd input = {.fd = 0, .events = POLLIN};
  for (int fd = 3; churns && poll(&input, 1, 0) == 0;) {
    for (int i = 0; i < 100; i++) {
      fd = 3 + (int)((fd * 7919L + 13) % (count - 3));
      if (fd == listeners[0] || fd == listeners[1] || fd == listeners[2]) continue;
      close(fd);
      if (open("/dev/null", O_RDONLY) < 0) fail("descriptor");
    }
  }
  wait_for_end();
}

static void connections(int count) {
  int s = loopback(0, 0, 0);
  struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(port_of(s)), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  for (int i = 0; i < count; i++) {
    int c = socket(AF_INET, SOCK_STREAM, 0);
    if (connect(c, (void *)&to, sizeof to)) fail("connect");
    if (accept(s, 0, 0) < 0) fail("accept");
  }
}

static void swarm(int argc, char **argv) {
  if (argc < 6) exit(2);
  int processes = atoi(argv[2]), descriptors = atoi(argv[3]), listeners = atoi(argv[4]), connected = atoi(argv[5]), ready[2];
  enum { CONNECTIONS_A_PROCESS = 8000 };
  int holders = (connected + CONNECTIONS_A_PROCESS - 1) / CONNECTIONS_A_PROCESS;
  no_descriptor_limit();
  if (pipe(ready)) fail("pipe");
  for (int i = 0; i < processes + holders; i++) {
    if (child()) continue;
    if (i < processes) {
      char name[24];  // the kernel cuts it at 15
      snprintf(name, sizeof name, "swarm-%d", i);
      prctl(PR_SET_NAME, name);
      for (int f = 0; f < descriptors; f++)
        if ((f % 3 ? open("/dev/null", O_RDONLY) : socket(AF_UNIX, SOCK_STREAM, 0)) < 0) fail("descriptor");
      for (int l = i; l < listeners; l += processes) loopback(l & 1, 0, 0);
    } else {
      int left = connected - (i - processes) * CONNECTIONS_A_PROCESS;
      connections(left < CONNECTIONS_A_PROCESS ? left : CONNECTIONS_A_PROCESS);
    }
    if (write(ready[1], "r", 1) != 1) fail("write");
    for (;;) pause();
  }
  for (int i = 0; i < processes + holders; i++) {
    char byte;
    if (read(ready[0], &byte, 1) != 1) fail("read");
  }
  printf("ready\n");
  fflush(stdout);
  wait_for_end();
}

static void churn(int argc, char **argv) {
  if (argc < 6) exit(2);
  int udp = !strcmp(argv[2], "udp"), count = atoi(argv[3]), stable = atoi(argv[4]), rate = atoi(argv[5]);
  int *sockets = calloc(count, sizeof *sockets);
  no_descriptor_limit();
  printf("ready %d", getpid());
  for (int i = 0; i < count; i++) {
    sockets[i] = loopback(0, udp, 0);
    // Spread evenly: i is stable where the running share of stable ones grows by one.
    if ((long)(i + 1) * stable / count != (long)i * stable / count) {
      printf(" %d", port_of(sockets[i]));
      sockets[i] = -1;  // kept open, never touched again
    }
  }
  printf("\n");
  fflush(stdout);
  fcntl(0, F_SETFL, O_NONBLOCK);
  struct timespec start, now;
  clock_gettime(CLOCK_MONOTONIC, &start);
  srand(7);
  for (long done = 0;;) {
    struct pollfd end = {.fd = 0, .events = POLLIN};
    if (poll(&end, 1, 1) > 0) return;
    clock_gettime(CLOCK_MONOTONIC, &now);
    double elapsed = now.tv_sec - start.tv_sec + (now.tv_nsec - start.tv_nsec) / 1e9;
    for (; done < elapsed * rate; done++) {
      int i = rand() % count;
      while (sockets[i] < 0) i = (i + 1) % count;
      close(sockets[i]);
      sockets[i] = loopback(0, udp, 0);
    }
  }
}

static void without_netlink(int argc, char **argv) {
  if (argc < 3) exit(2);
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
  enum { DOMAIN = offsetof(struct seccomp_data, args[0]) };
#else
  enum { DOMAIN = offsetof(struct seccomp_data, args[0]) + 4 };
#endif
  // The program started here has the architecture of this one, so its system calls have these numbers.
  struct sock_filter rules[] = {
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_socket, 0, 3),
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, DOMAIN),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, AF_NETLINK, 0, 1),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
  };
  struct sock_fprog filter = {sizeof rules / sizeof *rules, rules};
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)) fail("PR_SET_NO_NEW_PRIVS");
  if (prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter)) fail("PR_SET_SECCOMP");
  execvp(argv[2], argv + 2);
  fail(argv[2]);
}

int main(int argc, char **argv) {
  if (argc > 1 && !strcmp(argv[1], "without-netlink")) without_netlink(argc, argv);
  setpgid(0, 0);
  signal(SIGPIPE, SIG_IGN);
  if (argc > 1 && !strcmp(argv[1], "hold")) hold(argc, argv);
  else if (argc > 1 && !strcmp(argv[1], "trade")) trade(argc, argv);
  else if (argc > 1 && !strcmp(argv[1], "swarm")) swarm(argc, argv);
  else if (argc > 1 && !strcmp(argv[1], "many")) many(argc, argv);
  else if (argc > 1 && !strcmp(argv[1], "churn")) churn(argc, argv);
  else return 2;
  // The children end by PDEATHSIG.
  return 0;
}
