/**
 * Copies a text to the clipboard. Browsers offer `navigator.clipboard` only to secure origins (HTTPS, localhost). In a
 * home network without HTTPS, the older way by selection is used.
 * @returns whether it worked
 */
export async function copyText(words: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(words);
    return true;
  } catch {
    return copyBySelection(words);
  }
}

function copyBySelection(words: string): boolean {
  const field = Object.assign(document.createElement('textarea'), { value: words, readOnly: true });
  // Added next to the focused element, because a dialog does not let the focus leave it.
  const before = document.activeElement;
  (before?.parentElement ?? document.body).append(field);
  field.select();
  // oxlint-disable-next-line typescript/no-deprecated -- nothing else works on plain HTTP
  const worked = document.execCommand('copy');
  field.remove();
  if (before instanceof HTMLElement) before.focus();
  return worked;
}
