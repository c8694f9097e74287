import type { Words } from '../type.ts';
import { consent } from './consent.ts';
import { dashboard } from './dashboard.ts';
import { elsewhere } from './elsewhere.ts';
import { layout } from './layout.ts';
import { letters } from './letters.ts';
import { messages } from './messages.ts';
import { reset } from './reset.ts';
import { signIn } from './sign-in.ts';

export const NL: Words = { consent, dashboard, elsewhere, layout, letters, messages, reset, signIn };
