/**
 * HTTP of Node.js. An `import` of it also loads what it offers on demand, a client for fetches and WebSockets, which takes as
 * long as Node.js itself to start.
 */
export const http = process.getBuiltinModule('node:http');
