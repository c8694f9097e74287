import cluster, { type Worker } from 'node:cluster';
import type { Line } from '../store/writer/messages.ts';

/*
 * The line between a worker and the process that started it: the channel that node:cluster has between them. A message to an
 * end that is gone is lost, and `ended` says so.
 */

/** The end of the process that started a worker. */
export function lineToWorker(worker: Worker): Line {
  return {
    send: (message) => void worker.send(message, undefined, ignored),
    hear: (listener) => void worker.on('message', listener),
    ended: (listener) => void worker.once('disconnect', listener),
  };
}

/** The end of this worker. `isUp`: whether it serves, so that requests are to be answered when the other end is gone. */
export function lineFromWorker(isUp: () => boolean): Line {
  const { worker } = cluster;
  if (!worker) throw new Error('This process is no worker.');
  return {
    send: (message) => void worker.send(message, undefined, ignored),
    hear: (listener) => void worker.on('message', listener),
    ended(listener) {
      worker.once('disconnect', () => {
        // Unless told so, node:cluster ends this process at once. One that waits for its port would wait for ever.
        worker.exitedAfterDisconnect = isUp();
        listener();
      });
    },
  };
}

const ignored = () => {};
