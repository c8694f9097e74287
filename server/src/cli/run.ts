import { VERSION } from '../lib/version.ts';
import { alertDismiss, alertList } from './alert.ts';
import { auditExport } from './audit-export.ts';
import { auditSearch } from './audit-search.ts';
import { auditTail } from './audit-tail.ts';
import { auditVerify } from './audit-verify.ts';
import { backup } from './backup.ts';
import { clientAdd } from './client-add.ts';
import { clientDelete } from './client-delete.ts';
import { clientList } from './client-list.ts';
import { clientSet } from './client-set.ts';
import { clockConfirm } from './clock-confirm.ts';
import { type Command, UsageError } from './command.ts';
import { completionOf } from './completion.ts';
import { confirm } from './confirm.ts';
import { connectionResume, connectionRevoke, connectionSuspend } from './connection-change.ts';
import { connectionList } from './connection-list.ts';
import { create } from './create.ts';
import { decide } from './decide.ts';
import { demo } from './demo.ts';
import { developerApprove, developerList, developerRefuse } from './developer.ts';
import { doctor } from './doctor.ts';
import { explain } from './explain.ts';
import { health } from './health.ts';
import { init } from './init.ts';
import { keysGuard } from './keys-guard.ts';
import { keysList } from './keys-list.ts';
import { keysRenew } from './keys-renew.ts';
import { keysRotate } from './keys-rotate.ts';
import { manage } from './manage/manage.ts';
import { managementTokenAdd, managementTokenList, managementTokenRevoke } from './management-token.ts';
import { migrate } from './migrate.ts';
import { operatorList, operatorRemove, operatorSet } from './operator.ts';
import { resourceAdd, resourceList, resourceRemove } from './resource.ts';
import { restore } from './restore.ts';
import { roleList, roleRemove, roleSet } from './role.ts';
import { serve } from './serve.ts';
import { tenantAdd } from './tenant-add.ts';
import { tenantDelete } from './tenant-delete.ts';
import { tenantList } from './tenant-list.ts';
import { columns, type Terminal } from './terminal.ts';
import { tokenAdd } from './token-add.ts';
import { tokenList } from './token-list.ts';
import { tokenRegistration } from './token-registration.ts';
import { tokenRevoke } from './token-revoke.ts';
import { usage } from './usage.ts';
import { userAdd } from './user-add.ts';
import { userDelete } from './user-delete.ts';
import { userList } from './user-list.ts';
import { userPassword } from './user-password.ts';
import { userRemove } from './user-remove.ts';
import { userRemoveFactors } from './user-remove-factors.ts';
import { userSignOut } from './user-sign-out.ts';
import { webhookList, webhookRemove, webhookReplay, webhookRotate, webhookTest } from './webhook.ts';
import { webhookAdd } from './webhook-add.ts';
import { webhookEvents } from './webhook-events.ts';

const WITHOUT_COMPLETION: Command[] = [
  demo,
  init,
  create,
  doctor,
  serve,
  health,
  tenantAdd,
  tenantList,
  tenantDelete,
  userAdd,
  userList,
  userPassword,
  userSignOut,
  userRemove,
  userRemoveFactors,
  userDelete,
  roleSet,
  roleList,
  roleRemove,
  manage,
  developerList,
  developerApprove,
  developerRefuse,
  operatorSet,
  operatorList,
  operatorRemove,
  managementTokenAdd,
  managementTokenList,
  managementTokenRevoke,
  clientAdd,
  clientSet,
  clientList,
  clientDelete,
  alertList,
  alertDismiss,
  connectionList,
  connectionSuspend,
  connectionResume,
  connectionRevoke,
  tokenAdd,
  tokenList,
  tokenRevoke,
  resourceAdd,
  resourceList,
  resourceRemove,
  webhookEvents,
  webhookAdd,
  webhookList,
  webhookTest,
  webhookReplay,
  webhookRotate,
  webhookRemove,
  tokenRegistration,
  decide,
  explain,
  usage,
  keysGuard,
  keysList,
  keysRotate,
  keysRenew,
  clockConfirm,
  backup,
  confirm,
  restore,
  migrate,
  auditTail,
  auditSearch,
  auditExport,
  auditVerify,
];

export const COMMANDS: Command[] = [...WITHOUT_COMPLETION, completionOf(WITHOUT_COMPLETION)];

/**
 * Runs the command that the arguments name. Resolves to the exit code. Never throws: it prints an error as
 * one sentence.
 */
export async function run(args: string[], terminal: Terminal): Promise<number> {
  if (args[0] === '--version') {
    terminal.say(VERSION);
    return 0;
  }
  if (args[0] === 'help' && args.length > 1) return run([...args.slice(1), '--help'], terminal);
  const command = COMMANDS.find(({ name }) => name.split(' ').every((word, index) => args[index] === word));
  if (!command) return explainItself(args, terminal);
  const rest = args.slice(command.name.split(' ').length);
  if (rest.some(isHelp)) {
    terminal.say(command.usage);
    return 0;
  }
  try {
    return await command.run(rest, terminal);
  } catch (error) {
    terminal.note(error instanceof Error ? error.message : String(error));
    if (error instanceof UsageError) terminal.note(`\n${synopsis(command)}`);
    // For debugging Latchkey itself.
    if (terminal.env.LATCHKEY_LOG === 'debug' && error instanceof Error) terminal.note(error.stack ?? '');
    return 1;
  }
}

function isHelp(word: string): boolean {
  return word === '--help' || word === '-h';
}

/** Returns how a command is called: the first line of its usage, with the lines that continue it. */
function synopsis({ usage }: Command): string {
  return /^.*(?:\n {6,}.*)*/.exec(usage)?.[0] ?? '';
}

/** Lists all commands, or those whose first word is given. */
function explainItself(args: string[], terminal: Terminal): number {
  const [first, second = ''] = args;
  const general = first === undefined || first === 'help' || isHelp(first);
  const near = COMMANDS.filter(({ name }) => general || name.split(' ')[0] === first);
  if (near.length === 0 || (!general && !isHelp(second))) {
    const instead =
      near.length > 0
        ? `use ${near.map(({ name }) => name).join(', ')}`
        : 'latchkey --help lists what there is';
    terminal.note(`There is no command ${args.slice(0, near.length > 0 ? 2 : 1).join(' ')}: ${instead}.`);
    return 1;
  }
  terminal.say(`latchkey ${general ? '<command>' : `${first} …`} [options]\n`);
  for (const line of columns(near.map(({ name, summary }) => [`  ${name}`, summary]))) terminal.say(line);
  terminal.say('\nlatchkey <command> --help says more; latchkey --version says which one this is.');
  return 0;
}
