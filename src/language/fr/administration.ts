import { plural } from '../counts.ts';
import type { administration as english } from '../en/administration.ts';

export const administration: typeof english = {
  sections: {
    home: 'Accueil',
    accounts: 'Comptes',
    onboardings: 'Promotions',
    promote: 'Ajouter un administrateur',
    support: 'Assistance',
    account: 'Votre profil',
  },
  way: 'Où vous êtes',
  groupNames: { 'account-administrators': 'Administrateurs de compte', support: 'Assistance' },
  userStates: {
    active: 'actif',
    locked: 'verrouillé',
    disabled: 'désactivé',
    pending: 'première connexion à venir',
  },
  labels: {
    userId: 'Identifiant (adresse électronique)',
    userName: 'Nom d’utilisateur (adresse électronique)',
    firstName: 'Prénom',
    lastName: 'Nom',
    password: 'Mot de passe',
    confirmPassword: 'Confirmer le mot de passe',
    account: 'Compte',
    reason: 'Motif',
    email: 'Bonne adresse',
  },
  about: (whom) => ` : ${whom}`,
  reasonHint: 'Conservé dans l’historique et dans le journal d’audit.',
  auditHint: 'Conservé dans le journal d’audit.',
  leaveIt: 'Ne rien changer',
  next: 'Page suivante',
  more: 'Voir les plus anciennes',

  alerts: {
    'directory-unavailable': {
      title: 'L’annuaire ne répond pas',
      text: 'Rien n’est perdu. Ce qui a commencé reprend de lui-même dès qu’il est de retour.',
    },
    'temporal-unreachable': {
      title: 'Les promotions sont en pause',
      text: 'Temporal ne répond pas. Vous pouvez continuer à travailler : les demandes sont conservées et traitées dès son retour.',
    },
    'no-worker': {
      title: 'Les promotions sont en pause',
      text: 'Aucun worker n’est en marche. Vous pouvez continuer à travailler : les demandes sont conservées et traitées dès qu’il y en a un.',
    },
    'mail-server-unreachable': {
      title: 'Aucun courriel ne part',
      text: 'Le serveur de messagerie ne répond pas. Vous pouvez continuer : invitations, codes et avis partiront dès qu’il sera de retour. Qui attend un courriel le recevra plus tard.',
    },
  },

  accounts: {
    title: 'Comptes',
    attention: 'À traiter',
    nothing: 'Rien ne vous attend pour le moment.',
    allAttention: 'Voir tout ce qui attend une décision',
    underWay: (count) => `${count} ${plural('fr', count, 'promotion avance', 'promotions avancent')} sans vous`,
    none: 'Vous n’appartenez à aucun compte.',
    noneHint:
      'Vous appartenez à un compte dès que quelqu’un vous y ajoute ou vous y invite. Vous n’avez rien à faire ici.',
    asAdministrator: 'Vous êtes administrateur',
    asUser: 'Vous êtes utilisateur',
    asSupport: 'Vous le voyez en tant qu’assistance',
    add: 'Ajouter au groupe',
    number: 'Numéro de compte',
  },

  account: {
    tabs: {
      groups: 'Groupes',
      users: 'Utilisateurs',
      onboardings: 'Promotions',
      bulk: 'Inviter plusieurs',
      mailing: 'Envois',
    },
    members: 'Membres',
    add: 'Ajouter au groupe',
    groups: 'Groupes',
    notAdministrator: 'Vous n’êtes pas administrateur de ce compte',
    notAdministratorText:
      'Seul un administrateur de compte peut ajouter d’autres personnes. Tout administrateur du compte peut vous ajouter, ou vous pouvez demander ces droits à l’assistance ici.',
    upgrade: 'Demander les droits d’administrateur',
    upgradeHint:
      'Dites pourquoi vous en avez besoin : l’assistance et la personne qui approuve le lisent. L’assistance lance la promotion, et un administrateur du compte doit l’approuver.',
    upgradeAgain: 'Compléter votre demande',
    upgradeAgainHint:
      'Ce que vous dites s’ajoute à votre demande : l’assistance et la personne qui approuve lisent le tout.',
    upgradeDone: 'Votre demande est chez l’assistance',
    upgradeDoneText: 'Un courriel vous prévient dès que vous êtes administrateur. Vous pouvez fermer cette page.',
  },

  mailing: {
    title: 'Comment les invitations sont envoyées',
    text: 'Une invitation porte le message scellé en pièce jointe, et un lien qui ouvre le même message. Certains filtres refusent ces pièces jointes ; un lien seul passe partout. Ce que ce compte dit d’un domaine l’emporte ; sinon, un seul « lien seul » qui s’applique suffit.',
    none: 'Rien n’est réglé : chaque invitation porte la pièce jointe et le lien.',
    everyDomain: 'Tous les destinataires',
    kinds: { html: 'pièce jointe et lien', 'link-only': 'lien seul' },
    everyAccount: 'pour tous les comptes',
    by: (who) => `réglé par ${who},`,
    learnt: 'appris quand un serveur de messagerie a refusé la pièce jointe,',
    set: 'Régler pour ce compte',
    labels: { attachment: 'Les invitations portent', domain: 'Domaine des destinataires', reason: 'Motif' },
    domainHint: 'Ce qui suit le @, par exemple example.org. Laissé vide, cela vaut pour tous les destinataires.',
    save: 'Enregistrer',
    done: 'Enregistré. Cela vaut dès le prochain courriel.',
  },

  members: {
    add: 'Ajouter au groupe',
    none: 'Personne n’est encore dans ce groupe.',
    added: (by) => `ajout par ${by},`,
    remove: 'Retirer du groupe',
    removeText: (person) => `${person} n’est plus administrateur, avec effet immédiat, et garde son utilisateur.`,
    removeSelf:
      'C’est vous : vous n’êtes plus administrateur, avec effet immédiat, et vous ne pouvez plus rien voir ni changer dans ce compte. Seul un autre administrateur peut vous ajouter de nouveau.',
    you: 'vous',
    done: {
      removed: 'Le membre a été retiré du groupe.',
      locked: 'L’utilisateur est verrouillé et déconnecté partout.',
      unlocked: 'L’utilisateur est déverrouillé et peut de nouveau se connecter.',
    },
  },

  users: {
    title: 'Utilisateurs',
    add: 'Ajouter un utilisateur',
    search: 'Rechercher',
    searchHint: 'Une partie d’une adresse ou d’un nom.',
    show: 'Rechercher',
    none: 'Ce compte ne compte encore aucun utilisateur.',
    noneMatch: 'Aucun utilisateur ne correspond à cette recherche.',
    clear: 'Afficher tous les utilisateurs',
    lock: 'Verrouiller',
    lockText: (person) =>
      `${person} est déconnecté partout et ne peut plus ni se connecter ni être ajouté jusqu’au déverrouillage.`,
    unlock: 'Déverrouiller',
    unlockText: (person) => `${person} peut de nouveau se connecter.`,
    firstLogin: 'première connexion',
    newPassword: 'Nouveau mot de passe temporaire',
    newPasswordText: (person) =>
      `${person} ne s’est pas encore connecté. L’ancien mot de passe ne fonctionnera plus ; le nouveau est affiché une fois, et vous le remettez vous-même.`,
    proved: 'adresse prouvée par un code : la suite passe par l’invitation',
    handOver: 'Remettez-le vous-même : de vive voix ou en personne, pas par courriel.',
    back: 'Terminé, revenir aux utilisateurs',
    shownText:
      'Il a été affiché une fois et n’est conservé nulle part. Si vous ne l’avez plus, créez-en un nouveau ci-dessous.',
    addTitle: 'Ajouter un utilisateur',
    addIntro: 'L’utilisateur se connecte une fois avec ce mot de passe, puis en choisit un personnel.',
    passwordHint: (minimum) => `Temporaire. Au moins ${minimum} caractères.`,
    expiration: 'Imposer l’expiration du mot de passe',
    expirationHint: (hours) => `Le mot de passe est valable ${hours} heures, et pour la première connexion seulement.`,
    save: 'Enregistrer',
    addedNext:
      'Remettez vous-même le mot de passe : de vive voix ou en personne, pas par courriel. Cet utilisateur n’est pas encore administrateur. Ajoutez-le au groupe maintenant ou plus tard : avant sa première connexion, cela ouvre une promotion, qui donne le droit d’elle-même juste après ; ensuite, le droit est donné aussitôt.',
  },

  promote: {
    title: 'Ajouter au groupe',
    intro:
      'Une personne qui a un utilisateur et s’est déjà connectée devient aussitôt administrateur de compte ; si sa première connexion est à venir, juste après celle-ci.',
    nowhere: 'Vous n’êtes administrateur d’aucun compte',
    nowhereText:
      'Seul un administrateur de compte peut ajouter d’autres personnes. Tout administrateur de votre compte peut vous ajouter, ou vous pouvez demander ces droits à l’assistance.',
    nowhereLink: 'Demander les droits d’administrateur',
    emailHint: 'Par exemple ana@example.org',
    reason: 'Motif (facultatif)',
    reasonHint: 'Conservé dans l’historique et dans le journal d’audit ; la personne ne le voit pas.',
    submit: 'Ajouter au groupe',
    waysTitle: 'Deux solutions',
    wayTitle: 'La solution',
    elsewhereIntro: (email) =>
      `Un autre compte a déjà créé un utilisateur pour ${email}, et cette personne n’a pas encore prouvé que la boîte est la sienne. L’invitation le lui demande ; la suite est automatique.`,
    inviteIntro: (email) =>
      `Personne n’a encore l’adresse ${email}. L’invitation permet de créer l’utilisateur. Seul un administrateur du compte crée un mot de passe temporaire et le remet.`,
    waysIntro: (email) =>
      `Aucun utilisateur n’a encore l’adresse ${email}. Choisissez comment créer le sien ; la suite est automatique.`,
    path: 'Comment créer l’utilisateur de cette personne ?',
    invite: 'Inviter par message chiffré',
    inviteHint: 'La personne reçoit un courriel, saisit un code envoyé à la même adresse et choisit un mot de passe.',
    temporaryPassword: 'Créer un utilisateur avec un mot de passe temporaire',
    temporaryPasswordHint:
      'Vous voyez une seule fois un mot de passe temporaire et vous le remettez vous-même. Si vous n’indiquez pas de nom, la personne le fait à sa première connexion.',
    locale: 'Langue de la personne',
    localeHint: 'Celle des courriels qu’elle reçoit.',
    message: 'Message (facultatif)',
    messageHint: 'Pour une invitation : ce que la personne lit dans le message. Personne d’autre ne peut le lire.',
    begin: 'Commencer',
    bulk: 'Inviter plusieurs personnes à la fois',
  },

  confirmation: {
    added: 'C’est fait',
    begun: 'C’est en cours',
    joined: 'C’était déjà en cours',
    ended: 'C’est terminé',
    reference: 'Référence',
    addedText: (email) =>
      `${email} est maintenant administrateur de compte. Un courriel vous l’annonce à tous les deux.`,
    begunText: (email, account) => `${email} devient administrateur du compte ${account}.`,
    notBegunTitle: 'Elle est enregistrée et n’a pas encore commencé',
    notBegunText:
      'Ce qui porte les promotions ne répond pas, ou la refuse. Elle commence d’elle-même dès que c’est réparé : rien n’est à redemander. Si elle n’a pas commencé dans quelques minutes, prévenez l’exploitant.',
    nextTitle: 'Ce qui se passe ensuite',
    next: {
      invite: (email) => [`${email} reçoit un message chiffré par courriel.`, 'Les rappels partent automatiquement.'],
      'temporary-password': (email) => [
        `L’utilisateur est créé, et un courriel sans le mot de passe l’annonce à ${email}.`,
        'Vous remettez le mot de passe : de vive voix ou en personne, pas par courriel.',
      ],
      none: (email) => [`${email} a déjà un utilisateur ; il ne manque que sa première connexion.`],
    },
    nextGranted: [
      'Après la première connexion, le droit est donné automatiquement, et un courriel vous l’annonce à tous les deux.',
    ],
    nextApproved: (account) => [
      `Après la première connexion, la promotion s’arrête jusqu’à ce que quelqu’un d’autre que vous l’approuve : un administrateur du compte ${account}, prévenu par courriel, ou une seconde personne de l’assistance si le compte n’a pas d’administrateur qui puisse se connecter.`,
      'Ensuite, le droit est donné, et un courriel vous l’annonce à tous les deux.',
    ],
    personTitle: 'Ce que la personne doit faire',
    person: {
      invite:
        'Ouvrir le courriel, saisir le code reçu, régler ses préférences et choisir un mot de passe. Cela prend environ trois minutes.',
      'temporary-password':
        'Se connecter avec le mot de passe temporaire, découvrir les fonctions, régler ses préférences et choisir un mot de passe personnel.',
      none: 'Se connecter, découvrir les fonctions, régler ses préférences et choisir un mot de passe personnel.',
    },
    endTitle: 'Quand cela s’arrête',
    end: (deadline, days) =>
      `${deadline ? `Sans première connexion avant le ${deadline}` : 'Sans première connexion à temps'}, la promotion s’arrête et vous demande une décision. Si personne ne décide dans les ${days} jours, elle expire.`,
    close: 'Vous n’avez plus rien à faire. Vous pouvez fermer cette page.',
    closePassword: 'Remettez le mot de passe, puis vous pouvez fermer cette page.',
    follow: 'Suivre la promotion',
    see: 'Voir comment cela s’est passé',
    another: 'Ajouter une autre personne',
    passwordTitle: 'Mot de passe temporaire',
    passwordOnce:
      'Il n’est affiché que cette fois et n’est conservé nulle part. S’il se perd, créez-en un nouveau ; celui-ci ne fonctionnera plus.',
    copy: 'Copier',
    copied: 'Copié',
    shownTitle: 'Le mot de passe temporaire a déjà été affiché',
    shownText:
      'Il a été affiché une fois et n’est conservé nulle part. Si vous ne l’avez plus, créez-en un nouveau ; l’ancien ne fonctionnera plus.',
    toMakeTitle: 'Pas encore de mot de passe temporaire',
    toMakeText:
      'La création de l’utilisateur prend un instant. Créez ensuite le mot de passe ici ; il est affiché une fois.',
  },

  onboardings: {
    title: 'Promotions',
    attention: 'À traiter',
    nothing: 'Rien ne vous attend pour le moment.',
    all: 'Toutes les promotions',
    others: 'Les autres',
    search: 'Rechercher',
    searchHint: 'Une référence, ou le début d’une adresse ou d’un nom.',
    stage: 'Étape',
    accountNumber: 'Numéro de compte',
    every: 'Toutes',
    show: 'Afficher',
    asked: (account) => `compte ${account}, demandée`,
    waits: 'arrêtée',
    decide: 'Décider',
    none: 'Personne n’a encore été ajouté ici.',
    noneHint:
      'Chaque personne que vous ajoutez a sa promotion : elle montre où en est la personne, et avance d’elle-même.',
    noneMatch: 'Rien ne correspond à cette recherche.',
    clear: 'Effacer les filtres',
    noAccount: 'Vous n’êtes administrateur d’aucun compte ; il n’y a donc encore rien à voir.',
  },

  onboarding: {
    open: (ref) => `Aller à ${ref}`,
    happened: 'Ce qui s’est passé',
    waiting: 'Ce que nous attendons',
    outcome: 'Ce qui en est sorti',
    stopped: (reason) => `Arrêt : ${reason}.`,
    why: 'Pourquoi c’est arrêté, et que faire',
    inRunbook: 'Que vérifier et que faire, dans le guide d’intervention',
    more: 'Plus',
    asked: (email) => `${email} l’a demandé à l’assistance`,
    automaticTitle: 'Ce qui est automatique',
    possible: 'Ce que vous pouvez faire',
    possibleNothing: 'Il ne reste rien à faire. Vous pouvez fermer cette page.',
    watchOnly: 'Seul un administrateur du compte ou l’assistance peut décider ici.',
    timeline: 'Historique',
    earlier: 'Entrées précédentes',
    newest: 'Revenir aux dernières entrées',
    live: {
      live: 'En direct : les nouvelles lignes apparaissent d’elles-mêmes.',
      lost: 'Connexion perdue. Nouvel essai…',
      reload: 'Rechargez la page pour voir les nouvelles lignes.',
    },
    details: 'Détails',
    temporal: 'L’afficher dans l’interface web de Temporal',
    facts: {
      reference: 'Référence',
      account: 'Compte',
      path: 'Voie',
      createdBy: 'Demandée par',
      createdAt: 'Demandée le',
      deadline: 'Échéance de la première connexion',
      updatedAt: 'Dernière modification',
      attempt: 'Essais de cette étape',
      runbook: 'Guide d’intervention',
      since: 'En attente depuis',
      workflow: 'Processus',
    },
    paths: {
      invite: 'Invitation par message chiffré',
      'temporary-password': 'Mot de passe temporaire',
      none: 'Utilisateur existant',
    },
    deeds: {
      approve: {
        label: 'Approuver',
        explanation:
          'Vous vous portez garant de cette promotion : le droit est donné en votre nom dès que tout le reste est fait.',
      },
      resume: { label: 'Reprendre', explanation: 'Retente l’étape qui a échoué.' },
      resend: {
        label: 'Renvoyer',
        explanation:
          'Renvoie l’invitation ou l’avis. Un administrateur du compte obtient avec l’avis un nouveau mot de passe temporaire.',
      },
      extend: { label: 'Donner plus de temps', explanation: 'Repousse l’échéance de la première connexion.' },
      'switch-path': {
        label: 'Prendre l’autre voie',
        explanation:
          'Remplace une invitation par un mot de passe temporaire, ou l’inverse. Ce qui a été envoyé ou créé jusqu’ici ne fonctionnera plus.',
      },
      'correct-email': {
        label: 'Corriger l’adresse',
        explanation: 'Recommence avec la bonne adresse. Le message envoyé à la mauvaise est rappelé.',
      },
      'temporary-password': {
        label: 'Créer un nouveau mot de passe temporaire',
        explanation:
          'L’ancien ne fonctionnera plus. Le nouveau n’est affiché qu’une fois ; vous le remettez vous-même.',
      },
      cancel: {
        label: 'Annuler cette promotion',
        explanation:
          'Y met fin sans donner de droit et rappelle le message. Un utilisateur qu’elle a créé et qui ne s’est jamais connecté est désactivé.',
      },
    },
    keepUser: 'Garder l’utilisateur qui a été créé, au lieu de le désactiver',
    time: 'De combien',
    times: {
      '': 'Tout le délai, à partir de maintenant',
      '24': 'Un jour de plus',
      '72': 'Trois jours de plus',
      '168': 'Sept jours de plus',
    },
    said: {
      approve: { title: 'Approuvée', next: 'Elle continue en votre nom.' },
      resume: { title: 'Reprise', next: 'L’étape est retentée.' },
      resend: { title: 'Renvoyé', next: 'Le courriel est en route.' },
      extend: { title: 'Plus de temps', next: 'La nouvelle échéance est ci-dessous.' },
      'switch-path': {
        title: 'L’autre voie est prise',
        next: 'Ce qui a été envoyé ou créé jusqu’ici ne fonctionne plus.',
      },
      'correct-email': { title: 'Adresse corrigée', next: 'La promotion recommence avec la bonne adresse.' },
      cancel: { title: 'Annulée', next: 'Aucun droit n’a été donné.' },
    },
  },

  support: {
    title: 'Assistance',
    queue: 'En attente d’une décision',
    nothing: 'Aucune décision n’est attendue. Bien joué.',
    findings: 'Ce qui n’avance plus sans vous',
    foundSince: 'repéré',
    runbook: 'Que faire',
    byReason: 'Arrêtées, par motif',
    reason: 'Motif',
    every: 'Tous les motifs',
    age: 'En attente depuis',
    ages: { '': 'Peu importe', PT24H: 'plus d’un jour', P7D: 'plus de sept jours' },
    reasons: {
      'approval-needed': 'approbation attendue',
      'candidate-locked': 'candidat verrouillé',
      'mail-rejected': 'courriel refusé',
      'mail-unreachable': 'messagerie injoignable',
      'first-login-overdue': 'première connexion en retard',
      internal: 'erreur interne',
    },
    figures: {
      stalled: 'en attente d’une décision',
      awaiting: 'en attente d’une première connexion',
      requests: 'à demander des droits',
      found: 'qui n’avancent plus',
      undelivered: 'en attente de remise',
    },
    requests: 'Demandes de droits',
    noRequests: 'Personne ne demande de droits.',
    request: (userId, account) => `${userId}, compte ${account}`,
    start: 'Lancer la promotion',
    startText:
      'Sauf si vous êtes vous-même administrateur du compte, elle s’arrête avant que le droit soit donné, jusqu’à ce qu’un administrateur approuve ; si aucun ne peut se connecter, une autre personne de l’assistance.',
    decline: 'Refuser',
    declineText: 'La demande est close. La personne qui l’a faite en est informée par courriel, avec votre motif.',
    done: {
      started: 'La promotion est lancée ; elle s’arrête avant l’ajout jusqu’à ce que quelqu’un d’autre approuve.',
      'started-own':
        'La promotion est lancée. Vous êtes administrateur du compte : elle ne demande pas d’autre approbation.',
      declined: 'La demande est refusée.',
    },
    healthy: 'Tout fonctionne.',
  },

  bulk: {
    title: 'Inviter plusieurs personnes',
    intro:
      'Une ligne par personne : adresse, prénom, nom, langue (en ou fr). Seule l’adresse est nécessaire. Les personnes qui ont déjà un utilisateur sont ajoutées aussitôt ; les autres sont invitées par message chiffré.',
    lines: 'Lignes',
    linesHint:
      'Séparées par des virgules, des points-virgules ou des tabulations, comme dans un tableur ; 1 000 lignes au plus.',
    file: 'Ou prenez un fichier CSV',
    fileHint: 'Choisissez-le ou déposez-le ici. Il remplit les lignes ci-dessus ; rien n’est encore envoyé.',
    message: 'Message (facultatif)',
    messageHint: 'Ce que chaque personne lit dans le message.',
    reason: 'Motif (facultatif)',
    check: 'Vérifier les lignes',
    checkHint: 'Personne n’est encore invité.',
    former: 'Listes précédentes',
    checked: 'vérifiée, pas lancée',
    running: 'en cours',
    done: 'terminée',
    list: (count) => `${count} ${plural('fr', count, 'ligne', 'lignes')}`,
    draftTitle: 'Personne n’est encore invité',
    draftText: (good, all) =>
      `${good} ${plural('fr', good, 'ligne', 'lignes')} sur ${all} ${plural('fr', good, 'peut être lancée', 'peuvent être lancées')}. Les autres sont laissées de côté.`,
    start: (count) => `Lancer pour ${count} ${plural('fr', count, 'personne', 'personnes')}`,
    nothingToStart: 'Aucune ligne ne peut être lancée. Corrigez la liste et vérifiez-la de nouveau.',
    another: 'Préparer une autre liste',
    runningTitle: 'C’est en cours',
    runningText: 'Cela continue même si vous fermez cette page.',
    doneTitle: 'Toutes les lignes sont traitées',
    doneText: 'Ce qui a commencé continue sans vous. Vous pouvez fermer cette page.',
    progress: (done, all) => `${done} ${plural('fr', done, 'ligne traitée', 'lignes traitées')} sur ${all}`,
    download: 'Télécharger le résultat (CSV)',
    refresh: 'Recharger',
    only: { all: 'Toutes les lignes', problems: 'Seulement les lignes avec un problème' },
    noneOf: 'Aucune ligne n’a de problème.',
    moreOf: 'D’autres lignes ont un problème depuis. Les afficher',
    head: { line: 'Ligne', person: 'Personne', result: 'Résultat' },
    verdicts: {
      invite: 'sera invité',
      add: 'a un utilisateur : sera ajouté aussitôt',
      wait: 'a un utilisateur : sera ajouté après sa première connexion',
      running: 'est déjà en cours',
      member: 'est déjà membre',
      locked: 'est verrouillé',
      duplicate: 'figure dans une ligne précédente',
      invalid: 'ne peut pas être lue',
    },
    outcomes: {
      waiting: 'attend son tour',
      begun: 'lancée',
      joined: 'déjà en cours',
      refused: 'refusée',
      left: 'laissée de côté',
    },
    figures: (outcome, count) =>
      ({
        begun: plural('fr', count, 'lancée', 'lancées'),
        joined: 'déjà en cours',
        refused: plural('fr', count, 'refusée', 'refusées'),
        left: plural('fr', count, 'laissée de côté', 'laissées de côté'),
      })[outcome],
    columns: ['ligne', 'adresse', 'prénom', 'nom', 'langue', 'résultat', 'détail', 'référence'],
  },
};
