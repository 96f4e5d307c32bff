/** The settings page. `{name}` is filled in; `one | many` goes by `n`. */
export const settings = {
  'settings.title': 'Settings',
} as const;
