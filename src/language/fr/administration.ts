import type { administration as english } from '../en/administration.ts';

export const administration: typeof english = {
  sections: {
    home: 'Accueil',
    accounts: 'Comptes',
    onboardings: 'Intégrations',
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
  reasonHint: 'Il figure dans l’historique et dans le journal d’audit.',
  auditHint: 'Il figure dans le journal d’audit.',
  leaveIt: 'Ne rien changer',
  next: 'Page suivante',
  more: 'Plus anciennes',

  alerts: {
    'directory-unavailable': {
      title: 'L’annuaire ne répond pas',
      text: 'Rien n’est perdu. Ce qui est commencé continue tout seul dès qu’il est revenu.',
    },
    'temporal-unreachable': {
      title: 'Les intégrations sont en pause',
      text: 'Temporal ne répond pas. Vous pouvez continuer à travailler : les demandes sont gardées, et tout se rattrape tout seul dès son retour.',
    },
    'no-worker': {
      title: 'Les intégrations sont en pause',
      text: 'Aucun processus de travail n’est à l’écoute. Vous pouvez continuer à travailler : les demandes sont gardées, et tout se rattrape tout seul dès qu’il y en a un.',
    },
  },

  accounts: {
    title: 'Comptes',
    attention: 'À traiter',
    nothing: 'Rien ne vous attend pour le moment.',
    allAttention: 'Voir tout ce qui attend une décision',
    none: 'Vous n’appartenez à aucun compte.',
    noneHint: 'Qui vous ajoute ou vous invite vous fait appartenir au sien. Vous n’avez rien à faire ici.',
    asAdministrator: 'vous êtes administrateur',
    asUser: 'vous êtes utilisateur',
    asSupport: 'vous le voyez comme assistance',
    add: 'Ajouter au groupe',
    number: 'Numéro de compte',
  },

  account: {
    tabs: { groups: 'Groupes', users: 'Utilisateurs', onboardings: 'Intégrations', bulk: 'Inviter en nombre' },
    members: 'Membres',
    add: 'Ajouter au groupe',
    groups: 'Groupes',
    notAdministrator: 'Vous n’êtes pas administrateur de ce compte',
    notAdministratorText:
      'Seul un administrateur de compte peut ajouter d’autres personnes. Tout administrateur du compte peut vous ajouter ; ou demandez ici à l’assistance de vous faire promouvoir.',
    upgrade: 'Demander une promotion',
    upgradeHint:
      'Dites pourquoi vous en avez besoin. L’assistance le voit, et un administrateur du compte s’en porte garant.',
    upgradeDone: 'Votre demande est à l’assistance',
    upgradeDoneText: 'Vous êtes averti par courriel dès que vous êtes administrateur. Vous pouvez fermer cette page.',
  },

  members: {
    add: 'Ajouter au groupe',
    none: 'Personne n’est encore dans ce groupe.',
    added: (by) => `ajouté par ${by},`,
    remove: 'Retirer du groupe',
    removeText: (person) => `${person} perd ce droit aussitôt. L’utilisateur reste.`,
    you: 'vous',
    done: {
      removed: 'Le membre a été retiré du groupe.',
      locked: 'L’utilisateur est verrouillé ; toutes ses sessions ont pris fin.',
      unlocked: 'L’utilisateur est déverrouillé et peut de nouveau se connecter.',
    },
  },

  users: {
    title: 'Utilisateurs',
    add: 'Ajouter un utilisateur',
    search: 'Rechercher (partie d’une adresse ou d’un nom)',
    show: 'Rechercher',
    none: 'Ce compte n’a pas encore d’utilisateur.',
    noneMatch: 'Aucun utilisateur ne correspond à cette recherche.',
    clear: 'Afficher tous les utilisateurs',
    lock: 'Verrouiller',
    lockText: (person) =>
      `${person} est déconnecté partout et ne peut plus ni se connecter ni être ajouté jusqu’au déverrouillage.`,
    unlock: 'Déverrouiller',
    unlockText: (person) => `${person} peut de nouveau se connecter.`,
    firstLogin: 'première connexion',
    addTitle: 'Ajouter un utilisateur',
    addIntro: 'L’utilisateur se connecte une fois avec ce mot de passe, puis en choisit un personnel.',
    passwordHint: (minimum) => `Temporaire. Au moins ${minimum} caractères.`,
    expiration: 'Imposer l’expiration du mot de passe',
    expirationHint: 'Le mot de passe est valable 72 heures, et pour la première connexion seulement.',
    save: 'Enregistrer',
    addedNext:
      'Remettez le mot de passe vous-même, par une voie sûre, pas par courriel. Ajoutez ensuite l’utilisateur au groupe :',
  },

  promote: {
    title: 'Ajouter au groupe',
    intro: 'Qui a déjà un utilisateur devient administrateur de compte aussitôt.',
    nowhere: 'Vous n’êtes administrateur d’aucun compte',
    nowhereText:
      'Seul un administrateur de compte peut ajouter d’autres personnes. Tout administrateur de votre compte peut vous ajouter, et l’assistance peut vous faire promouvoir.',
    nowhereLink: 'Demander une promotion',
    emailHint: 'Par exemple ana@example.org',
    reason: 'Motif (facultatif)',
    reasonHint: 'Il figure dans l’historique et dans le journal d’audit ; la personne ne le voit pas.',
    submit: 'Ajouter au groupe',
    waysTitle: 'Deux issues',
    wayTitle: 'La marche à suivre',
    elsewhereIntro: (email) =>
      `Un autre compte a déjà créé un utilisateur pour ${email}, et cette personne n’a pas encore prouvé que la boîte est la sienne. L’invitation le lui demande ; le reste se fait tout seul.`,
    waysIntro: (email) =>
      `Personne n’a encore l’adresse ${email}. Choisissez comment la personne obtient un utilisateur ; le reste se fait tout seul.`,
    path: 'Comment la personne obtient-elle un utilisateur ?',
    invite: 'Inviter par message chiffré',
    inviteHint: 'La personne reçoit un courriel, prouve sa boîte par un code et choisit un mot de passe.',
    temporaryPassword: 'Créer un utilisateur avec un mot de passe temporaire',
    temporaryPasswordHint:
      'Un mot de passe temporaire vous est affiché une fois et vous le remettez vous-même. Le prénom et le nom sont nécessaires.',
    locale: 'Langue de la personne',
    localeHint: 'Les courriels à la personne sont dans cette langue.',
    message: 'Message (facultatif)',
    messageHint:
      'Pour une invitation : ce que la personne lit une fois le message ouvert. Personne d’autre ne peut le lire.',
    begin: 'Commencer',
    bulk: 'Inviter plusieurs personnes à la fois',
  },

  confirmation: {
    added: 'Ajouté',
    begun: 'C’est en cours',
    joined: 'C’était déjà en cours',
    ended: 'C’est terminé',
    reference: 'Référence',
    addedText: (email) =>
      `${email} est maintenant administrateur de compte. Vous en êtes tous deux avertis par courriel.`,
    begunText: (email, account) => `${email} devient administrateur du compte ${account}.`,
    nextTitle: 'Ce qui se passe ensuite',
    next: {
      invite: (email) => [
        `${email} reçoit un message chiffré par courriel.`,
        'Les rappels partent tout seuls.',
        'Après la première connexion, le droit est donné tout seul, et vous en êtes tous deux avertis par courriel.',
      ],
      'temporary-password': (email) => [
        `L’utilisateur est créé, et ${email} est averti par courriel, sans le mot de passe.`,
        'Vous remettez le mot de passe par une voie sûre : de vive voix ou en personne, pas par courriel.',
        'Après la première connexion, le droit est donné tout seul, et vous en êtes tous deux avertis par courriel.',
      ],
      none: (email) => [
        `${email} a déjà un utilisateur ; il ne manque que la première connexion.`,
        'Après la première connexion, le droit est donné tout seul, et vous en êtes tous deux avertis par courriel.',
      ],
    },
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
    follow: 'Suivre l’intégration',
    another: 'Ajouter une autre personne',
    passwordTitle: 'Mot de passe temporaire',
    passwordOnce:
      'Il n’est affiché que cette fois et n’est conservé nulle part. Perdu ? Créez-en un nouveau sur la page de l’intégration ; celui-ci n’est alors plus valable.',
    copy: 'Copier',
    copied: 'Copié',
    shownTitle: 'Le mot de passe temporaire a déjà été affiché',
    shownText:
      'Il a été affiché une fois et n’est conservé nulle part. Si vous ne l’avez plus, créez-en un nouveau ; l’ancien n’est alors plus valable.',
    toMakeTitle: 'Le mot de passe temporaire reste à créer',
    toMakeText:
      'La création de l’utilisateur prend un instant. Créez ensuite le mot de passe ici ; il est affiché une fois.',
  },

  onboardings: {
    title: 'Intégrations',
    attention: 'À traiter',
    nothing: 'Rien ne vous attend pour le moment.',
    all: 'Toutes les intégrations',
    others: 'Les autres',
    search: 'Rechercher (référence, début d’une adresse ou d’un nom)',
    stage: 'Étape',
    every: 'Toutes',
    show: 'Afficher',
    asked: (account) => `compte ${account}, demandée`,
    waits: 'arrêtée',
    decide: 'Décider',
    none: 'Personne n’a encore été ajouté ici.',
    noneHint:
      'Chaque personne que vous ajoutez devient une intégration. Elle montre où en est la personne, et avance toute seule.',
    noneMatch: 'Rien ne correspond à cette recherche.',
    clear: 'Effacer les filtres',
    noAccount: 'Vous n’êtes administrateur d’aucun compte ; il n’y a donc encore rien à voir.',
  },

  onboarding: {
    open: (ref) => `Aller à ${ref}`,
    happened: 'Ce qui s’est passé',
    waiting: 'Ce que nous attendons',
    outcome: 'Ce qui en est sorti',
    stopped: (reason) => `Arrêt : ${reason}.`,
    why: 'Pourquoi c’est arrêté, et que faire',
    more: 'Plus',
    automaticTitle: 'Ce qui se fait tout seul',
    possible: 'Ce que vous pouvez faire',
    possibleNothing: 'Il ne reste rien à faire. Vous pouvez fermer cette page.',
    watchOnly: 'Seul un administrateur du compte ou l’assistance peut décider ici.',
    timeline: 'Historique',
    live: {
      live: 'En direct : les nouvelles lignes apparaissent toutes seules.',
      lost: 'La connexion est perdue ; un nouvel essai est en cours.',
      reload: 'Rechargez la page pour voir les nouvelles lignes.',
    },
    details: 'Détails',
    temporal: 'Afficher le processus dans l’interface de Temporal',
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
    waits: {
      requested: 'La demande est enregistrée et va être prise en charge.',
      checking: 'Nous cherchons si un utilisateur possède cette adresse.',
      inviting: 'Le message est en train d’être scellé et envoyé.',
      'creating-user': 'L’utilisateur est en train d’être créé.',
      'awaiting-first-login/invite': 'Étapes : ouvrir le message, saisir le code reçu, terminer la première connexion.',
      'awaiting-first-login/temporary-password':
<<<<<<< HEAD
        'Étapes : se connecter avec le mot de passe temporaire, terminer la première connexion.',
      'awaiting-first-login/none': 'Étapes : se connecter et terminer la première connexion.',
=======
        'L’utilisateur est créé. Les prochaines étapes : se connecter avec le mot de passe temporaire et terminer la première connexion.',
      'awaiting-first-login/recalled':
        'Le message est rappelé : il ne permet plus de s’inscrire. Renvoyez-le pour inviter à nouveau la personne (avec le message habituel), ou annulez.',
      'awaiting-first-login/locked':
        'Le message est verrouillé : la personne peut s’inscrire, mais il ne s’ouvre pas tant qu’un administrateur ne l’a pas déverrouillé.',
      'awaiting-first-login/none': 'L’utilisateur existe, mais sa première connexion n’est pas encore terminée.',
>>>>>>> 4eb4d9e (Mail nothing that leads nowhere: reminders and resends mind the message's state, complaints end reminders, each completion notice goes its own way)
      'adding-to-group': 'Les droits sont en train d’être vérifiés et donnés.',
      completed: '{email} est administrateur du compte {account}.',
      stalled: 'Une décision est nécessaire.',
      cancelled: 'L’intégration a été annulée ; aucun droit n’a été donné.',
      expired: 'Son délai est écoulé ; aucun droit n’a été donné.',
    },
    turns: {
      nobody: 'C’est terminé : personne n’a plus rien à faire.',
      service: 'C’est à Castellan d’agir.',
      candidate: 'C’est au candidat d’agir.',
      yours: 'C’est à vous de décider de la suite.',
      administrator: 'Un administrateur du compte {account} ou l’assistance doit décider.',
      approver: 'Un autre administrateur du compte {account} doit approuver.',
      operator: 'C’est à l’exploitant d’agir ; ensuite, quelqu’un reprend la promotion.',
    },
    automatic: {
      grant: 'Après la première connexion, le droit est donné automatiquement.',
      step: 'L’intégration continue toute seule dès que cette étape est terminée.',
      nothing: 'Plus rien.',
      decision: 'Rien, tant que personne ne décide.',
      kinds: {
        reminder: 'Un rappel est envoyé le {at}.',
        deadline: 'Sans première connexion, elle s’arrête et demande une décision le {at}.',
        expiry: 'Sans décision, elle expire le {at}.',
        retry: 'L’étape est retentée le {at}.',
      },
    },
    deeds: {
      approve: {
        label: 'Approuver',
        explanation:
          'Vous vous portez garant de cette promotion : le droit est donné en votre nom dès que le reste est fait.',
      },
      resume: { label: 'Reprendre', explanation: 'Retente l’étape qui a échoué.' },
      resend: {
        label: 'Renvoyer',
        explanation: 'Renvoie l’invitation ou l’avis ; avec un mot de passe temporaire, un nouveau est aussi créé.',
      },
      extend: { label: 'Donner plus de temps', explanation: 'Repousse l’échéance de la première connexion.' },
      'switch-path': {
        label: 'Prendre l’autre voie',
        explanation:
          'Remplace une invitation par un mot de passe temporaire, ou l’inverse. Ce qui a été envoyé ou créé jusqu’ici ne vaut alors plus rien.',
      },
      'correct-email': {
        label: 'Corriger l’adresse',
        explanation: 'Recommence avec la bonne adresse. Le message envoyé à la mauvaise est rappelé.',
      },
      'temporary-password': {
        label: 'Créer un nouveau mot de passe temporaire',
        explanation: 'L’ancien n’est plus valable. Le nouveau n’est affiché qu’une fois ; vous le remettez vous-même.',
      },
      cancel: {
        label: 'Annuler cette intégration',
        explanation:
          'Y met fin sans donner de droit et rappelle le message. Un utilisateur qu’elle a créé et qui ne s’est jamais connecté est désactivé.',
      },
    },
    keepUser: 'Garder l’utilisateur qui a été créé, au lieu de le désactiver',
    time: 'Combien',
    times: {
      '': 'De nouveau tout le délai, à partir de maintenant',
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
        next: 'Ce qui a été envoyé ou créé jusqu’ici ne vaut plus rien.',
      },
      'correct-email': { title: 'Adresse corrigée', next: 'L’intégration recommence avec la bonne adresse.' },
      cancel: { title: 'Annulée', next: 'Aucun droit n’a été donné.' },
    },
  },

  support: {
    title: 'Assistance',
    queue: 'En attente d’une décision',
    nothing: 'Rien n’attend de décision. Bien joué.',
    noneOfReason: 'Rien n’attend pour ce motif.',
    reason: 'Motif',
    every: 'Tous les motifs',
    show: 'Afficher',
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
      stalled: 'attendent une décision',
      awaiting: 'attendent une première connexion',
      undelivered: 'envois en souffrance',
    },
    requests: 'Demandes de promotion',
    noRequests: 'Personne ne demande de promotion.',
    request: (userId, account) => `${userId}, compte ${account}`,
    start: 'Lancer l’intégration',
    startText:
      'Elle s’arrête avant que le droit soit donné, jusqu’à ce qu’un administrateur du compte approuve ; si aucun ne peut se connecter, une autre personne de l’assistance.',
    decline: 'Refuser',
    declineText: 'La demande est close, et le motif conservé.',
    done: {
      started: 'L’intégration est lancée ; elle s’arrête avant l’ajout jusqu’à ce que quelqu’un approuve.',
      declined: 'La demande est refusée.',
    },
    healthy: 'Toutes les parties répondent.',
  },

  bulk: {
    title: 'Inviter en nombre',
    intro:
      'Une ligne par personne : adresse, prénom, nom, langue (en ou fr). Seule l’adresse est nécessaire. Qui a déjà un utilisateur est ajouté aussitôt ; tous les autres sont invités par message chiffré.',
    lines: 'Lignes',
    linesHint:
      'Séparées par des virgules, des points-virgules ou des tabulations, comme dans un tableur ; 1 000 lignes au plus.',
    file: 'Ou prenez un fichier CSV',
    fileHint: 'Choisissez-le ou déposez-le ici. Il remplit les lignes ci-dessus ; rien n’est encore envoyé.',
    message: 'Message (facultatif)',
    messageHint: 'Ce que chaque personne lit une fois le message ouvert.',
    reason: 'Motif (facultatif)',
    check: 'Vérifier les lignes',
    checkHint: 'Personne n’est encore invité.',
    former: 'Listes précédentes',
    checked: 'vérifiée, pas lancée',
    running: 'en cours',
    done: 'terminée',
    list: (count) => `${count} lignes`,
    draftTitle: 'Personne n’est encore invité',
    draftText: (good, all) =>
      `${good} lignes sur ${all} peuvent être lancées. Celles qui ne le peuvent pas sont laissées de côté.`,
    start: (count) => `Lancer pour ${count} personnes`,
    nothingToStart: 'Aucune ligne ne peut être lancée. Corrigez la liste et vérifiez-la de nouveau.',
    another: 'Préparer une autre liste',
    runningTitle: 'C’est en cours',
    runningText: 'Cela continue tout seul, même si vous fermez cette page.',
    doneTitle: 'Toutes les lignes sont traitées',
    doneText: 'Ce qui est commencé continue tout seul. Vous pouvez fermer cette page.',
    progress: (done, all) => `${done} lignes sur ${all}`,
    download: 'Télécharger le résultat (CSV)',
    refresh: 'Recharger',
    only: { all: 'Toutes les lignes', problems: 'Seulement les lignes avec un problème' },
    noneOf: 'Aucune ligne n’a de problème.',
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
      joined: 'était déjà en cours',
      refused: 'refusée',
      left: 'laissée de côté',
    },
    columns: ['ligne', 'adresse', 'prénom', 'nom', 'langue', 'résultat', 'détail', 'référence'],
  },
};
