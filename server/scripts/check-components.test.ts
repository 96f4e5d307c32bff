import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const ROOT = path.join(import.meta.dirname, '..', '..');
const COMMAND = path.join(import.meta.dirname, 'check-components.ts');

describe('the check of components', () => {
  let folder: string;
  beforeEach(() => {
    folder = realpathSync(mkdtempSync(path.join(os.tmpdir(), 'plantops-components-')));
    mkdirSync(path.join(folder, 'ui', 'src'), { recursive: true });
    symlinkSync(path.join(ROOT, 'node_modules'), path.join(folder, 'node_modules'));
    const compilerOptions = {
      strict: true,
      noEmit: true,
      skipLibCheck: true,
      module: 'ESNext',
      moduleResolution: 'Bundler',
      lib: ['ES2024', 'DOM'],
      types: [],
      jsx: 'preserve',
    };
    write('../tsconfig.json', JSON.stringify({ compilerOptions, include: ['src/**/*.ts', 'src/**/*.vue'] }));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const write = (name: string, text: string): void => writeFileSync(path.join(folder, 'ui', 'src', name), text);
  /** What it finds, from the names of the files on. */
  function check(): { status: number | null; found: string[] } {
    const { status, stderr } = spawnSync(process.execPath, [COMMAND, path.join(folder, 'ui')], { encoding: 'utf8' });
    return {
      status,
      found: stderr
        .split('\n')
        .filter((line) => /^\S/.test(line))
        .map((line) => line.replace(/^\S*\/ui\/src\//, '')),
    };
  }

  const CARD = `<script setup lang="ts">
defineProps<{ name: string }>();
defineEmits<{ water: [ml: number] }>();
</script>
<template><p>{{ name }}</p></template>
`;

  it('tells wrong types in templates and scripts, of components and of files that use them, and promises nobody waits for', () => {
    write('PlantCard.vue', CARD);
    write(
      'DryPage.vue',
      `<script setup lang="ts">
import { ref } from 'vue';
import PlantCard from './PlantCard.vue';

const grams = ref(3);
const litres: string = grams.value;
const send = async (): Promise<string> => litres;
function begin(ml: string): void {
  send();
}
</script>

<template>
  <PlantCard :name="grams" @water="begin" />
  <p v-if="grams > 2">{{ dryness }}</p>
</template>
`,
    );
    write(
      'begin.ts',
      `import PlantCard from './PlantCard.vue';\nexport const name: number = new PlantCard({ name: 'Fern' }).$props.name;\n`,
    );
    const { status, found } = check();
    expect(status).toBe(1);
    expect(found.map((line) => line.split(': ').slice(0, 2).join(' ')).sort()).toEqual([
      'DryPage.vue:14:14 TS2322',
      'DryPage.vue:14:29 TS2322',
      'DryPage.vue:15:26 TS2339',
      'DryPage.vue:6:7 TS2322',
      'DryPage.vue:9:3 typescript(no-floating-promises)',
      'begin.ts:2:14 TS2322',
    ]);
  });

  it('tells of a template that it cannot judge, and has nothing to say of what is right', () => {
    write('PlantCard.vue', CARD);
    expect(check()).toEqual({ status: 0, found: [] });
    write(
      'BrokerForm.vue',
      `<script setup lang="ts">\nimport PlantCard from './PlantCard.vue';\n</script>\n<template><PlantCard name="mqtt://a" :other="1" /></template>\n`,
    );
    const { status, found } = check();
    expect([status, found[0]]).toEqual([
      1,
      expect.stringMatching(/^BrokerForm\.vue:1:1: vue-tsc makes no TypeScript of it/),
    ]);
  });
});
