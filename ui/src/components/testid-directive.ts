import type { Directive } from 'vue';

/**
 * `v-testid="'name'"` puts `data-testid` on the control itself. Vuetify puts an attribute of a field on its outermost
 * element, where a browser test cannot type.
 */
export const testidDirective: Directive<HTMLElement, string> = (element, { value }) => {
  (element.querySelector('input, textarea') ?? element).setAttribute('data-testid', value);
};

declare module 'vue' {
  interface GlobalDirectives {
    vTestid: typeof testidDirective;
  }
}
