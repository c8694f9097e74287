import type { ApiTour } from './api-tour.ts';
import type { Reached } from './tour.ts';

/** The files with the whole tour. */
export interface TourFiles {
  /** As text. */
  tour: string;
  /** For a program. */
  demo: string;
}

/** Returns the text for the terminal: one link, one command, and the path of the whole tour. */
export function greeting(reached: Reached, tours: readonly ApiTour[], files: TourFiles): string {
  const [step] = tours.flatMap(({ steps }) => steps);
  return [
    `${isUp(reached, tours)}`,
    '',
    `   Open                ${tourAddress(reached)}`,
    ...(step ? [`   or paste            ${step.command}`, `                       (${step.say})`] : []),
    `   Everything else is  in ${files.tour}, and for programs in ${files.demo}`,
    '',
    'Stop with Ctrl-C; the next start finds everything as you left it.',
  ].join('\n');
}

/** Returns the whole tour as text, with the tokens that its commands need. */
export function tourText(reached: Reached, tours: readonly ApiTour[], files: TourFiles): string {
  return [
    isUp(reached, tours),
    ...(reached.ca ? ['', ...browserText(reached, tours)] : []),
    '',
    ...tours.map(apiText),
    ...(reached.ca ? [] : [hostsText(tours), '']),
    `Everything above for a program, and the rest of it: ${files.demo}`,
  ].join('\n');
}

export function tourAddress({ port }: Reached): string {
  return `http://localhost:${port}/`;
}

/** A line for `/etc/hosts`. */
export function hostsLine(tours: readonly ApiTour[]): string {
  return ['127.0.0.1', 'tour.localhost', ...tours.flatMap(({ hosts }) => hosts)].join(' ');
}

function isUp({ ca, port, tlsPort }: Reached, tours: readonly ApiTour[]): string {
  const how = ca ? `over TLS on port ${tlsPort}, under the real host names` : `on port ${port}`;
  return `Latchkey is up ${how}: ${tours.map(({ title }) => title).join(', ')}.`;
}

function apiText({ title, addresses, people, connect, steps }: ApiTour): string {
  const names = [...addresses.map(({ name }) => name), 'sign in'];
  const width = Math.max(...names.map(({ length }) => length));
  const rows = people.map(({ email, password, place }) => [email, password, place]);
  return [
    `── ${title} ${'─'.repeat(Math.max(4, 72 - title.length))}`,
    ...addresses.map(({ name, address }) => `   ${name.padEnd(width)}  ${address}`),
    ...aligned(rows).map((row, index) => `   ${(index === 0 ? 'sign in' : '').padEnd(width)}  ${row}`),
    ...connect.map(({ say, link }) => `\n   ${say}, in a browser:\n     ${link}`),
    ...steps.map(({ say, command }) => `\n   ${say}:\n     ${command}`),
    '',
  ].join('\n');
}

function hostsText(tours: readonly ApiTour[]): string {
  return [
    'Browsers and curl find *.localhost by themselves. On Linux, Node and Python do not; for them this line belongs in /etc/hosts:',
    `     ${hostsLine(tours)}`,
  ].join('\n');
}

/** Starts a separate browser in which every name leads to this process, with any certificate. */
function browserText(reached: Reached, tours: readonly ApiTour[]): string[] {
  const [first] = tours.flatMap(({ connect }) => connect);
  return [
    '   The links below open in a throw-away browser, to which every host name is this machine:',
    `     chromium --user-data-dir="$(mktemp -d)" --ignore-certificate-errors ` +
      `--host-resolver-rules='MAP * 127.0.0.1:${reached.tlsPort}, EXCLUDE *.localhost, EXCLUDE localhost' ` +
      (first?.link ?? ''),
  ];
}

function aligned(rows: string[][]): string[] {
  const width = (column: number) => Math.max(...rows.map((row) => row[column]?.length ?? 0));
  return rows.map((row) =>
    row
      .map((cell, index) => cell.padEnd(width(index)))
      .join('   ')
      .trimEnd(),
  );
}
