import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { ROOT } from '../../documentation/pages.ts';

/** A repository to clone from, with the files of this checkout as they are, in one commit on `main`. */
export class Repository {
  readonly address: string;

  constructor(parent: string) {
    this.address = path.join(parent, 'plantops.git');
    execFileSync('git', ['init', '--quiet', '--bare', '--initial-branch=main', this.address]);
    this.#git('--work-tree', ROOT, 'add', '--all', '--', '.', ':(exclude,glob)**/node_modules');
    this.#commit(this.#git('write-tree'), []);
  }

  /** A new version without any change. @returns its commit */
  publish(): string {
    return this.#commit(this.#git('rev-parse', 'main^{tree}'), ['-p', 'main']);
  }

  #commit(tree: string, parents: string[]): string {
    const identity = ['-c', 'user.name=PlantOps', '-c', 'user.email=plantops@example.org'];
    const commit = this.#git(...identity, 'commit-tree', tree, ...parents, '-m', 'A version');
    this.#git('update-ref', 'refs/heads/main', commit);
    return commit;
  }

  #git(...args: string[]): string {
    return execFileSync('git', ['--git-dir', this.address, ...args], { encoding: 'utf8' }).trim();
  }
}
