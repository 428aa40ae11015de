/**
 * Binds a C host function: `native("xs_name").call(this, ...)`. The SDK's compiler resolves it at build time, the
 * simulator at run time. Moddable SDK, documentation/xs/XS in C.md.
 */
declare function native(name: string): (this: unknown, ...parameters: unknown[]) => never;

interface ObjectConstructor {
	/**
	 * An XS extension: with `deep`, all that the object refers to is frozen, too. Of what a module makes when it is
	 * linked, what is frozen lies in flash; anything else takes a word of RAM. documentation/xs/preload.md
	 */
	freeze<T>(value: T, deep: true): T;
}

/** A base class whose instances are host objects; `name` is their C destructor. Takes one string literal. */
declare function Native(name: string): new () => object;
