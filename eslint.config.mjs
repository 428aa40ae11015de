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
