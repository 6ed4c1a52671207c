// A simulation of a Mac's libproc and sysctl on Linux: it serves the processes and sockets of a script, or of this machine's /proc, in the bytes of a Mac.
//
// The structures repeat the fields of Apple's headers (bsd/sys/proc_info.h; bsd/sys/socketvar.h, bsd/netinet/in_pcb.h and tcp_var.h with their
// #pragma pack(4)), and the compiler lays them out: fake_offset returns the offsets, to be compared with those of the provider. Results and failures
// of the functions follow xnu, and are no kinder than it:
//     libsyscall/wrappers/libproc/libproc.c   0 for failure and for an empty result
//     bsd/kern/proc_info.c                    short buffers before missing processes; EINVAL for a stale fileport, EOPNOTSUPP for one of a file; no zombies
//     bsd/kern/socket_info.c, uipc_socket2.c  soi_qlen includes soi_incqlen
//     bsd/kern/kern_proc.c, kern_fork.c       unique ids; that of the starter stays when launchd adopts a process
//     bsd/kern/kern_sysctl.c                  EINVAL for other users' arguments; no environment of restricted programs
//     bsd/netinet/in_pcblist.c, in_pcb.c      dead pcbs are counted and not listed; the creation number grows with each pcb that comes or goes
//     bsd/net/ntstat.c                        user-space flows, after the sockets: no handle, no generation, no family, no uid, no queues
//
//   fake_script(TEXT) resets everything and runs TEXT, one command a line:
//     proc PID [ppid= uid= ruid= comm=HEX name=HEX path=HEX cwd=HEX start=SECONDS.MICROS args=HEX unique= starter=] [zombie] [denied] [hidden] [twice] [restricted]
//         denied: another user's process, without root.  hidden: all access is denied.  restricted: its environment is hidden from everybody.
//         starter: the unique id of the process that started it, by default that of ppid; launchd has 1.  The pid "self" is the calling process.
//     sock ID [proto=tcp|udp|icmp|other family=4|6|0 lport= fport= laddr=HEX faddr=HEX vflag= state= options= handle= gen= qlen= incqlen= qlimit= uid= last=PID] [unlisted]
//             [listhandle=] [nopcb]
//     flow [proto=tcp|udp lport= fport= laddr=HEX vflag= state= pid=PID]      a flow of the user-space network stack
//     fd PID NUMBER [sock=ID] [type=N] [errno=N] [bytes=N]        bytes: how much of the structure is returned
//     fileport PID NAME ...                                       the same, by Mach port
//     list tcp|udp [errno=N] [enomem=TIMES] [blind] [own=UID] [ownprocess] [dead=N] [cut=BYTES] [xsocket=76|104] [unknown] [zero=SOCKET] [short=SOCKET]
//             [future] [lie=N]                                    ownprocess: the calling process's only, as macOS 27 is reported to list without root
//     fail listpids|lists errno=N
//     exit PID | close PID NUMBER-OR-NAME | move PID NUMBER ID
//     at CALL COMMAND ...                                         runs before the CALL-th call from now on
//     mirror                                                      this machine's /proc, read at each call
//   fake_calls(NAME) counts the calls of a function since the script: listpids, list, socket, process, path, sysctl, or all.
#define _GNU_SOURCE
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <pthread.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { MAC_EOPNOTSUPP = 102, MAC_ENOTSOCK = 38, MAC_AF_INET = 2, MAC_AF_INET6 = 30 };
enum { LISTFDS = 1, TBSDINFO = 3, VNODEPATHINFO = 9, SHORTBSDINFO = 13, LISTFILEPORTS = 14, UNIQIDENTIFIERINFO = 17, SOCKETINFO = 3 };
enum { XSOCKET = 1, XRCVBUF = 2, XSNDBUF = 4, XSTATS = 8, XINPCB = 0x10, XTCPCB = 0x20 };

struct fdinfo { int32_t fd; uint32_t type; };
struct fileinfo { uint32_t openflags, status; int64_t offset; int32_t type; uint32_t guardflags; };
struct vinfostat {
  uint32_t dev; uint16_t mode, nlink; uint64_t ino; uint32_t uid, gid; int64_t times[8], size, blocks;
  int32_t blksize; uint32_t flags, gen, rdev; int64_t spare[2];
};
struct sockbufinfo { uint32_t cc, hiwat, mbcnt, mbmax, lowat; int16_t flags, timeo; };
struct insockinfo {
  int32_t fport, lport; uint64_t gencnt; uint32_t flags, flow; uint8_t vflag, ttl; uint32_t reserved;
  uint8_t faddr[16], laddr[16]; struct { uint8_t tos; } v4;
  struct { uint8_t hlim; int32_t cksum; uint16_t ifindex; int16_t hops; } v6;
};
struct tcpsockinfo { struct insockinfo ini; int32_t state, timer[4], mss; uint32_t flags, reserved; uint64_t tp; };
struct socketinfo {
  struct vinfostat stat; uint64_t so, pcb; int32_t type, protocol, family;
  int16_t options, linger, state, qlen, incqlen, qlimit, timeo; uint16_t error; uint32_t oobmark;
  struct sockbufinfo rcv, snd; int32_t kind; uint32_t reserved;
  union { struct insockinfo in; struct tcpsockinfo tcp; struct { uint64_t so, pcb; char addresses[2][255]; } un; } proto;
};
struct socketfdinfo { struct fileinfo file; struct socketinfo s; };
struct bsdinfo {
  uint32_t flags, status, xstatus, pid, ppid, uid, gid, ruid, rgid, svuid, svgid, reserved; char comm[16], name[32];
  uint32_t nfiles, pgid, pjobc, tdev, tpgid; int32_t nice; uint64_t start_tvsec, start_tvusec;
};
struct bsdshortinfo { uint32_t pid, ppid, pgid, status; char comm[16]; uint32_t flags, uid, gid, ruid, rgid, svuid, svgid, reserved; };
struct vnodeinfopath { struct vinfostat stat; int32_t type, pad, fsid[2]; char path[1024]; };
struct vnodepathinfo { struct vnodeinfopath cdir, rdir; };
struct uniqidentifierinfo { uint8_t uuid[16]; uint64_t uniqueid, puniqueid; int32_t idversion, orig_ppidversion; uint64_t reserved[2]; };

#pragma pack(push, 4)
struct xinpgen { uint32_t len, count; uint64_t gen, sogen; };
struct xinpcb {
  uint32_t len, kind; uint64_t inpp; uint16_t fport, lport; uint64_t ppcb, gencnt; int32_t flags; uint32_t flow;
  uint8_t vflag, ttl, ip_p; uint8_t faddr[16] __attribute__((aligned(4))), laddr[16]; struct { uint8_t tos; } v4;
  struct { uint8_t hlim; int32_t cksum; uint16_t ifindex; int16_t hops; } v6; uint32_t flowhash, flags2;
};
struct xsocket {
  uint32_t len, kind; uint64_t so; int16_t type; uint32_t options; int16_t linger, state; uint64_t pcb; int32_t protocol, family;
  int16_t qlen, incqlen, qlimit, timeo; uint16_t error; int32_t pgid; uint32_t oobmark, uid; int32_t last_pid, e_pid;
  uint64_t gencnt; uint32_t flags, flags1; int32_t usecount, retaincnt; uint32_t filter_flags; // since macOS 13
};
struct xsockbuf { uint32_t len, kind, cc, hiwat, mbcnt, mbmax; int32_t lowat; int16_t flags, timeo; };
struct xsockstat { uint32_t len, kind; uint64_t stats[4][4]; };
struct xtcpcb { uint32_t len, kind; uint64_t segq; int32_t dupacks, timer[4], state; uint32_t rest[41]; };
#pragma pack(pop)

struct proc {
  int pid, ppid, uid, ruid, zombie, denied, hidden, twice, restricted;
  uint64_t start, start_micros, unique, starter;
  char comm[16], name[32], path[4096], cwd[1024], args[4096];
  int args_length;
};
struct sock {
  char id[32];
  int protocol, family, lport, fport, vflag, state, qlen, incqlen, qlimit, uid, last, unlisted, nopcb, flow;
  uint64_t handle, listhandle, gen;
  uint8_t laddr[16], faddr[16];
  uint32_t options;
};
struct fd { int pid, number, fileport, type, error, bytes; char sock[32]; };
struct list { int error, enomem, blind, own, ownprocess, dead, cut, xsocket, unknown, zero, shortened, future, lie; uint64_t newest; };

static struct proc *procs; static int proc_count;
static struct sock *socks; static int sock_count;
static struct fd *fds; static int fd_count;
static struct list lists[2]; // tcp, udp
static int listpids_error, mirror;
static char *later[1024]; static long later_at[1024]; static int later_count;
static long calls_all, calls_listpids, calls_list, calls_socket, calls_process, calls_path, calls_sysctl;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

#define APPEND(array, count) \
  (array = realloc(array, ((count) + 1) * sizeof *array), memset(&array[count], 0, sizeof *array), (count)++, &array[(count) - 1])

// The errno to return: the C library changes it meanwhile, whereas a Mac's calls leave it alone when they succeed.
static __thread int failure;

static int fail(int error) { failure = error; return 0; }

static int unhex(const char *text, void *into, int size) {
  int n = 0;
  for (; n < size && isxdigit((unsigned char)text[0]) && isxdigit((unsigned char)text[1]); text += 2) {
    unsigned byte;
    sscanf(text, "%2x", &byte);
    ((uint8_t *)into)[n++] = (uint8_t)byte;
  }
  return n;
}

// ---- the script

static struct proc *find_proc(int pid) {
  for (int i = 0; i < proc_count; i++) if (procs[i].pid == pid) return &procs[i];
  return NULL;
}

static struct sock *find_sock(const char *id) {
  for (int i = 0; i < sock_count; i++) if (!strcmp(socks[i].id, id)) return &socks[i];
  return NULL;
}

static struct fd *find_fd(int pid, int number, int fileport) {
  for (int i = 0; i < fd_count; i++)
    if (fds[i].pid == pid && fds[i].number == number && fds[i].fileport == fileport) return &fds[i];
  return NULL;
}

static const char *value(char **words, int count, const char *key) {
  size_t length = strlen(key);
  for (int i = 0; i < count; i++)
    if (!strncmp(words[i], key, length) && (words[i][length] == '=' || !words[i][length]))
      return words[i][length] ? words[i] + length + 1 : "1";
  return NULL;
}

static long long number(char **words, int count, const char *key, long long otherwise) {
  const char *text = value(words, count, key);
  return text ? strtoll(text, NULL, 0) : otherwise;
}

static int pid_of(const char *text) { return strcmp(text, "self") ? atoi(text) : getpid(); }

// A socket without a holder is closed.
static void let_go(struct fd *f) {
  struct sock *s = find_sock(f->sock);
  f->pid = -1;
  for (int i = 0; i < fd_count; i++)
    if (fds[i].pid >= 0 && !strcmp(fds[i].sock, f->sock)) return;
  if (s) s->unlisted = 1, lists[s->protocol == 17].newest++;
}

static struct sock *new_sock(char **w, int n, const char *id) {
  struct sock *s = APPEND(socks, sock_count);
  snprintf(s->id, sizeof s->id, "%s", id);
  const char *text = value(w, n, "proto");
  s->protocol = !text || !strcmp(text, "tcp") ? 6 : !strcmp(text, "udp") ? 17 : !strcmp(text, "icmp") ? 1 : 255;
  s->lport = number(w, n, "lport", 0);
  s->fport = number(w, n, "fport", 0);
  s->state = number(w, n, "state", 1);
  if ((text = value(w, n, "laddr"))) unhex(text, s->laddr, 16);
  if ((text = value(w, n, "faddr"))) unhex(text, s->faddr, 16);
  s->options = number(w, n, "options", 0);
  return s;
}

static void command(const char *line);

static void obey(char **w, int n) {
  if (!strcmp(w[0], "proc")) {
    struct proc *p = APPEND(procs, proc_count);
    p->pid = pid_of(w[1]);
    p->ppid = number(w, n, "ppid", 1);
    p->uid = number(w, n, "uid", 501);
    p->ruid = number(w, n, "ruid", p->uid);
    p->zombie = number(w, n, "zombie", 0);
    p->denied = number(w, n, "denied", 0);
    p->hidden = number(w, n, "hidden", 0);
    p->twice = number(w, n, "twice", 0);
    p->restricted = number(w, n, "restricted", 0);
    struct proc *parent = find_proc(p->ppid);
    p->unique = number(w, n, "unique", p->pid == 1 ? 1 : 100 + proc_count);
    p->starter = number(w, n, "starter", p->ppid == 1 ? 1 : parent && parent != p ? (long long)parent->unique : 99);
    const char *text;
    if ((text = value(w, n, "start"))) sscanf(text, "%lu.%lu", &p->start, &p->start_micros);
    if ((text = value(w, n, "comm"))) unhex(text, p->comm, 15);
    if ((text = value(w, n, "name"))) unhex(text, p->name, 31);
    if ((text = value(w, n, "path"))) unhex(text, p->path, 4095);
    if ((text = value(w, n, "cwd"))) unhex(text, p->cwd, 1023);
    if ((text = value(w, n, "args"))) p->args_length = unhex(text, p->args, sizeof p->args);
  } else if (!strcmp(w[0], "sock")) {
    struct sock *s = new_sock(w, n, w[1]);
    int family = number(w, n, "family", 4);
    s->family = family == 4 ? MAC_AF_INET : family == 6 ? MAC_AF_INET6 : 0;
    s->vflag = number(w, n, "vflag", family == 6 ? 2 : 1);
    s->handle = strtoull(value(w, n, "handle") ? value(w, n, "handle") : "0xffffff8012345678", NULL, 0) + sock_count;
    s->listhandle = number(w, n, "listhandle", s->handle);
    s->gen = number(w, n, "gen", 1000 + sock_count);
    s->qlen = number(w, n, "qlen", 0);
    s->incqlen = number(w, n, "incqlen", 0);
    s->qlimit = number(w, n, "qlimit", 0);
    s->uid = number(w, n, "uid", 501);
    s->last = value(w, n, "last") ? pid_of(value(w, n, "last")) : 0;
    s->unlisted = number(w, n, "unlisted", 0);
    s->nopcb = number(w, n, "nopcb", 0);
    if (s->gen > lists[s->protocol == 17].newest) lists[s->protocol == 17].newest = s->gen;
  } else if (!strcmp(w[0], "flow")) {
    struct sock *s = new_sock(w, n, "");
    s->flow = 1;
    s->vflag = number(w, n, "vflag", 1);
    s->last = value(w, n, "pid") ? pid_of(value(w, n, "pid")) : 0;
  } else if (!strcmp(w[0], "fd") || !strcmp(w[0], "fileport")) {
    struct fd *f = APPEND(fds, fd_count);
    f->pid = pid_of(w[1]);
    f->number = (int)strtoul(w[2], NULL, 0);
    f->fileport = w[0][1] == 'i';
    f->type = number(w, n, "type", 2);
    f->error = number(w, n, "errno", 0);
    f->bytes = number(w, n, "bytes", sizeof(struct socketfdinfo));
    if (value(w, n, "sock")) snprintf(f->sock, sizeof f->sock, "%s", value(w, n, "sock"));
  } else if (!strcmp(w[0], "list")) {
    struct list *l = &lists[!strcmp(w[1], "udp")];
    l->error = number(w, n, "errno", 0);
    l->enomem = number(w, n, "enomem", 0);
    l->blind = number(w, n, "blind", 0);
    l->own = number(w, n, "own", -1);
    l->ownprocess = number(w, n, "ownprocess", 0);
    l->dead = number(w, n, "dead", 0);
    l->cut = number(w, n, "cut", 0);
    l->xsocket = number(w, n, "xsocket", 104);
    l->unknown = number(w, n, "unknown", 0);
    l->zero = number(w, n, "zero", -1);
    l->shortened = number(w, n, "short", -1);
    l->future = number(w, n, "future", 0);
    l->lie = number(w, n, "lie", 0);
  } else if (!strcmp(w[0], "fail")) {
    int error = number(w, n, "errno", 1);
    if (!strcmp(w[1], "listpids")) listpids_error = error;
    else lists[0].error = lists[1].error = error;
  } else if (!strcmp(w[0], "exit")) {
    struct proc *p = find_proc(pid_of(w[1]));
    for (int i = 0; p && i < fd_count; i++)
      if (fds[i].pid == p->pid) let_go(&fds[i]);
    for (int i = 0; p && i < proc_count; i++)
      if (procs[i].ppid == p->pid) procs[i].ppid = 1; // launchd adopts them
    if (p) p->pid = -1;
  } else if (!strcmp(w[0], "close")) {
    int name = (int)strtoul(w[2], NULL, 0);
    struct fd *f = find_fd(pid_of(w[1]), name, 0);
    if (!f) f = find_fd(pid_of(w[1]), name, 1);
    if (f) let_go(f);
  } else if (!strcmp(w[0], "move")) {
    struct fd *f = find_fd(pid_of(w[1]), atoi(w[2]), 0);
    if (f) {
      struct fd other = *f;
      let_go(f);
      f = APPEND(fds, fd_count);
      *f = other;
      snprintf(f->sock, sizeof f->sock, "%s", w[3]);
    }
  } else if (!strcmp(w[0], "mirror")) {
    mirror = 1;
  } else {
    fprintf(stderr, "fakesystem: unknown command: %s\n", w[0]);
    abort();
  }
}

static void command(const char *line) {
  char *copy = strdup(line), *words[64], *rest = copy;
  int n = 0;
  for (char *word; n < 64 && (word = strtok_r(rest, " ", &rest));) words[n++] = word;
  if (n > 2 && !strcmp(words[0], "at") && later_count < 1024) {
    later_at[later_count] = calls_all + atol(words[1]);
    later[later_count++] = strdup(strstr(line + 3, " ") + 1);
  } else if (n > 0 && words[0][0] != '#') {
    obey(words, n);
  }
  free(copy);
}

// Runs one more command, without a reset.
void fake_command(const char *line) {
  pthread_mutex_lock(&lock);
  command(line);
  pthread_mutex_unlock(&lock);
}

void fake_script(const char *text) {
  pthread_mutex_lock(&lock);
  proc_count = sock_count = fd_count = later_count = listpids_error = mirror = 0;
  for (int i = 0; i < 2; i++) {
    memset(&lists[i], 0, sizeof lists[i]);
    lists[i].own = lists[i].zero = lists[i].shortened = -1;
    lists[i].xsocket = 104;
  }
  calls_all = calls_listpids = calls_list = calls_socket = calls_process = calls_path = calls_sysctl = 0;
  char *copy = strdup(text), *rest = copy;
  for (char *line; (line = strtok_r(rest, "\n", &rest));) command(line);
  free(copy);
  pthread_mutex_unlock(&lock);
}

int fake_calls(const char *name) {
  return (int)(!strcmp(name, "listpids") ? calls_listpids : !strcmp(name, "list") ? calls_list : !strcmp(name, "socket") ? calls_socket
      : !strcmp(name, "process") ? calls_process : !strcmp(name, "path") ? calls_path : !strcmp(name, "sysctl") ? calls_sysctl : calls_all);
}

static void called(long *counter) {
  failure = 0;
  ++*counter;
  ++calls_all;
  for (int i = 0; i < later_count; i++)
    if (later_at[i] == calls_all) command(later[i]);
}

// ---- this machine's /proc

static FILE *open_proc(int pid, const char *file) {
  char path[64];
  snprintf(path, sizeof path, "/proc/%d/%s", pid, file);
  return fopen(path, "r");
}

static int mirror_proc(int pid, struct proc *p) {
  char path[64], line[4096];
  memset(p, 0, sizeof *p);
  p->pid = pid;
  FILE *stat = open_proc(pid, "stat");
  if (!stat) return 0;
  size_t length = fread(line, 1, sizeof line - 1, stat);
  fclose(stat);
  line[length] = 0;
  char *begin = strchr(line, '('), *end = strrchr(line, ')');
  if (!begin || !end) return 0;
  snprintf(p->comm, sizeof p->comm, "%.*s", (int)(end - begin - 1), begin + 1);
  char state;
  unsigned long long ticks = 0;
  sscanf(end + 2, "%c %d %*d %*d %*d %*d %*u %*u %*u %*u %*u %*u %*u %*d %*d %*d %*d %*d %*d %llu", &state, &p->ppid, &ticks);
  p->zombie = state == 'Z';
  FILE *kernel = fopen("/proc/stat", "r");
  unsigned long long boot = 0;
  while (kernel && fgets(line, sizeof line, kernel))
    if (sscanf(line, "btime %llu", &boot) == 1) break;
  if (kernel) fclose(kernel);
  p->start = boot + ticks / 100;
  p->start_micros = ticks % 100 * 10000;
  FILE *status = open_proc(pid, "status");
  while (status && fgets(line, sizeof line, status))
    if (sscanf(line, "Uid: %d %d", &p->ruid, &p->uid) == 2) break;
  if (status) fclose(status);
  p->denied = geteuid() != 0 && p->uid != (int)geteuid();
  p->unique = (uint64_t)pid;
  p->starter = (uint64_t)p->ppid;
  snprintf(path, sizeof path, "/proc/%d/exe", pid);
  ssize_t n = readlink(path, p->path, sizeof p->path - 1);
  p->path[n > 0 ? n : 0] = 0;
  snprintf(path, sizeof path, "/proc/%d/cwd", pid);
  n = readlink(path, p->cwd, sizeof p->cwd - 1);
  p->cwd[n > 0 ? n : 0] = 0;
  FILE *cmdline = open_proc(pid, "cmdline");
  if (cmdline) {
    char words[3000];
    size_t bytes = fread(words, 1, sizeof words, cmdline);
    fclose(cmdline);
    int argc = 0;
    for (size_t i = 0; i < bytes; i++) argc += !words[i];
    memcpy(p->args, &argc, 4);
    strcpy(p->args + 4, "x");
    memcpy(p->args + 8, words, bytes);
    p->args_length = 8 + (int)bytes;
  }
  return 1;
}

static unsigned long fd_inode(int pid, int fd) {
  char path[64], target[64];
  snprintf(path, sizeof path, "/proc/%d/fd/%d", pid, fd);
  ssize_t n = readlink(path, target, sizeof target - 1);
  if (n < 0) return 0;
  target[n] = 0;
  unsigned long inode = 0;
  return sscanf(target, "socket:[%lu]", &inode) == 1 ? inode : 0;
}

// The interface index of a link-local address, which /proc/net/tcp6 lacks.
static int interface_of(const char *hex) {
  FILE *file = fopen("/proc/net/if_inet6", "r");
  char address[64];
  int index, found = 0;
  while (file && fscanf(file, "%63s %x %*s %*s %*s %*s", address, &index) == 2)
    if (!strncasecmp(address, hex, 32)) found = index;
  if (file) fclose(file);
  return found;
}

static void mac_address(struct sock *s, const char *hex, int six) {
  uint32_t words[4] = {0};
  for (int i = 0; i < (six ? 4 : 1); i++) sscanf(hex + 8 * i, "%8x", &words[i]);
  if (!six) {
    memcpy(s->laddr + 12, words, 4);
    s->vflag = 1;
    return;
  }
  memcpy(s->laddr, words, 16);
  static const uint8_t mapped[12] = {[10] = 0xff, [11] = 0xff}, any[16];
  s->vflag = !memcmp(s->laddr, mapped, 12) ? 1 : !memcmp(s->laddr, any, 16) ? 3 : 2;
  if (s->laddr[0] == 0xfe && (s->laddr[1] & 0xc0) == 0x80) {
    char text[33];
    for (int i = 0; i < 16; i++) snprintf(text + 2 * i, 3, "%02x", s->laddr[i]);
    s->laddr[3] = (uint8_t)interface_of(text);
  }
}

// All TCP and UDP sockets of this machine.
static struct sock *mirror_socks(int *count) {
  static const struct { const char *path; int protocol, six; } tables[] = {
      {"/proc/net/tcp", 6, 0}, {"/proc/net/tcp6", 6, 1}, {"/proc/net/udp", 17, 0}, {"/proc/net/udp6", 17, 1}};
  struct sock *all = NULL;
  *count = 0;
  for (int t = 0; t < 4; t++) {
    FILE *file = fopen(tables[t].path, "r");
    char line[512];
    if (!file || !fgets(line, sizeof line, file)) continue;
    while (fgets(line, sizeof line, file)) {
      char local[64];
      unsigned lport, fport, state, rx;
      int uid;
      unsigned long inode;
      if (sscanf(line, " %*d: %63[0-9A-F]:%x %*[0-9A-F]:%x %x %*x:%x %*s %*s %d %*d %lu", local, &lport, &fport, &state, &rx, &uid, &inode) != 7
          || inode == 0) continue;
      struct sock *s = APPEND(all, *count);
      s->protocol = tables[t].protocol;
      s->family = tables[t].six ? MAC_AF_INET6 : MAC_AF_INET;
      s->lport = (int)lport;
      s->fport = (int)fport;
      s->state = state == 10 ? 1 : 4;
      s->qlen = s->state == 1 ? (int)rx : 0;
      s->uid = uid;
      s->gen = inode;
      s->handle = s->listhandle = 0xffffff8000000000ULL | inode;
      mac_address(s, local, tables[t].six);
    }
    fclose(file);
  }
  return all;
}

// The sockets as of the last call that lists processes or sockets: reading them at each call would take minutes.
static struct sock *mirrored_socks;
static int mirrored_count;

static void mirror_again(void) {
  free(mirrored_socks);
  mirrored_socks = mirror_socks(&mirrored_count);
}

static int *mirror_pids(int *count) {
  int *pids = NULL;
  *count = 0;
  DIR *directory = opendir("/proc");
  for (struct dirent *entry; directory && (entry = readdir(directory));)
    if (isdigit((unsigned char)entry->d_name[0])) *APPEND(pids, *count) = atoi(entry->d_name);
  if (directory) closedir(directory);
  return pids;
}

// The process that last used a listener: one that holds it.
static void mirror_last_pids(struct sock *all, int count) {
  struct sock **unknown = malloc((count + 1) * sizeof *unknown);
  int unknown_count = 0, pid_count, *pids = mirror_pids(&pid_count);
  for (int i = 0; i < count; i++)
    if (all[i].protocol == 6 ? all[i].state == 1 : !all[i].fport) unknown[unknown_count++] = &all[i];
  for (int p = 0; p < pid_count && unknown_count; p++) {
    char path[64];
    snprintf(path, sizeof path, "/proc/%d/fd", pids[p]);
    DIR *directory = opendir(path);
    for (struct dirent *entry; directory && (entry = readdir(directory));) {
      unsigned long inode = fd_inode(pids[p], atoi(entry->d_name));
      for (int i = 0; inode && i < unknown_count; i++)
        if (unknown[i]->gen == inode) {
          unknown[i]->last = pids[p];
          unknown[i--] = unknown[--unknown_count];
        }
    }
    if (directory) closedir(directory);
  }
  free(unknown);
  free(pids);
}

// ---- the functions of libproc

int proc_listpids(uint32_t type, uint32_t info, void *buffer, int size) {
  (void)type, (void)info;
  pthread_mutex_lock(&lock);
  called(&calls_listpids);
  int count = 0, wanted = 0, *pids = NULL;
  if (mirror) {
    mirror_again();
    pids = mirror_pids(&count);
  } else {
    *APPEND(pids, count) = 0; // the kernel
    for (int i = 0; i < proc_count; i++)
      for (int times = 0; procs[i].pid >= 0 && times <= procs[i].twice; times++) *APPEND(pids, count) = procs[i].pid;
  }
  wanted = buffer ? count * 4 : (count + 20) * 4;
  if (buffer) {
    if (wanted > size) wanted = size / 4 * 4;
    memcpy(buffer, pids, wanted);
  }
  free(pids);
  if (listpids_error) wanted = fail(listpids_error);
  pthread_mutex_unlock(&lock);
  errno = failure;
  return wanted;
}

static struct proc *get_proc(int pid, struct proc *mirrored) {
  return mirror ? (mirror_proc(pid, mirrored) ? mirrored : NULL) : find_proc(pid);
}

static int list_descriptors(struct proc *p, int fileports, void *buffer, int size) {
  if (p->denied || p->hidden) return fail(EPERM);
  struct fdinfo *list = NULL;
  int count = 0;
  if (mirror) {
    char path[64];
    snprintf(path, sizeof path, "/proc/%d/fd", p->pid);
    DIR *directory = fileports ? NULL : opendir(path);
    if (!fileports && !directory) return fail(errno == ENOENT ? ESRCH : EPERM);
    for (struct dirent *entry; directory && (entry = readdir(directory));) {
      if (!isdigit((unsigned char)entry->d_name[0])) continue;
      struct fdinfo *f = APPEND(list, count);
      f->fd = atoi(entry->d_name);
      f->type = fd_inode(p->pid, f->fd) ? 2 : 1;
    }
    if (directory) closedir(directory);
  } else {
    for (int i = 0; i < fd_count; i++)
      if (fds[i].pid == p->pid && fds[i].fileport == fileports) *APPEND(list, count) = (struct fdinfo){fds[i].number, fds[i].type};
  }
  int bytes = count * (int)sizeof *list;
  if (!buffer) {
    bytes += 20 * (int)sizeof *list;
  } else {
    if (bytes > size) bytes = size / 8 * 8;
    if (bytes) memcpy(buffer, list, bytes);
  }
  free(list);
  return bytes;
}

// arg is 0: zombies are not found.
static int process_info(int pid, int flavor, void *buffer, int size) {
  int least = flavor == TBSDINFO ? (int)sizeof(struct bsdinfo) : flavor == SHORTBSDINFO ? (int)sizeof(struct bsdshortinfo)
      : flavor == UNIQIDENTIFIERINFO ? (int)sizeof(struct uniqidentifierinfo) : flavor == VNODEPATHINFO ? (int)sizeof(struct vnodepathinfo) : buffer ? (int)sizeof(struct fdinfo) : 0;
  if (size < least) return fail(ENOMEM);
  static struct proc launchd = {.pid = 1, .unique = 1}; // on every Mac
  struct proc mirrored, *p = get_proc(pid, &mirrored);
  if (!p && pid == 1 && flavor == UNIQIDENTIFIERINFO) p = &launchd;
  if (!p || p->pid < 0 || p->zombie) return fail(ESRCH);
  if (flavor == LISTFDS || flavor == LISTFILEPORTS) return list_descriptors(p, flavor == LISTFILEPORTS, buffer, size);
  if (p->hidden) return fail(EPERM);
  if (flavor == UNIQIDENTIFIERINFO) {
    struct uniqidentifierinfo info = {.uniqueid = p->unique, .puniqueid = p->starter};
    memcpy(buffer, &info, sizeof info);
    return sizeof info;
  }
  if (flavor == SHORTBSDINFO) {
    struct bsdshortinfo info = {.pid = p->pid, .ppid = p->ppid, .uid = p->uid, .ruid = p->ruid};
    memcpy(info.comm, p->comm, 16);
    memcpy(buffer, &info, sizeof info);
    return sizeof info;
  }
  if (flavor != TBSDINFO && flavor != VNODEPATHINFO) return fail(EINVAL);
  if (p->denied) return fail(EPERM);
  if (flavor == VNODEPATHINFO) {
    struct vnodepathinfo info = {.cdir.type = 2}; // VDIR; without a root directory of its own
    memcpy(info.cdir.path, p->cwd, 1024);
    memcpy(buffer, &info, sizeof info);
    return sizeof info;
  }
  struct bsdinfo info = {.pid = p->pid, .ppid = p->ppid, .uid = p->uid, .ruid = p->ruid, .start_tvsec = p->start, .start_tvusec = p->start_micros};
  memcpy(info.comm, p->comm, 16);
  memcpy(info.name, p->name, 32);
  memcpy(buffer, &info, sizeof info);
  return sizeof info;
}

int proc_pidinfo(int pid, int flavor, uint64_t arg, void *buffer, int size) {
  (void)arg;
  pthread_mutex_lock(&lock);
  called(flavor == LISTFDS || flavor == LISTFILEPORTS ? &calls_list : &calls_process);
  int result = process_info(pid, flavor, buffer, size);
  pthread_mutex_unlock(&lock);
  errno = failure;
  return result;
}

static void fill(struct socketfdinfo *info, const struct sock *s) {
  memset(info, 0, sizeof *info);
  info->s.so = s->handle;
  info->s.pcb = s->handle + 8;
  info->s.protocol = s->protocol;
  info->s.family = s->family;
  info->s.type = s->protocol == 6 ? 1 : s->protocol == 17 ? 2 : 3;
  info->s.qlen = (int16_t)s->qlen;
  info->s.incqlen = (int16_t)s->incqlen;
  info->s.qlimit = (int16_t)s->qlimit;
  if (s->nopcb) return;
  info->s.kind = s->protocol == 6 ? 2 : 1;
  struct insockinfo *in = &info->s.proto.in;
  in->fport = __builtin_bswap16((uint16_t)s->fport);
  in->lport = __builtin_bswap16((uint16_t)s->lport);
  in->gencnt = s->gen;
  in->vflag = (uint8_t)s->vflag;
  memcpy(in->laddr, s->laddr, 16);
  memcpy(in->faddr, s->faddr, 16);
  if (s->protocol == 6) info->s.proto.tcp.state = s->state;
}

static int socket_info(int pid, int number, int fileport, void *buffer, int size) {
  if (size < (int)sizeof(struct socketfdinfo)) return fail(ENOMEM);
  struct proc mirrored, *p = get_proc(pid, &mirrored);
  if (!p || p->pid < 0 || p->zombie) return fail(ESRCH);
  if (p->denied || p->hidden) return fail(EPERM);
  struct socketfdinfo info;
  if (mirror) {
    unsigned long inode = fd_inode(pid, number);
    if (!inode) return fail(errno == ENOENT ? EBADF : MAC_ENOTSOCK);
    memset(&info, 0, sizeof info);
    for (int i = 0; i < mirrored_count; i++)
      if (mirrored_socks[i].gen == inode) fill(&info, &mirrored_socks[i]);
    memcpy(buffer, &info, sizeof info);
    return sizeof info;
  }
  struct fd *f = find_fd(pid, number, fileport);
  if (!f) return fail(fileport ? EINVAL : EBADF);
  if (f->error) return fail(f->error);
  struct sock *s = find_sock(f->sock);
  if (!s) return fail(fileport ? MAC_EOPNOTSUPP : MAC_ENOTSOCK);
  fill(&info, s);
  memcpy(buffer, &info, f->bytes);
  return f->bytes;
}

int proc_pidfdinfo(int pid, int fd, int flavor, void *buffer, int size) {
  pthread_mutex_lock(&lock);
  called(&calls_socket);
  int result = flavor == SOCKETINFO ? socket_info(pid, fd, 0, buffer, size) : fail(EINVAL);
  pthread_mutex_unlock(&lock);
  errno = failure;
  return result;
}

int proc_pidfileportinfo(int pid, uint32_t fileport, int flavor, void *buffer, int size) {
  pthread_mutex_lock(&lock);
  called(&calls_socket);
  int result = flavor == SOCKETINFO ? socket_info(pid, (int)fileport, 1, buffer, size) : fail(EINVAL);
  pthread_mutex_unlock(&lock);
  errno = failure;
  return result;
}

int proc_pidpath(int pid, void *buffer, uint32_t size) {
  pthread_mutex_lock(&lock);
  called(&calls_path);
  struct proc mirrored, *p = get_proc(pid, &mirrored);
  int result;
  if (size < 1024) result = fail(ENOMEM);
  else if (size > 4096) result = fail(EOVERFLOW);
  else if (!p || p->pid < 0 || p->zombie) result = fail(ESRCH);
  else if (p->hidden) result = fail(EPERM);
  else if (!p->path[0]) result = fail(ENOENT);
  else result = (int)strlen(strcpy(buffer, p->path));
  pthread_mutex_unlock(&lock);
  errno = failure;
  return result;
}

// ---- sysctl

struct out { uint8_t *bytes; size_t length; };

static void put(struct out *out, const void *record, size_t length) {
  size_t aligned = (length + 7) & ~(size_t)7;
  out->bytes = realloc(out->bytes, out->length + aligned);
  memset(out->bytes + out->length, 0, aligned);
  memcpy(out->bytes + out->length, record, length);
  out->length += aligned;
}

static void put_socket(struct out *out, const struct sock *s, const struct list *l, int index) {
  struct xinpcb inp = {.len = sizeof inp, .kind = XINPCB, .gencnt = s->gen, .vflag = (uint8_t)s->vflag,
      .fport = __builtin_bswap16((uint16_t)s->fport), .lport = __builtin_bswap16((uint16_t)s->lport)};
  memcpy(inp.laddr, s->laddr, 16);
  memcpy(inp.faddr, s->faddr, 16);
  struct xsocket so = {.len = (uint32_t)l->xsocket, .kind = XSOCKET, .so = s->listhandle, .options = s->options, .protocol = s->family || s->flow ? s->protocol : 0,
      .family = s->family, .qlen = (int16_t)s->qlen, .incqlen = (int16_t)s->incqlen, .qlimit = (int16_t)s->qlimit, .uid = (uint32_t)s->uid,
      .last_pid = s->last, .e_pid = s->last};
  struct xsockbuf rcv = {.len = sizeof rcv, .kind = XRCVBUF}, snd = {.len = sizeof snd, .kind = XSNDBUF};
  struct xsockstat stat = {.len = sizeof stat, .kind = XSTATS};
  struct xtcpcb tcp = {.len = sizeof tcp, .kind = XTCPCB, .state = s->state};
  if (l->zero == index) inp.len = 0;
  if (l->shortened == index) so.len = 40;
  put(out, &inp, sizeof inp);
  put(out, &so, so.len);
  put(out, &rcv, sizeof rcv);
  put(out, &snd, sizeof snd);
  put(out, &stat, sizeof stat);
  if (l->unknown) {
    uint32_t record[9] = {sizeof record, 0x4000};
    put(out, record, sizeof record);
  }
  if (s->protocol == 6) put(out, &tcp, sizeof tcp);
}

static size_t item_size(int protocol, const struct list *l) {
  return 104 + ((l->xsocket + 7) & ~7) + 2 * sizeof(struct xsockbuf) + sizeof(struct xsockstat) + (protocol == 6 ? 208 : 0) + (l->unknown ? 40 : 0);
}

static int is_own(const struct sock *s) {
  if (s->flow) return s->last == getpid();
  for (int i = 0; i < fd_count; i++)
    if (fds[i].pid == getpid() && !strcmp(fds[i].sock, s->id)) return 1;
  return 0;
}

static struct out pcblist(int protocol, struct list *l, size_t *room) {
  int count = sock_count;
  struct sock *all = socks;
  if (mirror) {
    mirror_again();
    all = mirrored_socks;
    count = mirrored_count;
    mirror_last_pids(all, count);
  }
  struct out out = {0};
  uint32_t there = 0;
  uint64_t newest = 0;
  for (int i = 0; i < count; i++)
    if (all[i].protocol == protocol && !all[i].unlisted) there++, newest = all[i].gen > newest ? all[i].gen : newest;
  there += (uint32_t)l->dead;
  if (l->newest > newest && !l->future) newest = l->newest;
  *room = 2 * sizeof(struct xinpgen) + (there + there / 8 + 1) * item_size(protocol, l);
  if (l->future) newest--;
  struct xinpgen head = {sizeof head, there + (uint32_t)l->lie, newest, 0};
  put(&out, &head, sizeof head);
  int index = 0;
  for (int flows = 0; flows < 2; flows++)
    for (int i = 0; i < count && !l->blind; i++)
      if (all[i].protocol == protocol && !all[i].unlisted && all[i].flow == flows && (l->own < 0 || all[i].uid == l->own)
          && (!l->ownprocess || is_own(&all[i]))) put_socket(&out, &all[i], l, index++);
  if (there || l->blind) put(&out, &head, sizeof head);
  if (l->cut) out.length = out.length > (size_t)l->cut ? out.length - l->cut : 0;
  return out;
}

static int answer(const void *bytes, size_t length, void *into, size_t *size) {
  if (*size < length) {
    memcpy(into, bytes, *size);
    failure = ENOMEM;
    return -1;
  }
  memcpy(into, bytes, length);
  *size = length;
  return 0;
}

static int by_name(const char *name, void *into, size_t *size) {
  int udp = !strcmp(name, "net.inet.udp.pcblist_n");
  if (!udp && strcmp(name, "net.inet.tcp.pcblist_n")) return fail(ENOENT) - 1;
  struct list *l = &lists[udp];
  if (l->error) return fail(l->error) - 1;
  size_t room;
  struct out out = pcblist(udp ? 17 : 6, l, &room);
  int result = 0;
  if (!into) *size = room;
  else if (l->enomem > 0) l->enomem--, failure = ENOMEM, result = -1;
  else result = answer(out.bytes, out.length, into, size);
  free(out.bytes);
  return result;
}

int sysctlbyname(const char *name, void *into, size_t *size, void *from, size_t length) {
  (void)from, (void)length;
  pthread_mutex_lock(&lock);
  called(&calls_sysctl);
  int result = by_name(name, into, size);
  pthread_mutex_unlock(&lock);
  errno = failure;
  return result;
}

// Where the environment begins.
static int arguments_end(const struct proc *p) {
  int argc, at = 4, strings = 0;
  memcpy(&argc, p->args, 4);
  while (at < p->args_length && p->args[at]) at++; // the path
  while (at < p->args_length && !p->args[at]) at++;
  for (; at < p->args_length && strings < argc; at++) strings += !p->args[at];
  return at;
}

int sysctl(int *name, unsigned count, void *into, size_t *size, void *from, size_t length) {
  (void)from, (void)length;
  pthread_mutex_lock(&lock);
  called(&calls_sysctl);
  struct proc mirrored, *p = count == 3 && name[0] == 1 && name[1] == 49 ? get_proc(name[2], &mirrored) : NULL;
  int result = -1;
  if (!p || p->pid < 0 || p->zombie || p->denied || p->hidden) failure = EINVAL; // as sysctl_procargsx does for other users' processes
  else result = answer(p->args, p->restricted && p->pid != getpid() ? arguments_end(p) : p->args_length, into, size);
  pthread_mutex_unlock(&lock);
  errno = failure;
  return result;
}

// ---- offsets of fields

int fake_offset(const char *name) {
  static const struct { const char *name; size_t offset; } all[] = {
#define SIZE(constant, type) {constant, sizeof(struct type)}
#define AT(constant, type, field) {constant, offsetof(struct type, field)}
      SIZE("FDINFO", fdinfo), AT("FDINFO_NUMBER", fdinfo, fd), AT("FDINFO_TYPE", fdinfo, type),
      SIZE("SOCKET_FDINFO", socketfdinfo), AT("SOI_SO", socketfdinfo, s.so), AT("SOI_PROTOCOL", socketfdinfo, s.protocol),
      AT("SOI_FAMILY", socketfdinfo, s.family), AT("SOI_QLEN", socketfdinfo, s.qlen), AT("SOI_INCQLEN", socketfdinfo, s.incqlen), AT("SOI_QLIMIT", socketfdinfo, s.qlimit),
      AT("SOI_KIND", socketfdinfo, s.kind), AT("INSI_FPORT", socketfdinfo, s.proto.in.fport), AT("INSI_LPORT", socketfdinfo, s.proto.in.lport),
      AT("INSI_GENCNT", socketfdinfo, s.proto.in.gencnt), AT("INSI_VFLAG", socketfdinfo, s.proto.in.vflag),
      AT("INSI_LADDR", socketfdinfo, s.proto.in.laddr), AT("TCPSI_STATE", socketfdinfo, s.proto.tcp.state),
      SIZE("BSDINFO", bsdinfo), AT("PBI_PID", bsdinfo, pid), AT("PBI_PPID", bsdinfo, ppid), AT("PBI_UID", bsdinfo, uid),
      AT("PBI_RUID", bsdinfo, ruid), AT("PBI_COMM", bsdinfo, comm), {"PBI_COMM_BYTES", 16}, AT("PBI_NAME", bsdinfo, name), {"PBI_NAME_BYTES", 32},
      AT("PBI_START_SECONDS", bsdinfo, start_tvsec), AT("PBI_START_MICROS", bsdinfo, start_tvusec),
      SIZE("BSDSHORTINFO", bsdshortinfo), AT("PBSI_PID", bsdshortinfo, pid), AT("PBSI_PPID", bsdshortinfo, ppid),
      AT("PBSI_COMM", bsdshortinfo, comm), AT("PBSI_UID", bsdshortinfo, uid), AT("PBSI_RUID", bsdshortinfo, ruid),
      SIZE("UNIQIDENTIFIERINFO", uniqidentifierinfo), AT("PUI_UNIQUEID", uniqidentifierinfo, uniqueid),
      AT("PUI_PUNIQUEID", uniqidentifierinfo, puniqueid),
      SIZE("VNODEPATHINFO", vnodepathinfo), AT("PVI_CDIR_PATH", vnodepathinfo, cdir.path), {"PVI_PATH_BYTES", 1024},
      SIZE("XINPGEN", xinpgen), AT("XIG_COUNT", xinpgen, count), AT("XIG_GEN", xinpgen, gen), AT("XGN_KIND", xinpcb, kind),
      {"XINPCB_READ", offsetof(struct xinpcb, laddr) + 16}, AT("XI_FPORT", xinpcb, fport), AT("XI_LPORT", xinpcb, lport),
      AT("XI_GENCNT", xinpcb, gencnt), AT("XI_VFLAG", xinpcb, vflag), AT("XI_FADDR", xinpcb, faddr), AT("XI_LADDR", xinpcb, laddr),
      AT("XSOCKET_READ", xsocket, e_pid), AT("XSO_SO", xsocket, so), AT("XSO_FAMILY", xsocket, family), AT("XSO_QLEN", xsocket, qlen), AT("XSO_INCQLEN", xsocket, incqlen),
      AT("XSO_OPTIONS", xsocket, options), AT("XSO_QLIMIT", xsocket, qlimit), AT("XSO_UID", xsocket, uid), AT("XSO_LAST_PID", xsocket, last_pid),
      {"XTCPCB_READ", offsetof(struct xtcpcb, state) + 4}, AT("XT_STATE", xtcpcb, state),
      // whole records
      SIZE("xinpcb", xinpcb), SIZE("xsocket", xsocket), SIZE("xsockbuf", xsockbuf), SIZE("xsockstat", xsockstat), SIZE("xtcpcb", xtcpcb)};
  for (size_t i = 0; i < sizeof all / sizeof *all; i++)
    if (!strcmp(all[i].name, name)) return (int)all[i].offset;
  return -1;
}
