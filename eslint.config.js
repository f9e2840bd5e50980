import reactHooks from 'eslint-plugin-react-hooks'
import tseslint from 'typescript-eslint'

const floors = [
  { floor: 0, folders: ['lib/format', 'lib/crypto'] },
  { floor: 1, folders: ['lib/wire', 'lib/drop'] },
  { floor: 2, folders: ['lib/ports'] },
  { floor: 3, folders: ['lib/adapters'] },
  { floor: 4, folders: ['lib/server', 'lib/client'] },
  { floor: 5, folders: ['lib/web', 'app', 'cli'] },
]
const tests = ['**/*.test.ts', '**/*.test.tsx', '**/*.contract.ts', '**/*.fixture.ts']
const name = (folder) => folder.replace('lib/', '')

/** Imports point down only: a folder may import from its own floor (adapters excepted) and from those below. */
function floorRule({ floor, folders }) {
  const above = floors.filter((other) => other.floor > floor).flatMap((other) => other.folders.map(name))
  const patterns = [
    {
      regex: `^(\\.\\./)+(lib/)?(${above.join('|')})/`,
      message: `Floor ${floor} knows nothing of the floors above it (docs/architecture.md): move the rule down, or pass what you need in as an argument.`,
    },
  ]
  if (floor === 0) {
    patterns.push({
      regex: '^(?!\\.)',
      message: 'Floor 0 uses WebCrypto and nothing else, so that the same code runs in a page, a worker and Node.',
    })
  }
  return {
    files: folders.map((folder) => `${folder}/**/*.{ts,tsx}`),
    ignores: tests,
    rules: { 'no-restricted-imports': ['error', { patterns: above.length > 0 ? patterns : patterns.slice(1) }] },
  }
}

export default tseslint.config(
  { ignores: ['.next*/**', 'node_modules/**', '**/generated/**', 'public/**', 'dist/**', 'next-env.d.ts', 'data/**'] },
  ...tseslint.configs.strictTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: { allowDefaultProject: ['*.js', 'scripts/*.mjs'] } } },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/only-throw-error': 'error',
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/no-unnecessary-condition': ['error', { allowConstantLoopConditions: true }],
      'max-lines': ['error', { max: 250, skipBlankLines: true, skipComments: true }],
      'max-lines-per-function': ['error', { max: 40, skipBlankLines: true, skipComments: true }],
      complexity: ['error', 12],
      'no-restricted-syntax': [
        'error',
        {
          selector: 'BinaryExpression[operator="instanceof"][right.name="DropError"]',
          message: 'Use isDropError: a bundler may have made two copies of the class (see the note there).',
        },
        {
          selector: String.raw`JSXAttribute[name.name="href"][value.value=/^\u002F/]`,
          message: 'Use inSite(…): an instance may stand under a path of its host (Note: Base path).',
        },
      ],
      'no-console': 'off',
    },
  },
  ...floors.filter(({ floor }) => floor < 5).map(floorRule),
  {
    files: ['lib/**/*.{ts,tsx}', 'app/**/*.{ts,tsx}'],
    ignores: tests,
    rules: {
      'no-console': ['error'],
      'no-restricted-globals': [
        'error',
        { name: 'localStorage', message: 'Secrets and state never go to localStorage (DESIGN: promises).' },
        { name: 'sessionStorage', message: 'Secrets and state never go to sessionStorage.' },
      ],
    },
  },
  // The choice of a language is no secret: Note: Remembered language.
  { files: ['app/language/remembered-language.ts'], rules: { 'no-restricted-globals': 'off' } },
  {
    files: ['lib/format/**/*.ts', 'lib/crypto/**/*.ts'],
    ignores: tests,
    rules: {
      'no-restricted-globals': [
        'error',
        ...['fetch', 'process', 'Buffer', 'window', 'document', 'navigator', 'setTimeout', 'Date'].map((global) => ({
          name: global,
          message: 'Floor 0 has no clock, no environment and no network: take it as an argument.',
        })),
      ],
    },
  },
  {
    // One adapter must not lean on another: what both need is a port or a rule, further down.
    files: ['lib/adapters/**/*.ts'],
    ignores: tests,
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              regex: '^(\\.\\./)+(server|client|web|app|cli)/',
              message: 'Adapters are below the use cases: they carry no rules and know none.',
            },
            {
              regex: '^\\.\\./(prisma|s3|disk|memory|http|sinks)/',
              message: 'Adapters never import adapters; only the composition roots wire them together.',
            },
          ],
        },
      ],
    },
  },
  { files: ['app/**/*.tsx', 'app/**/*.ts'], ...reactHooks.configs.flat['recommended-latest'] },
  {
    files: [...tests, 'e2e/**/*.ts', 'scripts/**', 'bench/**'],
    rules: {
      'max-lines': 'off',
      'max-lines-per-function': 'off',
      complexity: 'off',
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-empty-function': 'off',
    },
  },
  // Data, not code.
  { files: ['lib/format/eff-large-wordlist.ts'], rules: { 'max-lines': 'off' } },
  { files: ['**/*.{js,mjs}'], ...tseslint.configs.disableTypeChecked },
)
