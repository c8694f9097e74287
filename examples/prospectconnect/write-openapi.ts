import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openapiYaml } from './openapi.ts';

writeFileSync(join(import.meta.dirname, 'openapi.yaml'), openapiYaml());
