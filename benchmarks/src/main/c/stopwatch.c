// How long a command takes from being started to its end, its output read by whoever started it, as users of ss or lsof do.
// In C, because starting a process from a JVM costs milliseconds that are not the command's.
//
//   stopwatch COMMAND [ARGUMENT ...]
// For each line on standard input it runs the command once, and answers with a line: NANOSECONDS LINES, where LINES are those that the
// command printed; or "failed STATUS".
#define _GNU_SOURCE
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

extern char **environ;

static void fail(const char *what) {
  perror(what);
  exit(1);
}

static long nanos(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * 1000000000L + now.tv_nsec;
}

static int run(char **command, long *lines) {
  int output[2];
  if (pipe2(output, O_CLOEXEC)) fail("pipe");
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_adddup2(&actions, output[1], 1);
  posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0);
  pid_t pid;
  if (posix_spawnp(&pid, command[0], &actions, NULL, command, environ)) fail(command[0]);
  posix_spawn_file_actions_destroy(&actions);
  close(output[1]);
  static char text[1 << 16];
  *lines = 0;
  for (long n; (n = read(output[0], text, sizeof text)) > 0;)
    for (long i = 0; i < n; i++) *lines += text[i] == '\n';
  close(output[0]);
  int status;
  if (waitpid(pid, &status, 0) != pid) fail("waitpid");
  return status;
}

int main(int argc, char **argv) {
  if (argc < 2) {
    fprintf(stderr, "usage: stopwatch COMMAND [ARGUMENT ...]\n");
    return 2;
  }
  char line[64];
  while (fgets(line, sizeof line, stdin)) {
    long lines, start = nanos();
    int status = run(argv + 1, &lines);
    long elapsed = nanos() - start;
    if (status) printf("failed %d\n", WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status));
    else printf("%ld %ld\n", elapsed, lines);
    fflush(stdout);
  }
  return 0;
}
