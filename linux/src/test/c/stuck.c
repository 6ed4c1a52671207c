// A process that is stuck in a file system that does not respond, as a dead NFS or FUSE server leaves it, with its memory lock (mmap_lock) held for writing.
//
//   stuck hold [comm=NAME] [deaf]
//       opens a listening socket on loopback, and mounts a file system of its own (linux/fuse.h) whose server answers everything but WRITE. A child that shares the
//       socket changes a page of a shared mapping of its one file, and maps other memory over it: mmap(2) writes the page back while it holds the lock
//       (mm/vma.c, fs/fuse/file.c fuse_vma_close). Says "ready PORT PID" of the child, whose name is "a-stuck-service" unless said. All ends when standard input closes.
//       "deaf": the child's executable, root and working directory are in that file system, too, and once it is ready the server answers nothing any more.
//   stuck possible
//       whether that can be made here: fails if not.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/fuse.h>
#include <netinet/in.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define NODE 2
#define PROGRAM 3

// How long the kernel may go on with what it was told of a file, in seconds.
static int validity = 3600;

static void fail(const char *what) {
  perror(what);
  exit(1);
}

static void answer(int fuse, struct fuse_in_header *request, const void *body, size_t length) {
  struct fuse_out_header head = {.len = sizeof head + length, .unique = request->unique};
  static char bytes[1 << 18];
  memcpy(bytes, &head, sizeof head);
  if (length) memcpy(bytes + sizeof head, body, length);
  if (write(fuse, bytes, head.len) < 0 && errno != ENOENT) fail("write to /dev/fuse");
}

static void refuse(int fuse, struct fuse_in_header *request, int error) {
  struct fuse_out_header head = {.len = sizeof head, .error = -error, .unique = request->unique};
  if (write(fuse, &head, sizeof head) < 0 && errno != ENOENT) fail("write to /dev/fuse");
}

static struct fuse_attr attributes(uint64_t node, int program) {
  struct stat own;
  if (fstat(program, &own) < 0) fail("fstat");
  return (struct fuse_attr){.ino = node, .size = node == PROGRAM ? own.st_size : 4096, .mode = node == 1 ? S_IFDIR | 0777 : S_IFREG | 0777, .nlink = 1};
}

// Answers everything but WRITE; says a byte when one comes.
static void serve(int fuse, int told) {
  static char request[1 << 20];
  static char content[1 << 17];
  int program = open("/proc/self/exe", O_RDONLY);
  for (;;) {
    if (read(fuse, request, sizeof request) < 0) {
      if (errno == EINTR || errno == ENOENT) continue;
      exit(0);
    }
    struct fuse_in_header *in = (void *)request;
    switch (in->opcode) {
      case FUSE_INIT: {
        struct fuse_init_out out = {.major = FUSE_KERNEL_VERSION, .minor = FUSE_KERNEL_MINOR_VERSION, .max_write = 4096};
        answer(fuse, in, &out, sizeof out);
        break;
      }
      case FUSE_LOOKUP: {
        uint64_t node = strcmp((char *)(in + 1), "program") == 0 ? PROGRAM : NODE;
        struct fuse_entry_out out = {.nodeid = node, .attr_valid = validity, .entry_valid = validity, .attr = attributes(node, program)};
        answer(fuse, in, &out, sizeof out);
        break;
      }
      case FUSE_GETATTR: {
        struct fuse_attr_out out = {.attr_valid = validity, .attr = attributes(in->nodeid, program)};
        answer(fuse, in, &out, sizeof out);
        break;
      }
      case FUSE_OPEN: {
        struct fuse_open_out out = {0};
        answer(fuse, in, &out, sizeof out);
        break;
      }
      case FUSE_READ: {
        struct fuse_read_in *what = (void *)(in + 1);
        size_t size = what->size < sizeof content ? what->size : sizeof content;
        memset(content, 0, sizeof content);
        ssize_t got = in->nodeid == PROGRAM ? pread(program, content, size, what->offset) : 4000;
        if (got < 0) fail("pread");
        answer(fuse, in, content, got);
        break;
      }
      case FUSE_WRITE:
        if (write(told, "w", 1) < 0) fail("pipe");
        break;
      case FUSE_FORGET:
      case FUSE_BATCH_FORGET:
      case FUSE_INTERRUPT:
        break;
      default:
        refuse(fuse, in, ENOSYS);
    }
  }
}

static pid_t child(void) {
  pid_t pid = fork();
  if (pid < 0) fail("fork");
  if (pid == 0) prctl(PR_SET_PDEATHSIG, SIGKILL);
  return pid;
}

static void get_stuck(const char *name, int deaf) {
  prctl(PR_SET_NAME, name);
  int file = open("/mnt/file", O_RDWR);
  if (file < 0) fail("/mnt/file");
  char *page = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
  if (page == MAP_FAILED) fail("mmap");
  *page = 1;
  if (deaf && (chdir("/mnt") < 0 || chroot(".") < 0)) fail("chroot");
  mmap(page, 4096, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
  fail("mmap came back");
}

int main(int count, char **arguments) {
  const char *name = "a-stuck-service";
  int deaf = 0;
  for (int i = 2; i < count; i++) {
    if (strncmp(arguments[i], "comm=", 5) == 0) name = arguments[i] + 5;
    if (strcmp(arguments[i], "deaf") == 0) deaf = 1;
  }
  // The child, from within its file system.
  if (count > 2 && strcmp(arguments[1], "be") == 0) get_stuck(arguments[2], 1);
  if (deaf) validity = 0;
  signal(SIGPIPE, SIG_IGN);
  if (unshare(CLONE_NEWNS) < 0) fail("unshare");
  if (mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) < 0) fail("mount private");
  int fuse = open("/dev/fuse", O_RDWR | O_CLOEXEC);
  if (fuse < 0) fail("/dev/fuse");
  char options[100];
  snprintf(options, sizeof options, "fd=%d,rootmode=40000,user_id=0,group_id=0", fuse);
  if (mount("stuck", "/mnt", "fuse.stuck", MS_NOSUID | MS_NODEV, options) < 0) fail("mount");
  if (count > 1 && strcmp(arguments[1], "possible") == 0) return 0;
  int told[2];
  if (pipe(told) < 0) fail("pipe");
  pid_t server = child();
  if (server == 0) serve(fuse, told[1]);
  int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  socklen_t length = sizeof address;
  if (listener < 0 || bind(listener, (void *)&address, length) < 0 || listen(listener, 1) < 0) fail("listen");
  if (getsockname(listener, (void *)&address, &length) < 0) fail("getsockname");
  pid_t stuck = child();
  if (stuck == 0) {
    close(fuse);
    fcntl(listener, F_SETFD, 0);
    if (deaf) execl("/mnt/program", "program", "be", name, NULL);
    if (deaf) fail("/mnt/program");
    get_stuck(name, 0);
  }
  close(listener);
  close(told[1]);
  char byte;
  if (read(told[0], &byte, 1) != 1) fail("nothing was written");
  if (deaf) kill(server, SIGSTOP);
  printf("ready %d %d\n", ntohs(address.sin_port), stuck);
  fflush(stdout);
  while (read(0, &byte, 1) > 0) {
  }
  kill(server, SIGKILL);
  kill(stuck, SIGKILL);
  close(fuse);
  waitpid(server, NULL, 0);
  waitpid(stuck, NULL, 0);
  return 0;
}
