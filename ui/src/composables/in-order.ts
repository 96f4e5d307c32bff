export interface Order {
  /** To be called with each question. @returns whether its answer may be shown: not where that of a later question was, or something was changed since */
  ask: () => () => boolean;
  /** What was changed here is newer than the answer to any question asked before. */
  changed: () => void;
}

/** Answers may come in another order than they were asked for: keeps an older one from being shown over what is newer. */
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
