import js from "@eslint/js";
import tseslint from "typescript-eslint";

export default tseslint.config(
	{ ignores: ["build/", "node_modules/"] },
	js.configs.recommended,
	{
		files: ["**/*.{ts,tsx}"],
		extends: [...tseslint.configs.strictTypeChecked],
		languageOptions: { parserOptions: { projectService: true } },
		rules: {
			"@typescript-eslint/restrict-template-expressions": [
				"error",
				{ allowNumber: true, allowBoolean: true },
			],
			"@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true }],
			"@typescript-eslint/no-unnecessary-condition": ["error", { allowConstantLoopConditions: true }],
		},
	},
	{
		// They are preloaded: what they make when they load lies in ROM.
		files: ["main.ts", "modules/**/*.ts", "drivers/**/*.ts"],
		rules: {
			"no-restricted-syntax": [
				"error",
				{
					selector: "Literal[regex]:not(:function Literal):not(PropertyDefinition[static=false] Literal)",
					message:
						"XS 8.2.3 leaks memory when a regular expression in ROM is used, and can crash: make it in the function that uses it (docs/architecture.md)",
				},
			],
		},
	},
	{
		files: ["**/*.{js,cjs,mjs}"],
		languageOptions: {
			globals: {
				process: "readonly",
				console: "readonly",
				require: "readonly",
				module: "readonly",
				__dirname: "readonly",
			},
		},
	},
);
