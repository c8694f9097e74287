import { resolve } from 'node:path';
import { separateAt } from '../config/addressing/protected-resource.ts';
import type { Address, ApiConfig } from '../config/index.ts';
import type { SeparateResource } from '../config/schema/separate-resource.ts';
import { loadOperations, type OperationTable } from './operation-table.ts';

/**
 * Loads the operations of an API, and those of its separate resources under their own hosts only. Throws
 * `OpenApiError` for the first document with faults.
 *
 * @param file the configuration file, to which the documents' paths are relative
 */
export async function loadAllOperations(
  file: string,
  { config, address }: { config: ApiConfig; address: Address },
): Promise<OperationTable> {
  const at = (document: string) => resolve(file, '..', document);
  const whole = await loadOperations(at(config.openapi), config);
  const separate = new Map<SeparateResource, OperationTable>();
  for (const { separate: resource } of Object.values(config.domains)) {
    if (!resource) continue;
    const { openapi, front } = resource;
    separate.set(resource, await loadOperations(at(openapi), { ...config, front, explorer: false }));
  }
  const tableAt = (host: string) => {
    const resource = separateAt({ address }, host);
    return (resource && separate.get(resource)) ?? whole;
  };
  return {
    document: whole.document,
    remarks: [whole, ...separate.values()].flatMap(({ remarks }) => remarks),
    operations: [whole, ...separate.values()].flatMap(({ operations }) => operations),
    match: (method, rawPath, host = '') => tableAt(host).match(method, rawPath),
  };
}
