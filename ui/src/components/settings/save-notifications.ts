import type { NotificationSettings, UpdateNotificationSettings } from '../../api/generated';

/** What the parts of the notification settings are given. */
export interface NotificationProps {
  settings: NotificationSettings;
  /** Saves and tells so; `before` is what undo puts back. @throws ApiError */
  save: (changes: UpdateNotificationSettings, words: string, before?: UpdateNotificationSettings) => Promise<void>;
}
