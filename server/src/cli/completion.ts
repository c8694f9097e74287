import { StartError } from '../config/environment/start-error.ts';
import { type Command, command } from './command.ts';

/** A place in a command line where something can follow: the words before it, and what these may be. */
interface Place {
  /** The words of a command, or its first: `tenant add`, `tenant`, or none at all. */
  words: string;
  next: { word: string; summary: string }[];
  options: { name: string; takesValue: boolean }[];
}

const WRITERS = { bash, zsh, fish };
const SHELLS = Object.keys(WRITERS);

/** Makes the command that completes `commands`, and itself. */
export function completionOf(commands: readonly Command[]): Command {
  const completion = command({
    name: 'completion',
    summary: 'print what lets a shell complete commands and options',
    usage: `latchkey completion ${SHELLS.join('|')}

  bash              source <(latchkey completion bash)                            in ~/.bashrc
  zsh               source <(latchkey completion zsh)                             in ~/.zshrc, after compinit
  fish              latchkey completion fish > ~/.config/fish/completions/latchkey.fish`,
    options: {},
    positionals: { least: 1, most: 1 },
    async run({ positionals: [shell = ''] }, terminal) {
      if (!isShell(shell)) throw new StartError(`${shell} is none of ${SHELLS.join(', ')}.`);
      terminal.say(WRITERS[shell](placesOf([...commands, completion])));
      return 0;
    },
  });
  return completion;
}

function isShell(shell: string): shell is keyof typeof WRITERS {
  return shell in WRITERS;
}

function placesOf(commands: readonly Command[]): Place[] {
  const places = new Map<string, Place>();
  const at = (words: string) => {
    const place = places.get(words) ?? { words, next: [], options: [] };
    places.set(words, place);
    return place;
  };
  for (const { name, summary, options } of commands) {
    const [first = '', second] = name.split(' ');
    const known = at('').next.some(({ word }) => word === first);
    if (!known) at('').next.push({ word: first, summary: second === undefined ? summary : `${first} …` });
    if (second !== undefined) at(first).next.push({ word: second, summary });
    at(name).options = Object.entries(options).map(([option, { type }]) => ({
      name: `--${option}`,
      takesValue: type === 'string',
    }));
  }
  at('').options = ['--help', '--version'].map((name) => ({ name, takesValue: false }));
  for (const place of places.values()) {
    if (place.words !== '') place.options.push({ name: '--help', takesValue: false });
  }
  return [...places.values()];
}

/** Case labels for options with a value, after which a shell completes the names of files. */
function valued(places: Place[]): string {
  return places
    .flatMap(({ words, options }) =>
      options.filter(({ takesValue }) => takesValue).map(({ name }) => `'${words} ${name}'`),
    )
    .join('|');
}

/** Shell code that finds the command in the words typed so far; bash and zsh read it alike. */
function findCommand(places: Place[], typed: string): string {
  const commands = places.flatMap(({ words }) => (words === '' ? [] : [`'${words}'`]));
  return `  local command='' word
  for word in ${typed}; do
    case "\${command:+$command }$word" in
      ${commands.join('|')}) command="\${command:+$command }$word" ;;
      *) break ;;
    esac
  done`;
}

function bash(places: Place[]): string {
  const cases = places.map(({ words, next, options }) => {
    const all = [...next.map(({ word }) => word), ...options.map(({ name }) => name)];
    return `    '${words}') words='${all.join(' ')}' ;;`;
  });
  return `_latchkey() {
  local current="\${COMP_WORDS[COMP_CWORD]}" previous="\${COMP_WORDS[COMP_CWORD - 1]}" words=''
${findCommand(places, `"\${COMP_WORDS[@]:1:COMP_CWORD - 1}"`)}
  COMPREPLY=()
  case "$command $previous" in
    ${valued(places)}) return ;;
  esac
  case "$command" in
${cases.join('\n')}
  esac
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -o default -F _latchkey latchkey`;
}

function zsh(places: Place[]): string {
  const cases = places.map(({ words, next, options }) => {
    const described = next.map(({ word, summary }) => quoted(`${word}:${summary.replaceAll(':', '\\:')}`));
    const all = [...described, ...options.map(({ name }) => quoted(name))];
    return `    '${words}') follow=(${all.join(' ')}) ;;`;
  });
  return `#compdef latchkey
_latchkey() {
  local -a follow
${findCommand(places, `"\${(@)words[2,CURRENT-1]}"`)}
  case "$command \${words[CURRENT-1]}" in
    ${valued(places)}) _files; return ;;
  esac
  case "$command" in
${cases.join('\n')}
  esac
  _describe latchkey follow || _files
}
compdef _latchkey latchkey`;
}

function fish(places: Place[]): string {
  const lines = places.flatMap(({ words, next, options }) => {
    const here = `complete -c latchkey -n "__latchkey_at '${words}'"`;
    return [
      ...next.map(({ word, summary }) => `${here} -f -a ${word} -d ${quoted(summary)}`),
      ...options.map(
        ({ name, takesValue }) => `${here} ${takesValue ? '-r' : '-f'} -l ${name.slice('--'.length)}`,
      ),
    ];
  });
  const commands = places.flatMap(({ words }) => (words === '' ? [] : [`'${words}'`]));
  return `function __latchkey_at
  set -l command ''
  for word in (commandline -opc)[2..]
    set -l longer (string trim "$command $word")
    contains -- $longer ${commands.join(' ')}; or break
    set command $longer
  end
  test "$command" = "$argv[1]"
end
${lines.join('\n')}`;
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
