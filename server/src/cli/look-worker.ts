import { parentPort, workerData } from 'node:worker_threads';
import { type Looked, lookUnder } from '../audit/seal/under.ts';
import { openStore } from '../databases.ts';
import type { AuditSeal } from '../model/index.ts';
import type { LookedInto } from './look-beside.ts';

/* Compares rows with their seals beside the thread that verifies a log, on a connection of its own. */

const port = parentPort;
if (!port) throw new Error('Starts only beside latchkey audit verify.');
const { dataDir, apiName } = workerData as LookedInto;
const store = await openStore({ dataDir }, apiName, { opening: 'read' });

port.on('message', async (seals: readonly AuditSeal[]) => {
  const looked: Looked[] = [];
  for (const seal of seals) looked.push(await lookUnder(store, seal));
  port.postMessage(looked);
});
