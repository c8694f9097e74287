import SCIMMY from 'scimmy';
import { type Answer, NO_STORE } from '../../http/answer.ts';
import { managementUrl } from '../api/document.ts';
import type { Directory } from './directory.ts';

/** Below the base address of the management API. */
export const SCIM = '/scim/v2';

export async function described(resource: { read(): Promise<unknown> }): Promise<Answer> {
  return scim(200, await resource.read());
}

/** The library knows one base address for the process; each API has its own. */
export function withLocation({ api }: Directory, name: string, value: unknown): Record<string, unknown> {
  const plain = JSON.parse(JSON.stringify(value)) as Record<string, unknown> & {
    Resources?: Record<string, unknown>[];
  };
  const { id: schema } = (name === 'Users' ? SCIMMY.Schemas.User : SCIMMY.Schemas.Group).definition;
  const locate = (resource: Record<string, unknown>) => {
    // Always returned (RFC 7643 section 7), whatever attributes were asked for.
    resource.schemas ??= [schema];
    if (typeof resource.id === 'string' && typeof resource.meta === 'object') {
      const location = `${managementUrl(api)}${SCIM}/${name}/${resource.id}`;
      resource.meta = { ...resource.meta, location };
    }
    if (Array.isArray(resource.members)) {
      resource.members = (resource.members as { value: string }[]).map((member) => ({
        ...member,
        $ref: `${managementUrl(api)}${SCIM}/Users/${member.value}`,
      }));
    }
    return resource;
  };
  if (!Array.isArray(plain.Resources)) return locate(plain);
  return { ...plain, Resources: plain.Resources.map(locate) };
}

export function locationOf({ meta }: Record<string, unknown>): Record<string, string> {
  const location = typeof meta === 'object' && meta !== null ? Reflect.get(meta, 'location') : null;
  return typeof location === 'string' ? { location } : {};
}

export function scim(status: number, body: unknown, headers: Record<string, string> = {}): Answer {
  return {
    status,
    headers: { 'content-type': 'application/scim+json', ...NO_STORE, ...headers },
    body: JSON.stringify(body),
  };
}

/** RFC 7644 section 3.12. */
export function refusal(
  status: number,
  scimType: string | null,
  detail: string,
  headers: Record<string, string> = {},
): Answer {
  const schemas = ['urn:ietf:params:scim:api:messages:2.0:Error'];
  return scim(
    status,
    { schemas, status: String(status), ...(scimType ? { scimType } : {}), detail },
    headers,
  );
}
