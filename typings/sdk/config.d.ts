/** The `config` of the manifests, and what the command line puts in its place. */
declare module "mc/config" {
	const config: Record<string, unknown>;
	export default config;
}
