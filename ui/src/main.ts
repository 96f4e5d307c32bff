import { createPinia } from 'pinia';
import { createApp } from 'vue';
import { configureClient } from './api/client';
import App from './App.vue';
import { createAppRouter } from './router';
import { useDisplayStore } from './stores/display';
import { useSessionStore } from './stores/session';
import './theme/style.css';
import { vuetify } from './theme/vuetify';

const pinia = createPinia();
configureClient(() => useSessionStore(pinia).lost());
await useDisplayStore(pinia)
  .begin()
  .catch(() => undefined);
createApp(App).use(pinia).use(vuetify).use(createAppRouter()).mount('#app');
