// A host with listeners and two other hosts, as three network namespaces of its own, for tests of the firewall's verdict. Two pairs of veth join them:
//
//   host:  a0 10.77.1.1 fd00:77:1::1      b0 10.77.2.1 fd00:77:2::1
//   peers: p0 10.77.1.2 and .3, ::2, ::3  p0 10.77.2.2 and .3, ::2, ::3
//
//   packets PROTO,ADDRESS,PORT[,DEVICE|,v6only]|cgroup=DIRECTORY|do=SCRIPT ...
//       opens the listeners, of which those behind a control group are made in it and those behind a script of sh after it ran on the host, and says "ready PID PEER PEER": /proc/PID/ns/net is the host's namespace, /proc/PID/fd/PEER that of a peer. For a line with a number on standard input every source really
//       connects, or sends, to every listener, until nothing has come for so many milliseconds. A line for each listener: one digit for each try, 1 if it arrived.
//       What is bound to a0 or b0 gets tries by that device only; with * behind its name by both.
//       Any other line is one more listener, which is there when "ready" is printed.
//       The neighbours are known in advance, so nothing but those packets matters. All ends with standard input.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <net/if.h>
#include <netinet/in.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

enum { MAX_LISTENERS = 64, MAX_TRIES = 4096 };

typedef struct {
  int udp, v6, v6only, port, s, everywhere;
  char address[64], device[32];
} listener;

typedef struct {
  int to, s, arrived, elsewhere, connected, port;
} try;

static listener listeners[MAX_LISTENERS];
static try tries[MAX_TRIES];
static int listener_count, try_count, spaces[3], next_port = 20000;

static void fail(const char *what) {
  perror(what);
  exit(1);
}

static void enter(int space) {
  if (setns(spaces[space], CLONE_NEWNET)) fail("setns");
}

static void run(int space, const char *script) {
  pid_t pid = fork();
  if (pid < 0) fail("fork");
  if (pid == 0) {
    enter(space);
    execl("/bin/sh", "sh", "-ec", script, NULL);
    fail("sh");
  }
  int status;
  if (waitpid(pid, &status, 0) < 0 || status) {
    fprintf(stderr, "failed: %s\n", script);
    exit(1);
  }
}

static void make_hosts(void) {
  for (int i = 2; i >= 0; i--) {
    if (unshare(CLONE_NEWNET)) fail("unshare");
    spaces[i] = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);
    if (spaces[i] < 0) fail("ns");
  }
  char script[4096];
  for (int i = 1; i <= 2; i++) {
    snprintf(script, sizeof script,
             "ip link set lo up\n"
             "ip link add p0 address 02:00:00:00:0%d:02 type veth peer name %c0 address 02:00:00:00:0%d:01 netns %d\n"
             "ip -batch - <<END\n"
             "addr add 10.77.%d.2/24 dev p0\naddr add 10.77.%d.3/24 dev p0\n"
             "addr add fd00:77:%d::2/64 dev p0 nodad\naddr add fd00:77:%d::3/64 dev p0 nodad\n"
             "link set p0 up\n"
             "neigh replace 10.77.%d.1 lladdr 02:00:00:00:0%d:01 dev p0 nud permanent\n"
             "neigh replace fd00:77:%d::1 lladdr 02:00:00:00:0%d:01 dev p0 nud permanent\n"
             "route add default via 10.77.%d.1\nEND\nip -6 route add default via fd00:77:%d::1\n",
             i, 'a' + i - 1, i, getpid(), i, i, i, i, i, i, i, i, i, i);
    run(i, script);
  }
  strcpy(script, "ip link set lo up\nip -batch - <<END\n");
  for (int i = 1; i <= 2; i++) {
    char part[1024], c = 'a' + i - 1;
    snprintf(part, sizeof part,
             "addr add 10.77.%d.1/24 dev %c0\naddr add fd00:77:%d::1/64 dev %c0 nodad\nlink set %c0 up\n"
             "neigh replace 10.77.%d.2 lladdr 02:00:00:00:0%d:02 dev %c0 nud permanent\n"
             "neigh replace 10.77.%d.3 lladdr 02:00:00:00:0%d:02 dev %c0 nud permanent\n"
             "neigh replace fd00:77:%d::2 lladdr 02:00:00:00:0%d:02 dev %c0 nud permanent\n"
             "neigh replace fd00:77:%d::3 lladdr 02:00:00:00:0%d:02 dev %c0 nud permanent\n",
             i, c, i, c, c, i, i, c, i, i, c, i, i, c, i, i, c);
    strcat(script, part);
  }
  strcat(script,
         "END\nfor f in all default a0 b0; do echo 0 > /proc/sys/net/ipv4/conf/$f/rp_filter; done\n"
         "echo 1 > /proc/sys/net/ipv4/ip_forward\n");
  run(0, script);
}

// A link that was told to come up may let packets through up to a second later, where many come up: what is sent before is lost, and only TCP sends it
// again. Mostly it is there at once, so this waits only where there is patience.
static void await_links(void) {
  static const char *const names[] = {"a0", "b0", "p0", "p0"};
  static const int where[] = {0, 0, 1, 2};
  for (int i = 0; i < 4; i++) {
    enter(where[i]);
    int s = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    struct ifreq link;
    memset(&link, 0, sizeof link);
    strcpy(link.ifr_name, names[i]);
    for (int waited = 0; !(link.ifr_flags & IFF_RUNNING); waited++) {
      if (ioctl(s, SIOCGIFFLAGS, &link)) fail(names[i]);
      if (waited > 300000) fail("a link does not come up");
      usleep(2000);
    }
    close(s);
  }
  usleep(5000);  // RUNNING may be said a moment before packets are let through
}

// An IPv6 address gets its local route by a worker of the kernel, a moment later.
static void await_local_routes(void) {
  static const char *const routes[] = {"fd000077000100000000000000000001 80 ", "fd000077000200000000000000000001 80 "};
  for (int waited = 0;; waited++) {
    FILE *table = fopen("/proc/self/net/ipv6_route", "re");
    if (!table) return;  // no IPv6 here
    int found = 0;
    char line[256];
    while (fgets(line, sizeof line, table))
      for (int i = 0; i < 2; i++)
        if (!strncmp(line, routes[i], strlen(routes[i]))) found |= 1 << i;
    fclose(table);
    if (found == 3) return;
    if (waited > 300000) fail("an address does not get its local route");
    usleep(2000);
  }
}

static socklen_t address(struct sockaddr_storage *to, int v6, const char *text, int port) {
  memset(to, 0, sizeof *to);
  if (v6) {
    struct sockaddr_in6 *a = (void *)to;
    a->sin6_family = AF_INET6;
    a->sin6_port = htons(port);
    if (inet_pton(AF_INET6, text, &a->sin6_addr) != 1) fail(text);
    return sizeof *a;
  }
  struct sockaddr_in *a = (void *)to;
  a->sin_family = AF_INET;
  a->sin_port = htons(port);
  if (inet_pton(AF_INET, text, &a->sin_addr) != 1) fail(text);
  return sizeof *a;
}

static void open_listener(char *spec) {
  listener *l = &listeners[listener_count++];
  char *proto = strtok(spec, ","), *addr = strtok(NULL, ","), *port = strtok(NULL, ","), *more = strtok(NULL, ",");
  int one = 1;
  l->udp = !strcmp(proto, "udp");
  l->v6 = strchr(addr, ':') != NULL;
  l->port = atoi(port);
  strcpy(l->address, addr);
  l->s = socket(l->v6 ? AF_INET6 : AF_INET, (l->udp ? SOCK_DGRAM : SOCK_STREAM) | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (l->s < 0) fail("socket");
  setsockopt(l->s, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
  if (!l->v6) setsockopt(l->s, IPPROTO_IP, IP_FREEBIND, &one, sizeof one);
  if (more && !strcmp(more, "v6only")) {
    l->v6only = 1;
    if (setsockopt(l->s, IPPROTO_IPV6, IPV6_V6ONLY, &one, sizeof one)) fail("v6only");
  } else if (more) {
    l->everywhere = more[strlen(more) - 1] == '*';
    if (l->everywhere) more[strlen(more) - 1] = 0;
    strcpy(l->device, more);
    if (setsockopt(l->s, SOL_SOCKET, SO_BINDTODEVICE, more, strlen(more) + 1)) fail("device");
  }
  struct sockaddr_storage a;
  socklen_t length = address(&a, l->v6, addr, l->port);
  if (bind(l->s, (void *)&a, length)) fail("bind");
  if (!l->udp && listen(l->s, 1024)) fail("listen");
}

static void go_to_group(const char *directory) {
  char file[4096];
  snprintf(file, sizeof file, "%s/cgroup.procs", directory);
  int f = open(file, O_WRONLY | O_CLOEXEC);
  if (f < 0 || write(f, "0", 1) != 1) fail(file);
  close(f);
}

// Ports are never used twice, so no connection that is tracked is met again.
static void attempt(int to, int space, int v6, const char *source, const char *destination) {
  try *t = &tries[try_count++];
  listener *l = &listeners[to];
  struct sockaddr_storage a;
  socklen_t length;
  int one = 1;
  memset(t, 0, sizeof *t);
  t->to = to;
  enter(space);
  t->s = socket(v6 ? AF_INET6 : AF_INET, (l->udp ? SOCK_DGRAM : SOCK_STREAM) | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (t->s < 0) fail("socket");
  setsockopt(t->s, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
  setsockopt(t->s, SOL_SOCKET, SO_BROADCAST, &one, sizeof one);
  t->port = next_port++;
  length = address(&a, v6, source, t->port);
  if (bind(t->s, (void *)&a, length)) fail("bind source");
  length = address(&a, v6, destination, l->port);
  if (l->udp) {
    sendto(t->s, "x", 1, 0, (void *)&a, length);
  } else {
    connect(t->s, (void *)&a, length);
  }
}

static void attempts(int v6, int to) {
  listener *l = &listeners[to];
  for (int peer = 1; peer <= 2; peer++)
    for (int host = 2; host <= 3; host++)
      for (int target = 1; target <= 2; target++) {
        char source[64], destination[64];
        const char *form = v6 ? "fd00:77:%d::%d" : "10.77.%d.%d";
        int all = !v6 && strstr(l->address, ".255") != NULL;  // what is sent to all of a network is sent within it
        if (all && peer != target) continue;
        snprintf(source, sizeof source, form, peer, host);
        snprintf(destination, sizeof destination, form, target, all ? 255 : 1);
        int any = !strcmp(l->address, "::") || !strcmp(l->address, "0.0.0.0");
        if (!any && strcmp(l->address, destination)) continue;
        if (l->device[0] && !l->everywhere && l->device[0] - 'a' + 1 != peer) continue;
        attempt(to, peer, v6, source, destination);
      }
}

static void arrived(int at, int port) {
  for (int i = 0; i < try_count; i++)
    if (tries[i].port == port && listeners[tries[i].to].udp == listeners[at].udp) {
      if (tries[i].to == at) tries[i].arrived = 1;
      else tries[i].elsewhere = 1;
    }
}

static int collect(void) {
  int events = 0;
  for (int i = 0; i < listener_count; i++)
    for (;;) {
      struct sockaddr_storage a;
      socklen_t length = sizeof a;
      char byte;
      int s = listeners[i].udp ? (int)recvfrom(listeners[i].s, &byte, 1, 0, (void *)&a, &length)
                               : accept4(listeners[i].s, (void *)&a, &length, SOCK_CLOEXEC);
      if (s < 0) break;
      events++;
      if (!listeners[i].udp) close(s);
      arrived(i, ntohs(((struct sockaddr_in *)&a)->sin_port));
    }
  for (int i = 0; i < try_count; i++) {
    if (listeners[tries[i].to].udp || tries[i].connected) continue;
    struct pollfd p = {.fd = tries[i].s, .events = POLLOUT};
    // Not SO_ERROR: it also tells of ICMP that did no harm to a connection that is there.
    if (poll(&p, 1, 0) > 0 && p.revents) {
      tries[i].connected = p.revents & (POLLERR | POLLHUP) ? 1 : 2;
      events++;
    }
  }
  return events;
}

// Where rules hold up what comes after a first packet nothing is accepted; the kernel tells who got that packet, in the state SYN_RECV.
static void half_open(const char *file) {
  FILE *f = fopen(file, "re");
  if (!f) fail(file);
  char line[512];
  unsigned local, remote, state;
  while (fgets(line, sizeof line, f)) {
    if (sscanf(line, " %*d: %*[0-9A-F]:%x %*[0-9A-F]:%x %x", &local, &remote, &state) != 3 || state != 3) continue;
    for (int i = 0; i < try_count; i++) {
      listener *l = &listeners[tries[i].to];
      if (l->udp || tries[i].port != (int)remote) continue;
      if (l->port == (int)local) tries[i].arrived = 1;
      else tries[i].elsewhere = 1;
    }
  }
  fclose(f);
}

static void go(int quiet) {
  if (quiet >= 1000) await_links();
  try_count = 0;
  for (int i = 0; i < listener_count; i++) {
    if (listeners[i].v6) attempts(1, i);
    if (!listeners[i].v6 || (!listeners[i].v6only && !strcmp(listeners[i].address, "::"))) attempts(0, i);
  }
  enter(0);
  for (int waited = 0; waited < quiet; waited += 5) {
    usleep(5000);
    if (collect()) waited = 0;
  }
  half_open("/proc/thread-self/net/tcp");
  half_open("/proc/thread-self/net/tcp6");
  struct linger abort = {1, 0};
  for (int l = 0, i = 0; l < listener_count; l++) {
    for (; i < try_count && tries[i].to == l; i++) {
      // Not connected: SYNPROXY answers a SYN, too.
      putchar(tries[i].arrived ? '1' : '0');
      setsockopt(tries[i].s, SOL_SOCKET, SO_LINGER, &abort, sizeof abort);
      close(tries[i].s);
    }
    putchar('\n');
  }
  collect();
  fflush(stdout);
}

int main(int argc, char **argv) {
  signal(SIGPIPE, SIG_IGN);
  make_hosts();
  enter(0);
  await_local_routes();
  for (int i = 1; i < argc; i++) {
    if (!strncmp(argv[i], "cgroup=", 7)) go_to_group(argv[i] + 7);
    else if (!strncmp(argv[i], "do=", 3)) run(0, argv[i] + 3);
    else open_listener(argv[i]);
  }
  printf("ready %d %d %d\n", getpid(), spaces[1], spaces[2]);
  fflush(stdout);
  char line[128];
  while (fgets(line, sizeof line, stdin)) {
    if (atoi(line)) {
      go(atoi(line));
      continue;
    }
    line[strcspn(line, "\n")] = 0;
    open_listener(line);
    puts("ready");
    fflush(stdout);
  }
  return 0;
}
