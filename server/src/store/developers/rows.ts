import { DEVELOPER_STATES, type Developer } from '../../model/index.ts';
import { branded, integer, nullable, oneOf, text } from '../table/codecs.ts';
import { table } from '../table/table.ts';

export const developers = table<Developer>('developers', {
  userId: branded(),
  state: oneOf(...DEVELOPER_STATES),
  purpose: nullable(text),
  reason: nullable(text),
  createdAt: integer,
  decidedAt: nullable(integer),
});
