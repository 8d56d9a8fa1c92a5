import js from "@eslint/js";
import tseslint from "typescript-eslint";

export default tseslint.config(
  { ignores: ["node_modules", "eslint.config.js", "build.mjs"] },
  js.configs.recommended,
  ...tseslint.configs.strict,
  {
    rules: {
      // arrays of typed numbers are indexed within bounds that the line before has settled
      "@typescript-eslint/no-non-null-assertion": "off",
    },
  },
);
