import type { pages as english } from '../en/pages.ts';

export const pages: typeof english = {
  common: {
    skip: 'Aller au contenu',
    navigation: 'Navigation principale',
    sections: { onboardings: 'Intégrations', promote: 'Promouvoir quelqu’un', account: 'Votre utilisateur' },
    signOut: 'Se déconnecter',
    errorPrefix: 'Erreur : ',
    labels: {
      userId: 'Nom d’utilisateur (adresse électronique)',
      password: 'Mot de passe',
      firstName: 'Prénom',
      lastName: 'Nom',
      account: 'Compte',
      email: 'Identifiant (adresse électronique)',
      reason: 'Motif',
    },
  },

  signIn: {
    title: 'Se connecter',
    forMessage: 'Connectez-vous avec l’adresse à laquelle le message a été envoyé ; il s’ouvre ensuite.',
    userIdHint: 'L’adresse électronique avec laquelle vous avez été ajouté ou invité.',
    passwordHint: 'Le vôtre, ou le mot de passe temporaire qui vous a été remis.',
    submit: 'Se connecter',
    forgot: 'Mot de passe oublié ?',
    done: {
      'signed-out': 'Vous êtes déconnecté.',
      'password-set': 'Votre nouveau mot de passe est en vigueur. Connectez-vous avec lui.',
    },
  },

  reset: {
    requestTitle: 'Choisir un nouveau mot de passe',
    request:
      'Donnez votre adresse. Si un utilisateur la possède, un lien pour choisir un nouveau mot de passe y est envoyé.',
    requestSubmit: 'M’envoyer un lien',
    back: 'Revenir à la connexion',
    sentTitle: 'Consultez votre messagerie',
    sent: 'Si un utilisateur possède cette adresse, un courriel est en route. Son lien est valable 30 minutes, une seule fois.',
    sentHint: 'Rien au bout de quelques minutes ? Regardez parmi les indésirables, vérifiez l’adresse et redemandez.',
    title: 'Choisir un nouveau mot de passe',
    explanation:
      'Toutes les connexions et tous les jetons d’API de votre utilisateur prennent fin quand vous enregistrez.',
    submit: 'Enregistrer le nouveau mot de passe',
    again: 'Recevoir un nouveau lien',
  },

  newPassword: {
    labels: { password: 'Nouveau mot de passe', confirmPassword: 'Le même mot de passe encore une fois' },
    hint: (minimum) =>
      `Au moins ${minimum} caractères ; quelques mots sans rapport entre eux conviennent bien. Aucune règle sur les chiffres ou les signes. Vous pouvez coller, et un gestionnaire de mots de passe peut le remplir.`,
  },

  firstLogin: {
    title: 'Votre première connexion',
    intro: (userId) =>
      `Vous êtes ${userId}. Trois courtes étapes, environ trois minutes, et vous pourrez utiliser Castellan. Si quelqu’un vous nomme administrateur de compte, cela se fait ensuite tout seul.`,
    done: 'Fait',
    next: 'À faire',
    later: 'Ensuite',
    resumable:
      'Chaque étape est enregistrée aussitôt. Vous pouvez vous arrêter et continuer plus tard, même sur un autre appareil.',
    goOn: 'Continuer',
    back: 'Toutes les étapes',
    step: (number, count) => `Étape ${number} sur ${count}`,
    features: {
      task: 'Découvrir ce que vous pouvez faire ici',
      hint: 'Une minute de lecture.',
      intro:
        'Castellan décide qui s’occupe d’un compte du service de messagerie chiffrée : ses administrateurs de compte. Une fois que vous l’êtes, voici ce que vous pouvez faire ici.',
      features: [
        {
          name: 'Nommer quelqu’un administrateur de compte',
          text: 'Comptes, puis le compte, Groupes, Administrateurs de compte, Ajouter au groupe : donnez l’adresse. Qui a déjà un utilisateur ici est ajouté aussitôt.',
        },
        {
          name: 'Ajouter quelqu’un qui n’a pas encore d’utilisateur',
          text: 'Le même formulaire propose deux voies : une invitation par message chiffré, ou un utilisateur avec un mot de passe temporaire que vous remettez vous-même. Après la première connexion de cette personne, le droit est donné tout seul ; vous n’avez pas à revenir.',
        },
        {
          name: 'Voir où cela en est',
          text: 'Chacune de ces voies est une intégration avec une référence. Sa page dit ce qui s’est passé, à qui de jouer, ce qui se fera tout seul et quand, et ce que vous pouvez faire : renvoyer, donner plus de temps, corriger l’adresse, annuler. Les rappels partent tout seuls.',
        },
        {
          name: 'Vous occuper des utilisateurs du compte',
          text: 'Sous Utilisateurs, vous ajoutez des utilisateurs, bloquez celui qui ne doit pas se connecter pour l’instant, et le débloquez. Sous Administrateurs de compte, vous retirez un membre ; le dernier qui peut se connecter est protégé.',
        },
        {
          name: 'Confier cela à des programmes',
          text: 'Sous Votre utilisateur, vous créez des jetons d’API pour vos propres programmes, chacun avec une fin et les seuls droits qu’il lui faut.',
        },
        {
          name: 'Compter sur le journal',
          text: 'Qui a fait quoi, quand et pourquoi est écrit là où personne ne peut le modifier. Cela vaut aussi pour vous : chaque décision vous demande un motif.',
        },
      ],
      submit: 'J’ai vu, continuer',
    },
    preferences: {
      task: 'Régler vos préférences',
      hint: 'Langue, fuseau horaire, courriels. Vous pouvez en changer à tout moment.',
      submit: 'Enregistrer et continuer',
    },
    'permanent-password': {
      task: 'Choisir votre mot de passe',
      hint: 'C’est avec lui que vous vous connectez ensuite.',
      intro: (userId) =>
        `Désormais, vous vous connectez comme ${userId} avec ce mot de passe. Vous seul le connaissez.`,
      submit: 'Enregistrer et terminer',
    },
  },

  welcome: {
    title: 'Votre première connexion est terminée',
    text: 'Si quelqu’un vous nomme administrateur de compte, cela se fait maintenant tout seul en quelques instants ; vous en êtes averti par courriel. Vous n’avez rien d’autre à faire.',
    goOn: 'Continuer vers Castellan',
  },

  message: {
    title: 'Un message vous attend',
    ask: 'Quelqu’un vous a écrit par Castellan, où des entreprises décident qui s’occupe de leur messagerie chiffrée. Le message est scellé : seul qui lit la boîte à laquelle il a été envoyé peut l’ouvrir.',
    stepsTitle: 'Ce qui se passe ensuite',
    steps: [
      'Nous envoyons un code à cette boîte, et vous le saisissez ici.',
      'Vous choisissez un mot de passe, afin de pouvoir revenir. Cela prend environ trois minutes.',
      'Le message s’ouvre, dans ce navigateur.',
    ],
    askSignedIn:
      'Il s’ouvre dès que vous montrez que vous lisez la boîte à laquelle il a été envoyé : un code y est envoyé, et vous le saisissez ici.',
    send: 'M’envoyer un code',
    known: 'Vous avez déjà un mot de passe ?',
    pending: 'Votre boîte est vérifiée. Terminez votre première connexion ; le message s’ouvre ensuite.',
    finish: 'Terminer la première connexion',
    codeTitle: 'Saisir le code',
    codeSent:
      'Si ce message peut être ouvert, un courriel avec un code de huit chiffres est en route. Il est valable dix minutes.',
    referenceShown: 'Le courriel porte cette référence :',
    code: 'Code reçu par courriel',
    codeHint: 'Huit chiffres.',
    names: 'Comment vous appelez-vous ?',
    verify: 'Continuer',
    noMail: 'Pas de courriel ?',
    noMailHint:
      'Cela peut prendre une minute. Regardez aussi parmi les indésirables, ou faites-le renvoyer : un code encore valable le reste.',
    sendAgain: 'Renvoyer le code',
    facts: { from: 'De', account: 'Compte', sent: 'Envoyé', until: 'Peut être ouvert jusqu’au' },
  },

  reader: {
    title: (sender) => `Un message de ${sender}`,
    explanation: 'Le message est scellé. Il s’ouvre ici, dans votre navigateur.',
    open: 'Ouvrir le message',
    noScript:
      'Le message est déchiffré dans votre navigateur, ce qui demande JavaScript. Activez-le pour cette page et rechargez-la.',
    after: 'Vous pouvez fermer cette page, et rouvrir le message depuis le courriel tant qu’il peut être ouvert.',
    said: {
      working: 'Le message s’ouvre…',
      opened: 'Le message est ouvert.',
      unreachable: 'Castellan ne répond pas pour le moment. Rien n’est perdu ; réessayez dans quelques secondes.',
      broken:
        'Le message n’a pas pu être déchiffré : il a été modifié en chemin. Demandez à l’expéditeur de le renvoyer.',
      insecure:
        'Cette page n’a pas été chargée en https, et votre navigateur ne déchiffre donc pas ici. Ouvrez de nouveau le lien du courriel.',
    },
  },

  onboardings: {
    title: 'Intégrations',
    search: 'Rechercher (référence ou début d’une adresse)',
    stage: 'Étape',
    all: 'Toutes',
    show: 'Afficher',
    more: 'Plus anciennes',
    asked: (account) => `compte ${account}, demandée`,
    none: 'Personne n’a encore été promu ici.',
    noneMatch: 'Rien ne correspond à cette recherche.',
    clear: 'Tout afficher',
    noAccount:
      'Vous n’êtes administrateur d’aucun compte ; il n’y a donc encore rien à voir. Si quelqu’un est en train de vous promouvoir, cela se fait tout seul. Sinon, adressez-vous à un administrateur de votre compte, ou à l’assistance, qui peut vous faire promouvoir.',
  },

  onboarding: {
    open: (ref) => `Aller à ${ref}`,
    back: 'Toutes les intégrations',
    waitingTitle: 'Ce que nous attendons',
    automaticTitle: 'Ce qui se fait tout seul',
    possibleTitle: 'Ce que vous pouvez faire',
    possibleNothing: 'Il ne reste rien à faire. Vous pouvez fermer cette page.',
    happenedTitle: 'Ce qui s’est passé',
    factsTitle: 'Détails',
    reasonHint: 'Il figure dans l’historique et dans le journal d’audit.',
    keepUser: 'Garder l’utilisateur qui a été créé, au lieu de le désactiver',
    facts: {
      reference: 'Référence',
      account: 'Compte',
      path: 'Voie',
      createdBy: 'Demandée par',
      createdAt: 'Demandée le',
      updatedAt: 'Dernière modification',
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
      'awaiting-first-login/invite':
        'L’invitation est dans la boîte. Les prochaines étapes : l’ouvrir, saisir le code reçu et terminer la première connexion.',
      'awaiting-first-login/temporary-password':
        'L’utilisateur est créé. Les prochaines étapes : se connecter avec le mot de passe temporaire et terminer la première connexion.',
      'awaiting-first-login/none': 'L’utilisateur existe, mais sa première connexion n’est pas encore terminée.',
      'adding-to-group': 'Les droits sont en train d’être vérifiés et donnés.',
      completed: '{email} est administrateur de compte du compte {account}.',
      stalled: 'Une décision est nécessaire.',
      cancelled: 'L’intégration a été annulée ; aucun droit n’a été donné.',
      expired: 'Son délai est écoulé ; aucun droit n’a été donné.',
    },
    turns: {
      nobody: 'À personne de jouer : c’est terminé.',
      service: 'À Castellan de jouer.',
      candidate: 'À {email} de jouer.',
      administrator: 'À vous de jouer : un administrateur du compte {account}, ou l’assistance, décide.',
      operator: 'À l’exploitant de jouer ; ensuite, quelqu’un reprend l’intégration.',
    },
    automatic: {
      grant: 'Dès que la première connexion est terminée, le droit est donné. Personne n’a à redemander.',
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
      resume: { label: 'Reprendre', explanation: 'Retente l’étape qui a échoué.' },
      resend: {
        label: 'Renvoyer',
        explanation: 'Renvoie l’invitation ou l’avis ; avec un mot de passe temporaire, un nouveau est aussi créé.',
      },
      extend: { label: 'Donner plus de temps', explanation: 'Repousse l’échéance de la première connexion.' },
      cancel: {
        label: 'Annuler cette intégration',
        explanation:
          'Y met fin sans donner de droit et rappelle le message. Un utilisateur qu’elle a créé et qui ne s’est jamais connecté est désactivé.',
      },
      'temporary-password': {
        label: 'Créer un nouveau mot de passe temporaire',
        explanation: 'L’ancien n’est plus valable. Le nouveau n’est affiché qu’une fois ; vous le remettez vous-même.',
      },
    },
    said: {
      added: {
        title: 'Ajouté',
        next: 'Cette personne avait un utilisateur et est maintenant administrateur de compte. Vous en êtes tous deux avertis par courriel.',
      },
      begun: {
        title: 'C’est lancé',
        next: 'La personne est avertie par courriel. Après la première connexion, le droit est donné tout seul ; les rappels partent tout seuls, et vous êtes averti quand c’est fait. Vous pouvez fermer cette page.',
      },
      joined: { title: 'Déjà en cours', next: 'Quelqu’un l’avait déjà demandé ; voici cette intégration.' },
      resume: { title: 'Reprise', next: 'L’étape est retentée.' },
      resend: { title: 'Renvoyé', next: 'Le courriel est en route.' },
      extend: { title: 'Plus de temps', next: 'La nouvelle échéance est ci-dessous.' },
      cancel: { title: 'Annulée', next: 'Aucun droit n’a été donné.' },
      'temporary-password': { title: 'Fait', next: 'Le mot de passe temporaire a été affiché une fois.' },
    },
  },

  promote: {
    title: 'Promouvoir quelqu’un administrateur de compte',
    intro: 'Qui a déjà un utilisateur devient administrateur de compte aussitôt.',
    nowhere:
      'Seuls les administrateurs d’un compte peuvent promouvoir quelqu’un, et vous n’en êtes pas un. Adressez-vous à un administrateur de votre compte, ou à l’assistance, qui peut vous faire promouvoir.',
    labels: {
      email: 'Identifiant (adresse électronique)',
      path: 'Comment la personne obtient-elle un utilisateur ?',
      locale: 'Langue de la personne',
      message: 'Message (facultatif)',
      reason: 'Motif (facultatif)',
    },
    emailHint: 'Par exemple ana@example.org',
    reasonHint: 'Il figure dans l’historique et dans le journal d’audit ; la personne ne le voit pas.',
    submit: 'Ajouter au groupe',
    waysTitle: 'Deux issues',
    invite: 'Inviter par message chiffré',
    inviteHint: 'La personne reçoit un courriel, prouve sa boîte par un code et choisit un mot de passe.',
    temporaryPassword: 'Créer un utilisateur avec un mot de passe temporaire',
    temporaryPasswordHint:
      'Un mot de passe temporaire vous est affiché une fois et vous le remettez vous-même. Le prénom et le nom sont nécessaires.',
    localeHint: 'Les courriels à la personne sont dans cette langue.',
    messageHint:
      'Pour une invitation : ce que la personne lit une fois le message ouvert. Personne d’autre ne peut le lire.',
    begin: 'Commencer',
  },

  temporaryPassword: {
    title: 'Mot de passe temporaire',
    forWhom: (email) => `Pour ${email} :`,
    once: 'Il n’est affiché que cette fois et n’est conservé nulle part. Perdu ? Créez-en un nouveau sur la page de l’intégration ; celui-ci n’est alors plus valable.',
    nextTitle: 'Et ensuite',
    next: (email) => [
      'Vous remettez le mot de passe vous-même, par une voie sûre : de vive voix ou en personne, pas par courriel.',
      `${email} se connecte avec ce mot de passe et en choisit un personnel. Il est valable 72 heures.`,
      'Ensuite, le droit est donné tout seul, et vous en êtes tous deux avertis par courriel.',
    ],
  },

  problem: {
    home: 'Aller à la page d’accueil',
    again: 'Réessayer',
    more: 'En savoir plus sur ce problème',
    nothingLost: 'Rien n’est perdu',
    unavailable:
      'Ce qui était enregistré l’est toujours, et les intégrations en cours continuent toutes seules. Réessayez dans quelques secondes.',
    unavailablePost:
      'Ce que vous avez envoyé n’a pas été exécuté ; ce qui était enregistré l’est toujours, et les intégrations en cours continuent toutes seules. Revenez en arrière et renvoyez dans quelques secondes.',
    reference: 'Référence pour l’assistance :',
    code: 'Code :',
  },

  notMe: {
    title: 'Ce n’était pas vous, ou vous ne le vouliez pas ?',
    intro:
      'Un courriel vous a dit que vous êtes maintenant administrateur de compte, et ce n’est pas juste. De deux choses l’une.',
    strangerTitle: 'Quelqu’un d’autre s’est connecté à votre place',
    stranger: 'Alors quelqu’un a peut-être utilisé votre boîte ou votre mot de passe. Faites ceci maintenant :',
    strangerSteps: [
      'Choisissez un nouveau mot de passe. Cela met fin à toutes les autres connexions de votre utilisateur.',
      'Changez aussi le mot de passe de votre boîte : qui lit vos courriels peut fixer votre mot de passe ici.',
      'Prévenez un administrateur du compte, qui peut bloquer votre utilisateur ou vous retirer, et contactez l’assistance.',
    ],
    reset: 'Choisir un nouveau mot de passe',
    change: 'Changer de mot de passe',
    signIns: 'Voir où vous êtes connecté',
    unwantedTitle: 'Vous ne voulez pas être administrateur de compte',
    unwanted:
      'Dites-le à la personne nommée dans le courriel, ou à tout autre administrateur du compte : ils vous retirent sous Administrateurs de compte. D’ici là, rien ne se passe sans vous.',
  },
};
