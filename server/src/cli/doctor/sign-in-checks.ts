import type { Environment } from '../../config/environment/environment.ts';
import type { ApiConfig } from '../../config/index.ts';
import type { Store } from '../../store/store.ts';
import { broken, type Finding, note, unsafe } from './finding.ts';

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

/** Says that nobody is told of developers who wait, and that the tenant for their tests is not there. */
export async function checkDevelopers(store: Store, { developers, tenant }: ApiConfig): Promise<Finding[]> {
  const { testTenant } = developers;
  const missing = testTenant && !(await store.tenantById(testTenant.id));
  const findings = missing
    ? [
        broken(
          `developers.testTenant names ${testTenant.id}, and there is no such ${tenant.word}: developers have nothing to connect.`,
          `Make it: latchkey tenant add ${testTenant.id}.`,
        ),
      ]
    : [];
  if (developers.signUp !== 'approval') return findings;
  const owners = (await store.operators()).filter(({ operator }) => operator.role === 'owner');
  if (owners.length > 0) return findings;
  return [
    ...findings,
    note(
      'Developers wait for approval, and nobody gets a mail about them: there is no owner.',
      'Appoint one: latchkey operator set <email>.',
    ),
  ];
}
