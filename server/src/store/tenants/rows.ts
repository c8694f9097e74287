import type { Tenant } from '../../model/index.ts';
import { text } from '../table/codecs.ts';
import { table } from '../table/table.ts';

export const tenants = table<Tenant>('tenants', { id: text, name: text });
