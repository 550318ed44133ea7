import type * as en from '../en/problems.ts';

export const problems: typeof en.problems = {
  'request.malformed-json': {
    title: 'La requête n’est pas du JSON.',
    detail: 'Le corps n’a pas pu être lu comme du JSON : rien n’a été fait. Corrigez-le et renvoyez-le.',
  },
  'request.invalid': {
    title: 'Quelque chose ne va pas dans la requête.',
    detail:
      'Rien n’a été fait, car un ou plusieurs champs ne sont pas conformes. Corrigez les champs indiqués et réessayez.',
  },
  'request.too-large': {
    title: 'La requête est trop volumineuse.',
    detail: 'Une requête contient au plus 64 Kio, un message 32 Kio. Rien n’a été fait. Raccourcissez et réessayez.',
  },
  'request.unsupported-media-type': {
    title: 'Ce type de requête n’est pas compris ici.',
    detail:
      'Le corps doit être envoyé en UTF-8 avec Content-Type: application/json. Rien n’a été fait. Ajoutez cet en-tête et réessayez.',
  },
  'request.cross-site': {
    title: 'La requête vient d’un autre site.',
    detail:
      'Pour protéger votre connexion, seules les pages de Castellan peuvent demander des changements. Rien n’a été fait. Ouvrez Castellan et réessayez depuis ses pages.',
  },
  'request.no-such-page': {
    title: 'Il n’y a rien ici.',
    detail:
      'Aucune page et aucun appel n’ont cette adresse. Vérifiez-la dans la documentation de l’API, ou revenez à la première page.',
  },
  'request.method-not-allowed': {
    title: 'Cette adresse n’accepte pas cette méthode.',
    detail: 'Cette adresse n’accepte que {allow}. Rien n’a été fait. Utilisez l’une de ces méthodes.',
  },
  'rate.limited': {
    title: 'Trop de requêtes.',
    detail:
      'Il y a eu trop d’essais en peu de temps : celui-ci n’a pas été examiné. Attendez {seconds} s puis réessayez.',
  },
  'idempotency.key-required': {
    title: 'L’en-tête Idempotency-Key est absent.',
    detail:
      'Un appel avec un jeton d’API qui crée quelque chose exige un Idempotency-Key, pour qu’une répétition ne crée rien en double. Rien n’a été fait. Envoyez une nouvelle clé aléatoire, et la même clé à chaque répétition.',
  },
  'idempotency.key-invalid': {
    title: 'L’en-tête Idempotency-Key est inutilisable.',
    detail:
      'La clé doit compter de 1 à 255 caractères ASCII imprimables. Rien n’a été fait. Envoyez-en une aléatoire, par exemple un UUID.',
  },
  'idempotency.key-reused': {
    title: 'Cet Idempotency-Key appartient à une autre requête.',
    detail:
      'La même clé est déjà venue avec une autre requête : celle-ci n’a pas été exécutée. Envoyez une nouvelle clé pour une nouvelle requête, ou la première requête inchangée pour la répéter.',
  },
  'idempotency.in-progress': {
    title: 'La même requête est encore en cours.',
    detail:
      'Une requête avec cet Idempotency-Key n’est pas terminée : rien n’a été lancé en double. Patientez un instant et renvoyez-la.',
  },
  'sign-in.refused': {
    title: 'La connexion a été refusée.',
    detail:
      'L’adresse et le mot de passe ne vont pas ensemble, ou cet utilisateur ne peut pas se connecter. Vérifiez les deux et réessayez, ou choisissez un nouveau mot de passe par courriel.',
  },
  'access.sign-in-required': {
    title: 'Vous n’êtes pas connecté.',
    detail:
      'Ceci est réservé aux utilisateurs connectés, et il n’y a pas de connexion ou elle a pris fin. Connectez-vous et réessayez.',
  },
  'access.required-actions-pending': {
    title: 'Votre première connexion n’est pas terminée.',
    detail:
      'Tant que les nouveautés ne sont pas vues, les préférences réglées et le mot de passe permanent choisi, rien d’autre n’est possible. Terminez votre première connexion et réessayez.',
  },
  'access.not-account-administrator': {
    title: 'Vous n’êtes pas administrateur de ce compte.',
    detail:
      'Seuls les administrateurs de ce compte peuvent faire cela : rien n’a été fait. Adressez-vous à un administrateur du compte, ou contactez l’assistance, qui peut vous faire promouvoir.',
  },
  'access.not-support': {
    title: 'Vous ne faites pas partie de l’assistance.',
    detail: 'Seule l’assistance peut faire cela : rien n’a été fait. Contactez l’assistance.',
  },
  'access.not-yours': {
    title: 'Cela ne vous revient pas.',
    detail: 'Votre rôle ne le permet pas : rien n’a été fait. Adressez-vous à un administrateur du compte.',
  },
  'access.scope-missing': {
    title: 'Le jeton d’API ne permet pas cela.',
    detail:
      'Cet appel exige la portée {scope}, que le jeton n’a pas. Utilisez un jeton qui a cette portée, ou connectez-vous.',
  },
  'account.not-found': {
    title: 'Ce compte n’existe pas.',
    detail: 'Aucun compte visible pour vous n’a ce numéro. Vérifiez-le ; vos comptes figurent sous « Comptes ».',
  },
  'group.not-found': {
    title: 'Ce groupe n’existe pas.',
    detail: 'Le compte n’a aucun groupe de ce nom. Vérifiez-le ; les groupes du compte figurent sous « Groupes ».',
  },
  'user.not-found': {
    title: 'Cet utilisateur n’existe pas.',
    detail:
      'Le compte n’a aucun utilisateur avec cette adresse. Vérifiez-la ; les utilisateurs du compte figurent sous « Utilisateurs ».',
  },
  'user.non-existent': {
    title: "Impossible d'ajouter un utilisateur inexistant.",
    detail:
      "Impossible d'ajouter un utilisateur inexistant. Personne n’a cette adresse comme nom d’utilisateur. Invitez la personne par un message chiffré, ou créez l’utilisateur avec un mot de passe temporaire ; Castellan ajoute ensuite la personne de lui-même après la première connexion.",
  },
  'user.exists': {
    title: 'Un utilisateur a déjà cette adresse.',
    detail:
      'Chaque adresse appartient à un seul utilisateur : aucun n’a été créé. Connectez-vous avec cette adresse, ou ajoutez l’utilisateur existant au groupe.',
  },
  'user.first-login-pending': {
    title: 'Cet utilisateur n’a pas terminé sa première connexion.',
    detail:
      'Personne ne devient membre avant la fin de sa première connexion : personne n’a été ajouté. Lancez une intégration : elle attend la première connexion, puis ajoute la personne d’elle-même.',
  },
  'user.mailbox-unproved': {
    title: 'Cet utilisateur n’a pas encore prouvé sa boîte aux lettres.',
    detail:
      'L’utilisateur a été créé pour un autre compte, et rien ne prouve que l’adresse est la sienne. Invitez la personne par un message chiffré : la saisie du code envoyé en est la preuve.',
  },
  'user.locked': {
    title: 'Cet utilisateur est verrouillé.',
    detail:
      'Un utilisateur verrouillé ne peut ni se connecter ni être ajouté : rien n’a été changé. Déverrouillez-le d’abord, s’il y a lieu.',
  },
  'user.not-locked': {
    title: 'Cet utilisateur n’est pas verrouillé.',
    detail:
      'Seul un utilisateur verrouillé peut être déverrouillé : rien n’a été changé. Voyez son état sous « Utilisateurs ».',
  },
  'user.expiration-required': {
    title: 'Le mot de passe doit expirer.',
    detail:
      'Un mot de passe choisi par un administrateur est toujours temporaire : aucun utilisateur n’a été créé. Laissez « Imposer l’expiration du mot de passe » coché et enregistrez à nouveau.',
  },
  'member.exists': {
    title: 'Cet utilisateur est déjà membre.',
    detail: 'L’utilisateur est dans le groupe : il n’y a rien à ajouter. Voyez les membres du groupe.',
  },
  'member.not-found': {
    title: 'Cet utilisateur n’est pas membre.',
    detail: 'Le groupe n’a aucun membre avec cette adresse : rien n’a été retiré. Voyez les membres du groupe.',
  },
  'member.last-administrator': {
    title: 'C’est le dernier administrateur qui puisse se connecter.',
    detail:
      'Un compte doit en garder un : personne n’a été retiré ni verrouillé. Ajoutez d’abord un autre administrateur.',
  },
  'address.invalid': {
    title: 'Ce n’est pas une adresse électronique.',
    detail: 'L’adresse n’a pas pu être lue : rien n’a été fait. Écrivez-la sous la forme nom@example.org.',
  },
  'address.non-ascii-local-part': {
    title: 'On ne peut pas écrire à cette adresse électronique.',
    detail:
      'Avant le @, elle contient des lettres que la plupart des serveurs de messagerie ne desservent pas : rien n’a été fait. Utilisez une adresse sans accents avant le @.',
  },
  'bulk.not-found': {
    title: 'Cette liste n’existe pas.',
    detail:
      'Aucune liste de personnes à inviter n’a cette référence dans ce compte, ou elle a plus de 30 jours. Ouvrez les listes du compte, ou vérifiez la référence.',
  },
  'onboarding.not-found': {
    title: 'Cette intégration n’existe pas.',
    detail:
      'Aucune intégration visible pour vous n’a cette référence. Vérifiez-la ; une référence ressemble à ONB-7F3K9Q.',
  },
  'onboarding.path-differs': {
    title: 'Une intégration de cette personne est en cours par une autre voie.',
    detail:
      'Une personne n’a qu’une intégration à la fois : aucune autre n’a été lancée. Poursuivez celle qui est en cours, ou annulez-la d’abord.',
  },
  'onboarding.candidate-required': {
    title: 'Le nom du candidat manque.',
    detail: 'Pour créer un utilisateur, il faut son prénom et son nom : rien n’a été lancé. Indiquez-les et réessayez.',
  },
  'onboarding.action-not-allowed': {
    title: 'Cela n’est pas possible maintenant pour cette intégration.',
    detail:
      'Là où en est l’intégration, cette action n’est pas possible : rien n’a été changé. Consultez l’intégration : elle indique ce qui peut être fait.',
  },
  'onboarding.message-locked': {
    title: 'Le message est verrouillé.',
    detail:
      'Un courriel inviterait à un message qui ne s’ouvre pas : rien n’a été envoyé. Faites déverrouiller le message par un administrateur du compte, sur la page de la promotion, puis renvoyez-le.',
  },
  'onboarding.approval-not-yours': {
    title: 'Cette approbation ne vous revient pas.',
    detail:
      'Une promotion est approuvée par un administrateur du compte autre que le candidat ; par l’assistance seulement si aucun administrateur du compte ne peut se connecter, et jamais par une personne qui y est intervenue. Demandez à une telle personne de l’approuver.',
  },
  'upgrade-request.not-found': {
    title: 'Cette demande de droits n’existe pas.',
    detail: 'Aucune demande de droits n’a cet identifiant : rien n’a été fait. Consultez la liste des demandes.',
  },
  'upgrade-request.decided': {
    title: 'Cette demande de droits est déjà tranchée.',
    detail:
      'Quelqu’un d’autre en a décidé autrement entre-temps : rien n’a été changé. Consultez la liste des demandes ; la personne peut demander à nouveau.',
  },
  'password.temporary-expired': {
    title: 'Le mot de passe temporaire a expiré.',
    detail:
      'Le mot de passe était juste, mais son temps est écoulé. Demandez-en un nouveau à l’administrateur qui vous l’a donné.',
  },
  'password.temporary-not-allowed': {
    title: 'Aucun mot de passe temporaire n’est possible pour cet utilisateur.',
    detail:
      'Les mots de passe temporaires sont réservés aux utilisateurs que l’intégration a créés et qui ne se sont jamais connectés : aucun n’a été créé. Les autres choisissent un nouveau mot de passe par courriel, depuis la page de connexion.',
  },
  'password.rejected': {
    title: 'Ce mot de passe est inutilisable.',
    detail:
      'Le mot de passe n’a pas été enregistré, pour les raisons indiquées. Choisissez-en un autre ; une phrase de plusieurs mots convient bien.',
  },
  'first-login.out-of-order': {
    title: 'Une autre étape vient d’abord.',
    detail:
      'La première connexion passe par les nouveautés, les préférences et le mot de passe permanent, dans cet ordre : cette partie n’a pas été enregistrée. Terminez l’étape qui précède.',
  },
  'first-login.nothing-left': {
    title: 'Votre première connexion est déjà terminée.',
    detail: 'Il ne reste aucune étape : rien n’a été changé. Continuez comme d’habitude.',
  },
  'code.wrong': {
    title: 'Le code n’est pas le bon.',
    detail:
      'Ce n’est pas le code envoyé à cette adresse. Vérifiez la référence à côté du code dans le courriel et saisissez-le à nouveau. Essais restants pour ce code : {triesLeft}.',
  },
  'code.expired': {
    title: 'Le code a expiré.',
    detail: 'Un code vaut dix minutes et une seule fois. Faites-en envoyer un nouveau et saisissez-le.',
  },
  'code.tries-exhausted': {
    title: 'Trop de codes erronés.',
    detail:
      'Ce code a été saisi trop souvent de façon erronée et ne vaut plus. Faites-en envoyer un nouveau et saisissez-le.',
  },
  'reset.invalid': {
    title: 'Ce lien n’est plus valable.',
    detail:
      'Un lien pour choisir un nouveau mot de passe sert une fois et peu de temps. Demandez-en un nouveau sur la page de connexion.',
  },
  'session.not-found': {
    title: 'Cette connexion n’existe pas.',
    detail:
      'Elle a déjà pris fin, ou elle n’est pas la vôtre ; rien n’a été modifié. Consultez les connexions de votre propre utilisateur.',
  },
  'token.not-found': {
    title: 'Ce jeton d’API n’existe pas.',
    detail:
      'Il a expiré ou a déjà été révoqué, ou il n’est pas le vôtre ; rien n’a été modifié. Consultez les jetons de votre propre utilisateur.',
  },
  'envelope.not-found': {
    title: 'Ce message n’existe pas.',
    detail:
      'Aucun message de ce genre n’est connu ici. Ouvrez le lien du courriel lui-même, ou demandez à l’expéditeur de vous inviter à nouveau.',
  },
  'envelope.not-active': {
    title: 'Ce message ne peut pas être ouvert maintenant.',
    detail:
      'Le message n’est pas prêt à être ouvert. Réessayez dans un instant, ou demandez à l’expéditeur de vous inviter à nouveau.',
  },
  'envelope.action-not-allowed': {
    title: 'Cette action est impossible pour ce message à présent.',
    detail:
      'Dans son état actuel ({state}), ce n’est pas possible ; rien n’a été changé. La page de la promotion montre ce qui peut l’être.',
  },
  'envelope.locked': {
    title: 'Ce message est verrouillé.',
    detail: 'L’expéditeur a verrouillé le message ; adressez-vous à lui. Motif indiqué : {reason}',
  },
  'envelope.expired': {
    title: 'Ce message a expiré.',
    detail:
      'Il pouvait être ouvert jusqu’au {at}. Demandez à l’expéditeur de le prolonger ou de vous inviter à nouveau.',
  },
  'envelope.recalled': {
    title: 'Ce message a été rappelé.',
    detail: 'L’expéditeur l’a repris et sa clé a été détruite. Adressez-vous à l’expéditeur si vous l’attendez encore.',
  },
  'envelope.another-address': {
    title: 'Ce message est destiné à une autre adresse.',
    detail:
      'Il a été envoyé à {address}, et vous êtes connecté avec une autre adresse. Déconnectez-vous, puis connectez-vous avec celle-là.',
  },
  'envelope.mailbox-unproved': {
    title: 'Votre boîte aux lettres n’est pas encore prouvée.',
    detail:
      'Le message ne s’ouvre que pour qui lit cette boîte aux lettres. Faites envoyer un code à votre adresse et saisissez-le.',
  },
  'envelope.key-invalid': {
    title: 'La clé du navigateur est inutilisable.',
    detail: 'La clé du message n’est remise qu’à une clé P-256 : elle n’a pas été remise. Rechargez la page.',
  },
  'mail-events.not-configured': {
    title: 'Les événements de messagerie ne sont pas reçus ici.',
    detail:
      'Aucun secret n’est défini pour les événements signés ; rien n’a été lu. L’exploitant définit MAIL_EVENTS_SECRET pour les recevoir.',
  },
  'mail-events.signature-invalid': {
    title: 'L’événement de messagerie n’est pas signé comme il se doit.',
    detail:
      'La signature, l’heure ou les en-têtes ne répondent pas au secret partagé ; rien n’a été changé. Vérifiez le secret des deux côtés et l’horloge de l’expéditeur.',
  },
  'service.directory-unavailable': {
    title: 'L’annuaire est injoignable.',
    detail:
      'La base de données de Castellan ne répond pas en ce moment : rien n’a été fait. Réessayez dans quelques secondes.',
  },
  'service.temporal-unavailable': {
    title: 'Le processus est injoignable.',
    detail:
      'Ce qui porte les intégrations ne répond pas en ce moment : rien n’a été changé. Réessayez dans quelques secondes.',
  },
  'service.busy': {
    title: 'Castellan est très sollicité.',
    detail: 'Trop de choses se passent à la fois : ceci n’a pas été commencé. Réessayez dans quelques secondes.',
  },
  'service.internal': {
    title: 'Une erreur s’est produite de notre côté.',
    detail:
      'Une erreur inattendue a mis fin à cette requête. Réessayez ; si cela se reproduit, indiquez à l’assistance la référence de cette requête.',
  },
};

export const fields: typeof en.fields = {
  'bulk.empty': 'Il n’y a aucune ligne à vérifier. Collez au moins une adresse.',
  'bulk.too-many': 'Il y a plus de 1 000 lignes. Partagez la liste.',
  'bulk.unreadable': 'Les lignes ne se lisent pas comme une liste : un guillemet n’est pas fermé.',
  'bulk.language': 'La langue n’est ni « en » ni « fr ».',
  'bulk.name': 'Un nom a plus de 100 caractères, ou contient des caractères de contrôle invisibles.',
  'field.required': 'Ceci manque.',
  'field.unknown': 'Ce champ n’est pas connu ici.',
  'field.type': 'Ceci n’est pas du bon type.',
  'field.not-one-of': 'Ceci ne fait pas partie des valeurs permises.',
  'field.too-short': 'Ceci est trop court ou trop petit.',
  'field.too-long': 'Ceci est trop long ou trop grand.',
  'field.invalid': 'Ceci n’a pas la forme attendue.',
  'field.mismatch': 'Ceci diffère de la première saisie.',
};

export const nextActions: typeof en.nextActions = {
  invite: 'Inviter la personne par un message chiffré',
  'temporary-password': 'Créer l’utilisateur avec un mot de passe temporaire',
  'new-temporary-password': 'Créer un nouveau mot de passe temporaire',
  'sign-in': 'Se connecter',
  'first-login': 'Terminer la première connexion',
  'password-reset': 'Choisir un nouveau mot de passe par courriel',
  'own-user': 'Votre utilisateur : vos comptes, et comment demander davantage',
  runbook: 'Ce que l’assistance y fait',
  onboarding: 'Consulter l’intégration',
  onboard: 'Lancer une intégration',
  'new-code': 'Faire envoyer un nouveau code',
  unlock: 'Déverrouiller l’utilisateur',
  retry: 'Réessayer',
};

export const messages: typeof en.messages = {
  'user.added': 'Utilisateur <{userId}> ajouté.',
};
