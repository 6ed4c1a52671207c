/*
 * Stands in for the functions of advapi32.dll that change what a thread may do: passes calls on to the real ones, and records them with their threads.
 * calls() copies the record, one line a call, and forgets it; fail(NAME, ERROR) makes one function fail with an error, or succeed with it (AdjustTokenPrivileges).
 */
#define _ADVAPI32_ /* these are defined here, not imported */
#include <windows.h>
#include <stdio.h>
#include <string.h>

static char record[4096];
static char failing[64];
static DWORD with;

__declspec(dllexport) int calls(char *to, int size) {
    int length = (int)strlen(record);
    lstrcpynA(to, record, size);
    record[0] = 0;
    return length;
}

__declspec(dllexport) void fail(const char *name, DWORD error) {
    lstrcpynA(failing, name, sizeof failing);
    with = error;
}

static int fails(const char *name, long long detail) {
    size_t length = strlen(record);
    snprintf(record + length, sizeof record - length, "%s %lld %lu\n", name, detail, GetCurrentThreadId());
    SetLastError(0);
    if (strcmp(name, failing)) return 0;
    SetLastError(with);
    return 1;
}

static FARPROC real(const char *name) { return GetProcAddress(LoadLibraryA("advapi32.dll"), name); }

__declspec(dllexport) BOOL WINAPI ImpersonateSelf(SECURITY_IMPERSONATION_LEVEL level) {
    if (fails("ImpersonateSelf", level)) return FALSE;
    return ((BOOL(WINAPI *)(SECURITY_IMPERSONATION_LEVEL))real("ImpersonateSelf"))(level);
}

__declspec(dllexport) BOOL WINAPI OpenThreadToken(HANDLE thread, DWORD access, BOOL self, HANDLE *token) {
    if (fails("OpenThreadToken", access)) return FALSE;
    return ((BOOL(WINAPI *)(HANDLE, DWORD, BOOL, HANDLE *))real("OpenThreadToken"))(thread, access, self, token);
}

__declspec(dllexport) BOOL WINAPI AdjustTokenPrivileges(HANDLE token, BOOL none, TOKEN_PRIVILEGES *now, DWORD size, TOKEN_PRIVILEGES *before, DWORD *needed) {
    if (fails("AdjustTokenPrivileges", now->Privileges[0].Luid.LowPart)) return with == ERROR_NOT_ALL_ASSIGNED;
    return ((BOOL(WINAPI *)(HANDLE, BOOL, TOKEN_PRIVILEGES *, DWORD, TOKEN_PRIVILEGES *, DWORD *))real("AdjustTokenPrivileges"))(token, none, now, size, before, needed);
}

__declspec(dllexport) BOOL WINAPI RevertToSelf(void) {
    fails("RevertToSelf", 0);
    return ((BOOL(WINAPI *)(void))real("RevertToSelf"))();
}
