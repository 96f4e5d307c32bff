/**
 * Lint rules: the import borders between folders (ui → shared ← nodes, server → shared), one clock for all, and the rules
 * for the dashboard's components that need no types. All other rules are in .oxlintrc.json: Oxlint looks for the same
 * faults, the ones that need types too, in a sixth of the time. It reads components only as server/scripts/check-components.ts
 * writes them.
 * Plain JavaScript, so that every Node.js and every editor can load it.
 */
import js from '@eslint/js';
import { defineConfig } from 'eslint/config';
import vue from 'eslint-plugin-vue';
import globals from 'globals';
import tseslint from 'typescript-eslint';

/** A border: what these files must not import, as a regular expression for the import's text, and why. */
const border = (files, ...patterns) => ({
  files,
  rules: { 'no-restricted-imports': ['error', { patterns: patterns.map(([regex, message]) => ({ regex, message })) }] },
});

const sharedOnly = String.raw`^@plantops/(?!shared/)`;
const notTheServer = [
  String.raw`^@plantops/(server|ui)(/|$)|(^|/)(server|ui)/`,
  'Nodes import neither server nor ui: the host injects what they need (shared/ports.ts).',
];
const staysInPack = [String.raw`^(\.\./){2}`, 'Nodes import nothing outside nodes/ but @plantops/shared.'];
const notTheUi = [String.raw`^@plantops/ui(/|$)|^(\.\./)+ui/`, 'The server knows nothing of the ui.'];
const byPackageName = [
  String.raw`^(\.\./)+(nodes|shared)/`,
  'The server imports nodes and shared by package name: @plantops/nodes/..., @plantops/shared/...',
];
const notItsCallers = [
  String.raw`(^|/)(http|runtime)/|^express$`,
  'A service does not know that HTTP or a flow calls it.',
];
const sharedIsAtTheBottom = [
  String.raw`^@plantops/|^(\.\./)+(nodes|server|ui)/|^(?!\.{1,2}/|#spoken$|zod$|minisearch$|vitest$|fast-check$)`,
  'shared is used everywhere: it imports itself, zod and minisearch only.',
];

/** A later entry replaces an earlier one for the same file, so each repeats the rules that still apply. */
const borders = [
  border(['shared/**/*.ts'], sharedIsAtTheBottom),
  border(['nodes/**/*.ts'], notTheServer, staysInPack),
  border(['nodes/*.ts'], notTheServer, [
    String.raw`^\.\./`,
    'Nodes import nothing outside nodes/ but @plantops/shared.',
  ]),
  border(
    ['nodes/*/core.ts'],
    [
      String.raw`^(?!\.\.?/|zod$|@plantops/shared/)|^\.\./|^\./(node|node\.test|core\.test)\.ts$`,
      'A core is pure: it imports shared, zod and the pure files beside it.',
    ],
  ),
  border(['server/**/*.ts', 'settings.ts'], notTheUi, byPackageName),
  border(['server/http/**/*.ts'], notTheUi, byPackageName, [
    String.raw`(^|/)(db|broker|engine)/|^(pg|mqtt)$`,
    'HTTP routes call services; database, broker and engine are behind those.',
  ]),
  // Rooms of the flow engine's process and rooms of the host do not import each other: they meet in the bus and
  // shared/ports.ts. ARCHITECTURE.md says which room is on which side.
  border(
    ['server/services/{ingest,presence,judging,flow-requests,tracing,gateways}/**/*.ts'],
    notTheUi,
    byPackageName,
    notItsCallers,
    [
      String.raw`^\.\./(?!(bus|ingest|presence|judging|flow-requests|tracing|gateways)/|\.\./)`,
      'A room of the way of a reading imports no room of the owner: publish a change, or declare a port in shared/ports.ts.',
    ],
  ),
  border(
    ['server/services/!(ingest|presence|judging|flow-requests|tracing|gateways)/**/*.ts'],
    notTheUi,
    byPackageName,
    notItsCallers,
    [
      String.raw`^\.\./(ingest|presence|judging|flow-requests|tracing|gateways)/`,
      'A room of the owner imports no room of the way of a reading: publish a change, or declare a port in shared/ports.ts.',
    ],
  ),
  // A dry engine has nothing that stores, sends or acknowledges: of the rooms it takes those parts that are told to.
  border(['server/dry-engine/**/*.ts'], notTheUi, byPackageName, [
    String.raw`(^|/)(http|config|llm|simulator)/|(^|/)db/(?!payload-text\.ts$)|(^|/)broker/(?!delivery-ledger\.ts$)|(^|/)engine/(?!(failing-nodes|own-fault|place-facts)\.ts$)|services/(?!ingest/message-watch\.ts$|flow-requests/)`,
    'A dry engine neither stores nor sends: record what would happen (server/dry-engine/recorded-services.ts).',
  ]),
  border(['server/flows-command/**/*.ts'], notTheUi, byPackageName, [
    String.raw`(^|/)(http|db|broker|llm|engine|dry-engine|services)/`,
    'The command works without a server: it checks flows (server/runtime) and runs them in a dry engine of its own.',
  ]),
  // The engine is built from its own rooms; the host never loads it, but only its settings.
  border(['server/engine/**/*.ts'], notTheUi, byPackageName, [
    String.raw`(^|/)(http|config/(keys|environment)|llm)(/|\.ts)|services/(?!(bus|findings|ingest|presence|judging|flow-requests|tracing|gateways)/)`,
    'The engine knows no secret and no room of the host: ask the host over the port (server/port/offers.ts).',
  ]),
  border(['server/runtime/**/*.ts', 'server/{plantops,rooms,web}.ts'], notTheUi, byPackageName, [
    String.raw`(^|/)dry-engine/|(^|/)engine/(?!engine-settings\.ts$)|^node-red$`,
    'The host runs no line of the owner: what the engine must do is asked over the port (server/port/offers.ts).',
  ]),
  border(['server/db/**/*.ts'], notTheUi, byPackageName, [
    String.raw`(^|/)(services|http|broker|runtime)/`,
    'The database layer is below services and HTTP.',
  ]),
  border(['server/broker/**/*.ts'], notTheUi, byPackageName, [
    String.raw`(^|/)(services|http|runtime|db)/`,
    'The broker layer is below services and HTTP, beside the database.',
  ]),
  border(['server/bench/**/*.ts'], notTheUi, byPackageName, [
    String.raw`(^|/)(services|http|runtime|engine|port|config|llm)/`,
    'The bench measures the server from outside: it starts databases, brokers and servers, and asks them.',
  ]),
  border(['server/torture/**/*.ts'], notTheUi, byPackageName, [
    String.raw`(^|/)(services|http|runtime|engine|port|config|llm)/`,
    'Torture breaks the server from outside: it starts servers, ends their processes, and asks them.',
  ]),
  border(
    ['server/simulator/**/*.ts', 'server/examples/**/*.ts'],
    [
      String.raw`^\.\./(?!process/terminal\.ts$)|${sharedOnly}`,
      'It stands outside the system, as a device does: of the project it imports shared only, and the terminal.',
    ],
  ),
  border(
    ['ui/src/**/*.{ts,vue}'],
    [
      String.raw`${sharedOnly}|^(\.\./)+(server|nodes|shared)/|^node:`,
      'The dashboard runs in a browser: of the project it imports @plantops/shared and its own files only.',
    ],
  ),
];

/** What a template may say by itself: names, units, and marks between texts. */
const ALIKE_IN_ALL_LANGUAGES = [...':;,.!?()[]%°×·•–—→←↑↓…+−-=/|&*#<>"“”„«»', '°C', '°F', 'ml', 'cm', 'PlantOps'];

/** Uses the other rule for imports, so that it adds to a file's border instead of replacing it. */
const testsStayApart = {
  files: ['**/*.{ts,vue}'],
  ignores: ['**/*.test.ts', '**/testing/**', 'server/e2e/**', 'server/torture/**', 'vitest.config.ts'],
  rules: {
    '@typescript-eslint/no-restricted-imports': [
      'error',
      {
        patterns: [
          {
            regex: String.raw`(^|/)(testing|e2e|bench|torture)/|\.test\.ts$|^(vitest|fast-check)(/|$)`,
            message:
              'The product knows neither its tests nor its bench: what only they need stands in testing/, bench/ and torture/.',
          },
        ],
      },
    ],
  },
};

const TIMERS = ['setTimeout', 'setInterval', 'clearTimeout', 'clearInterval'];

/** Everything in these files takes time and timers from one clock. */
function oneClock(place, theClock) {
  const message = `This asks the machine, whose clock a test cannot set: ${theClock}`;
  return {
    ...place,
    rules: {
      'no-restricted-globals': ['error', ...[...TIMERS, 'performance'].map((name) => ({ name, message }))],
      'no-restricted-properties': [
        'error',
        { object: 'Date', property: 'now', message },
        { object: 'process', property: 'hrtime', message },
        { object: 'AbortSignal', property: 'timeout', message },
        ...['window', 'globalThis', 'self'].flatMap((object) =>
          [...TIMERS, 'performance'].map((property) => ({ object, property, message })),
        ),
      ],
      'no-restricted-syntax': [
        'error',
        { selector: ':matches(NewExpression, CallExpression)[callee.name="Date"][arguments.length=0]', message },
        {
          selector: String.raw`:matches(ImportDeclaration, ImportExpression)[source.value=/^(node:)?(timers(\u002fpromises)?|perf_hooks)$/]`,
          message,
        },
      ],
    },
  };
}

const oneClocks = [
  oneClock({ files: ['ui/src/**/*.{ts,vue}'], ignores: ['ui/src/testing/**'] }, 'take `clock` from ui/src/clock.ts.'),
  oneClock(
    {
      files: ['shared/**/*.ts', 'nodes/**/*.ts', 'server/**/*.ts'],
      ignores: [
        'shared/clock.ts',
        '**/*.test.ts',
        '**/testing/**',
        'server/{e2e,scripts}/**',
        // They stand outside the system.
        'server/{simulator,examples,bench,torture}/**',
        // It replaces the machine's timers by others.
        'server/dry-engine/moved-time.ts',
      ],
    },
    'take a `Clock` (shared/clock.ts) from whoever builds this.',
  ),
];

/** For components what .oxlintrc.json says of TypeScript files; what needs types is in server/scripts/check-components.ts. */
const componentRules = {
  '@typescript-eslint/no-explicit-any': 'error',
  '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
  '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', ignoreRestSiblings: true }],
};

export default defineConfig(
  {
    ignores: [
      '**/node_modules/',
      'nodes/dist/',
      'nodes/package-dist/',
      'server/client-package/dist/',
      'ui/dist/',
      'docs/site/dist/',
      'docs/site/pages/',
      'ui/src/api/generated/',
      'data/',
      'test-results/',
      '**/coverage/',
    ],
  },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  { files: ['**/*.{js,cjs,mjs,vue}'], extends: [js.configs.recommended] },
  tseslint.configs.base,
  {
    files: ['ui/**/*.vue'],
    extends: [tseslint.configs.strict, vue.configs['flat/recommended']],
    rules: componentRules,
  },
  {
    // The files that compose the server are lists that read from top to bottom: nothing in them refers to something
    // below it, not even inside a function, which the type checker would allow.
    files: ['server/{plantops,rooms,web,infrastructure}.ts', 'server/services/*/open-*.ts'],
    rules: {
      '@typescript-eslint/no-use-before-define': [
        'error',
        { functions: false, classes: false, ignoreTypeReferences: true },
      ],
    },
  },
  {
    files: ['ui/**/*.vue'],
    languageOptions: { globals: globals.browser, parserOptions: { parser: tseslint.parser } },
    rules: {
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'max-lines': ['error', 300],
      'vue/block-lang': ['error', { script: { lang: 'ts' } }],
      'vue/component-api-style': ['error', ['script-setup']],
      'vue/no-v-html': 'error',
      // What people read stands in the folders of the languages; names and units are the same in all.
      'vue/no-bare-strings-in-template': ['error', { allowlist: ALIKE_IN_ALL_LANGUAGES }],
      // How to break a template into lines is the author's choice.
      'vue/max-attributes-per-line': 'off',
      'vue/singleline-html-element-content-newline': 'off',
      'vue/multiline-html-element-content-newline': 'off',
      'vue/html-self-closing': 'off',
      'vue/html-indent': 'off',
      'vue/html-closing-bracket-newline': 'off',
      'vue/first-attribute-linebreak': 'off',
      'vue/attributes-order': 'off',
      // TypeScript says which props are optional.
      'vue/require-default-prop': 'off',
    },
  },
  {
    files: ['ui/**/*.vue'],
    rules: {
      'no-console': 'error',
      // Stores keep reactive records by id; a removed one is deleted by its key.
      '@typescript-eslint/no-dynamic-delete': 'off',
    },
  },
  ...borders,
  testsStayApart,
  ...oneClocks,
  { files: ['**/*.{js,cjs,mjs}'], languageOptions: { globals: globals.node } },
  { files: ['nodes/editor/*.js'], languageOptions: { globals: globals.browser } },
  { files: ['ui/public/*.js'], languageOptions: { globals: globals.serviceworker } },
);
