import type { ResourceLister, SelectableResource } from 'latchkey/config';

const TIMEOUT = 5_000;

/**
 * Lists the resources that a user may select, by asking the Convert API when the consent page is shown: only
 * the API knows its accounts and projects. Reads `CONVERT_UPSTREAM` and `CONVERT_GUARD_KEY` at each call,
 * because the API may start after Latchkey. Throws an error of one sentence if it cannot ask.
 */
export const listResources: ResourceLister = async ({ user, tenant }) => {
  const upstream = process.env.CONVERT_UPSTREAM;
  const key = process.env.CONVERT_GUARD_KEY;
  if (!upstream) throw new Error('Set CONVERT_UPSTREAM to the origin of the Convert API.');
  if (!key) throw new Error('Set CONVERT_GUARD_KEY to the guard key of the Convert API.');
  const url = new URL('/internal/resources', upstream);
  url.search = new URLSearchParams({ user: user.id, tenant: tenant.id }).toString();
  let answer: Response;
  try {
    answer = await fetch(url, {
      headers: { 'latchkey-guard-key': key },
      signal: AbortSignal.timeout(TIMEOUT),
      redirect: 'error',
    });
  } catch (cause) {
    throw new Error('The Convert API does not answer, so its accounts and projects cannot be shown.', {
      cause,
    });
  }
  if (!answer.ok) throw new Error(`The Convert API answered ${answer.status} when asked for its projects.`);
  const { resources } = (await answer.json()) as { resources?: unknown };
  if (!Array.isArray(resources) || !resources.every(isSelectable)) {
    throw new Error('The Convert API listed its accounts and projects in a form that is not known.');
  }
  return resources;
};

function isSelectable(value: unknown): value is SelectableResource {
  if (!isRef(value) || !('name' in value) || typeof value.name !== 'string') return false;
  return !('parent' in value) || isRef(value.parent);
}

function isRef(value: unknown): value is { type: string; id: string } {
  return (
    typeof value === 'object' &&
    value !== null &&
    'type' in value &&
    typeof value.type === 'string' &&
    'id' in value &&
    typeof value.id === 'string'
  );
}
