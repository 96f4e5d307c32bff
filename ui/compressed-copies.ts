import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import type { Plugin } from 'vite';

const WORTH = /\.(?:js|css|svg|webmanifest)$/;
/** Below this a copy saves nothing on the wire. */
const LEAST_BYTES = 1024;

const brotli = promisify(brotliCompress);
const zip = promisify(gzip);

/** Writes each file of the build also as brotli and gzip, as small as they get: the server sends these as they are. */
export const compressedCopies = (): Plugin => ({
  name: 'compressed-copies',
  apply: 'build',
  enforce: 'post',
  async writeBundle({ dir }) {
    const folder = path.join(dir ?? '', 'assets');
    const names = (await readdir(folder)).filter((name) => WORTH.test(name));
    await Promise.all(
      names.map(async (name) => {
        const file = path.join(folder, name);
        const content = await readFile(file);
        if (content.length < LEAST_BYTES) return;
        await Promise.all([
          brotli(content, { params: { [constants.BROTLI_PARAM_SIZE_HINT]: content.length } }).then((small) =>
            writeFile(`${file}.br`, small),
          ),
          zip(content, { level: 9 }).then((small) => writeFile(`${file}.gz`, small)),
        ]);
      }),
    );
  },
});
