import { enableCompileCache } from 'node:module';
import path from 'node:path';
import { makeFolder } from './make-folder.ts';

/**
 * Has Node.js keep in the data folder what it compiles, here and in the flow engine, unless the environment names another
 * place: only the first start of a version compiles it, the others take half the time. Where nothing can be written, each does.
 */
export function keepCompiledCode(dataDir: string): void {
  try {
    makeFolder(dataDir, 0o755);
  } catch {
    // The start itself says what is wrong with it.
    return;
  }
  process.env.NODE_COMPILE_CACHE ??= path.resolve(dataDir, 'compiled');
  enableCompileCache(process.env.NODE_COMPILE_CACHE);
}
