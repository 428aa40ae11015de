#include "openssl.h"

#include <dlfcn.h>

static const char *const libraries[] = {"libssl.so.3", "libssl.3.dylib"};

static bool resolve(void *library, struct openssl *functions) {
#define OPENSSL_RESOLVE(result, name, parameters)                                                            \
	if (!(*(void **)&functions->name = dlsym(library, #name)))                                               \
		return false;
	OPENSSL_FUNCTIONS(OPENSSL_RESOLVE)
#undef OPENSSL_RESOLVE
	return true;
}

const struct openssl *opensslLoad(void) {
	static struct openssl functions;
	static bool loaded;
	for (size_t i = 0; !loaded && i < sizeof(libraries) / sizeof(libraries[0]); i++) {
		/* libcrypto, which libssl is linked to, is found through it. */
		void *library = dlopen(libraries[i], RTLD_NOW | RTLD_LOCAL);
		if (library && !(loaded = resolve(library, &functions)))
			dlclose(library);
	}
	return loaded ? &functions : NULL;
}
