// A process with a command line of any length: maps so many MiB, which take no memory, and says that its arguments are there (prctl(2), PR_SET_MM_MAP: no privilege needed).
//
//   longline MIB   listens on 127.0.0.1, says "ready PORT PID", and ends when its standard input closes; fails where the kernel has no such call (CONFIG_CHECKPOINT_RESTORE)
#include <arpa/inet.h>
#include <linux/prctl.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

static void fail(const char *what) {
  perror(what);
  exit(1);
}

// The fields of /proc/self/stat by their numbers in proc_pid_stat(5).
static void read_stat(unsigned long *fields) {
  static char text[4096];
  FILE *stat = fopen("/proc/self/stat", "r");
  if (!stat || !fread(text, 1, sizeof text - 1, stat)) fail("/proc/self/stat");
  char *word = strtok(strrchr(text, ')') + 1, " ");
  for (int i = 3; word && i < 53; i++, word = strtok(NULL, " ")) fields[i] = strtoul(word, NULL, 10);
}

int main(int count, char **arguments) {
  if (count != 2) return 2;
  size_t length = strtoul(arguments[1], NULL, 10) << 20;
  int s = socket(AF_INET, SOCK_STREAM, 0);
  struct sockaddr_in a = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  socklen_t size = sizeof a;
  if (s < 0 || bind(s, (void *)&a, sizeof a) || listen(s, 1) || getsockname(s, (void *)&a, &size)) fail("listen");
  char *line = mmap(NULL, length, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (line == MAP_FAILED) fail("mmap");
  unsigned long f[53] = {0};
  read_stat(f);
  struct prctl_mm_map map = {.start_code = f[26], .end_code = f[27], .start_stack = f[28], .start_data = f[45], .end_data = f[46], .start_brk = f[47],
                             .brk = (unsigned long)sbrk(0), .arg_start = (unsigned long)line, .arg_end = (unsigned long)line + length,
                             .env_start = f[50], .env_end = f[51], .exe_fd = -1};
  if (prctl(PR_SET_MM, PR_SET_MM_MAP, &map, sizeof map, 0)) fail("PR_SET_MM_MAP");
  printf("ready %d %d\n", ntohs(a.sin_port), getpid());
  fflush(stdout);
  while (getchar() != EOF) {}
  return 0;
}
