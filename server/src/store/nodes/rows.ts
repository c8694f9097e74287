import { type NodeReport, PUSH_STATES } from '../../model/index.ts';
import { flag, integer, nullable, oneOf, text } from '../table/codecs.ts';
import { table } from '../table/table.ts';

export const nodes = table<NodeReport>('nodes', {
  name: text,
  version: text,
  startedAt: integer,
  seenAt: integer,
  push: oneOf(...PUSH_STATES),
  pushAge: nullable(integer),
  chores: flag,
  remembered: integer,
  cleanedAt: nullable(integer),
});
