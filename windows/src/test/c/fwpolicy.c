/*
 * Stands in for the COM classes NetFwPolicy2 and NetFwProducts: DllGetClassObject creates an INetFwPolicy2 that implements CurrentProfileTypes only,
 * or an INetFwProducts; register_others(NUMBER, FORM, CATEGORY) sets the count, below 0 there is no such class. Each product takes over BOOT and the category, told as
 * an array of VARIANTs (form 0) or of numbers (1); with form 2 it tells nothing, with 3 it fails, with 4 there is no item, and with 5 the first item is number 1.
 * Nothing is marked as exported, so everything is.
 * play(SCENARIO, BITS) sets the behaviour, and returns the number of live objects, which shows leaks; asked() returns the number of calls.
 */
#include <windows.h>
#include <oleauto.h>

enum { ANSWER, FAIL, NO_OBJECT, HANG };

static volatile LONG scenario, bits, objects, calls, hanging, others, form, category;

int play(int number, int answer) {
    bits = answer;
    scenario = number;
    return objects;
}

void register_others(int number, int told_as, int taken) {
    others = number;
    form = told_as;
    category = taken;
}

int asked(void) { return calls; }

/* The number of calls that have not returned. */
int waiting(void) { return hanging; }

static HRESULT WINAPI query(void **self, REFIID id, void **out);
static ULONG WINAPI add(void **self) { return InterlockedIncrement(&objects); }
static ULONG WINAPI release(void **self) { return InterlockedDecrement(&objects); }
static HRESULT WINAPI nothing(void **self) { return E_NOTIMPL; }

static HRESULT WINAPI current(void **self, LONG *types) {
    InterlockedIncrement(&calls);
    if (scenario == FAIL) return E_NOTIMPL;
    if (scenario == HANG) {
        InterlockedIncrement(&hanging);
        while (scenario == HANG) Sleep(5);
        InterlockedDecrement(&hanging);
    }
    *types = bits;
    return S_OK;
}

static HRESULT WINAPI count(void **self, LONG *number) {
    *number = others;
    return S_OK;
}

typedef SAFEARRAY *(WINAPI *create_vector)(VARTYPE, LONG, ULONG);
typedef HRESULT(WINAPI *put_element)(SAFEARRAY *, LONG *, void *);

static HRESULT WINAPI categories(void **self, VARIANT *told) {
    HMODULE oleaut32 = LoadLibraryA("oleaut32.dll");
    create_vector create_array = (create_vector)GetProcAddress(oleaut32, "SafeArrayCreateVector");
    put_element put = (put_element)GetProcAddress(oleaut32, "SafeArrayPutElement");
    if (form == 3) return E_ACCESSDENIED;
    if (form == 2) return S_OK;
    SAFEARRAY *array = create_array(form == 1 ? VT_I4 : VT_VARIANT, 0, 2);
    for (LONG i = 0; i < 2; i++) {
        LONG number = i ? category : 0;
        VARIANT variant = {0};
        V_VT(&variant) = VT_I4;
        V_I4(&variant) = number;
        put(array, &i, form == 1 ? (void *)&number : &variant);
    }
    V_VT(told) = VT_ARRAY | (form == 1 ? VT_I4 : VT_VARIANT);
    V_ARRAY(told) = array;
    return S_OK;
}

static void *product_table[] = {query, add, release, nothing, nothing, nothing, nothing, categories};
static void *product = product_table;

static HRESULT WINAPI item(void **self, LONG index, void **out) {
    *out = NULL;
    LONG first = form == 5;
    if (form == 4 || index < first || index >= others + first) return E_INVALIDARG;
    InterlockedIncrement(&objects);
    *out = &product;
    return S_OK;
}

static void *products_table[] = {query, add, release, nothing, nothing, nothing, nothing, count, nothing, item};
static void *products = products_table;

static void *policy_table[] = {query, add, release, nothing, nothing, nothing, nothing, current};
static void *policy = policy_table;

static HRESULT WINAPI create(void **self, void *outer, REFIID id, void **out) {
    static const GUID policy_id = {0x98325047, 0xC671, 0x4174, {0x8D, 0x81, 0xDE, 0xFC, 0xD3, 0xF0, 0x31, 0x86}};
    static const GUID products_id = {0x39EB36E0, 0x2097, 0x40BD, {0x8A, 0xF2, 0x63, 0xA1, 0x3B, 0x52, 0x53, 0x62}};
    *out = NULL;
    if (IsEqualGUID(id, &products_id)) {
        if (others < 0) return REGDB_E_CLASSNOTREG;
        InterlockedIncrement(&objects);
        *out = &products;
        return S_OK;
    }
    if (scenario == NO_OBJECT) return REGDB_E_CLASSNOTREG;
    if (!IsEqualGUID(id, &policy_id)) return E_NOINTERFACE;
    InterlockedIncrement(&objects);
    *out = &policy;
    return S_OK;
}

static ULONG WINAPI factory_count(void **self) { return 1; }
static HRESULT WINAPI lock(void **self, BOOL on) { return S_OK; }

static void *factory_table[] = {query, factory_count, factory_count, create, lock};
static void *factory = factory_table;

static HRESULT WINAPI query(void **self, REFIID id, void **out) {
    *out = self;
    return S_OK;
}

HRESULT WINAPI DllGetClassObject(REFCLSID class, REFIID id, void **out) {
    *out = &factory;
    return S_OK;
}

HRESULT WINAPI DllCanUnloadNow(void) { return S_FALSE; }
