import type { Readable, Writable } from 'node:stream';

/**
 * Carries a body on at the speed of the slower side, without ending the target. Returns a function that stops it.
 *
 * Differs from `pipe` in that the memory of each part is given back as soon as the part is written. A collector that looks
 * for such parts has to look through everything that Latchkey remembers: it took two thirds of the time of a body of 10 MB.
 */
export function carry(from: Readable, to: Writable): () => void {
  const take = (part: Buffer) => {
    if (!to.write(part, () => release(part))) from.pause();
  };
  const goOn = () => from.resume();
  const stop = () => {
    from.off('data', take);
    to.off('drain', goOn);
  };
  from.on('data', take);
  to.on('drain', goOn);
  from.once('close', stop);
  to.once('close', stop);
  return stop;
}

/** A part that shares its memory with others is left to the collector. */
function release(part: Buffer): void {
  const { buffer } = part;
  if (buffer instanceof ArrayBuffer && buffer.byteLength === part.byteLength) buffer.transfer(0);
}
