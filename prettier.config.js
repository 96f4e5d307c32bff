/** The layout of all code: `npm run format` applies it, `make check` verifies it. */
export default {
  printWidth: 120,
  singleQuote: true,
  htmlWhitespaceSensitivity: 'css',
  overrides: [{ files: '*.md', options: { proseWrap: 'preserve' } }],
};
