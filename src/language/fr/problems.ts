import type * as en from '../en/problems.ts';

export const problems: typeof en.problems = {
  'request.malformed-json': {
    title: 'La requête n’est pas du JSON.',
    why: 'Le corps n’a pas pu être lu comme du JSON : rien n’a été fait.',
    next: 'Corrigez-le et renvoyez-le.',
  },
  'request.invalid': {
    title: 'Quelque chose n’est pas bien rempli.',
    why: 'Rien n’a été fait, car un ou plusieurs champs ne sont pas conformes.',
    next: 'Corrigez les champs indiqués et réessayez.',
  },
  'request.too-large': {
    title: 'La requête est trop volumineuse.',
    why: 'Une requête contient au plus 64 Kio, un message 32 Kio. Rien n’a été fait.',
    next: 'Raccourcissez et réessayez.',
  },
  'request.unsupported-media-type': {
    title: 'Ce type de requête n’est pas compris ici.',
    why: 'Le corps doit être envoyé en UTF-8 avec Content-Type: application/json. Rien n’a été fait.',
    next: 'Ajoutez cet en-tête et réessayez.',
  },
  'request.cross-site': {
    title: 'La requête vient d’un autre site.',
    why: 'Pour protéger votre connexion, seules les pages de Castellan peuvent demander des changements. Rien n’a été fait.',
    next: 'Ouvrez Castellan et réessayez depuis ses pages.',
  },
  'request.no-such-page': {
    title: 'Il n’y a rien ici.',
    why: 'Aucune page et aucun appel n’ont cette adresse : elle comporte une erreur, ou ce qui s’y trouvait n’existe plus.',
    next: 'Vérifiez l’adresse, ou repartez de la page d’accueil.',
  },
  'request.method-not-allowed': {
    title: 'Cette adresse n’accepte pas cette méthode.',
    why: 'Cette adresse n’accepte que {allow}. Rien n’a été fait.',
    next: 'Utilisez l’une de ces méthodes.',
    general: {
      why: 'Cette adresse n’accepte que d’autres méthodes. Rien n’a été fait.',
      next: 'Utilisez l’une de celles que la réponse indique dans son en-tête Allow.',
    },
  },
  'rate.limited': {
    title: 'Trop de requêtes.',
    why: 'Il y a eu trop d’essais en peu de temps : celui-ci n’a pas été examiné.',
    next: 'Attendez {seconds} s puis réessayez.',
    general: { next: 'Attendez une minute puis réessayez.' },
  },
  'idempotency.key-required': {
    title: 'L’en-tête Idempotency-Key est absent.',
    why: 'Un appel avec un jeton d’API qui crée quelque chose exige un Idempotency-Key, pour qu’une répétition ne crée rien en double. Rien n’a été fait.',
    next: 'Envoyez une nouvelle clé aléatoire, et la même clé à chaque répétition.',
  },
  'idempotency.key-invalid': {
    title: 'L’en-tête Idempotency-Key est inutilisable.',
    why: 'La clé doit compter de 1 à 255 caractères ASCII imprimables. Rien n’a été fait.',
    next: 'Envoyez-en une aléatoire, par exemple un UUID.',
  },
  'idempotency.key-reused': {
    title: 'Cet Idempotency-Key appartient à une autre requête.',
    why: 'La même clé est déjà venue avec une autre requête : celle-ci n’a pas été exécutée.',
    next: 'Envoyez une nouvelle clé pour une nouvelle requête, ou la première requête inchangée pour la répéter.',
  },
  'idempotency.in-progress': {
    title: 'La même requête est encore en cours.',
    why: 'Une requête avec cet Idempotency-Key n’est pas terminée : rien n’a été lancé en double.',
    next: 'Patientez un instant et renvoyez-la.',
  },
  'sign-in.refused': {
    title: 'La connexion a été refusée.',
    why: 'L’adresse et le mot de passe ne vont pas ensemble, ou cet utilisateur ne peut pas se connecter.',
    next: 'Vérifiez les deux et réessayez, ou choisissez un nouveau mot de passe par courriel. Si vous avez perdu un mot de passe temporaire, demandez-en un nouveau à l’administrateur qui vous l’a donné.',
  },
  'access.sign-in-required': {
    title: 'Vous n’êtes pas connecté.',
    why: 'Ceci est réservé aux utilisateurs connectés, et il n’y a pas de connexion, elle a pris fin, ou le jeton d’API est inconnu ou a expiré.',
    next: 'Connectez-vous et réessayez ; un programme a besoin d’un jeton encore valable.',
  },
  'access.required-actions-pending': {
    title: 'Votre première connexion n’est pas terminée.',
    why: 'Tant que les fonctions ne sont pas vues, les préférences réglées et le mot de passe permanent choisi, rien d’autre n’est possible.',
    next: 'Terminez votre première connexion et réessayez.',
  },
  'access.not-account-administrator': {
    title: 'Vous n’êtes pas administrateur de ce compte.',
    why: 'Seuls les administrateurs de ce compte peuvent faire cela : rien n’a été fait.',
    next: 'Adressez-vous à un administrateur du compte, ou contactez l’assistance, qui peut vous faire promouvoir.',
  },
  'access.not-support': {
    title: 'Vous ne faites pas partie de l’assistance.',
    why: 'Seule l’assistance peut faire cela : rien n’a été fait.',
    next: 'Contactez l’assistance.',
  },
  'access.not-yours': {
    title: 'Cela ne vous revient pas.',
    why: 'Votre rôle ne le permet pas : rien n’a été fait.',
    next: 'Adressez-vous à un administrateur du compte.',
  },
  'access.scope-missing': {
    title: 'Le jeton d’API ne permet pas cela.',
    why: 'Cet appel exige la portée {scope}, que le jeton n’a pas.',
    next: 'Utilisez un jeton qui a cette portée, ou connectez-vous.',
    general: { why: 'Cet appel exige une portée que le jeton n’a pas ; la réponse l’indique.' },
  },
  'access.temporal-read-only': {
    title: 'Cela ne peut pas être envoyé depuis l’interface web de Temporal.',
    why: 'L’assistance peut y reprendre, renvoyer, prolonger ou annuler une demande, par une mise à jour qui donne un motif ; un jeton d’API ne peut que lire. Rien n’a été envoyé, et la tentative figure dans le journal d’audit.',
    next: 'Décidez sur la page de la demande ou avec la commande castellan. Pour tout le reste, adressez-vous à l’exploitant du service.',
  },
  'account.not-found': {
    title: 'Ce compte n’existe pas.',
    why: 'Aucun compte visible pour vous n’a ce numéro.',
    next: 'Vérifiez-le ; vos comptes figurent sous « Comptes ».',
  },
  'group.not-found': {
    title: 'Ce groupe n’existe pas.',
    why: 'Le compte n’a aucun groupe de ce nom.',
    next: 'Vérifiez-le ; les groupes du compte figurent sous « Groupes ».',
  },
  'user.not-found': {
    title: 'Cet utilisateur n’existe pas.',
    why: 'Le compte n’a aucun utilisateur avec cette adresse.',
    next: 'Vérifiez-la ; les utilisateurs du compte figurent sous « Utilisateurs ».',
  },
  'user.non-existent': {
    title: "Impossible d'ajouter un utilisateur inexistant.",
    why: "Impossible d'ajouter un utilisateur inexistant. Personne n’a cette adresse comme nom d’utilisateur.",
    next: 'Invitez la personne par un message chiffré, ou créez l’utilisateur avec un mot de passe temporaire ; Castellan ajoute ensuite la personne de lui-même après la première connexion.',
  },
  'user.exists': {
    title: 'Un utilisateur a déjà cette adresse.',
    why: 'Chaque adresse appartient à un seul utilisateur : aucun n’a été créé.',
    next: 'Connectez-vous avec cette adresse, ou ajoutez l’utilisateur existant au groupe.',
  },
  'user.first-login-pending': {
    title: 'Cet utilisateur n’a pas terminé sa première connexion.',
    why: 'Personne ne devient membre avant la fin de sa première connexion : personne n’a été ajouté.',
    next: 'Lancez une promotion : elle attend la première connexion, puis ajoute la personne d’elle-même.',
  },
  'user.mailbox-unproved': {
    title: 'Cet utilisateur n’a pas encore prouvé sa boîte aux lettres.',
    why: 'L’utilisateur a été créé pour un autre compte, et rien ne prouve que l’adresse est la sienne.',
    next: 'Invitez la personne par un message chiffré : la saisie du code envoyé en est la preuve.',
  },
  'user.locked': {
    title: 'Cet utilisateur est verrouillé.',
    why: 'Un utilisateur verrouillé ne peut ni se connecter ni être ajouté : rien n’a été changé.',
    next: 'Déverrouillez-le d’abord, s’il y a lieu.',
  },
  'user.not-locked': {
    title: 'Cet utilisateur n’est pas verrouillé.',
    why: 'Seul un utilisateur verrouillé peut être déverrouillé : rien n’a été changé.',
    next: 'Voyez son état sous « Utilisateurs ».',
  },
  'user.lock-yourself': {
    title: 'Vous ne pouvez pas vous verrouiller vous-même.',
    why: 'Le verrou vous déconnecterait aussitôt, et vous ne pourriez pas le lever : rien n’a été changé.',
    next: 'Demandez à un autre administrateur du compte de vous verrouiller. Pour mettre fin à vos connexions sur d’autres appareils, voyez votre propre utilisateur.',
  },
  'user.expiration-required': {
    title: 'Le mot de passe doit expirer.',
    why: 'Un mot de passe choisi par un administrateur est toujours temporaire : aucun utilisateur n’a été créé.',
    next: 'Laissez « Imposer l’expiration du mot de passe » coché et enregistrez à nouveau.',
  },
  'member.exists': {
    title: 'Cet utilisateur est déjà membre.',
    why: 'L’utilisateur est dans le groupe : il n’y a rien à ajouter.',
    next: 'Voyez les membres du groupe.',
  },
  'member.not-found': {
    title: 'Cet utilisateur n’est pas membre.',
    why: 'Le groupe n’a aucun membre avec cette adresse : rien n’a été retiré.',
    next: 'Voyez les membres du groupe.',
  },
  'member.last-administrator': {
    title: 'C’est le dernier administrateur qui puisse se connecter.',
    why: 'Un compte doit en garder un : personne n’a été retiré ni verrouillé.',
    next: 'Ajoutez d’abord un autre administrateur.',
  },
  'address.invalid': {
    title: 'Ce n’est pas une adresse électronique.',
    why: 'L’adresse n’a pas pu être lue : rien n’a été fait.',
    next: 'Écrivez-la sous la forme nom@example.org.',
  },
  'address.non-ascii-local-part': {
    title: 'On ne peut pas écrire à cette adresse électronique.',
    why: 'Avant le @, elle contient des lettres que la plupart des serveurs de messagerie ne desservent pas : rien n’a été fait.',
    next: 'Utilisez une adresse sans accents avant le @.',
  },
  'bulk.not-found': {
    title: 'Cette liste n’existe pas.',
    why: 'Aucune liste de personnes à inviter n’a cette référence dans ce compte, ou elle a plus de 30 jours.',
    next: 'Ouvrez les listes du compte, ou vérifiez la référence.',
  },
  'onboarding.not-found': {
    title: 'Cette promotion n’existe pas.',
    why: 'Aucune promotion visible pour vous n’a cette référence.',
    next: 'Vérifiez-la ; une référence ressemble à ONB-7F3K9QXZ.',
  },
  'onboarding.path-differs': {
    title: 'Une promotion de cette personne est en cours par une autre voie.',
    why: 'Une personne n’a qu’une promotion à la fois : aucune autre n’a été lancée.',
    next: 'Poursuivez celle qui est en cours, ou annulez-la d’abord.',
  },
  'onboarding.action-not-allowed': {
    title: 'Cela n’est pas possible maintenant pour cette promotion.',
    why: 'Là où en est la promotion, cette action n’est pas possible : rien n’a été changé.',
    next: 'Consultez la promotion : elle indique ce qui peut être fait.',
  },
  'onboarding.ended-before': {
    title: 'La promotion s’était terminée avant de pouvoir être annulée.',
    why: 'Un instant plus tôt, elle a abouti, son délai s’est écoulé ou une autre personne l’a annulée ; rien n’a été fait de votre demande. Un droit déjà donné reste en vigueur.',
    next: 'Consultez la promotion. Si le droit a été donné, retirez la personne du groupe.',
  },
  'onboarding.message-locked': {
    title: 'Le message est verrouillé.',
    why: 'Un courriel inviterait à un message qui ne s’ouvre pas : rien n’a été envoyé.',
    next: 'Faites déverrouiller le message par un administrateur du compte, sur la page de la promotion, puis renvoyez-le.',
  },
  'onboarding.approval-not-yours': {
    title: 'Cette approbation ne vous revient pas.',
    why: 'Une promotion est approuvée par un administrateur du compte autre que le candidat ; par l’assistance seulement si aucun administrateur du compte ne peut se connecter, et jamais par une personne qui y est intervenue.',
    next: 'Demandez à une telle personne de l’approuver.',
  },
  'upgrade-request.not-found': {
    title: 'Cette demande de droits n’existe pas.',
    why: 'Aucune demande de droits n’a cet identifiant : rien n’a été fait.',
    next: 'Consultez la liste des demandes.',
  },
  'upgrade-request.decided': {
    title: 'Cette demande de droits est déjà tranchée.',
    why: 'Quelqu’un d’autre en a décidé autrement entre-temps : rien n’a été changé.',
    next: 'Consultez la liste des demandes ; la personne peut demander à nouveau.',
  },
  'password.temporary-expired': {
    title: 'Le mot de passe temporaire a expiré.',
    why: 'Le mot de passe était juste, mais son temps est écoulé.',
    next: 'Demandez-en un nouveau à l’administrateur qui vous l’a donné.',
  },
  'password.temporary-not-allowed': {
    title: 'Aucun mot de passe temporaire n’est possible pour cet utilisateur.',
    why: 'Les mots de passe temporaires sont réservés aux utilisateurs que le compte ou la promotion a créés et qui ne se sont jamais connectés : aucun n’a été créé.',
    next: 'Les autres choisissent un nouveau mot de passe par courriel, depuis la page de connexion.',
  },
  'password.address-proved': {
    title: 'Cette personne a prouvé son adresse et choisit seule son mot de passe.',
    why: 'Qui a saisi un code reçu par courriel continue à partir de là ; un mot de passe choisi par un administrateur laisserait entrer quelqu’un d’autre. Aucun n’a été créé.',
    next: 'Faites renvoyer l’invitation : un nouveau code permet de continuer. Pour recommencer avec un mot de passe temporaire, prenez l’autre voie sur la page de la promotion ; après la première connexion, il y a la réinitialisation par courriel.',
  },
  'password.rejected': {
    title: 'Ce mot de passe est inutilisable.',
    why: 'Le mot de passe n’a pas été enregistré, pour les raisons indiquées.',
    next: 'Choisissez-en un autre ; une phrase de plusieurs mots convient bien.',
  },
  'password.confirmation-differs': {
    title: 'Les deux mots de passe diffèrent.',
    why: 'Impossible de savoir lequel est le bon : rien n’a été enregistré.',
    next: 'Saisissez deux fois le même.',
  },
  'first-login.out-of-order': {
    title: 'Une autre étape vient d’abord.',
    why: 'La première connexion passe par les fonctions, les préférences et le mot de passe permanent, dans cet ordre : cette partie n’a pas été enregistrée.',
    next: 'Terminez l’étape qui précède.',
  },
  'first-login.nothing-left': {
    title: 'Votre première connexion est déjà terminée.',
    why: 'Il ne reste aucune étape : rien n’a été changé.',
    next: 'Continuez comme d’habitude.',
  },
  'code.wrong': {
    title: 'Le code n’est pas le bon.',
    why: 'Ce n’est pas le code envoyé à cette adresse.',
    next: 'Vérifiez la référence à côté du code dans le courriel et saisissez-le à nouveau. Essais restants pour ce code : {triesLeft}.',
    general: {
      next: 'Vérifiez la référence à côté du code dans le courriel et saisissez-le à nouveau. Après cinq essais manqués, demandez-en un nouveau.',
    },
  },
  'code.expired': {
    title: 'Le code a expiré.',
    why: 'Un code vaut dix minutes et une seule fois.',
    next: 'Faites-en envoyer un nouveau et saisissez-le.',
  },
  'code.tries-exhausted': {
    title: 'Trop de codes erronés.',
    why: 'Ce code a été saisi trop souvent de façon erronée et ne vaut plus.',
    next: 'Faites-en envoyer un nouveau et saisissez-le.',
  },
  'code.mails-exhausted': {
    title: 'Plus aucun code n’est envoyé pour ce message.',
    why: 'Un code a été demandé trop souvent avec ce lien. Sans nouvel envoi, cela ne passe qu’au bout d’une semaine.',
    next: 'Demandez à la personne qui vous a invité de renvoyer l’invitation : un administrateur du compte, ou l’assistance, le fait sur la page de la promotion (« Renvoyer »). Ensuite, les codes sont de nouveau envoyés comme au début.',
  },
  'reset.invalid': {
    title: 'Ce lien n’est plus valable.',
    why: 'Un lien pour choisir un nouveau mot de passe sert une fois et peu de temps.',
    next: 'Demandez-en un nouveau sur la page de connexion.',
  },
  'session.not-found': {
    title: 'Cette connexion n’existe pas.',
    why: 'Elle a déjà pris fin, ou elle n’est pas la vôtre ; rien n’a été modifié.',
    next: 'Consultez les connexions de votre propre utilisateur.',
  },
  'token.not-found': {
    title: 'Ce jeton d’API n’existe pas.',
    why: 'Il a expiré ou a déjà été révoqué, ou il n’est pas le vôtre ; rien n’a été modifié.',
    next: 'Consultez les jetons de votre propre utilisateur.',
  },
  'envelope.not-found': {
    title: 'Ce message n’existe pas.',
    why: 'Aucun message de ce genre n’est connu ici.',
    next: 'Ouvrez le lien du courriel lui-même, ou demandez à l’expéditeur de vous inviter à nouveau.',
  },
  'envelope.not-active': {
    title: 'Ce message ne peut pas être ouvert maintenant.',
    why: 'Le message n’est pas prêt à être ouvert.',
    next: 'Réessayez dans un instant, ou demandez à l’expéditeur de vous inviter à nouveau.',
  },
  'envelope.action-not-allowed': {
    title: 'Cette action est impossible pour ce message à présent.',
    why: 'Dans son état actuel ({state}), ce n’est pas possible ; rien n’a été changé.',
    next: 'La page de la promotion montre ce qui peut l’être.',
    general: { why: 'Dans l’état actuel du message, ce n’est pas possible : rien n’a été changé.' },
  },
  'envelope.locked': {
    title: 'Ce message est verrouillé.',
    why: 'L’expéditeur a verrouillé le message ; motif indiqué : « {reason} ».',
    next: 'Adressez-vous à l’expéditeur, qui peut le déverrouiller.',
    general: { why: 'L’expéditeur a verrouillé le message et en donne le motif sur la page du message.' },
  },
  'envelope.expired': {
    title: 'Ce message a expiré.',
    why: 'Il pouvait être ouvert jusqu’au {at}.',
    next: 'Demandez à l’expéditeur de le prolonger ou de vous inviter à nouveau.',
    general: { why: 'Un message ne peut être ouvert que pendant quelques jours, sept en général.' },
  },
  'envelope.recalled': {
    title: 'Ce message a été rappelé.',
    why: 'L’expéditeur l’a repris et sa clé a été détruite.',
    next: 'Adressez-vous à l’expéditeur si vous l’attendez encore.',
  },
  'envelope.another-address': {
    title: 'Ce message est destiné à une autre adresse.',
    why: 'Il a été envoyé à {address}, et vous êtes connecté avec une autre adresse.',
    next: 'Déconnectez-vous, puis connectez-vous avec celle-là.',
    general: {
      why: 'Vous êtes connecté avec une autre adresse que celle à laquelle il a été envoyé.',
      next: 'Déconnectez-vous, puis connectez-vous avec l’adresse qui a reçu le courriel.',
    },
  },
  'envelope.mailbox-unproved': {
    title: 'Votre boîte aux lettres n’est pas encore prouvée.',
    why: 'Le message ne s’ouvre que pour qui lit cette boîte aux lettres.',
    next: 'Faites envoyer un code à votre adresse et saisissez-le.',
  },
  'envelope.key-invalid': {
    title: 'La clé du navigateur est inutilisable.',
    why: 'La clé du message n’est remise qu’à une clé P-256 : elle n’a pas été remise.',
    next: 'Rechargez la page.',
  },
  'mail-events.not-configured': {
    title: 'Les événements de messagerie ne sont pas reçus ici.',
    why: 'Aucun secret n’est défini pour les événements signés ; rien n’a été lu.',
    next: 'L’exploitant définit MAIL_EVENTS_SECRET pour les recevoir.',
  },
  'mail-events.signature-invalid': {
    title: 'L’événement de messagerie n’est pas signé comme il se doit.',
    why: 'La signature, l’heure ou les en-têtes ne répondent pas au secret partagé ; rien n’a été changé.',
    next: 'Vérifiez le secret des deux côtés et l’horloge de l’expéditeur.',
  },
  'service.directory-unavailable': {
    title: 'L’annuaire est injoignable.',
    why: 'La base de données de Castellan ne répond pas en ce moment : rien n’a été fait.',
    next: 'Réessayez dans quelques secondes.',
  },
  'service.temporal-unavailable': {
    title: 'Le processus est injoignable.',
    why: 'Ce qui porte les promotions ne répond pas en ce moment. Autant qu’on sache, rien n’a été changé.',
    next: 'Regardez où elle en est et réessayez dans quelques secondes.',
  },
  'service.temporal-refused': {
    title: 'Temporal a refusé la demande.',
    why: 'Temporal a répondu {status} : rien n’a été changé. Les réglages de Castellan, ou ses droits là-bas, ne conviennent pas.',
    next: 'Faites vérifier à l’exploitant TEMPORAL_ADDRESS, TEMPORAL_NAMESPACE et les droits d’accès (castellan doctor). Réessayez ensuite.',
    general: {
      why: 'Temporal l’a refusé : rien n’a été changé. Les réglages de Castellan, ou ses droits là-bas, ne conviennent pas.',
    },
  },
  'service.no-worker': {
    title: 'Aucun worker ne fonctionne.',
    why: 'La décision est notée et transmise, mais aucun worker n’est là pour l’exécuter. Elle peut encore l’être dès qu’un worker fonctionne.',
    next: 'Demandez à l’exploitant de démarrer un worker, puis regardez où elle en est avant de décider à nouveau.',
  },
  'service.busy': {
    title: 'Castellan est très sollicité.',
    why: 'Trop de choses se passent à la fois : ceci n’a pas été commencé.',
    next: 'Réessayez dans quelques secondes.',
  },
  'service.internal': {
    title: 'Une erreur s’est produite de notre côté.',
    why: 'Une erreur inattendue a mis fin à cette requête.',
    next: 'Réessayez ; si cela se reproduit, indiquez à l’assistance la référence de cette requête.',
  },
};

export const backgrounds: typeof en.backgrounds = {
  request:
    'Ce que vous envoyez est examiné en entier avant toute action. En cas de refus, rien n’en a été exécuté, et vous pouvez le renvoyer autant de fois que vous voulez.',
  rate: 'Ces limites protègent tout le monde des essais au hasard et des envois en masse. Elles ne durent qu’un court moment et n’excluent personne ; ce que vous avez fait auparavant n’est pas touché.',
  idempotency:
    'Une clé permet de répéter une requête sans risque : la même clé avec la même requête n’est exécutée qu’une fois et reçoit la même réponse. Les clés sont retenues 24 heures, pour chaque utilisateur séparément.',
  'sign-in':
    'La réponse est la même, que l’erreur porte sur l’adresse ou sur le mot de passe : personne n’apprend ainsi qui a un utilisateur ici. Après plusieurs essais manqués il faut patienter un peu ; personne n’est exclu pour de bon.',
  access:
    'Vos droits découlent de vos groupes : les administrateurs répondent de leur compte, l’assistance voit où en sont toutes les promotions, et chacun s’occupe de son propre utilisateur. Un droit accordé vaut aussitôt.',
  account:
    'Un compte qui n’est pas le vôtre se présente comme un compte inexistant : personne n’apprend son existence en essayant des numéros.',
  group:
    'Castellan a un groupe par compte, « Administrateurs de compte » ; l’assistance a le sien dans le compte « platform ».',
  user: 'Il y a un seul annuaire pour tous les comptes, et un seul utilisateur par adresse, majuscules ou non. Un utilisateur n’est jamais supprimé, seulement verrouillé ou désactivé.',
  member:
    'Les membres du groupe « Administrateurs de compte » peuvent en ajouter et en retirer d’autres, et voient toutes les promotions du compte.',
  address:
    'Les adresses sont comparées sans tenir compte des majuscules, et les courriels partent à l’adresse telle qu’elle a été saisie la première fois.',
  bulk: 'Une liste et le résultat de chacune de ses lignes sont conservés 30 jours ; les promotions qu’elle a lancées le sont indépendamment.',
  onboarding:
    'Une promotion avance d’elle-même, qu’on la regarde ou non, et seules les actions que propose sa page sont possibles. Celles qui ne vous regardent pas se présentent comme inexistantes.',
  'upgrade-request':
    'Qui n’est pas administrateur peut demander à le devenir ; l’assistance en décide en donnant un motif, et un administrateur approuve avant que le droit soit accordé.',
  password:
    'Un mot de passe temporaire sert une seule fois et pendant trois jours, et aucun administrateur ne connaît le vôtre. À la première connexion, chacun choisit un mot de passe permanent.',
  'first-login':
    'Chaque étape est enregistrée aussitôt et peut se faire sur un autre appareil. Après la dernière, une promotion qui vous attendait reprend d’elle-même.',
  code: 'Le code montre que vous lisez la boîte aux lettres de cette adresse. Seul le plus récent compte, et on peut en demander plusieurs par heure.',
  reset:
    'Le lien du courriel sert une seule fois, pendant 30 minutes. Votre ancien mot de passe reste valable tant que vous n’en avez pas enregistré un nouveau.',
  session:
    'La page de votre utilisateur indique où vous êtes connecté. Une connexion prend fin d’elle-même si elle reste un moment inutilisée.',
  token:
    'Un jeton peut ce que peut son utilisateur, dans les limites de ses portées, jusqu’à son expiration ou sa révocation. Il n’est affiché qu’une fois, à sa création.',
  envelope:
    'Un message chiffré s’ouvre dans votre navigateur, et seulement pour qui lit la boîte aux lettres à laquelle il a été envoyé. Son expéditeur peut le prolonger, le verrouiller ou le reprendre.',
  'mail-events':
    'Un serveur de messagerie ou son exploitant peut signaler ici le sort d’un courriel, avec une signature fondée sur un secret partagé. Les promotions avancent aussi sans ces signalements.',
  service:
    'Ce qui était enregistré l’est toujours, et les promotions en cours reprennent d’elles-mêmes dès que tout répond à nouveau. Vous n’avez rien à surveiller ni à refaire, sauf ce que vous venez d’envoyer.',
};

export const fields: typeof en.fields = {
  'bulk.empty': 'Il n’y a aucune ligne à vérifier. Collez au moins une adresse.',
  'bulk.too-many': 'Il y a plus de 1 000 lignes. Partagez la liste.',
  'bulk.unreadable':
    'Les lignes ne se lisent pas comme une liste : un guillemet n’est pas fermé, ou n’entoure pas toute une valeur. Retirez-le, ou écrivez d’abord l’adresse seule : al@example.org,Al,Moe.',
  'bulk.language': 'La langue n’est ni « en » ni « fr ».',
  'bulk.name': 'Un nom a plus de 100 caractères, ou contient des caractères de contrôle invisibles.',
  'name.control-characters':
    'Ce nom contient des sauts de ligne ou des caractères de contrôle invisibles. Saisissez-le au lieu de le coller.',
  'address.missing': 'Saisissez une adresse électronique.',
  'address.several': 'Saisissez une seule adresse.',
  'code.eight-digits': 'Le code est fait des huit chiffres du courriel.',
  'field.required': 'Ceci manque.',
  'field.unknown': 'Ce champ n’est pas connu ici.',
  'field.type': 'Ceci n’est pas du bon type.',
  'field.not-one-of': 'Ceci ne fait pas partie des valeurs permises : {values}.',
  'field.too-short': 'Ceci est trop court ou trop petit.',
  'field.too-long': 'Ceci est trop long ou trop grand.',
  'field.invalid': 'Ceci n’a pas la forme attendue.',
  'field.mismatch': 'Ceci diffère de la première saisie.',
};

export const nextActions: typeof en.nextActions = {
  invite: 'Inviter la personne par un message chiffré',
  'temporary-password': 'Créer l’utilisateur avec un mot de passe temporaire',
  'new-temporary-password': 'Créer un nouveau mot de passe temporaire',
  resend: 'Renvoyer l’invitation',
  'switch-path': 'Prendre l’autre voie',
  'sign-in': 'Se connecter',
  'first-login': 'Terminer la première connexion',
  'password-reset': 'Choisir un nouveau mot de passe par courriel',
  'own-user': 'Votre utilisateur : vos comptes, et comment demander davantage',
  runbook: 'Ce que l’assistance y fait',
  onboarding: 'Consulter la promotion',
  onboard: 'Lancer une promotion',
  'new-code': 'Faire envoyer un nouveau code',
  unlock: 'Déverrouiller l’utilisateur',
  retry: 'Réessayer',
  accounts: 'Vos comptes',
  onboardings: 'Les promotions',
  promote: 'Ajouter un administrateur de compte',
  password: 'Changer votre mot de passe',
  'sign-ins': 'Vos connexions',
  tokens: 'Vos jetons d’API',
  support: 'Ce qui attend l’assistance',
  documentation: 'La documentation de l’API',
};

export const messages: typeof en.messages = {
  'user.added': 'Utilisateur <{userId}> ajouté.',
};
