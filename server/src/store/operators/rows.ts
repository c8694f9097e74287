import { OPERATOR_ROLES, type Operator } from '../../model/index.ts';
import { branded, integer, oneOf } from '../table/codecs.ts';
import { table } from '../table/table.ts';

export const operators = table<Operator>('operators', {
  userId: branded(),
  role: oneOf(...OPERATOR_ROLES),
  createdAt: integer,
});
