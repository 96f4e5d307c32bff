import { createPinia } from 'pinia';
import { createApp } from 'vue';
import './api/client.ts';
import App from './App.vue';
import { router } from './router.ts';
import { testidDirective } from './components/testid-directive.ts';
import { vuetify } from './theme/vuetify.ts';
import './theme/base.css';

createApp(App).use(createPinia()).use(vuetify).use(router).directive('testid', testidDirective).mount('#app');
