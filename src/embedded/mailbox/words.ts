/** What the mailbox’s pages say. */
const en = {
  title: 'Mailbox',
  intro: 'Every mail that this Castellan sends ends up here, and goes nowhere else.',
  empty: 'No mail yet.',
  emptyFor: 'No mail to this address yet.',
  from: 'From',
  to: 'To',
  subject: 'Subject',
  date: 'Date',
  noSubject: '(no subject)',
  showTo: 'Show mails to',
  show: 'Show',
  all: 'all mails',
  back: 'Back to the mailbox',
  previews: 'Every mail that can be sent',
  previewsIntro: 'With made-up people. These are previews: nobody got them, and their links lead nowhere.',
  message: 'Message',
  plainText: 'Plain text',
  headers: 'Headers',
  attachments: 'Attachments',
  bytes: (size: string) => `${size} bytes`,
  notFound: 'There is no such page or mail here. Start at /dev/mail.',
  wrongHost: (host: string) =>
    `This mailbox answers only under its own name. Open http://${host}/dev/mail instead of the name you came by.`,
  wrongMethod: 'This mailbox can only be read.',
};

const fr: typeof en = {
  title: 'Boîte aux lettres',
  intro: 'Tous les messages envoyés par cette instance de Castellan arrivent ici, et nulle part ailleurs.',
  empty: 'Aucun message pour l’instant.',
  emptyFor: 'Aucun message à cette adresse pour l’instant.',
  from: 'De',
  to: 'À',
  subject: 'Objet',
  date: 'Date',
  noSubject: '(sans objet)',
  showTo: 'Afficher les messages adressés à',
  show: 'Afficher',
  all: 'tous les messages',
  back: 'Retour à la boîte aux lettres',
  previews: 'Tous les messages qui peuvent être envoyés',
  previewsIntro:
    'Avec des personnes inventées. Ce sont des aperçus : personne ne les a reçus, et leurs liens ne mènent nulle part.',
  message: 'Message',
  plainText: 'Texte brut',
  headers: 'En-têtes',
  attachments: 'Pièces jointes',
  bytes: (size) => `${size}\u00a0octets`,
  notFound: 'Cette page ou ce message n’existe pas ici. Commencez par /dev/mail.',
  wrongHost: (host) =>
    `Cette boîte aux lettres ne répond que sous son propre nom. Ouvrez http://${host}/dev/mail plutôt que le nom utilisé.`,
  wrongMethod: 'Cette boîte aux lettres est en lecture seule.',
};

/** By language. */
export const mailboxDictionary = { en, fr };

export type MailboxWords = typeof en & { readonly locale: 'en' | 'fr' };

/** The words for a browser's Accept-Language: French where it prefers French to English, else English. */
export function mailboxWords(acceptLanguage = ''): MailboxWords {
  const quality = (language: string): number => {
    const ranges = acceptLanguage
      .toLowerCase()
      .split(',')
      .map((range) => range.trim().split(/\s*;\s*q=/));
    const found = ranges.filter(([tag]) => tag === language || tag?.startsWith(`${language}-`));
    return Math.max(0, ...found.map(([, q]) => Number(q ?? 1) || 0));
  };
  return quality('fr') > quality('en') ? { ...fr, locale: 'fr' } : { ...en, locale: 'en' };
}
