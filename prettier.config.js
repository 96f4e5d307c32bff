/** How all code is laid out: `npm run format` writes it, `make check` asks for it. */
export default {
  printWidth: 120,
  singleQuote: true,
  htmlWhitespaceSensitivity: 'css',
  overrides: [{ files: '*.md', options: { proseWrap: 'preserve' } }],
};
