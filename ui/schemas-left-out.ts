import type { Plugin } from 'vite';

/** Where a schema or a part of one begins. */
const SCHEMA = /(?<=[=(,:[{]\s*|=>\s*)(?=z\s*\.)/g;

/**
 * Marks the schemas in `shared` as free of effects: a page that takes a figure or a word from beside one then carries
 * neither the schema nor zod.
 */
export const schemasLeftOut = (): Plugin => ({
  name: 'schemas-left-out',
  apply: 'build',
  enforce: 'pre',
  transform: (code, id) =>
    /\/shared\/.*\.ts$/.test(id) && code.includes("from 'zod'")
      ? { code: code.replaceAll(SCHEMA, '/* @__PURE__ */ '), map: null }
      : undefined,
});
