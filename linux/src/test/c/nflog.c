// Tells of the packets that the kernel logs to group 0 of nfnetlink_log in this network namespace, such as those that ip_tables traces:
//
//   nflog
//       says "ready", and after a line on standard input, for every datagram and first packet of a connection that did not come by lo: 4 or 6, the source port, and the
//       prefix of the log. An empty line ends them.
#include <arpa/inet.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/netfilter/nfnetlink_log.h>
#include <linux/netlink.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

enum { LOOPBACK = 1, GROUP = 0 };

static void fail(const char *what) {
  perror(what);
  exit(1);
}

static void config(int s, int family, unsigned short type, const void *value, unsigned short length) {
  struct {
    struct nlmsghdr header;
    struct nfgenmsg general;
    char attribute[64];
  } m;
  memset(&m, 0, sizeof m);
  struct nlattr *a = (void *)m.attribute;
  a->nla_type = type;
  a->nla_len = NLA_HDRLEN + length;
  memcpy(m.attribute + NLA_HDRLEN, value, length);
  m.header.nlmsg_len = NLMSG_LENGTH(sizeof m.general) + NLA_ALIGN(a->nla_len);
  m.header.nlmsg_type = NFNL_SUBSYS_ULOG << 8 | NFULNL_MSG_CONFIG;
  m.header.nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK;
  m.general.nfgen_family = family;
  m.general.version = NFNETLINK_V0;
  m.general.res_id = htons(GROUP);
  if (send(s, &m, m.header.nlmsg_len, 0) < 0) fail("send");
  char answer[1024];
  if (recv(s, answer, sizeof answer, 0) < (int)NLMSG_LENGTH(sizeof(struct nlmsgerr))) fail("recv");
  struct nlmsgerr *error = NLMSG_DATA((struct nlmsghdr *)answer);
  if (error->error) {
    fprintf(stderr, "attribute %d: %s\n", type, strerror(-error->error));
    exit(1);
  }
}

static int is_first(const unsigned char *packet, int length, int *version, int *port) {
  if (length < 20) return 0;
  *version = packet[0] >> 4;
  int header = *version == 4 ? (packet[0] & 15) * 4 : 40;
  int protocol = *version == 4 ? packet[9] : packet[6];
  if (length < header + 14) return protocol == IPPROTO_UDP && length >= header + 8 ? (*port = packet[header] << 8 | packet[header + 1], 1) : 0;
  *port = packet[header] << 8 | packet[header + 1];
  int syn = (packet[header + 13] & 0x12) == 2;  // and not ACK
  return protocol == IPPROTO_UDP || (protocol == IPPROTO_TCP && syn);
}

static void tell(struct nlmsghdr *message) {
  if (message->nlmsg_type != (NFNL_SUBSYS_ULOG << 8 | NFULNL_MSG_PACKET)) return;
  char *at = (char *)NLMSG_DATA(message) + NLMSG_ALIGN(sizeof(struct nfgenmsg)), *end = (char *)message + message->nlmsg_len;
  const char *prefix = "";
  const unsigned char *packet = NULL;
  int length = 0, version, port;
  unsigned in = 0;
  while (at + NLA_HDRLEN <= end) {
    struct nlattr *a = (void *)at;
    if (a->nla_len < NLA_HDRLEN) return;
    char *value = at + NLA_HDRLEN;
    switch (a->nla_type & NLA_TYPE_MASK) {
      case NFULA_PREFIX: prefix = value; break;
      case NFULA_IFINDEX_INDEV: in = ntohl(*(unsigned *)value); break;
      case NFULA_PAYLOAD: packet = (void *)value, length = a->nla_len - NLA_HDRLEN; break;
    }
    at += NLA_ALIGN(a->nla_len);
  }
  if (packet && in != LOOPBACK && is_first(packet, length, &version, &port)) printf("%d %d %s\n", version, port, prefix);
}

int main(void) {
  int s = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_NETFILTER), room = 64 << 20;
  if (s < 0) fail("socket");
  if (setsockopt(s, SOL_SOCKET, SO_RCVBUFFORCE, &room, sizeof room)) fail("room");
  struct nfulnl_msg_config_cmd bind = {.command = NFULNL_CFG_CMD_BIND};
  config(s, AF_UNSPEC, NFULA_CFG_CMD, &bind, sizeof bind);
  struct nfulnl_msg_config_mode mode = {.copy_range = htonl(128), .copy_mode = NFULNL_COPY_PACKET};
  config(s, AF_UNSPEC, NFULA_CFG_MODE, &mode, sizeof mode);
  unsigned at_once = htonl(1);
  config(s, AF_UNSPEC, NFULA_CFG_QTHRESH, &at_once, sizeof at_once);
  puts("ready");
  fflush(stdout);
  char line[16];
  if (!fgets(line, sizeof line, stdin)) return 0;
  static char buffer[1 << 16] __attribute__((aligned(8)));
  for (;;) {
    int got = recv(s, buffer, sizeof buffer, MSG_DONTWAIT);
    if (got < 0) break;
    unsigned left = got;
    for (struct nlmsghdr *m = (void *)buffer; NLMSG_OK(m, left); m = NLMSG_NEXT(m, left)) tell(m);
  }
  puts("");
  fflush(stdout);
  return 0;
}
