import type { Preferences } from '../../model/index.ts';
import { branded, flag, nullable, text } from '../table/codecs.ts';
import { table } from '../table/table.ts';

export const preferences = table<Preferences>('preferences', {
  userId: branded(),
  language: nullable(text),
  timeZone: nullable(text),
  approvalMails: flag,
});
