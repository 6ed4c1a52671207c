// A BPF program that drops all packets, at one place, for tests of what is beside the rules of a firewall.
//
//   bpf cgroup DIRECTORY | tcx INTERFACE | tcx-egress INTERFACE | mark INTERFACE | netfilter HOOK | sk_lookup PORT
//       loads it and attaches it there (sk_lookup: to this network namespace; it drops what goes to PORT; mark: at tcx; it drops nothing, but marks all with 1), and says "ready". It hangs there until standard input closes.
//       What the kernel refuses is said instead.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <net/if.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

// linux/bpf.h, of which the one here may be older than the kernel.
enum { PROG_LOAD = 5, PROG_ATTACH = 8, PROG_DETACH = 9, LINK_CREATE = 28 };
enum { SCHED_CLS = 3, CGROUP_SKB = 8, SK_LOOKUP = 30, NETFILTER = 32 };
enum { AT_CGROUP_INGRESS = 0, AT_SK_LOOKUP = 36, AT_NETFILTER = 45, AT_TCX_INGRESS = 46, AT_TCX_EGRESS = 47 };
enum { TCX_PASS = 0, TCX_DROP = 2 };

typedef struct {
  uint8_t code, registers;
  int16_t offset;
  int32_t value;
} instruction;

static void refuse(const char *what) {
  printf("refused: %s: %s\n", what, strerror(errno));
  exit(0);
}

static int bpf(int command, void *attributes, unsigned size) { return (int)syscall(SYS_bpf, command, attributes, size); }

static int load(int type, int place, instruction *code, unsigned count) {
  static char log[65536];
  struct {
    uint32_t type, count;
    uint64_t code, license;
    uint32_t log_level, log_size;
    uint64_t log;
    uint32_t version, flags;
    char name[16];
    uint32_t interface, place;
  } a = {.type = type,
         .count = count,
         .code = (uintptr_t)code,
         .license = (uintptr_t) "GPL",
         .log_level = 1,
         .log_size = sizeof log,
         .log = (uintptr_t)log,
         .place = place};
  int program = bpf(PROG_LOAD, &a, sizeof a);
  if (program < 0) refuse(log[0] ? log : "BPF_PROG_LOAD");
  return program;
}

static int load_constant(int type, int place, int result) {
  instruction code[] = {{0xb7, 0, 0, result}, {0x95, 0, 0, 0}};  // r0 = result; exit
  return load(type, place, code, 2);
}

static void link_to(int program, int target, int place, uint32_t family, uint32_t hook) {
  struct {
    uint32_t program, target, place, flags, family, hook;
    int32_t priority;
    uint32_t more[5];
  } a = {.program = program, .target = target, .place = place, .family = family, .hook = hook, .priority = family ? -1 : 0};
  if (bpf(LINK_CREATE, &a, sizeof a) < 0) refuse("BPF_LINK_CREATE");
}

static void wait_for_end(void) {
  char byte;
  printf("ready\n");
  fflush(stdout);
  while (read(0, &byte, 1) > 0) {
  }
}

int main(int argc, char **argv) {
  if (argc < 3) return 2;
  if (!strcmp(argv[1], "cgroup")) {
    struct {
      uint32_t target, program, place, flags;
    } a = {open(argv[2], O_RDONLY | O_DIRECTORY), load_constant(CGROUP_SKB, AT_CGROUP_INGRESS, 0), AT_CGROUP_INGRESS, 0};
    if (bpf(PROG_ATTACH, &a, sizeof a)) refuse("BPF_PROG_ATTACH");
    wait_for_end();
    return bpf(PROG_DETACH, &a, sizeof a) ? 1 : 0;
  }
  if (!strcmp(argv[1], "tcx") || !strcmp(argv[1], "tcx-egress")) {
    link_to(load_constant(SCHED_CLS, 0, TCX_DROP), if_nametoindex(argv[2]), argv[1][3] ? AT_TCX_EGRESS : AT_TCX_INGRESS, 0, 0);
  } else if (!strcmp(argv[1], "mark")) {
    // r2 = 1; *(u32 *)(r1 + offsetof(struct __sk_buff, mark)) = r2; r0 = TCX_PASS
    instruction code[] = {{0xb7, 2, 0, 1}, {0x63, 0x21, 8, 0}, {0xb7, 0, 0, TCX_PASS}, {0x95, 0, 0, 0}};
    link_to(load(SCHED_CLS, 0, code, 4), if_nametoindex(argv[2]), AT_TCX_INGRESS, 0, 0);
  } else if (!strcmp(argv[1], "netfilter")) {
    link_to(load_constant(NETFILTER, AT_NETFILTER, 0), 0, AT_NETFILTER, 2, atoi(argv[2]));
  } else if (!strcmp(argv[1], "sk_lookup")) {
    // r2 = *(u32 *)(r1 + offsetof(struct bpf_sk_lookup, local_port)); r0 = r2 == PORT ? SK_DROP : SK_PASS
    instruction code[] = {{0x61, 0x12, 60, 0}, {0xb7, 0, 0, 0}, {0x15, 2, 1, atoi(argv[2])}, {0xb7, 0, 0, 1}, {0x95, 0, 0, 0}};
    link_to(load(SK_LOOKUP, AT_SK_LOOKUP, code, 5), open("/proc/thread-self/ns/net", O_RDONLY), AT_SK_LOOKUP, 0, 0);
  } else {
    return 2;
  }
  wait_for_end();
  return 0;
}
