// Sockets on 127.0.0.1 that /proc/PID/fd does not list. Says "ready PORT PID", and ends when its standard input closes.
//
//   holders thread      a thread has a table of descriptors of its own (unshare(2)), and opens the socket
//   holders leaderless  a thread opens the socket; the first thread has ended
//   holders ring        registered with io_uring, and closed
//   holders flight      in the queue of a Unix socket (SCM_RIGHTS), and closed
//   holders kept PORT   in a network namespace in which no process is, and of which a descriptor is open
//   holders namespace PORT   a thread is in a network namespace of its own, and listens there
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <fcntl.h>
#include <linux/io_uring.h>
#include <net/if.h>
#include <netinet/in.h>
#include <pthread.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

static const char *mode;
static int wanted_port;

static void fail(const char *what) {
  perror(what);
  exit(1);
}

static int listener(void) {
  int s = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  struct sockaddr_in a = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK), .sin_port = htons(wanted_port)};
  if (s < 0 || bind(s, (void *)&a, sizeof a) || listen(s, 16)) fail("listen");
  return s;
}

static int port_of(int s) {
  struct sockaddr_in a;
  socklen_t length = sizeof a;
  if (getsockname(s, (void *)&a, &length)) fail("getsockname");
  return ntohs(a.sin_port);
}

static void ready(int port) {
  printf("ready %d %d\n", port, getpid());
  fflush(stdout);
}

static int is_zombie(void) {
  char stat[512] = {0};
  FILE *file = fopen("/proc/self/stat", "r");
  if (!file || !fgets(stat, sizeof stat, file)) fail("stat");
  fclose(file);
  return strrchr(stat, ')')[2] == 'Z';
}

static void loopback_up(void) {
  struct ifreq request = {.ifr_name = "lo", .ifr_flags = IFF_UP};
  int s = socket(AF_INET, SOCK_DGRAM, 0);
  if (s < 0 || ioctl(s, SIOCSIFFLAGS, &request)) fail("lo");
  close(s);
}

static void await_end(void) {
  char byte;
  while (read(0, &byte, 1) > 0) continue;
  _exit(0);
}

static void *thread(void *ignored) {
  (void)ignored;
  if (!strcmp(mode, "thread")) {
    // As many descriptors as the first thread has, so that their number does not tell.
    if (unshare(CLONE_FILES)) fail("unshare");
    close(2);
  } else if (!strcmp(mode, "namespace")) {
    if (unshare(CLONE_NEWNET)) fail("unshare");
    loopback_up();
  } else {
    while (!is_zombie()) usleep(1000);
  }
  ready(port_of(listener()));
  await_end();
  return NULL;
}

static void ring(void) {
  struct io_uring_params params = {0};
  int ring = (int)syscall(SYS_io_uring_setup, 4, &params), s = listener();
  if (ring < 0) fail("io_uring_setup");
  if (syscall(SYS_io_uring_register, ring, IORING_REGISTER_FILES, &s, 1) < 0) fail("io_uring_register");
  int port = port_of(s);
  close(s);
  ready(port);
}

static void flight(void) {
  int ends[2], s = listener();
  if (socketpair(AF_UNIX, SOCK_STREAM, 0, ends)) fail("socketpair");
  char control[CMSG_SPACE(sizeof s)] = {0}, byte = 0;
  struct iovec data = {&byte, 1};
  struct msghdr message = {.msg_iov = &data, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof control};
  struct cmsghdr *header = CMSG_FIRSTHDR(&message);
  header->cmsg_level = SOL_SOCKET;
  header->cmsg_type = SCM_RIGHTS;
  header->cmsg_len = CMSG_LEN(sizeof s);
  memcpy(CMSG_DATA(header), &s, sizeof s);
  if (sendmsg(ends[0], &message, 0) != 1) fail("sendmsg");
  int port = port_of(s);
  close(s);
  ready(port);
}

static void kept(void) {
  int home = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);
  if (home < 0 || unshare(CLONE_NEWNET)) fail("unshare");
  loopback_up();
  int s = listener();
  if (open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC) < 0 || setns(home, CLONE_NEWNET)) fail("setns");
  close(home);
  ready(port_of(s));
}

int main(int argc, char **argv) {
  if (argc < 2) return 2;
  mode = argv[1];
  wanted_port = argc > 2 ? atoi(argv[2]) : 0;
  if (!strcmp(mode, "ring")) {
    ring();
  } else if (!strcmp(mode, "flight")) {
    flight();
  } else if (!strcmp(mode, "kept")) {
    kept();
  } else {
    pthread_t other;
    if (pthread_create(&other, NULL, thread, NULL)) fail("pthread_create");
    if (!strcmp(mode, "leaderless")) syscall(SYS_exit, 0);
    pthread_join(other, NULL);
  }
  await_end();
}
