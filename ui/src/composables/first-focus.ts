import type { Directive } from 'vue';

/**
 * `v-first-focus` gives a field or button the focus as soon as it is visible, unless somebody has chosen another one in
 * the same dialog by then. Vuetify's `autofocus` takes it some time after the opening, away from where one types already.
 */
export const vFirstFocus: Directive<HTMLElement> = {
  mounted(element) {
    const target = element.matches('button') ? element : element.querySelector('input');
    const dialog = element.closest('.v-overlay__content');

    function take(): void {
      const active = document.activeElement;
      if (!target?.isConnected || (active !== dialog && dialog?.contains(active))) return;
      // A dialog is hidden in the first frames of its opening; what is hidden loses the focus.
      if (target.checkVisibility({ visibilityProperty: true })) target.focus();
      else requestAnimationFrame(take);
    }
    take();
  },
};
