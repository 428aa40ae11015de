/**
 * Binds a C host function: `native("xs_name").call(this, ...)`. The SDK's compiler resolves it at build time, the
 * simulator at run time. Moddable SDK, documentation/xs/XS in C.md.
 */
declare function native(name: string): (this: unknown, ...parameters: unknown[]) => never;

/** A base class whose instances are host objects; `name` is their C destructor. Takes one string literal. */
declare function Native(name: string): new () => object;
