/*
 * Stands in for iphlpapi.dll. play(SCENARIO) sets the behaviour, and returns the number of calls since the last time.
 * Its tables have four rows, on 127.0.0.1 or ::1, with ports 1 to 4 (TCP) or 2 to 5 (UDP), dirty beyond 16 bits: of this process; of a 32-bit pid without a
 * process; of pid 0; and of this process, but created in 1970.
 * DUAL has what Windows lists of dual-stack sockets, two rows each: see the tables below.
 * fail(CODE, TIMES, WHERE) lets the next calls fail, all of them if TIMES is negative; WHERE has bits: 1 tables with creation times alone, 2 IPv4 alone, 4 IPv6 alone.
 */
#include <windows.h>
#include <stdint.h>
#include <string.h>

enum { PLAIN, TWICE_122, ONCE_C0000001, ENDLESS, NO_IPV6, NO_UDP, NO_MODULE, FIFTY_THOUSAND, NOTHING, LYING_COUNT, ABSURD_SIZE, EMPTY, DUAL };

static int scenario;
static int calls;
static DWORD strange_pid = 0xFFFFFFF0u;
static int fail_code, fail_times, fail_where;
static uint64_t now;

/* A row of DUAL: a port of the wildcard address, bound so many ticks of the clock after the first. */
struct wildcard { int port, later; };

/* 80 is dual-stack, 82 IPv4 and 81 IPv6 alone; 83 has a socket for each; 84 a dual-stack one, and one of IPv4 that shares its port. */
static const struct wildcard dual4[] = {{80, 0}, {82, 0}, {83, 0}, {84, 0}, {84, 0}};
static const struct wildcard dual6[] = {{80, 0}, {81, 0}, {83, 156250}, {84, 0}};

__declspec(dllexport) int play(int number) {
    int before = calls;
    if (scenario != number || !now) {
        FILETIME time;
        GetSystemTimeAsFileTime(&time);
        memcpy(&now, &time, 8);
    }
    scenario = number;
    calls = 0;
    return before;
}

/* The pid of the second row. */
__declspec(dllexport) void set_owner(int pid) { strange_pid = pid; }

__declspec(dllexport) void fail(int code, int times, int where) {
    fail_code = code;
    fail_times = times;
    fail_where = where;
}

static int fails(int module, int v6) {
    if (!fail_times || (fail_where & 1 && !module) || (fail_where & 2 && v6) || (fail_where & 4 && !v6)) return 0;
    if (fail_times > 0) fail_times--;
    return 1;
}

static DWORD fill(int udp, int family, int class, unsigned char *table, DWORD *size) {
    int v6 = family == 23;
    int module = udp ? class == 2 : class == 6;
    calls++;
    if (family != 2 && family != 23) return ERROR_INVALID_PARAMETER;
    if (udp ? class != 1 && class != 2 : class != 3 && class != 4 && class != 6) return ERROR_INVALID_PARAMETER;
    if (fails(module, v6)) return fail_code;
    const struct wildcard *dual = v6 ? dual6 : dual4;
    DWORD rows = scenario == DUAL ? udp || class == 4 ? 1 : v6 ? 4 : 5 : scenario == FIFTY_THOUSAND ? 50000 : scenario == EMPTY ? 0 : 4;
    DWORD row = udp ? module ? v6 ? 176 : 160 : v6 ? 28 : 12 : module ? v6 ? 192 : 160 : v6 ? 56 : 24;
    DWORD header = rows && module ? 8 : 4;
    DWORD needed = header + rows * row;
    switch (scenario) {
    case TWICE_122:
        if (calls <= 2) {
            *size += 1000;
            return ERROR_INSUFFICIENT_BUFFER;
        }
        break;
    case ONCE_C0000001:
        if (calls == 1) return 0xC0000001;
        break;
    case ENDLESS:
        *size += 100000;
        return ERROR_INSUFFICIENT_BUFFER;
    case ABSURD_SIZE:
        *size = 0xFFFFFFFF;
        return ERROR_INSUFFICIENT_BUFFER;
    case NO_IPV6:
        if (v6) return ERROR_NOT_SUPPORTED;
        break;
    case NO_UDP:
        if (udp) return ERROR_ACCESS_DENIED;
        break;
    case NO_MODULE:
        if (module) return ERROR_INVALID_PARAMETER;
        break;
    case NOTHING:
        return ERROR_ACCESS_DENIED;
    }
    if (*size < needed) {
        *size = needed;
        return ERROR_INSUFFICIENT_BUFFER;
    }
    *size = needed;
    memset(table, 0xCC, needed);
    *(DWORD *)table = scenario == LYING_COUNT ? 100000000 : rows;
    for (DWORD i = 0; i < rows; i++) {
        unsigned char *at = table + header + i * row;
        uint16_t port = scenario == DUAL ? dual[i].port : (uint16_t)(1 + udp + i);
        DWORD dirty = 0xBEEF0000u | (uint16_t)(port << 8 | port >> 8);
        int address = udp || v6 ? 0 : 4, scope = 16, port_at = udp ? v6 ? 20 : 4 : v6 ? 20 : 8;
        int pid_at = udp ? v6 ? 24 : 8 : v6 ? 52 : 20, created = udp ? v6 ? 32 : 16 : v6 ? 56 : 24;
        if (!udp) *(DWORD *)(at + (v6 ? 48 : 0)) = class == 4 ? 5 : 2;
        memset(at + address, 0, v6 ? 16 : 4);
        if (scenario == DUAL && class != 4) (void)0;
        else if (v6) at[address + 15] = 1;
        else at[address] = 127, at[address + 3] = 1;
        if (v6) *(DWORD *)(at + scope) = 7;
        *(DWORD *)(at + port_at) = dirty;
        *(DWORD *)(at + pid_at) = i == 1 ? strange_pid : i == 2 ? 0 : GetCurrentProcessId();
        if (scenario == DUAL) *(DWORD *)(at + pid_at) = GetCurrentProcessId();
        if (module) {
            uint64_t bound = scenario == DUAL ? now - 20000000 + dual[i].later : i == 3 ? 116444736000000000ull : now; /* 1970: before any process that runs now */
            memcpy(at + created, &bound, 8);
        }
    }
    return 0;
}

__declspec(dllexport) DWORD WINAPI GetExtendedTcpTable(void *table, DWORD *size, BOOL order, ULONG family, int class, ULONG reserved) {
    return fill(0, family, class, table, size);
}

__declspec(dllexport) DWORD WINAPI GetExtendedUdpTable(void *table, DWORD *size, BOOL order, ULONG family, int class, ULONG reserved) {
    return fill(1, family, class, table, size);
}
