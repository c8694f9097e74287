import type { Environment } from '../../config/environment/environment.ts';
import type { ApiConfig } from '../../config/index.ts';
import type { Store } from '../../store/store.ts';
import { type Finding, note, unsafe } from './finding.ts';

type Served = Pick<Environment, 'mode' | 'smtp'>;

/** Says what stands in the way of people who sign in or sign up. */
export function checkSignIn({ signInBy, developers }: ApiConfig, { mode, smtp }: Served): Finding[] {
  if (mode !== 'production') return [];
  const { handOver, passwords } = signInBy;
  const plain = Object.entries(handOver ?? {}).filter(([, url]) => url?.startsWith('http:'));
  const findings = plain.map(([name, url]) =>
    unsafe(
      `signInBy.handOver.${name} is ${url}: people are sent to their own machine, and without TLS.`,
      'Name the https address of your application.',
    ),
  );
  if (developers.signUp !== 'closed' && passwords && !handOver && smtp === null) {
    findings.push(
      note(
        'Developers may sign up, but LATCHKEY_SMTP_URL is not set: the mail with the link goes nowhere.',
        'Set it to a mail server, or close it: developers: { signUp: "closed" }.',
      ),
    );
  }
  return findings;
}

/** Says that nobody is told of developers who wait. */
export async function checkDevelopers(store: Store, { developers }: ApiConfig): Promise<Finding[]> {
  if (developers.signUp !== 'approval') return [];
  const owners = (await store.operators()).filter(({ operator }) => operator.role === 'owner');
  if (owners.length > 0) return [];
  return [
    note(
      'Developers wait for approval, and nobody gets a mail about them: there is no owner.',
      'Appoint one: latchkey operator set <email>.',
    ),
  ];
}
