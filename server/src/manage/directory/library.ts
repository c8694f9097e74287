import SCIMMY from 'scimmy';
import { declareGroups } from './groups.ts';
import { declareUsers, MOST_IN_ANSWER } from './users.ts';

let declared = false;

/** The library has one list of resources for the process. */
export function declare(): void {
  if (declared) return;
  declared = true;
  SCIMMY.Config.set({
    documentationUri: 'https://www.rfc-editor.org/rfc/rfc7644',
    patch: true,
    filter: { supported: true, maxResults: MOST_IN_ANSWER },
    sort: true,
    authenticationSchemes: [
      {
        type: 'oauthbearertoken',
        name: 'Management token',
        description: 'A management token of the tenant, as a bearer token.',
      },
    ],
  });
  SCIMMY.Resources.User.extend(SCIMMY.Schemas.EnterpriseUser, false);
  // The RFC names no values for these types; the library would refuse every one.
  for (const path of ['roles.type', 'x509Certificates.type']) {
    Object.assign(attribute(SCIMMY.Schemas.User, path).config, { canonicalValues: false });
  }
  // The names of members are those of users, and not kept twice.
  Object.assign(attribute(SCIMMY.Schemas.Group, 'members.display').config, { mutable: false });
  declareUsers();
  declareGroups();
}

function attribute(schema: typeof SCIMMY.Schemas.User | typeof SCIMMY.Schemas.Group, path: string) {
  const found = schema.definition.attribute(path);
  if (!('config' in found)) throw new Error(`There is no attribute ${path}.`);
  return found;
}
