export interface Order {
  /**
   * Called with each request.
   * @returns a function that says whether the answer may be shown: not if the answer to a later request was shown, or
   * if something was changed since the request
   */
  ask: () => () => boolean;
  /** Called after a change made here, which is newer than the answer to any earlier request. */
  changed: () => void;
}

/**
 * Answers can arrive in another order than their requests were sent. This keeps an older answer from replacing newer
 * data.
 */
export function inOrder(): Order {
  let asked = 0;
  let shown = 0;

  function ask(): () => boolean {
    asked += 1;
    const own = asked;
    return () => {
      if (own < shown) return false;
      shown = own;
      return true;
    };
  }

  return { ask, changed: () => void ask()() };
}
