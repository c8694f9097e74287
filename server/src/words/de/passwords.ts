import type { Words } from '../type.ts';

export const passwords: Words['passwords'] = {
  length: (shortest, longest) => `Ein Passwort hat ${shortest} bis ${longest} Zeichen.`,
  common:
    'Dieses Passwort steht auf Listen häufiger Passwörter oder folgt einem Muster und ist schnell erraten. Einige Wörter hintereinander, die nicht zusammengehören, sind besser.',
  own: 'Dieses Passwort besteht vor allem aus Ihrem Namen, Ihrer Adresse oder dem Namen dieses Dienstes. Wählen Sie etwas, das andere nicht von Ihnen wissen.',
};
