import { randomFillSync } from 'node:crypto';

const LENGTH = 12;
/** Random bytes for many ids: to ask for so few takes as long as to ask for a block. */
const block = Buffer.alloc(LENGTH * 128);
let used = block.length;

/** Returns an id as Latchkey gives one to each request. */
export function newRequestId(): string {
  if (used === block.length) {
    randomFillSync(block);
    used = 0;
  }
  used += LENGTH;
  return `req_${block.toString('hex', used - LENGTH, used)}`;
}
