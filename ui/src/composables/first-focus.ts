import type { Directive } from 'vue';

/**
 * `v-first-focus` focuses a field or button as soon as it is visible, unless the owner has already chosen another
 * control in the same dialog. Vuetify's `autofocus` acts some time after the dialog opens, and so takes the focus from
 * a field in which the owner is already typing.
 */
export const vFirstFocus: Directive<HTMLElement> = {
  mounted(element) {
    const target = element.matches('button') ? element : element.querySelector('input');
    const dialog = element.closest('.v-overlay__content');

    function take(): void {
      const active = document.activeElement;
      if (!target?.isConnected || (active !== dialog && dialog?.contains(active))) return;
      // A dialog is hidden in its first frames, and a hidden element cannot keep the focus.
      if (target.checkVisibility({ visibilityProperty: true })) target.focus();
      else requestAnimationFrame(take);
    }
    take();
  },
};
