import { defineStore } from 'pinia';
import { ref } from 'vue';
import { createSession, deleteSession, getSession } from '../api/generated';

/** Whether a password is needed, and whether it was given. */
export const useSessionStore = defineStore('session', () => {
  const passwordRequired = ref(false);
  const isOpen = ref<boolean>();

  async function check(): Promise<boolean> {
    const { data } = await getSession({ throwOnError: true });
    passwordRequired.value = data.password_required;
    isOpen.value = data.authenticated;
    return data.authenticated;
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

  /** Without a connection nobody can be asked: what an earlier visit left in this browser is shown. */
  function openOffline(): void {
    isOpen.value = true;
  }

  return { openOffline, passwordRequired, isOpen, check, logIn, logOut, lost };
});
