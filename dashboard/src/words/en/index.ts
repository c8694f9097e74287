import { owner } from './owner.ts';
import { shell } from './shell.ts';
import { ui } from './ui.ts';

export const EN = { owner, shell, ui };
