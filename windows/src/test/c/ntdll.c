/*
 * Stands in for NtQuerySystemInformation of ntdll.dll, as Windows has it and wine 8 has not: SystemProcessIdInformation (88) answers for every process with the path that
 * set_path gave. SystemProcessInformation (5) passes what the real one says; lie(HOW) makes it 1: shift all start times, 2: refuse, 3: need more forever, 4: lead out of the buffer.
 */
#include <windows.h>
#include <string.h>

typedef LONG(NTAPI *query)(int, void *, ULONG, ULONG *);

struct process_id {
    HANDLE pid;
    struct {
        USHORT Length, MaximumLength;
        WCHAR *Buffer;
    } name;
};

static WCHAR path[1024];
static int how;

__declspec(dllexport) void set_path(const WCHAR *text) { lstrcpynW(path, text, 1024); }

__declspec(dllexport) void lie(int number) { how = number; }

__declspec(dllexport) LONG NTAPI NtQuerySystemInformation(int class, void *information, ULONG size, ULONG *needed) {
    if (class == 88) {
        struct process_id *id = information;
        ULONG length = 2 * lstrlenW(path);
        if (size != sizeof *id) return 0xC0000004;
        if (!length) return 0xC0000003;
        if (id->name.Length || id->name.MaximumLength < length + 2) return 0xC000000D;
        memcpy(id->name.Buffer, path, length + 2);
        id->name.Length = (USHORT)length;
        return 0;
    }
    if (class != 5 || how == 2) return 0xC0000022;
    if (how == 3) {
        *needed = size + 1;
        return 0xC0000004;
    }
    query real = (query)GetProcAddress(GetModuleHandleA("ntdll.dll"), "NtQuerySystemInformation");
    LONG status = real(class, information, size, needed);
    if (status) return status;
    if (how == 4) *(ULONG *)information = size - 8;
    if (how == 1) {
        for (char *at = information;; at += *(ULONG *)at) {
            *(LONGLONG *)(at + 32) += 10000000;
            if (!*(ULONG *)at) break;
        }
    }
    return 0;
}
