import vue from '@vitejs/plugin-vue';
import { defineConfig } from 'vite';
import vuetify from 'vite-plugin-vuetify';

const server = 'http://127.0.0.1:8080';

export default defineConfig({
  root: import.meta.dirname,
  plugins: [vue(), vuetify({ autoImport: true })],
  // ApexCharts is one module of 570 kB; it is loaded when a chart is first shown.
  build: { target: 'es2022', outDir: 'dist', emptyOutDir: true, chunkSizeWarningLimit: 600 },
  // `npm run dev` shows the dashboard with a running server's data.
  server: { proxy: { '/api': server, '/editor': { target: server, ws: true } } },
});
