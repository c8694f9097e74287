import type { InProcessHandler } from 'latchkey';
import { createApp, inProcessHandler } from './app.ts';
import { openDatabase } from './database.ts';
import { fillOnce } from './records.ts';

/** Opens the records in `folder`, fills them at the first start, and returns the handler. */
export function startApi(folder: string): InProcessHandler {
  const database = openDatabase(folder);
  fillOnce(database);
  return inProcessHandler(createApp(database));
}
