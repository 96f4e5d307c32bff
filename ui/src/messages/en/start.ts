/** The first steps and connecting a device. `{name}` is filled in; `one | many` goes by `n`. */
export const start = {
  'start.title': 'Let us watch your first plant',
} as const;
