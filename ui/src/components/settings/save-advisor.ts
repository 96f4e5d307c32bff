import type { LlmSettings, UpdateLlmSettings } from '../../api/generated';

/** What the fields of the advisor are given. */
export interface AdvisorProps {
  settings: LlmSettings;
  /** Saves and tells so; `before` is what undo puts back. @throws ApiError */
  save: (changes: UpdateLlmSettings, words: string, before?: UpdateLlmSettings) => Promise<void>;
}
