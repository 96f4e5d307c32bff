/** Finds things on a page as owners and screen readers do: by role and name, by label, by what is written there. */
import { settled } from './fake-server';

type Name = string | RegExp;

export interface Looks {
  /** The one element with this role and name. @throws Error that lists what there is instead */
  role: (role: string, name?: Name) => HTMLElement;
  /** All elements with this role and name, in the order of the page. */
  roles: (role: string, name?: Name) => HTMLElement[];
  has: (role: string, name?: Name) => boolean;
  /** The one field with this label. */
  field: (label: Name) => HTMLInputElement;
  /** The one element with this `data-testid`. */
  testId: (id: string) => HTMLElement;
  testIds: (id: string) => HTMLElement[];
  /** What the page says, in one line. */
  words: () => string;
  click: (element: Element) => Promise<void>;
  /** Replaces what stands in a field. */
  type: (label: Name, text: string) => Promise<void>;
  press: (element: Element, key: string, more?: KeyboardEventInit) => Promise<void>;
}

/** What an element is without a `role`, by selector. The first that matches counts. */
const ROLES: [selector: string, role: string][] = [
  ['button, summary, input[type=button], input[type=submit]', 'button'],
  ['a[href]', 'link'],
  ['h1, h2, h3, h4, h5, h6', 'heading'],
  ['input[type=checkbox]', 'checkbox'],
  ['input[type=radio]', 'radio'],
  ['input[type=range]', 'slider'],
  ['input[type=number]', 'spinbutton'],
  ['input:not([type=hidden]):not([type=file]), textarea', 'textbox'],
  ['select', 'combobox'],
  ['ul, ol', 'list'],
  ['li', 'listitem'],
  ['nav', 'navigation'],
  ['main', 'main'],
  ['table', 'table'],
  ['tr', 'row'],
  ['th', 'columnheader'],
  ['td', 'cell'],
  ['img', 'img'],
  ['article', 'article'],
  ['section[aria-label], section[aria-labelledby]', 'region'],
  ['dialog', 'dialog'],
];
const NAMED_BY_CONTENT =
  /^(button|link|heading|tab|menuitem|option|listitem|row|cell|columnheader|radio|switch|status|alert)$/;

const line = (text: string | null | undefined): string => (text ?? '').replace(/\s+/g, ' ').trim();
const roleOf = (element: Element): string | undefined =>
  element.getAttribute('role') ?? ROLES.find(([selector]) => element.matches(selector))?.[1];

function isShown(element: Element): boolean {
  for (let at: Element | null = element; at; at = at.parentElement) {
    const style = (at as HTMLElement).style as CSSStyleDeclaration | undefined;
    if (style?.display === 'none' || style?.visibility === 'hidden') return false;
    if (at.hasAttribute('hidden') || at.hasAttribute('inert') || at.getAttribute('aria-hidden') === 'true')
      return false;
  }
  return true;
}

/** The words that somebody sees in an element. */
function seenIn(node: Node): string {
  if (node.nodeType === Node.TEXT_NODE) return node.textContent ?? '';
  if (!(node instanceof Element) || node.matches('style, script')) return '';
  if ((node as HTMLElement).style?.display === 'none' || node.hasAttribute('hidden')) return '';
  return [...node.childNodes].map(seenIn).join(' ');
}

function nameOf(element: Element): string {
  const ids = element.getAttribute('aria-labelledby')?.split(' ') ?? [];
  const named = line(ids.map((id) => document.getElementById(id)?.textContent).join(' '));
  if (named) return named;
  const own = line(element.getAttribute('aria-label'));
  if (own) return own;
  const labels = element.id ? [...document.querySelectorAll(`label[for="${element.id}"]`)] : [];
  const label = line((labels.at(-1) ?? element.closest('label'))?.textContent);
  if (label && element.matches('input, textarea, select, [role=combobox]')) return label;
  const role = roleOf(element);
  return (
    line(element.getAttribute('alt')) ||
    (role && NAMED_BY_CONTENT.test(role) ? line(seenIn(element)) : '') ||
    line(element.getAttribute('title')) ||
    line(element.getAttribute('placeholder'))
  );
}

const isNamed = (element: Element, name: Name | undefined): boolean =>
  name === undefined || (typeof name === 'string' ? nameOf(element) === name : name.test(nameOf(element)));

function only<T>(found: T[], what: string, others: () => string[]): T {
  const [one] = found;
  if (one !== undefined && found.length === 1) return one;
  const there = others().join(' | ') || 'nothing';
  throw new Error(`There ${found.length === 0 ? 'is no' : `are ${found.length} times`} ${what}. There is: ${there}`);
}

/** @param root where to look */
export function looksAt(root: ParentNode & Node): Looks {
  const all = <E extends Element = HTMLElement>(selector: string): E[] =>
    [...root.querySelectorAll<E>(selector)].filter(isShown);
  const roles = (role: string, name?: Name): HTMLElement[] =>
    all('*').filter((element) => roleOf(element) === role && isNamed(element, name));
  const fields = (label?: Name): HTMLInputElement[] =>
    all<HTMLInputElement>('input, textarea, select').filter((element) => isNamed(element, label));
  const testIds = (id: string): HTMLElement[] => [...root.querySelectorAll<HTMLElement>(`[data-testid="${id}"]`)];
  const field = (label: Name): HTMLInputElement =>
    only(fields(label), `field ${label}`, () => fields().map((one) => nameOf(one)));
  return {
    roles,
    role: (role, name) => only(roles(role, name), `${role} ${name ?? ''}`, () => roles(role).map(nameOf)),
    has: (role, name) => roles(role, name).length > 0,
    field,
    testIds,
    testId: (id) =>
      only(testIds(id), `test id ${id}`, () => all('[data-testid]').map((one) => one.dataset.testid ?? '')),
    words: () => line(seenIn(root)),
    async click(element) {
      (element as HTMLElement).click();
      await settled();
    },
    async type(label, text) {
      const input = field(label);
      input.value = text;
      input.dispatchEvent(new Event('input', { bubbles: true }));
      input.dispatchEvent(new Event('change', { bubbles: true }));
      await settled();
    },
    async press(element, key, more = {}) {
      element.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...more }));
      await settled();
    },
  };
}
