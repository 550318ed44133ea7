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
  notForMe: {
    question: 'Ce message ne m’est pas destiné',
    explanation: (senderName: string) =>
      `Si ce message ne vous était pas destiné, dites-le : il est retiré aussitôt et ne s’ouvre plus pour personne, vous ne devenez pas administrateur ou cessez de l’être, et ${senderName} en est averti. Vous gardez votre propre accès.`,
    button: 'Le signaler et fermer le message définitivement',
    closed: {
      title: 'Vous avez fermé ce message.',
      text: 'Vous avez signalé qu’il ne vous est pas destiné. Sa clé est détruite : plus personne ne peut l’ouvrir. Vous n’avez rien d’autre à faire.',
    },
    done: {
      title: 'Merci. Le message a été retiré.',
      text: 'Sa clé est détruite : plus personne ne peut l’ouvrir, et la personne qui l’a envoyé en est avertie.',
      outcomes: {
        stopped: 'Il ne fait pas de vous un administrateur. Vous n’avez rien d’autre à faire.',
        withdrawn: 'Vous n’êtes plus administrateur par ce message. Vous n’avez rien d’autre à faire.',
        kept: 'Vous restez administrateur du compte pour le moment, car il n’en a pas d’autre : l’assistance est prévenue et s’en occupe. D’ici là, n’y changez rien, s’il vous plaît.',
        nothing: 'Vous n’avez rien d’autre à faire.',
      },
    },
  },
  managing: {
    title: 'Le message',
    facts: {
      state: 'Où il en est',
      reason: 'Motif, tel que le destinataire le voit',
      until: 'Peut être ouvert jusqu’au',
      opened: 'Première ouverture',
      last: 'Dernière ouverture',
    },
    states: {
      sealed: 'scellé, pas encore envoyé',
      sent: 'envoyé',
      active: 'ouvert',
      locked: 'verrouillé',
      expired: 'terminé ; sa clé est détruite',
      recalled: 'rappelé ; sa clé est détruite',
    },
    overdue: 'son délai est passé ; il s’ouvre de nouveau s’il est prolongé',
    notOpened: 'pas encore',
    times: (count: number) => `${count} fois en tout`,
    howLong: 'Pendant combien de temps, à partir de maintenant',
    spans: {
      '24': 'Un jour',
      '72': 'Trois jours',
      '168': 'Une semaine',
      '336': 'Deux semaines',
      '720': 'Trente jours',
    },
    reasonHint: 'Il figure dans l’historique et dans l’audit.',
    lockReasonHint:
      'Le destinataire le lit en essayant d’ouvrir le message. Il figure aussi dans l’historique et dans l’audit.',
    actions: {
      lock: {
        label: 'Verrouiller le message',
        explanation:
          'Le message reste chez le destinataire, mais ne s’ouvre plus tant que vous ne le déverrouillez pas.',
      },
      unlock: { label: 'Déverrouiller le message', explanation: 'Le message s’ouvre de nouveau.' },
      extend: {
        label: 'Prolonger l’ouverture du message',
        explanation:
          'Le message peut être ouvert pendant le temps que vous choisissez, ou plus si c’était déjà le cas. Pour donner plus de temps à la première connexion, prolongez plutôt la promotion.',
      },
      recall: {
        label: 'Rappeler le message',
        explanation:
          'Sa clé est détruite, et avec elle ce qui a été écrit. Plus personne ne pourra l’ouvrir ; c’est définitif. Pour inviter à nouveau la personne, renvoyez ensuite le message : il contient alors le texte habituel.',
      },
    },
    done: {
      lock: 'Le message est verrouillé.',
      unlock: 'Le message est déverrouillé.',
      extend: 'L’ouverture du message est prolongée.',
      recall: 'Le message est rappelé.',
    },
  },
};
