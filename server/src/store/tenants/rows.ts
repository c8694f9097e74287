import type { Tenant } from '../../model/index.ts';
import { branded, text } from '../table/codecs.ts';
import { table } from '../table/table.ts';

export const tenants = table<Tenant>('tenants', { id: branded(), name: text });
