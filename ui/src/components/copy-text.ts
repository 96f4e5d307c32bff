/**
 * Puts a text into the clipboard. Browsers lend `navigator.clipboard` to safe origins only (HTTPS, localhost); in a home
 * network without them the older way by selection is left.
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
  // Next to what has the focus: a dialog would not let the focus leave it.
  const before = document.activeElement;
  (before?.parentElement ?? document.body).append(field);
  field.select();
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- nothing else works on plain HTTP
  const worked = document.execCommand('copy');
  field.remove();
  if (before instanceof HTMLElement) before.focus();
  return worked;
}
