import js from '@eslint/js';
import prettier from 'eslint-config-prettier';
import svelte from 'eslint-plugin-svelte';
import globals from 'globals';
import ts from 'typescript-eslint';

import svelteConfig from './svelte.config.js';

/** An arrow of the UI: what the files of a folder may not import. */
function forbid(folder, regex, message) {
  const tauri = { group: ['@tauri-apps/*'], message: 'Only src/host talks to the desktop.' };
  return {
    files: [`src/${folder}/**`],
    rules: { 'no-restricted-imports': ['error', { patterns: [tauri, { regex, message }] }] },
  };
}

export default ts.config(
  { ignores: ['dist', 'src/contract'] },
  js.configs.recommended,
  ...ts.configs.recommended,
  ...svelte.configs.recommended,
  prettier,
  ...svelte.configs.prettier,
  {
    languageOptions: { globals: { ...globals.browser, ...globals.node } },
    rules: {
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'prefer-const': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
    },
  },
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: {
      parserOptions: { parser: ts.parser, extraFileExtensions: ['.svelte'], svelteConfig },
    },
    // Svelte's $props are destructured with `let` where one of them is bindable.
    rules: {
      'prefer-const': 'off',
      'svelte/prefer-const': ['error', { excludedRunes: ['$props'] }],
    },
  },
  forbid(
    'features',
    '^(\\.\\./(?!\\.\\./)|.*/(features|app)/)',
    'A feature imports no other feature and not the app.',
  ),
  forbid('markdown', '/(features|app|host)/', 'Markdown knows no host and no feature.'),
  forbid('json', '/(features|app|host|markdown)/', 'JSON knows no host and no feature.'),
  forbid('shared', '/(features|app|host|markdown|json)/', 'Shared parts stand below the features.'),
  forbid('messages', '/(features|app|host|markdown|json|shared)/', 'Messages know only the contract.'),
);
