/*
 * Opens sockets through ws2_32, as Windows programs do, prints "ready PID PORT ...", and holds them until its standard input ends.
 * Each argument is a socket: tcp4, tcp6, dual (:: for both families), udp4, udp6, followed by "=ADDRESS" unless it is loopback. "quit" ends at once.
 * "parent", alone, starts this program with one socket, prints "ready PID CHILD", and ends; the child holds the standard input.
 * wine knows the sockets of a process only if the process holds the Unix descriptor; setting an option makes it do so.
 */
#include <winsock2.h>
#include <ws2tcpip.h>
#include <stdio.h>
#include <string.h>

static int fail(const char *what) {
    fprintf(stderr, "%s failed: %d\n", what, WSAGetLastError());
    return 1;
}

static int start_child(const char *program) {
    char line[1024];
    STARTUPINFOA startup = {.cb = sizeof startup};
    PROCESS_INFORMATION child;
    snprintf(line, sizeof line, "\"%s\" udp4", program);
    if (!CreateProcessA(NULL, line, NULL, NULL, TRUE, CREATE_SUSPENDED, NULL, NULL, &startup, &child)) return fail("CreateProcess");
    printf("ready %lu %lu\n", GetCurrentProcessId(), child.dwProcessId);
    fflush(stdout);
    ResumeThread(child.hThread);
    return 0;
}

int main(int count, char **arguments) {
    if (count == 2 && !strcmp(arguments[1], "parent")) return start_child(arguments[0]);
    WSADATA data;
    if (WSAStartup(MAKEWORD(2, 2), &data)) return fail("WSAStartup");
    char output[4096];
    int length = sprintf(output, "ready %lu", GetCurrentProcessId());
    int quit = 0;
    for (int i = 1; i < count; i++) {
        if (!strcmp(arguments[i], "quit")) {
            quit = 1;
            continue;
        }
        char kind[16], address[64] = "";
        sscanf(arguments[i], "%15[^=]=%63s", kind, address);
        int dual = !strcmp(kind, "dual");
        int tcp = dual || !strncmp(kind, "tcp", 3);
        int family = dual || strchr(kind, '6') ? AF_INET6 : AF_INET;
        SOCKET s = socket(family, tcp ? SOCK_STREAM : SOCK_DGRAM, 0);
        if (s == INVALID_SOCKET) return fail("socket");
        int v6only = !dual;
        if (family == AF_INET6) setsockopt(s, IPPROTO_IPV6, IPV6_V6ONLY, (char *)&v6only, sizeof v6only);
        struct sockaddr_in6 name6 = {.sin6_family = AF_INET6};
        struct sockaddr_in name4 = {.sin_family = AF_INET};
        if (family == AF_INET6) inet_pton(AF_INET6, dual ? "::" : *address ? address : "::1", &name6.sin6_addr);
        else inet_pton(AF_INET, *address ? address : "127.0.0.1", &name4.sin_addr);
        struct sockaddr *name = family == AF_INET6 ? (struct sockaddr *)&name6 : (struct sockaddr *)&name4;
        int size = family == AF_INET6 ? sizeof name6 : sizeof name4;
        if (bind(s, name, size)) return fail("bind");
        if (tcp && listen(s, 16)) return fail("listen");
        int hops = 64;
        if (family == AF_INET6) setsockopt(s, IPPROTO_IPV6, IPV6_UNICAST_HOPS, (char *)&hops, sizeof hops);
        else setsockopt(s, IPPROTO_IP, IP_TTL, (char *)&hops, sizeof hops);
        if (getsockname(s, name, &size)) return fail("getsockname");
        length += sprintf(output + length, " %d", ntohs(family == AF_INET6 ? name6.sin6_port : name4.sin_port));
    }
    puts(output);
    fflush(stdout);
    while (!quit && getchar() != EOF) {
    }
    return 0;
}
