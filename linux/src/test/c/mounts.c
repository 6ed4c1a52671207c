// A process with a mount namespace of its own that is full of mounts with long names; needs root.
//
//   mounts fill COUNT DIRECTORY   says "ready" and its pid, and ends when its standard input closes
#define _GNU_SOURCE
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

static void fail(const char *what) {
  perror(what);
  exit(1);
}

int main(int count, char **arguments) {
  if (count != 4) return 2;
  if (unshare(CLONE_NEWNS) || mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL)) fail("unshare");
  if (mount("mounts", arguments[3], "tmpfs", 0, NULL) || chdir(arguments[3])) fail("mount");
  char name[201] = {0};
  memset(name, 'n', 200);
  for (int depth = 0; depth < 15; depth++)
    if (mkdir(name, 0755) || chdir(name)) fail("mkdir");
  if (mkdir("a", 0755)) fail("mkdir");
  for (int i = atoi(arguments[2]); i > 0; i--)
    if (mount("a", "a", NULL, MS_BIND, NULL)) fail("mount --bind");
  printf("ready %d\n", getpid());
  fflush(stdout);
  while (getchar() != EOF) {}
  return 0;
}
