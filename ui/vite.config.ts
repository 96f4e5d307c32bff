import { createHash } from 'node:crypto';
import vue from '@vitejs/plugin-vue';
import { defineConfig, type Plugin } from 'vite';
import { VitePWA } from 'vite-plugin-pwa';
import vuetify from 'vite-plugin-vuetify';
import { compressedCopies } from './compressed-copies.ts';
import { iconsApart } from './icons-apart.ts';
import { schemasLeftOut } from './schemas-left-out.ts';
import { stylesLast } from './styles-last.ts';
import { vuetifyLeftOut } from './vuetify-left-out.ts';

const server = 'http://127.0.0.1:8080';

/**
 * Writes into the page which build it is of, by what it loads: file names have the hash of what is in them. The server tells
 * which build it hands out, so an open page knows when it is an old one.
 */
const nameBuild: Plugin = {
  name: 'name-build',
  apply: 'build',
  transformIndexHtml: {
    order: 'post',
    handler(page) {
      const content = createHash('sha256').update(page).digest('hex').slice(0, 12);
      return [{ tag: 'meta', attrs: { name: 'plantops-build', content }, injectTo: 'head-prepend' }];
    },
  },
};

export default defineConfig({
  root: import.meta.dirname,
  plugins: [
    vue(),
    nameBuild,
    vuetify({ autoImport: true }),
    iconsApart(),
    vuetifyLeftOut(),
    schemasLeftOut(),
    compressedCopies(),
    stylesLast(),
    VitePWA({
      // The owner chooses when to reload. Until then, the files of the open page stay available.
      registerType: 'prompt',
      includeAssets: ['favicon.svg', 'apple-touch-icon.png'],
      manifest: {
        name: 'PlantOps',
        short_name: 'PlantOps',
        description: 'Watches your plants: live readings, history and alerts.',
        start_url: './',
        display: 'standalone',
        background_color: '#f4f6f0',
        theme_color: '#2c6b45',
        icons: [
          { src: 'icon-192.png', sizes: '192x192', type: 'image/png' },
          { src: 'icon-512.png', sizes: '512x512', type: 'image/png' },
          { src: 'icon-maskable-512.png', sizes: '512x512', type: 'image/png', purpose: 'maskable' },
          { src: 'favicon.svg', sizes: 'any', type: 'image/svg+xml' },
        ],
      },
      workbox: {
        importScripts: ['push-worker.js'],
        globPatterns: ['**/*.{js,css,html,svg,png,woff2}'],
        // The service worker serves only the dashboard's own addresses. API, editor and documentation always come from
        // the server.
        navigateFallbackDenylist: [/^\/(api|docs|editor|flows|metrics|healthz|readyz)(\/|$)/, /\.\w+$/],
        runtimeCaching: [
          {
            urlPattern: ({ url }) => /^\/api\/plants\/[^/]+\/photo$/.test(url.pathname),
            handler: 'CacheFirst',
            options: { cacheName: 'photos', expiration: { maxEntries: 500 } },
          },
        ],
      },
    }),
  ],
  // What is loaded later is found beside the file that loads it: the dashboard may stand below a path.
  experimental: {
    renderBuiltUrl: (name, { hostType }) => (hostType === 'html' ? `/${name}` : { relative: true }),
  },
  // All components are set up by functions.
  define: { __VUE_OPTIONS_API__: false },
  build: {
    target: 'es2022',
    outDir: 'dist',
    emptyOutDir: true,
    // ApexCharts is one module of 570 kB, loaded when plants are first compared.
    chunkSizeWarningLimit: 600,
    // The code for the first screen comes in two files: many small ones would wait for one another on a slow
    // connection.
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            { name: 'libraries', test: /node_modules/, tags: ['$initial'], priority: 1 },
            { name: 'start', tags: ['$initial'] },
            { name: 'icons', test: /virtual:icon/ },
          ],
        },
      },
    },
  },
  // `npm run dev` shows the dashboard with the data of a running server.
  server: { proxy: { '/api': server, '/editor': { target: server, ws: true } } },
});
