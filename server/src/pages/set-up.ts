import type { Answer } from '../http/answer.ts';
import type { Inbound } from '../http/inbound.ts';
import { turnOnSecondStep } from '../manage/own/second-step.ts';
import { setAside } from '../signin/aside.ts';
import { openOffer } from '../signin/factors/authenticator.ts';
import { RECOVERY_CODES } from './account/own-paths.ts';
import { enter } from './enter.ts';
import type { PageApi } from './page-api.ts';
import { readFirstStep } from './second-step.ts';
import { setUpPage } from './set-up-page.ts';

/** `POST`: signs the user in once their app shows a right code, and shows the recovery codes on the way. */
export async function submitSetUp(plain: PageApi, request: Inbound): Promise<Answer> {
  const read = await readFirstStep(plain, request);
  if (!('step' in read)) return read.answer;
  const { api, step, form } = read;
  const { user, onward } = step;
  const { problems } = api.words.factors.app;
  const secret = openOffer(api, user.id, form.get('offer'));
  if (secret === null) return setUpPage(api, step, { status: 400, problem: problems.late });
  const turned = await turnOnSecondStep(api, request, user.id, secret, form.text('code', 12));
  if (!turned.ok) return setUpPage(api, step, { status: 403, problem: problems[turned.problem], secret });
  const shown = `${RECOVERY_CODES}?next=${encodeURIComponent(onward.returnTo)}`;
  const methods = [...step.methods, 'otp', 'mfa'] as const;
  return enter(api, request, { user, methods }, { ...onward, returnTo: shown }, (session) =>
    setAside(api, session, RECOVERY_CODES, turned.value.join('\n')),
  );
}
