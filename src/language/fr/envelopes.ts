import type { envelopes as en } from '../en/envelopes.ts';

export const envelopes: typeof en = {
  subject: (accountName) => `Vous êtes invité à administrer ${accountName}`,
  cover: {
    title: 'Un message pour vous',
    heading: (senderName) => `Un message de ${senderName}`,
    from: 'De',
    account: 'Compte',
    to: 'À',
    sent: 'Envoyé',
    until: 'Peut être ouvert jusqu’au',
    untilNote: 'sauf si l’expéditeur en décide autrement',
    reference: 'Référence',
    explanation:
      'Le message est scellé dans ce fichier. Pour l’ouvrir, Castellan demande un code qu’il envoie à votre adresse. Ce fichier ne contient aucun mot de passe et n’en demande aucun.',
    open: (senderName) => `Ouvrir le message de ${senderName}`,
    link: 'Si le bouton ne fait rien, ouvrez plutôt cette adresse :',
  },
};
