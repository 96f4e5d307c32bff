import { defineStore } from 'pinia';
import { ref } from 'vue';
import { createSession, deleteSession, type Session } from '../api/generated';

/** Whether a password is needed, and whether the owner is logged in. */
export const useSessionStore = defineStore('session', () => {
  const passwordRequired = ref(false);
  const isOpen = ref<boolean>();

  /** Takes over the server's answer about the session. */
  function note({ password_required, authenticated }: Session): void {
    passwordRequired.value = password_required;
    isOpen.value = authenticated;
  }

  async function logIn(password: string): Promise<void> {
    await createSession({ body: { password }, throwOnError: true });
    isOpen.value = true;
    passwordRequired.value = true;
  }

  async function logOut(): Promise<void> {
    await deleteSession({ throwOnError: true });
    isOpen.value = false;
  }

  function lost(): void {
    isOpen.value = false;
    passwordRequired.value = true;
  }

  /** Without a connection the server cannot be asked. The copy of an earlier visit in this browser is shown. */
  function openOffline(): void {
    isOpen.value = true;
  }

  return { openOffline, passwordRequired, isOpen, note, logIn, logOut, lost };
});
