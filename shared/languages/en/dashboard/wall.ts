/** The wall view. `{name}` is filled in. */
export const wall = {
  'wall.since': 'of {time}',
  'wall.sleeps': 'The screen may go dark',
  'wall.sleeps.hint': 'This browser does not keep the screen on. It may over HTTPS, or after a touch.',
  'wall.before': 'Page before',
  'wall.next': 'Next page',
  'wall.pause': 'Stay on this page',
  'wall.go': 'Turn the pages again',
  'wall.full': 'Fill the screen',
  'wall.window': 'Leave the full screen',
  'wall.leave': 'Leave the wall view',
} as const;
