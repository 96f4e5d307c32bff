import { createPinia } from 'pinia';
import { createApp } from 'vue';
import { configureClient } from './api/client';
import App from './App.vue';
import { createAppRouter } from './router';
import { useSessionStore } from './stores/session';
import './theme/style.css';
import { vuetify } from './theme/vuetify';

const pinia = createPinia();
configureClient(() => useSessionStore(pinia).lost());
createApp(App).use(pinia).use(vuetify).use(createAppRouter()).mount('#app');
