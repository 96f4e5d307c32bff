import { z } from 'zod';

/** What of the owner's nodes a backup takes: their sources, not the packages that npm can bring again. */
export const OWN_NODES_LIMITS = { fileBytes: 2 ** 20, totalBytes: 8 * 2 ** 20, files: 500 };

/** Folders and files below `node-red/nodes`: nothing that leads out of it, hides, or belongs to npm. */
const PLACE = /^(?!.*(?:^|\/)node_modules\/)(?:[\w@][\w@ .-]{0,99}\/){0,8}[\w@][\w@ .-]{0,99}$/;

const fileSchema = z.strictObject({
  /** Below `node-red/nodes`, with slashes. */
  path: z.string().max(500).regex(PLACE),
  content: z.base64().max((OWN_NODES_LIMITS.fileBytes / 3) * 4 + 4),
});

/** The nodes that the owner has added, in the form stored in a backup. */
export const ownNodesSchema = z
  .strictObject({
    files: z.array(fileSchema).max(OWN_NODES_LIMITS.files),
    /** Packages of `node-red/package.json` with their versions, as npm writes them. */
    packages: z.record(
      z
        .string()
        .regex(/^(?:@[a-z\d][\w.-]*\/)?[a-z\d][\w.-]*$/i)
        .max(214),
      z.string().max(500),
    ),
  })
  .refine(
    ({ files }) =>
      files.reduce((sum, { content }) => sum + (content.length * 3) / 4, 0) <= OWN_NODES_LIMITS.totalBytes + 3,
  );
export type OwnNodes = z.infer<typeof ownNodesSchema>;

/** Whether a backup can hold a file of this name. */
export const isPlace = (place: string): boolean => fileSchema.shape.path.safeParse(place).success;
