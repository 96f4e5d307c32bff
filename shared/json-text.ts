/**
 * JSON that was made before it is an answer, as by the database: it is passed on as it is, which spares reading it into
 * objects and writing those again.
 */
export class JsonText<T> {
  readonly text: string;

  /** @param text of a `T`; nobody checks that */
  constructor(text: string) {
    this.text = text;
  }

  parse(): T {
    return JSON.parse(this.text) as T;
  }
}
