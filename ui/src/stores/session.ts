import { defineStore } from 'pinia';
import { onScopeDispose, ref } from 'vue';
import { basePath } from '../api/base-path';
import { createSession, deleteSession, type Session } from '../api/generated';

/** What the tabs of this browser tell each other: they share one session. */
type Told = 'opened' | 'left' | 'lost';
const CHANNEL = `plantops-session${basePath}`;

/** Whether a password is needed, and whether the owner is logged in; in all tabs of this browser together. */
export const useSessionStore = defineStore('session', () => {
  const passwordRequired = ref(false);
  const isOpen = ref<boolean>();
  /** Whether the owner has logged out, here or in another tab. A session that ended by itself was not left. */
  const wasLeft = ref(false);
  const tabs = 'BroadcastChannel' in globalThis ? new BroadcastChannel(CHANNEL) : undefined;
  const tell = (told: Told): void => tabs?.postMessage(told);

  function opened(): void {
    wasLeft.value = false;
    isOpen.value = true;
    passwordRequired.value = true;
  }

  function closed(how: Exclude<Told, 'opened'>): void {
    if (how === 'left') wasLeft.value = true;
    isOpen.value = false;
    passwordRequired.value = true;
  }

  tabs?.addEventListener('message', ({ data }: MessageEvent<Told>) => {
    // A tab that does not know yet whether there is a session asks the server itself.
    if (isOpen.value === undefined) return;
    if (data === 'opened') opened();
    else closed(data);
  });
  onScopeDispose(() => tabs?.close());

  /** Takes over the server's answer about the session. */
  function note({ password_required, authenticated }: Session): void {
    passwordRequired.value = password_required;
    isOpen.value = authenticated;
  }

  async function logIn(password: string): Promise<void> {
    await createSession({ body: { password }, throwOnError: true });
    opened();
    tell('opened');
  }

  /** The owner has set the password, and this browser has a session by it. */
  function passwordWasSet(): void {
    opened();
    tell('opened');
  }

  async function logOut(): Promise<void> {
    await deleteSession({ throwOnError: true });
    closed('left');
    tell('left');
  }

  /** The server no longer knows the session. */
  function lost(): void {
    if (isOpen.value === true) tell('lost');
    closed('lost');
  }

  /** Without a connection the server cannot be asked. The copy of an earlier visit in this browser is shown. */
  function openOffline(): void {
    isOpen.value = true;
  }

  return { openOffline, passwordRequired, isOpen, wasLeft, note, logIn, logOut, passwordWasSet, lost };
});
