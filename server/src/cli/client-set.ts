import { StartError } from '../config/environment/start-error.ts';
import type { ApiConfig } from '../config/index.ts';
import { readAllowlist } from '../manage/addresses.ts';
import { type Client, type ClientSettings, isVouchedFor, type TenantId } from '../model/index.ts';
import type { Store } from '../store/store.ts';
import { inEnglish } from '../words/sentence.ts';
import { API_OPTIONS, API_USAGE, command, type readArgs } from './command.ts';
import { atTheTerminal, withStore } from './open-store.ts';
import { tenantNamed } from './tenant-named.ts';

const OPTIONS = {
  ...API_OPTIONS,
  plan: { type: 'string' },
  'no-plan': { type: 'boolean', default: false },
  ip: { type: 'string', multiple: true },
  'any-ip': { type: 'boolean', default: false },
  tenant: { type: 'string' },
  verified: { type: 'boolean', default: false },
  'not-verified': { type: 'boolean', default: false },
} as const;

type Values = ReturnType<typeof readArgs<typeof OPTIONS>>['values'];

export const clientSet = command({
  name: 'client set',
  summary: 'give a client a plan of limits, addresses that it may be used from, or the tenant it is bound to',
  usage: `latchkey client set <id> [--plan <name> | --no-plan] [--ip <address or block>… | --any-ip] [--tenant <id>]
                    [--verified | --not-verified]

  --plan <name>     one of limits.plans in the configuration; --no-plan: the API's own limits
  --ip <address>    an address or a block such as 203.0.113.0/24; repeat it for more. Replaces what was there
  --any-ip          from anywhere, unless its owner says otherwise
  --verified        a client that somebody made on a page is who it says, as it is now: other tenants are not warned, and
                    the API's dialects are for it as well. Its owner ends that by changing its name or redirect URIs
  --tenant <id>     bind a client that is bound to none; counts from its next token. The rest counts from its next call
${API_USAGE}`,
  options: OPTIONS,
  positionals: { least: 1, most: 1 },
  async run({ values, positionals }, terminal) {
    const id = positionals[0] ?? '';
    return withStore('change', values, terminal, async ({ store, config }) => {
      const found = await store.client(id, Date.now());
      if (!found) throw new StartError(`There is no client ${id} (latchkey client list).`);
      const { mode, settings } = found.client;
      const tenantId = await tenantOf(found.client, values.tenant, config, store);
      const next = withVerified(found.client, changed(settings, values, config), values);
      const detail = {
        plan: next.plan ?? null,
        ipAllowlist: next.ipAllowlist ?? null,
        tenant: tenantId,
        verified: isVouchedFor({ ...found.client, settings: next }, null),
      };
      const row = atTheTerminal('client.changed', { tenantId, clientId: found.client.id, mode, detail });
      await store.updateClient({ ...found.client, tenantId, settings: next }, [row]);
      terminal.say(`plan       ${next.plan ?? "none: the API's own limits"}`);
      terminal.say(`addresses  ${next.ipAllowlist?.join(', ') ?? 'any'}`);
      if (values['not-verified']) terminal.say('verified   no');
      // The owner may have changed the client since the operator looked, so the verified details are printed.
      if (values.verified)
        terminal.say(`verified   yes, as ${[found.client.name, ...found.client.redirectUris].join(', ')}`);
      if (values.tenant !== undefined) terminal.say(`${config.tenant.word.padEnd(10)} ${tenantId}`);
      return 0;
    });
  },
});

/**
 * Returns the tenant that the client will be bound to. Throws `StartError` if it is bound to another one: its
 * tokens would still open that one.
 */
async function tenantOf(
  { tenantId }: Client,
  wanted: string | undefined,
  config: ApiConfig,
  store: Store,
): Promise<TenantId | null> {
  if (wanted === undefined || wanted === tenantId) return tenantId;
  if (tenantId === null) return (await tenantNamed(wanted, { store, config })).id;
  throw new StartError(`It is bound to ${tenantId} already; make a client of its own for ${wanted}.`);
}

/**
 * Throws `StartError` for a client that needs no verification, and for one that can change its own metadata.
 */
function withVerified({ id, origin }: Client, settings: ClientSettings, values: Values): ClientSettings {
  const { verified: before, ...rest } = settings;
  if (values.verified && values['not-verified']) {
    throw new StartError('--verified and --not-verified: name one of the two.');
  }
  if (values['not-verified']) return origin === 'seed' ? { ...rest, verified: false } : rest;
  if (!values.verified) return settings;
  if (origin === 'page' || (origin === 'seed' && before === false)) return { ...rest, verified: true };
  throw new StartError(
    origin === 'seed'
      ? `${id} was made here and is vouched for already.`
      : `${id} describes itself and can change its metadata at any time; add a client of your own for its makers instead.`,
  );
}

/** Throws `StartError` for an unknown plan, an invalid address, and contradicting options. */
function changed(settings: ClientSettings, values: Values, config: ApiConfig): ClientSettings {
  const { plan, ip, tenant, 'no-plan': noPlan, 'any-ip': anyIp } = values;
  if (
    [plan, ip, tenant].every((each) => each === undefined) &&
    !noPlan &&
    !anyIp &&
    !values.verified &&
    !values['not-verified']
  ) {
    throw new StartError('Say what to set: see latchkey client set --help.');
  }
  if ((plan !== undefined && noPlan) || (ip !== undefined && anyIp)) {
    throw new StartError('--plan and --no-plan, --ip and --any-ip: name one of the two.');
  }
  const names = Object.keys(config.limits.plans);
  if (plan !== undefined && !names.includes(plan)) {
    throw new StartError(`There is no plan ${plan}: limits.plans has ${names.join(', ') || 'none'}.`);
  }
  const addresses = readAllowlist(ip ?? []);
  if (!addresses.ok) throw new StartError(inEnglish(addresses.problem));
  const { plan: planBefore, ipAllowlist: addressesBefore, addressesHeld: heldBefore, ...rest } = settings;
  const planNow = noPlan ? undefined : (plan ?? planBefore);
  const addressesNow = anyIp ? undefined : (addresses.value ?? addressesBefore);
  return {
    ...rest,
    ...(planNow === undefined ? {} : { plan: planNow }),
    ...(addressesNow === undefined ? {} : { ipAllowlist: addressesNow }),
    // The owner of the client cannot lift this limit.
    ...(!anyIp && (addresses.value !== null || heldBefore) ? { addressesHeld: true } : {}),
  };
}
