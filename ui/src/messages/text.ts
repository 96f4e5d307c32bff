import { en } from './en';

export type MessageKey = keyof typeof en;

/** The text of a message, with its `{placeholders}` filled in. */
export function text(key: MessageKey, values: Record<string, string | number> = {}): string {
  return en[key].replaceAll(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ''));
}
