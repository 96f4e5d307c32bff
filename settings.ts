/**
 * Node-RED's settings. It runs in the engine, a process of its own; the host guards every request before it arrives
 * there. When embedded, Node-RED ignores uiHost, uiPort, adminAuth for its HTTP nodes and the like.
 */
import type { PlantOpsServices } from '@plantops/shared/ports.ts';
import { namesOfNodes } from './server/runtime/names-of-nodes.ts';

export interface NodeRedHost {
  /** Where nodes that the owner has installed are. */
  userDir: string;
  /** Where nodes that work with files find and put them; nothing else can be written. */
  filesDir: string;
  storageModule: object;
  credentialSecret: string;
  /** Whether nodes hand messages on at once, and not in a later turn of the event loop. */
  handsOnAtOnce: boolean;
  services: PlantOpsServices | undefined;
  /** Receives Node-RED's log lines. */
  log: (entry: { level: number; msg: unknown; type?: string; name?: string; id?: string }) => void;
}

/** Root path of the editor; the flows' own HTTP nodes have a root of their own. */
export const EDITOR_ROOT = '/editor';
export const FLOW_HTTP_ROOT = '/flow-http';

/** The longest that a function node may work on a message, unless it sets a time of its own (s). */
const FUNCTION_S = 2;

export function nodeRedSettings(host: NodeRedHost): object {
  const { userDir, filesDir, storageModule, credentialSecret, handsOnAtOnce, services, log } = host;
  return {
    userDir,
    fileWorkingDirectory: filesDir,
    globalFunctionTimeout: FUNCTION_S,
    storageModule,
    credentialSecret,
    httpAdminRoot: EDITOR_ROOT,
    httpNodeRoot: FLOW_HTTP_ROOT,
    disableEditor: false,
    // Anyone who reaches the editor could otherwise run programs as the server's user.
    nodesIncludes: namesOfNodes(userDir),
    nodesExcludes: ['90-exec.js', '23-watch.js'],
    runtimeSyncDelivery: handsOnAtOnce,
    functionExternalModules: false,
    functionGlobalContext: {},
    externalModules: { palette: { allowInstall: false, allowUpload: false }, modules: { allowInstall: false } },
    telemetry: { enabled: false },
    diagnostics: { enabled: false, ui: false },
    runtimeState: { enabled: false, ui: false },
    flowFilePretty: true,
    editorTheme: {
      page: { title: 'PlantOps flows' },
      header: { title: 'PlantOps flows', url: '/' },
      palette: {
        catalogues: [],
        categories: ['PlantOps', 'subflows', 'common', 'function', 'network', 'sequence', 'parser', 'storage'],
      },
      projects: { enabled: false },
      tours: false,
      codeEditor: { lib: 'monaco' },
    },
    logging: { plantops: { level: 'info', metrics: false, audit: false, handler: () => log } },
    /** Available to our nodes as RED.settings.plantops. */
    plantops: services,
  };
}
