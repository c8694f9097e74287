import { deserialize, serialize } from 'node:v8';
import type { Clock } from '../../src/lib/clock.ts';
import { doesWindows } from '../../src/limits/asked-windows.ts';
import { MemoryWindows } from '../../src/limits/memory-windows.ts';
import { openSqliteReader } from '../../src/store/sqlite/reader.ts';
import type { Store } from '../../src/store/store.ts';
import { answersWorkers } from '../../src/store/writer/answering.ts';
import { writerAt } from '../../src/store/writer/asking.ts';
import type { Line } from '../../src/store/writer/messages.ts';
import { openNewStore } from './made-before.ts';

/** A line within one process, over which messages are copied as between two. */
export function line(): { worker: Line; writer: Line; cut(): void } {
  const ends = [end(), end()] as const;
  const [worker, writer] = [joined(ends[0], ends[1]), joined(ends[1], ends[0])];
  return {
    worker,
    writer,
    cut: () => {
      for (const each of ends.flatMap(({ over }) => over)) each();
    },
  };
}

const end = () => ({ heard: [] as ((message: unknown) => void)[], over: [] as (() => void)[] });

function joined(own: ReturnType<typeof end>, other: ReturnType<typeof end>): Line {
  return {
    send(message) {
      const copied = serialize(message);
      setImmediate(() => {
        for (const each of other.heard) each(deserialize(copied));
      });
    },
    hear: (listener) => void own.heard.push(listener),
    ended: (listener) => void own.over.push(listener),
  };
}

/** A new store in a file as a worker sees it, and as the process that writes does. */
export async function openBoth(
  file: string,
  clock: Clock,
): Promise<{ worker: Store; writer: Store; close(): Promise<void> }> {
  const writer = await openNewStore(file, { clock });
  const workers = answersWorkers();
  const between = line();
  workers.serve(between.writer);
  const counting = doesWindows(new MemoryWindows());
  workers.add('shop', writer, { limits: counting, throttles: counting });
  const worker = await openSqliteReader(file, writerAt(between.worker).of('shop'), { clock });
  return {
    ...{ worker, writer },
    async close() {
      await worker.close();
      await writer.close();
    },
  };
}
