import type { IdentityOptions } from '@latchkey/guard';
import type { FastifyInstance } from 'fastify';
import { contractApp } from '../contract/app.ts';
import { readContract } from '../contract/document.ts';
import { openRecords } from './database.ts';
import { organisationRecords, recordsByCaller } from './organisation-records.ts';
import { fillLive, fillSandbox } from './records.ts';
import { caseHandlers } from './routes/cases.ts';
import { contactHandlers } from './routes/contacts.ts';
import { DOCUMENT_LIMIT, documentHandlers } from './routes/documents.ts';
import { meHandlers } from './routes/me.ts';
import { quoteHandlers } from './routes/quotes.ts';
import { reportHandlers } from './routes/reports.ts';

/** Returns the ProConvey API on the records in `folder`. Live and sandbox records are in two files. */
export function proconveyApp(options: {
  folder: string;
  latchkey: IdentityOptions;
  now?: () => string;
}): FastifyInstance {
  const now = options.now ?? (() => new Date().toISOString());
  const live = openRecords(options.folder, 'live', fillLive);
  const sandbox = openRecords(options.folder, 'sandbox', fillSandbox);
  const records = recordsByCaller({
    live: organisationRecords(live),
    sandbox: organisationRecords(sandbox),
  });
  const app = contractApp({
    contract: readContract(new URL('./openapi.yaml', import.meta.url)),
    latchkey: options.latchkey,
    uploadLimit: DOCUMENT_LIMIT,
    handlers: {
      ...meHandlers(records, now),
      ...caseHandlers(records, now),
      ...quoteHandlers(records, now),
      ...contactHandlers(records, now),
      ...documentHandlers(records, now),
      ...reportHandlers(records),
    },
  });
  app.addHook('onClose', async () => {
    live.close();
    sandbox.close();
  });
  return app;
}
