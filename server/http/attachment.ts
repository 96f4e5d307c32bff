/** The header that names a downloaded file. */

export interface FileName {
  /** With any letters. */
  full: string;
  /** For programs that know only ASCII: letters, digits, hyphens and dots. */
  ascii: string;
}

/** Signs that RFC 5987 3.2.1 wants encoded, and encodeURIComponent leaves. */
const LEFT = /['()*]/g;
const encoded = (text: string): string =>
  encodeURIComponent(text).replaceAll(LEFT, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);

/** `Content-Disposition` by RFC 6266 4.3: programs that know `filename*` (RFC 5987) take that one. */
export const attachment = ({ full, ascii }: FileName): string =>
  `attachment; filename="${ascii}"${full === ascii ? '' : `; filename*=UTF-8''${encoded(full)}`}`;
