import type { Answer } from '../../http/answer.ts';
import { type InviteProblem, invite, inviteAgain, withdrawInvitation } from '../../manage/members/invite.ts';
import { notFoundPage } from '../message.ts';
import type { PageApi } from '../page-api.ts';
import { peoplePage } from './people.ts';
import { type Change, changed } from './visit.ts';

/** `POST …/invitations`: invites somebody, sends an invitation again, or takes it back. */
export async function changeInvitation(api: PageApi, change: Change): Promise<Answer> {
  const { form, request, membership } = change;
  const { path } = api.config.pages.members;
  const id = form.text('id');
  switch (form.get('action')) {
    case 'invite': {
      const input = { email: form.text('email', 254), role: form.text('role') };
      return told(api, change, await invite(api, request, membership, input));
    }
    case 'again':
      return told(api, change, await inviteAgain(api, request, membership, id));
    case 'withdraw': {
      const outcome = await withdrawInvitation(api, request, membership, id);
      return outcome === 'withdrawn' ? changed(change, path, 'withdrawn-invitation') : notFoundPage(api);
    }
    default:
      return notFoundPage(api);
  }
}

async function told(api: PageApi, change: Change, outcome: 'invited' | InviteProblem): Promise<Answer> {
  if (outcome === 'invited') return changed(change, api.config.pages.members.path, 'invited');
  const words = api.words.invitation.problems;
  const refuse = (status: number, problem: string) =>
    peoplePage(api, change, { status, invitationProblem: problem });
  switch (outcome.problem) {
    case 'unknown':
      return notFoundPage(api);
    case 'no_address':
      return refuse(422, words.noAddress);
    case 'above_own':
      return refuse(403, words.aboveOwn);
    case 'exists':
      return refuse(409, words.exists);
    case 'member':
      return refuse(409, words.member);
    case 'too_many':
      return refuse(409, words.tooMany);
    case 'wait':
      return refuse(429, words.wait(outcome.seconds));
  }
}
