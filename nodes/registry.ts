import type { Language } from '@plantops/shared/settings/display.ts';
/** The only list of our nodes; the pack's manifest and the editor's files are generated from it. */
import answer from './answer/node.ts';
import careCheck from './care-check/node.ts';
import careContext from './care-context/node.ts';
import careRules from './care-rules/node.ts';
import careStore from './care-store/node.ts';
import command from './command/node.ts';
import dialect from './dialect/node.ts';
import enrich from './enrich/node.ts';
import ingest from './ingest/node.ts';
import letGo from './let-go/node.ts';
import llm from './llm/node.ts';
import notification from './notification/node.ts';
import persistence from './persistence/node.ts';
import presence from './presence/node.ts';
import provisioning from './provisioning/node.ts';
import rejection from './rejection/node.ts';
import request from './request/node.ts';
import type { PlantOpsNode } from './runtime/define-node.ts';
import threshold from './threshold/node.ts';
import validation from './validation/node.ts';

export const plantOpsNodes: readonly PlantOpsNode[] = [
  request,
  provisioning,
  answer,
  ingest,
  dialect,
  validation,
  enrich,
  persistence,
  rejection,
  letGo,
  threshold,
  presence,
  notification,
  command,
  careContext,
  llm,
  careCheck,
  careRules,
  careStore,
];

/** Folder of a node type: `plantops-threshold` lives in `threshold/`. */
export const folderOf = (type: string): string => type.replace(/^plantops-/, '');

/** The file with a node's own part of its help page in a language, from the folder of the pack. */
export const helpFileOf = (type: string, language: Language): string =>
  `${folderOf(type)}/${language === 'en' ? 'help.md' : `help.${language}.md`}`;
