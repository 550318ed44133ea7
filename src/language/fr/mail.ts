import type { mail as english } from '../en/mail.ts';

/** U+00A0 before a colon and inside guillemets, U+202F before ; ! ? : as French printing has it. */
export const mail: typeof english = {
  common: {
    greeting: (name) => (name === '' ? 'Bonjour,' : `Bonjour ${name},`),
    copyAddress: 'Ou copiez cette adresse dans votre navigateur :',
    neverAsks: 'Castellan ne demande jamais de mot de passe par courriel ni dans une pièce jointe.',
    operator: 'L’exploitant de Castellan',
    sender: (person, account) => `${person} via ${account}`,
    account: (name, number) => `${name} (compte ${number})`,
    label: (text) => `${text} :`,
    labels: {
      from: 'De :',
      account: 'Compte :',
      reference: 'Référence :',
      openUntil: 'Ouvert jusqu’au :',
      minutes: (count) => (count === 1 ? '1 minute' : `${count} minutes`),
      hours: (count) => (count === 1 ? '1 heure' : `${count} heures`),
    },
  },
  invitation: {
    subject: (initiator, account) => `Un message de ${initiator}, ${account}`,
    heading: (initiator) => `${initiator} a un message pour vous`,
    what: (initiator, account) =>
      `${initiator} vous a écrit pour ${account} et souhaite que vous y deveniez administrateur de compte.`,
    how: 'Pour lire le message, ouvrez la page ci-dessous, demandez un code, qui est envoyé à cette adresse, et choisissez votre propre mot de passe. Cela prend environ trois minutes.',
    button: (initiator) => `Lire le message de ${initiator}`,
    attachment:
      'Le fichier joint est le même message, scellé. Vous pouvez l’ouvrir dans un navigateur : il mène à la même page.',
    unknown: (initiator) =>
      `Vous ne connaissez pas ${initiator} ? Alors ne faites rien : sans vous, rien ne se passe, et le message se ferme de lui-même.`,
    why: (initiator) => `Vous recevez ce courriel parce que ${initiator} a donné cette adresse.`,
  },
  temporaryPasswordNotice: {
    subject: (account) => `Votre utilisateur pour ${account} est prêt`,
    heading: 'Votre utilisateur est prêt',
    what: (initiator, account) =>
      `${initiator} a créé un utilisateur pour vous, afin que vous deveniez administrateur de compte de ${account}.`,
    how: (initiator, hours) =>
      `${initiator} vous remet un mot de passe temporaire. Il n’est pas dans ce courriel. Il permet une première connexion dans un délai de ${hours} à compter de sa création ; vous y choisissez votre propre mot de passe.`,
    button: 'Se connecter pour la première fois',
    userName: 'Votre nom d’utilisateur :',
    unknown: (initiator) => `Vous ne connaissez pas ${initiator} ? Alors ne faites rien : sans vous, rien ne se passe.`,
    why: (initiator) => `Vous recevez ce courriel parce que ${initiator} a donné cette adresse.`,
  },
  reminder: {
    invite: {
      subject: (initiator) => `Vous êtes attendu : le message de ${initiator}`,
      heading: (initiator) => `Le message de ${initiator} vous attend toujours`,
      what: (initiator, account) =>
        `${initiator} vous a écrit pour ${account} et souhaite que vous y deveniez administrateur de compte. Le message n’a pas encore été ouvert.`,
      how: 'Ouvrez la page ci-dessous, demandez un code, qui est envoyé à cette adresse, et choisissez votre propre mot de passe. Cela prend environ trois minutes.',
      button: (initiator) => `Lire le message de ${initiator}`,
    },
    'temporary-password': {
      subject: (account) => `Vous êtes attendu : votre première connexion pour ${account}`,
      heading: 'Votre première connexion vous attend toujours',
      what: (initiator, account) =>
        `${initiator} a créé un utilisateur pour vous, afin que vous deveniez administrateur de compte de ${account}. Vous ne vous êtes pas encore connecté.`,
      how: (initiator) =>
        `Connectez-vous avec le mot de passe temporaire que ${initiator} vous a remis. Si vous ne l’avez plus, demandez-en un nouveau à ${initiator}.`,
      button: 'Se connecter pour la première fois',
    },
    after: 'Passé ce moment, la promotion s’arrête, sauf si elle est prolongée.',
    unknown: (initiator) => `Vous ne connaissez pas ${initiator} ? Alors ne faites rien : sans vous, rien ne se passe.`,
    why: (initiator) => `Vous recevez ce courriel parce que ${initiator} a donné cette adresse.`,
  },
  enrolmentCode: {
    subject: (reference) => `Votre code pour Castellan (${reference})`,
    heading: 'Votre code',
    what: (initiator, account) => `Il mène au message que ${initiator} vous a envoyé pour ${account}.`,
    label: 'Saisissez ce code sur la page qui l’a demandé :',
    valid: (minutes) => `Il est valable ${minutes}, une seule fois. La page affiche la même référence.`,
    back: 'Revenir à la page',
    locked: (reason) =>
      `L’expéditeur retient le message pour le moment : « ${reason} » Vous pouvez déjà continuer ; il s’ouvrira une fois déverrouillé.`,
    unknown: (initiator) =>
      `Vous n’avez pas demandé de code, ou ne connaissez pas ${initiator} ? Alors ne faites rien, et ne donnez ce code à personne.`,
    why: 'Vous recevez ce courriel parce que quelqu’un a demandé un code pour cette adresse.',
  },
  cannotOpen: {
    subject: (reference) => `Le message ne peut pas être ouvert (${reference})`,
    heading: (initiator) => `Le message de ${initiator} ne peut pas être ouvert`,
    what: (initiator, account) =>
      `Quelqu’un, sans doute vous, a demandé un code pour ouvrir le message que ${initiator} vous a envoyé pour ${account}. Il n’y a pas de code, car le message ne s’ouvre pas.`,
    recalled: 'L’expéditeur a repris le message, et sa clé a été détruite.',
    expired: (at) => `Il pouvait être ouvert jusqu’au ${at}.`,
    next: (initiator) => `Si vous l’attendez encore, demandez à ${initiator} de vous inviter à nouveau.`,
    why: 'Vous recevez ce courriel parce que quelqu’un a demandé un code pour cette adresse.',
  },
  passwordReset: {
    subject: 'Choisir un nouveau mot de passe pour Castellan',
    heading: 'Choisir un nouveau mot de passe',
    what: 'Quelqu’un, sans doute vous, a demandé à choisir un nouveau mot de passe pour l’utilisateur de cette adresse.',
    valid: (minutes) =>
      `La page ci-dessous est valable ${minutes}, une seule fois. Elle met fin à toutes les connexions et à tous les jetons d’API de cet utilisateur.`,
    pending:
      'Votre première connexion n’est pas encore terminée. Connectez-vous avec le mot de passe temporaire ou par la page de votre invitation ; vous y choisissez votre propre mot de passe. Si vous avez perdu le mot de passe temporaire, demandez-en un nouveau à l’administrateur qui vous l’a donné.',
    button: 'Choisir un nouveau mot de passe',
    buttonPending: 'Aller à la connexion',
    unknown: 'Ce n’était pas vous ? Alors ne faites rien : votre mot de passe reste le même.',
    why: 'Vous recevez ce courriel parce que quelqu’un l’a demandé sur la page de connexion.',
  },
  completedCandidate: {
    subject: (account) => `Vous êtes maintenant administrateur de compte de ${account}`,
    heading: 'Vous êtes maintenant administrateur de compte',
    what: (initiator, account) => `${initiator} vous a nommé administrateur de compte de ${account}.`,
    how: 'Vous pouvez ajouter et retirer des administrateurs, ajouter des utilisateurs, les verrouiller et les déverrouiller, et voir toutes les promotions du compte.',
    button: 'Ouvrir la console',
    notMe: 'Ce n’était pas vous, ou vous ne le vouliez pas ?',
    notMeButton: 'Voici que faire :',
    why: 'Vous recevez ce courriel parce que vos droits ont changé.',
  },
  digest: {
    subject: (count) => `Castellan : ${count} ${count === 1 ? 'cas demande' : 'cas demandent'} une intervention`,
    heading: (count) => `${count} ${count === 1 ? 'cas demande' : 'cas demandent'} une intervention`,
    what: 'Ceux-ci n’avanceront pas d’eux-mêmes, par motif :',
    first: 'Les plus urgents :',
    noReference: 'hors promotion',
    account: (number) => `compte ${number}`,
    topics: {
      'directory-unavailable': 'base de données injoignable',
      'temporal-unreachable': 'Temporal injoignable',
      'no-worker': 'aucun worker',
      'mail-server-unreachable': 'serveur de messagerie muet',
      'record-disagrees': 'fiche et processus en désaccord',
      'workflow-task-failing': 'processus qui n’avance plus',
      'outbox-stuck': 'envoi bloqué',
      'wrong-administrator': 'administrateur désigné par erreur',
      'upgrade-requested': 'demande à devenir administrateur',
    },
    how: 'Que vérifier et que faire pour chaque motif :',
    runbook: 'le guide d’intervention',
    button: 'Voir ce qui attend',
    why: 'Vous recevez ce courriel une fois par jour parce que vous faites partie de l’assistance, et seulement tant que quelque chose attend.',
  },
  completedInitiator: {
    subject: (candidate, account) => `${candidate} est maintenant administrateur de compte de ${account}`,
    heading: (candidate) => `${candidate} est maintenant administrateur de compte`,
    what: (candidate, email, account) =>
      `${candidate} (${email}) est maintenant administrateur de compte de ${account}. Vous l’aviez demandé ; il ne vous reste rien à faire.`,
    button: 'Voir le déroulement',
    why: 'Vous recevez ce courriel parce que vous avez demandé cette promotion.',
  },
  stalled: {
    subject: (email, account) => `Une décision est attendue : la promotion de ${email} dans ${account}`,
    heading: 'Une décision est attendue',
    what: (email, account) =>
      `Vous avez demandé que ${email} devienne administrateur de compte de ${account}. La demande n’avance plus d’elle-même.`,
    button: 'Voir et décider',
    why: 'Vous recevez ce courriel parce que vous avez demandé cette promotion.',
    approver: {
      what: (email, account, initiator) =>
        `${initiator} a demandé que ${email} devienne administrateur de compte de ${account}. La demande attend l’approbation d’un administrateur, comme vous.`,
      why: 'Vous recevez ce courriel parce que vous êtes administrateur de ce compte et pouvez approuver.',
    },
  },
  notForMe: {
    subject: (email, account) => `${email} signale que le message au sujet de ${account} ne lui est pas destiné`,
    heading: 'Le message est arrivé chez la mauvaise personne',
    what: (email, account) =>
      `Le message qui invite ${email} à administrer ${account} a été ouvert, et la personne qui l’a ouvert signale qu’il ne lui est pas destiné. Il est rappelé : plus personne ne peut l’ouvrir.`,
    outcome: {
      stopped: (email, _account) => `La promotion est annulée. ${email} n’est pas devenu administrateur.`,
      withdrawn: (email, account) => `${email} était déjà administrateur de ${account} et ne l’est plus.`,
      kept: (email, account) =>
        `${email} était déjà administrateur de ${account} et l’est encore : aucun autre administrateur de ce compte ne peut se connecter. L’assistance est prévenue. Nommez quelqu’un d’autre, puis retirez ${email} du groupe.`,
    },
    next: 'Refaites la demande avec la bonne adresse si la promotion est toujours souhaitée, et regardez dans le journal d’audit ce qui a été fait entre-temps.',
    button: 'Voir ce qui s’est passé',
    why: 'Vous recevez ce courriel parce que vous avez demandé cette promotion ou que vous en répondez.',
  },
  upgradeDeclined: {
    subject: (account) => `Votre demande pour ${account} a été refusée`,
    heading: 'Votre demande a été refusée',
    what: (account) =>
      `Vous avez demandé à l’assistance de devenir administrateur de compte de ${account}. Elle a refusé, pour ce motif :`,
    reason: 'Motif :',
    next: 'N’importe quel administrateur du compte peut tout de même vous ajouter. Si la situation a changé, vous pouvez faire une nouvelle demande sur la page ci-dessous.',
    button: 'Ouvrir le compte',
    why: 'Vous recevez ce courriel parce que vous avez demandé des droits à l’assistance.',
  },
  addressCorrected: {
    subject: (account) => `L’adresse d’une promotion dans ${account} a été corrigée`,
    heading: 'Une adresse a été corrigée',
    what: (former, now, account) =>
      `Vous avez demandé que ${former} devienne administrateur de compte de ${account}. L’adresse a été corrigée en ${now} ; ce que ${former} a reçu ne fonctionne plus.`,
    wrong: 'C’est une erreur ? Ouvrez la page ci-dessous et annulez : une seule étape, et rien n’est accordé.',
    button: 'Voir, ou annuler',
    why: 'Vous recevez ce courriel parce que vous avez demandé cette promotion.',
  },
};
