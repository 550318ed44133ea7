import type { StallReason } from '../../../workflows/stages.ts';
import { formatMoment } from '../dates.ts';
import type { onboardings as english } from '../en/onboardings.ts';

type Data = Readonly<Record<string, string | number | null>>;

const mailNames = (data: Data): string =>
  ({
    invitation: 'Le courriel d’invitation',
    reminder: 'Un rappel',
    code: 'Un courriel avec un code',
    notice: 'Un avis',
    completion: 'Un avis de fin',
  })[String(data['mail'])] ?? 'Un courriel';

const moment = (iso: unknown, timeZone?: string): string => formatMoment(new Date(String(iso)), 'fr', timeZone);

/** A stall in a few words, for a line of the timeline. */
const stallNames: Readonly<Record<string, string>> = {
  'approval-needed': 'une approbation manque',
  'candidate-locked': 'le candidat est verrouillé',
  'mail-rejected': 'le courriel a été refusé',
  'mail-unreachable': 'le serveur de messagerie est resté injoignable',
  'first-login-overdue': 'la première connexion tarde',
  internal: 'une étape a échoué',
} satisfies Record<StallReason, string>;

export const onboardings: typeof english = {
  stages: {
    requested: 'demandée',
    checking: 'vérification',
    inviting: 'invitation',
    'creating-user': 'création de l’utilisateur',
    'awaiting-first-login': 'première connexion attendue',
    'adding-to-group': 'ajout au groupe',
    completed: 'terminée',
    stalled: 'décision attendue',
    cancelled: 'annulée',
    expired: 'expirée',
  },

  stalls: {
    'approval-needed':
      'Un administrateur du compte doit se porter garant de cette promotion : l’assistance y a pris part, ou la personne qui en répondait n’est plus administrateur du compte. Faites-la approuver par un administrateur ; ou rendez ses droits au garant et reprenez ; ou annulez.',
    'candidate-locked':
      'L’utilisateur du candidat est verrouillé et ne peut pas devenir administrateur. Déverrouillez-le puis reprenez, ou annulez.',
    'mail-rejected':
      'Le serveur de messagerie a refusé le message définitivement. Vérifiez l’adresse : si elle est juste, reprenez quand le destinataire l’acceptera ; sinon, corrigez-la.',
    'mail-unreachable':
      'Le serveur de messagerie est resté longtemps injoignable. Reprenez quand il sera revenu ; le message partira alors.',
    'first-login-overdue':
      'Le candidat ne s’est pas connecté à temps. Renvoyez le message, accordez un délai ou annulez.',
    internal:
      'Une étape a échoué d’une façon qu’un nouvel essai ne répare pas. Donnez la référence à l’exploitant, puis reprenez.',
  },

  passwordOver:
    'Le mot de passe temporaire a expiré, et plus de temps ne le ranime pas : un administrateur du compte doit en créer un nouveau.',

  serverWords: (words: string) => `Réponse reçue : « ${words} »`,

  timeline: {
    requested: (by: string) => `${by || 'L’exploitant'} a demandé la promotion.`,
    joined: (by: string) => `${by} a demandé la même promotion et a rejoint celle-ci.`,
    checked: (_by: string, data: Data) =>
      ({
        existing: 'La personne a un utilisateur et peut être ajoutée tout de suite.',
        missing: 'Cette personne est encore sans utilisateur.',
        'first-login-pending': 'La personne a un utilisateur et doit encore se connecter une première fois.',
        'address-proved':
          'La personne a déjà saisi un code envoyé à cette adresse et choisit seule son mot de passe : par le message, sans mot de passe temporaire.',
        'mailbox-unproved':
          'Un autre compte a créé l’utilisateur de cette personne ; la boîte aux lettres n’est pas encore vérifiée.',
      })[String(data['standing'])] ?? 'La personne a été recherchée.',
    'envelope-sealed': () => 'Le message a été scellé pour le candidat.',
    'user-created': () => 'Un utilisateur a été créé, sans mot de passe.',
    'temporary-password-made': (by: string, data: Data) =>
      `${by} a fait créer un mot de passe temporaire${data['first'] === 1 ? '' : ' ; un précédent ne fonctionne plus'}.`,
    mailed: (_by: string, data: Data) =>
      [
        {
          invitation: 'L’invitation a été envoyée.',
          notice: 'Le candidat a été prévenu par un courriel qui ne contient aucun secret.',
          completion: String(data['key']).endsWith('.initiator')
            ? 'La personne à l’origine de la demande a été prévenue que c’est fait.'
            : 'Le candidat a été prévenu par courriel de son nouveau droit.',
          correction: 'La personne à l’origine de la demande a été prévenue de l’adresse corrigée.',
        }[String(data['mail'])] ?? 'Un courriel a été envoyé.',
        data['linkOnly'] ? 'Il ne contient qu’un lien, sans pièce jointe.' : '',
        data['answer'] ? `Réponse du serveur de messagerie : « ${data['answer']} »` : '',
      ]
        .filter(Boolean)
        .join(' '),
    'attachment-refused': (_by: string, data: Data) =>
      `Le serveur de messagerie a refusé la pièce jointe : « ${data['detail']} » Les courriels vers ${data['domain']} ne contiennent désormais qu’un lien.`,
    'mail-delivered': (_by: string, data: Data) => `${mailNames(data)} a été remis au destinataire.`,
    'mail-bounced': (_by: string, data: Data) =>
      `${mailNames(data)} est revenu${data['detail'] ? ` : « ${data['detail']} »` : '.'}`,
    'mail-complained': (_by: string, data: Data) =>
      `Le destinataire a signalé comme indésirable : ${mailNames(data).toLowerCase()}.`,
    'mail-failed': (_by: string, data: Data) =>
      `${mailNames(data)} n’a pas pu partir${data['detail'] ? ` : ${data['detail']}` : ''}. La promotion continue.`,
    'code-sent': (_by: string, data: Data) =>
      `Un code a été envoyé au candidat.${data['answer'] ? ` Réponse du serveur de messagerie : « ${data['answer']} »` : ''}`,
    'code-refused': (_by: string, data: Data) =>
      `Le destinataire a demandé un code et a appris par courriel que le message ne s’ouvre pas : il est ${
        { recalled: 'rappelé', expired: 'expiré', locked: 'verrouillé' }[String(data['why'])] ?? 'fermé'
      }.`,
    enrolled: () => 'Le candidat a saisi le code et s’est inscrit.',
    'envelope-opened': (_by: string, data: Data, timeZone?: string) =>
      Number(data['times'] ?? 1) > 1
        ? `Le candidat a ouvert le message, ${data['times']} fois jusqu’ici ; la dernière le ${moment(data['last'], timeZone)}.`
        : 'Le candidat a ouvert le message.',
    'envelope-locked': (by: string, data: Data) => `${by} a verrouillé le message : ${data['reason']}`,
    'envelope-unlocked': (by: string, data: Data) => `${by} a déverrouillé le message : ${data['reason']}`,
    'envelope-extended': (by: string, data: Data, timeZone?: string) =>
      `${by} a prolongé l’ouverture du message jusqu’au ${moment(data['until'], timeZone)} : ${data['reason']}`,
    'envelope-recalled': (by: string, data: Data) => `${by} a rappelé le message définitivement : ${data['reason']}`,
    'first-login': () => 'Le candidat a terminé sa première connexion.',
    reminded: (_by: string, data: Data) =>
      `Un rappel a été envoyé au candidat.${data['answer'] ? ` Réponse du serveur de messagerie : « ${data['answer']} »` : ''}`,
    'mail-skipped': (_by: string, data: Data) =>
      `${mailNames(data)} n’est pas parti : ${
        {
          locked: 'le message est verrouillé. Déverrouillez-le, puis renvoyez-le.',
          recalled: 'le message est rappelé. Renvoyez-le pour inviter à nouveau la personne.',
          expired: 'le message n’est plus valable. Renvoyez-le pour inviter à nouveau la personne.',
          complained:
            'le destinataire a signalé un courriel précédent comme indésirable. Posez-lui la question autrement avant un nouvel envoi.',
        }[String(data['why'])] ?? ''
      }`,
    extended: (by: string, data: Data) => `${by} a accordé un délai : ${data['reason']}`,
    stalled: (_by: string, data: Data) =>
      `Une décision est attendue (${stallNames[String(data['reason'])] ?? ''}, essai ${data['attempt']})${data['detail'] ? ` : ${data['detail']}` : ''}.`,
    resumed: (by: string, data: Data) => `${by} a repris : ${data['reason']}`,
    resent: (by: string, data: Data) => `${by} a fait renvoyer le message : ${data['reason']}`,
    'path-switched': (by: string, data: Data) =>
      `${by} a pris l’autre voie (${data['path'] === 'invite' ? 'un message chiffré' : 'un mot de passe temporaire'}) : ${data['reason']}`,
    'address-corrected': (by: string, data: Data) =>
      `${by} a corrigé l’adresse de ${data['from']} en ${data['to']} : ${data['reason']}`,
    approved: (by: string, data: Data) => `${by} se porte garant de la promotion : ${data['reason']}`,
    'added-to-group': (_by: string, data: Data) =>
      data['alreadyMember'] === 1 ? 'Le candidat était déjà dans le groupe.' : 'Le candidat a été ajouté au groupe.',
    completed: () => 'Terminé : le candidat a le droit demandé.',
    cancelled: (by: string, data: Data) => `${by} a annulé : ${data['reason']}`,
    expired: () => 'Personne n’a décidé à temps ; la promotion a expiré.',
    'user-disabled': () => 'L’utilisateur créé par cette promotion a été désactivé.',
    'reported-not-for-me': (by, data) =>
      data['former'] === 1
        ? `${by}, à qui le message était allé avant la correction de l’adresse, a signalé qu’il ne lui était pas destiné.`
        : 'Le destinataire a signalé que le message ne lui est pas destiné. Il est rappelé définitivement.',
    'membership-withdrawn': () => 'Le destinataire a été retiré du groupe.',
    'membership-kept': () =>
      'Le destinataire est encore dans le groupe : aucun autre administrateur du compte ne peut se connecter. L’assistance doit s’en occuper.',
  },

  /** What an onboarding waits for, whose turn it is, and what happens by itself. */
  answers: {
    waits: {
      requested: 'La demande est enregistrée et va être prise en charge.',
      checking: 'Recherche d’un utilisateur à cette adresse.',
      inviting: 'Le message est en train d’être scellé et envoyé.',
      'creating-user': 'L’utilisateur est en train d’être créé.',
      'awaiting-first-login/invite': 'Étapes : ouvrir le message, saisir le code reçu, terminer la première connexion.',
      'awaiting-first-login/temporary-password':
        'Étapes : se connecter avec le mot de passe temporaire, terminer la première connexion.',
      'awaiting-first-login/candidate-locked':
        'L’utilisateur du candidat est verrouillé et ne peut pas se connecter : sous Utilisateurs, un administrateur du compte le déverrouille, ou la promotion est annulée.',
      'awaiting-first-login/enrolled': 'Le code est saisi. Étape suivante : terminer la première connexion.',
      'awaiting-first-login/recalled':
        'Le message est rappelé : il ne permet plus de s’inscrire. Renvoyez-le pour inviter à nouveau la personne (avec le message habituel), ou annulez.',
      'awaiting-first-login/locked':
        'Le message est verrouillé : la personne peut s’inscrire, mais il ne s’ouvre pas tant qu’un administrateur ne l’a pas déverrouillé.',
      'awaiting-first-login/no-password':
        'L’utilisateur n’a pas encore de mot de passe et ne peut pas se connecter : un administrateur du compte crée un mot de passe temporaire et le remet.',
      'awaiting-first-login/password-expired':
        'Le mot de passe temporaire a expiré, la personne ne peut donc plus se connecter : un administrateur du compte en crée un nouveau et le remet.',
      'awaiting-first-login/address-proved':
        'La personne a saisi un code envoyé à cette adresse et choisit seule son mot de passe ; un mot de passe temporaire ne fait plus entrer personne. L’autre voie, un message chiffré, permet de continuer : un administrateur du compte la prend.',
      'awaiting-first-login/none': 'Étapes : se connecter et terminer la première connexion.',
      'adding-to-group': 'Les droits sont en train d’être vérifiés et donnés.',
      completed: '{email} est dans le groupe {group} du compte {account}.',
      stalled: 'Une décision est nécessaire.',
      cancelled: 'La promotion a été annulée ; aucun droit n’a été donné.',
      expired: 'Son délai est écoulé ; aucun droit n’a été donné.',
    },
    turns: {
      nobody: 'C’est terminé : personne n’a plus rien à faire.',
      service: 'C’est à Castellan d’agir.',
      candidate: 'C’est au candidat d’agir.',
      yours: 'C’est à vous de décider de la suite.',
      administrator: 'Un administrateur du compte {account} ou l’assistance doit décider.',
      approver: 'Un autre administrateur du compte {account} doit approuver.',
      operator: 'C’est à l’exploitant d’agir ; ensuite, quelqu’un reprend la promotion.',
    },
    automatic: {
      grant: 'Après la première connexion, le droit est donné automatiquement.',
      approval: 'Après la première connexion, une approbation est demandée ; ensuite, le droit est donné.',
      step: 'La promotion continue dès que cette étape est terminée.',
      nothing: 'Plus rien.',
      decision: 'Rien, tant que personne ne décide.',
      kinds: {
        reminder: 'Un rappel est envoyé le {at}.',
        deadline: 'Sans première connexion, elle s’arrête et demande une décision le {at}.',
        expiry: 'Sans décision, elle expire le {at}.',
        retry: 'L’étape est retentée le {at}.',
      },
    },
  },

  operator: 'L’exploitant',

  defaultMessage: (sender: string, account: string, number: string) =>
    `${sender} souhaite que vous deveniez administrateur du compte ${account} (compte ${number}).\n\nSi vous pouvez lire ceci, vous êtes déjà inscrit. Dès que votre première connexion est terminée, vous êtes ajouté au groupe sans autre démarche.`,
};
