/** The server's address on this machine, such as `http://127.0.0.1:8080`; known once it listens. */
export class OwnAddress {
  #url: string | undefined;

  set(url: string): void {
    this.#url = url;
  }

  /** @throws Error before the server listens */
  get(): string {
    if (this.#url === undefined) throw new Error('the server does not listen yet');
    return this.#url;
  }
}
