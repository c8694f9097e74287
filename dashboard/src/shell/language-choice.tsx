import { useLocation } from '@tanstack/react-router';
import { classes } from '../ui/classes.ts';
import { useWords } from '../words/index.ts';

/** How each language calls itself, for those who look for it. */
const LANGUAGES = { en: 'English', de: 'Deutsch', nl: 'Nederlands' };

/** The server keeps the choice for all its pages, and comes back here. */
export function LanguageChoice() {
  const { shell, language } = useWords();
  const { href } = useLocation();
  return (
    <form
      method="post"
      action="/language"
      aria-label={shell.language}
      className="flex flex-wrap px-1.5 pt-2 text-sm"
    >
      <input type="hidden" name="return_to" value={`/dashboard${href}`} />
      {Object.entries(LANGUAGES).map(([value, name]) => (
        <button
          key={value}
          type="submit"
          name="language"
          value={value}
          lang={value}
          aria-current={value === language ? 'true' : undefined}
          className={classes(
            'min-h-8 rounded-md px-1.5 whitespace-nowrap hover:bg-sunken',
            value === language ? 'font-medium' : 'text-soft',
          )}
        >
          {name}
        </button>
      ))}
    </form>
  );
}
