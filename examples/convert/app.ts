import type { IdentityOptions } from '@latchkey/guard';
import type { FastifyInstance } from 'fastify';
import { contractApp } from '../contract/app.ts';
import { readContract } from '../contract/document.ts';
import { allowAnyOrigin } from './cors.ts';
import { openRecords } from './database.ts';
import { serveResources } from './internal.ts';
import { fill } from './records.ts';
import { accountHandlers } from './routes/accounts.ts';
import { experienceHandlers } from './routes/experiences.ts';
import { goalHandlers } from './routes/goals.ts';
import { workspaces } from './workspace.ts';

/**
 * Returns the Convert API on the records in `folder`. `guardKey` lets Latchkey list the resources that a user
 * could select.
 */
export function convertApp(options: {
  folder: string;
  latchkey: IdentityOptions;
  guardKey: string;
  now?: () => string;
}): FastifyInstance {
  const now = options.now ?? (() => new Date().toISOString());
  const database = openRecords(options.folder, fill);
  const workspace = workspaces(database);
  const app = contractApp({
    contract: readContract(new URL('./openapi.yaml', import.meta.url)),
    latchkey: options.latchkey,
    around: (whole) => {
      allowAnyOrigin(whole);
      serveResources(whole, database, options.guardKey);
    },
    handlers: {
      ...accountHandlers(workspace, now),
      ...experienceHandlers(workspace, now),
      ...goalHandlers(workspace, now),
    },
  });
  app.addHook('onClose', async () => database.close());
  return app;
}
