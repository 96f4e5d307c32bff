/** Questions about a plant. `{name}` is filled in. */
export const questions = {
  'ask.title': 'Ask about this plant',
  'ask.label': 'Your question about {name}',
  'ask.send': 'Ask',
  'ask.offer': 'With a language model you can ask about this plant, also with a photo.',
  'ask.photo': 'Photo that was attached to the question',
  'ask.photo.attach': 'Attach a photo',
  'ask.photo.remove': 'Leave the photo out',
  'ask.sent': 'What is sent?',
  'ask.sent.title': 'What is sent with a question',
  'ask.sent.to': 'Your question goes to {model} at {address}.',
  'ask.sent.what':
    'With it goes what PlantOps knows of this plant: its name and species, its place, readings and what was found in them, its waterings, the notes in its journal, the state of its sensors and your last questions. A photo only if you attach one. No password, key or address of your house.',
  'ask.sent.data': 'What goes with it, as it is now',
  'ask.sent.instructions': 'What the model is told besides',
  'ask.allow': 'Allow, and ask',
  'ask.forbid': 'Do not allow questions any more',
  'ask.writing': 'The answer is being written',
  'ask.more': 'Earlier questions',
  'ask.remove.action': 'Remove question',
  'ask.remove.question': 'Remove “{question}” with its answer for good?',
  'ask.remove': 'Remove the question “{question}”',
} as const;
