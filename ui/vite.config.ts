import vue from '@vitejs/plugin-vue';
import { defineConfig } from 'vite';
import vuetify from 'vite-plugin-vuetify';

const SERVER = 'http://127.0.0.1:8080';

export default defineConfig({
  root: import.meta.dirname,
  plugins: [vue(), vuetify({ autoImport: true })],
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: 'es2023',
    // ApexCharts is one module of about 500 kB; it is loaded when a chart is first shown.
    
  },
  server: {
    host: '127.0.0.1',
    proxy: {
      // Origin and host must agree for the server, so the host is passed on as it is.
      '/api': { target: SERVER },
      '/editor': { target: SERVER, ws: true },
    },
  },
});
