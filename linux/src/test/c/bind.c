// Sockets in any state on one port, and what bind(2) and listen(2) really do beside them.
//
//   bind hold WORD...   does what the words say, in order, says "ready PID", and ends when its standard input closes
//   bind try            does so for each line of its standard input, says "ok" or the error and where it came from ("EADDRINUSE bind"), and closes all
//   bind duplicate      ends well if pidfd_getfd(2) is there and allowed
//
// Words: tcp4 tcp6 udp4 udp6     a new socket, the current one from here on; sockets are numbered from 0
//        reuseaddr reuseport v6only v6both freebind dev=INTERFACE  options of the current socket
//        bind=ADDRESS[%INTERFACE],PORT   listen   connect=ADDRESS,PORT   connecting=ADDRESS,PORT (does not wait)
//        accept                  from the current socket; the new one is numbered and not current
//        close   shut (half of the connection)   at=NUMBER (that socket is the current one)
//        euid=N                  whose sockets are made from here on
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <net/if.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { MAX_SOCKETS = 64 };
static int sockets[MAX_SOCKETS], count, current;

union address {
  struct sockaddr plain;
  struct sockaddr_in v4;
  struct sockaddr_in6 v6;
};

static socklen_t parse_address(const char *text, union address *a) {
  char host[80];
  snprintf(host, sizeof host, "%s", text);
  char *port = strrchr(host, ','), *interface = strchr(host, '%');
  if (!port) exit(2);
  *port++ = 0;
  memset(a, 0, sizeof *a);
  if (interface) *interface++ = 0;
  if (strchr(host, ':')) {
    a->v6.sin6_family = AF_INET6;
    a->v6.sin6_port = htons(atoi(port));
    if (inet_pton(AF_INET6, host, &a->v6.sin6_addr) != 1) exit(2);
    if (interface) a->v6.sin6_scope_id = atoi(interface) ? (unsigned)atoi(interface) : if_nametoindex(interface);
    return sizeof a->v6;
  }
  a->v4.sin_family = AF_INET;
  a->v4.sin_port = htons(atoi(port));
  if (inet_pton(AF_INET, host, &a->v4.sin_addr) != 1) exit(2);
  return sizeof a->v4;
}

static int add(int s) {
  if (s < 0) return -1;
  if (count == MAX_SOCKETS) exit(2);
  sockets[count++] = s;
  return 0;
}

static int flag(int level, int option) {
  int one = 1;
  return setsockopt(sockets[current], level, option, &one, sizeof one);
}

static const char *value(const char *word, const char *name) {
  size_t length = strlen(name);
  return !strncmp(word, name, length) && word[length] == '=' ? word + length + 1 : NULL;
}

static int make(const char *word) {
  int s = socket(word[3] == '6' ? AF_INET6 : AF_INET, word[0] == 'u' ? SOCK_DGRAM : SOCK_STREAM, 0);
  if (add(s)) return -1;
  current = count - 1;
  return 0;
}

static int connect_to(const char *to, int wait) {
  union address a;
  socklen_t length = parse_address(to, &a);
  if (!wait) fcntl(sockets[current], F_SETFL, O_NONBLOCK);
  int result = connect(sockets[current], &a.plain, length);
  return !wait && errno == EINPROGRESS ? 0 : result;
}

static int perform(const char *word) {
  const char *v;
  union address a;
  if (!strncmp(word, "tcp", 3) || !strncmp(word, "udp", 3)) return make(word);
  if (!strcmp(word, "reuseaddr")) return flag(SOL_SOCKET, SO_REUSEADDR);
  if (!strcmp(word, "reuseport")) return flag(SOL_SOCKET, SO_REUSEPORT);
  if (!strcmp(word, "v6only")) return flag(IPPROTO_IPV6, IPV6_V6ONLY);
  if (!strcmp(word, "freebind")) return flag(IPPROTO_IP, IP_FREEBIND);
  if (!strcmp(word, "v6both")) {
    int zero = 0;
    return setsockopt(sockets[current], IPPROTO_IPV6, IPV6_V6ONLY, &zero, sizeof zero);
  }
  if ((v = value(word, "dev"))) return setsockopt(sockets[current], SOL_SOCKET, SO_BINDTODEVICE, v, strlen(v) + 1);
  if ((v = value(word, "bind"))) return bind(sockets[current], &a.plain, parse_address(v, &a));
  if (!strcmp(word, "listen")) return listen(sockets[current], 16);
  if ((v = value(word, "connect"))) return connect_to(v, 1);
  if ((v = value(word, "connecting"))) return connect_to(v, 0);
  if (!strcmp(word, "accept")) return add(accept(sockets[current], 0, 0));
  if (!strcmp(word, "shut")) return shutdown(sockets[current], SHUT_WR);
  if (!strcmp(word, "close")) {
    int s = sockets[current];
    sockets[current] = -1;
    return close(s);
  }
  if ((v = value(word, "at"))) return current = atoi(v), 0;
  if ((v = value(word, "euid"))) return seteuid(0) ? -1 : seteuid(atoi(v));
  exit(2);
}

static void try_line(char *line) {
  count = current = 0;
  const char *failed = NULL;
  int error = 0;
  for (char *word = strtok(line, " \n"); word && !failed; word = strtok(NULL, " \n"))
    if (perform(word)) {
      error = errno;
      failed = word;
    }
  for (int i = 0; i < count; i++)
    if (sockets[i] >= 0) close(sockets[i]);
  if (!failed)
    printf("ok\n");
  else
    printf("%s %.*s\n", strerrorname_np(error), (int)strcspn(failed, "="), failed);
  fflush(stdout);
}

int main(int argc, char **argv) {
  char line[1024];
  signal(SIGPIPE, SIG_IGN);
  if (argc > 1 && !strcmp(argv[1], "try")) {
    printf("ready %d\n", getpid());
    fflush(stdout);
    while (fgets(line, sizeof line, stdin)) try_line(line);
    return 0;
  }
  if (argc > 1 && !strcmp(argv[1], "duplicate")) {
    int self = syscall(434, getpid(), 0); // pidfd_open
    return syscall(438, self, 0, 0) < 0;  // pidfd_getfd
  }
  if (argc < 2 || strcmp(argv[1], "hold")) return 2;
  for (int i = 2; i < argc; i++)
    if (perform(argv[i])) {
      perror(argv[i]);
      return 1;
    }
  printf("ready %d\n", getpid());
  fflush(stdout);
  while (read(0, line, sizeof line) > 0) {
  }
  return 0;
}
