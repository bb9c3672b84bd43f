"""
The pages in English; French is what the templates are written in.

A test compares this table with the templates: it has each of their texts, and no other.
"""

from typing import Final

__all__ = ["ENGLISH"]

ENGLISH: Final = {
    "%(count)s message": "%(count)s message",
    "%(count)s messages": "%(count)s messages",
    "%(first)s %(last)s administre déjà l'espace de l'établissement "
    '<code>%(uai)s</code>. Pour <a href="%(url)s">vous connecter</a> à sa '
    "place&nbsp;:": (
        "%(first)s %(last)s already administers the space of the school "
        '<code>%(uai)s</code>. To <a href="%(url)s">log in</a> in their place:'
    ),
    "&nbsp;:": ":",
    "(confirmée)": "(confirmed)",
    "(saisi dans le formulaire, non vérifié)": "(as typed in the form, not checked)",
    '<a href="%(url)s">Demandez un lien</a> pour en choisir un autre. Il part vers '
    "l'adresse de votre compte, une fois qu'elle est confirmée.": (
        '<a href="%(url)s">Ask for a link</a> to choose another one. It goes to the '
        "address of your account, once that is confirmed."
    ),
    '<a href="%(url)s">Ouvrez la boîte aux lettres</a>&nbsp;: le message y arrive en '
    "une seconde environ.": (
        '<a href="%(url)s">Open the mailbox</a>: the message gets there in about a '
        "second."
    ),
    '<a href="%(url)s">Remplissez la demande</a> avec un des UAI ci-dessous et un '
    "nom de votre choix.": (
        '<a href="%(url)s">Fill in the request</a> with one of the UAIs below and a '
        "name of your choice."
    ),
    '<a href="mailto:%(address)s">%(address)s</a>, en donnant l\'UAI de votre '
    "établissement. N'envoyez jamais de mot de passe.": (
        '<a href="mailto:%(address)s">%(address)s</a>, with the UAI of your school. '
        "Never send a password."
    ),
    "<strong>Activer</strong>&nbsp;: l'établissement n'a pas encore d'espace Pix "
    "Orga.": ("<strong>Activate</strong>: the school has no Pix Orga space yet."),
    "<strong>Récupérer</strong>&nbsp;: il en a un, mais son administrateur est parti "
    "ou n'y accède plus. Élèves et campagnes restent en place.": (
        "<strong>Recover</strong>: it has one, but its administrator has left or "
        "cannot get in any more. Pupils and campaigns stay in place."
    ),
    "Accès refusé": "Access refused",
    "Accès retiré": "Access removed",
    "Accès suspendu": "Access suspended",
    "Activer ou récupérer l'espace de votre établissement": (
        "Activate or recover your school's space"
    ),
    "Activer ou récupérer un espace": "Activate or recover a space",
    "Aide": "Help",
    "Aller au contenu": "Skip to the content",
    "Au moins %(least)s caractères, par exemple une phrase.": (
        "At least %(least)s characters, such as a sentence."
    ),
    "Aucun": "None",
    "Bienvenue, %(name)s. L'espace de votre établissement est actif&nbsp;: voici ce "
    "qui reste à faire.": (
        "Welcome, %(name)s. Your school's space is active: here is what is left to do."
    ),
    "Boîte aux lettres": "Mailbox",
    "Boîte aux lettres de la démonstration": "The demonstration's mailbox",
    "Boîte inconnue de l'annuaire&nbsp;: aucun message ne part.": (
        "The directory knows no mailbox: no message is sent."
    ),
    "Ce lien ne peut pas être utilisé": "This link cannot be used",
    "Ce n'est pas possible pour le moment": "This is not possible for the moment",
    "Ce n'est plus disponible": "This is no longer available",
    "Ce que deviennent ces données": "What becomes of these data",
    "Ce qui se passe": "What happens",
    "Celle de votre compte, qui a reçu le lien.": (
        "That of your account, which got the link."
    ),
    "Celles de la démonstration tiennent en une phrase&nbsp;: n'y saisissez le nom "
    "ni l'adresse de personne.": (
        "Those of the demonstration are one sentence: type nobody's name or address "
        "into it."
    ),
    "Celui de cette personne, à recopier à la main, pour qu'aucun logiciel ne "
    "conteste à votre place. Majuscules et accents ne comptent pas.": (
        "That of this person, to be typed by hand, so that no program contests in "
        "your place. Capitals and accents do not matter."
    ),
    "Cette demande ne peut pas être traitée": "This request cannot be dealt with",
    "Cette page s'adresse aux personnels de direction des collèges et lycées.": (
        "This page is for the heads and deputy heads of collèges and lycées."
    ),
    "Cette personne administre l'espace Pix Orga de votre établissement et ne "
    "devrait pas&nbsp;? Contestez&nbsp;:": (
        "This person administers your school's Pix Orga space and should not? "
        "Contest it:"
    ),
    "Cette personne n'administre plus l'espace de l'établissement&nbsp;: il n'y a "
    "rien à contester.": (
        "This person no longer administers the school's space: there is nothing to "
        "contest."
    ),
    "Changer d'adresse": "Change address",
    "Changer d'établissement": "Change school",
    "Changer de mot de passe": "Change password",
    "Changer l'adresse": "Change the address",
    "Changer le mot de passe": "Change the password",
    "Chaque lien ne sert qu'une fois et porte sa date de fin. Copiez-le en "
    "entier&nbsp;: certains logiciels de messagerie le coupent en deux lignes. S'il "
    "a expiré, sa page propose d'en recevoir un nouveau.": (
        "Each link works once, and its message says until when. Copy all of it: some "
        "mail programs break it into two lines. If it has expired, its page offers "
        "to send a new one."
    ),
    "Cherchez-le dans les courriers indésirables.": "Look for it among the junk mail.",
    "Choisir un autre mot de passe": "Choose another password",
    "Choisissez une des deux façons de continuer. Tous les champs sont obligatoires.": (
        "Choose one of the two ways to go on. All fields are required."
    ),
    "Compte ouvert": "Account opened",
    "Compte à essayer": "Account to try",
    "Conditions d'utilisation": "Terms of use",
    "Confirmer cette adresse": "Confirm this address",
    "Confirmer votre adresse": "Confirm your address",
    "Connectez-vous pour continuer. Une connexion se ferme au bout de douze heures, "
    "ou quand le mot de passe change.": (
        "Log in to go on. A session is closed after twelve hours, or when the "
        "password changes."
    ),
    "Connexion": "Log in",
    "Contester et suspendre l'accès": "Contest and suspend the access",
    "Contester l'arrivée d'un administrateur": "Contest a new administrator",
    'Dans la démonstration, <a href="%(url)s">une même boîte aux lettres</a> montre '
    "les messages de tout le monde.": (
        'In the demonstration, <a href="%(url)s">one mailbox</a> shows everybody\'s '
        "messages."
    ),
    "Dans une vraie installation, cette page donne les conditions à accepter en "
    "s'inscrivant.": (
        "In a real installation, this page gives the terms that one accepts on "
        "signing up."
    ),
    "De": "From",
    "De préférence la vôtre plutôt que celle de l'établissement&nbsp;: elle vous "
    "servira à vous connecter.": (
        "Your own rather than the school's: you will log in with it."
    ),
    "Demande": "Request",
    "Demande reçue": "Request received",
    "Demander un autre lien": "Ask for another link",
    "Depuis": "Since",
    "Démonstration": "Demonstration",
    "E-mail": "E-mail",
    "Elle est vide.": "It is empty.",
    "En qualité de": "As",
    "En quelle qualité rejoignez-vous l'espace&nbsp;?": (
        "In which capacity do you join the space?"
    ),
    "Envoi trop volumineux": "Too much was sent",
    "Envoyer la demande": "Send the request",
    "Erreur": "Error",
    "Espace": "Space",
    "Espace déjà activé&nbsp;: le lien en récupère l'accès.": (
        "The space was activated before: the link recovers access to it."
    ),
    "Espace jamais activé&nbsp;: le lien l'active.": (
        "The space was never activated: the link activates it."
    ),
    "Essayer": "Try",
    "Essayer Pix Orga": "Try Pix Orga",
    "Faite au nom de": "Made in the name of",
    'Il en manque un&nbsp;? <a href="%(url)s">Demandez-en l\'accès</a>, puis '
    "choisissez «&nbsp;J'ai déjà un compte&nbsp;».": (
        'Is one missing? <a href="%(url)s">Ask for access to it</a>, then choose “I '
        "have an account”."
    ),
    "Il part vers la boîte institutionnelle que l'annuaire de l'éducation connaît, "
    "d'ordinaire celle qui commence par «&nbsp;ce.&nbsp;» suivi de l'UAI. "
    "Cherchez-le dans les courriers indésirables, vérifiez l'UAI et <a "
    'href="%(url)s">refaites la demande</a>. Si l\'annuaire se trompe de boîte, '
    "écrivez à l'assistance.": (
        "It goes to the school's mailbox in the national directory, which usually "
        "begins with “ce.” and the UAI. Look for it among the junk mail, check the "
        'UAI and <a href="%(url)s">make the request again</a>. If the directory has '
        "the wrong mailbox, write to the support team."
    ),
    "J'accepte les <a href=\"%(url)s\">conditions d'utilisation</a>": (
        'I accept the <a href="%(url)s">terms of use</a>'
    ),
    "J'ai déjà un compte": "I have an account",
    "Je m'inscris": "I sign up",
    "Je ne suis pas le chef d'établissement": "I am not the head of the school",
    "L'UAI sert à trouver la boîte de l'établissement, votre prénom et votre nom à "
    "lui dire qui fait la demande. Ils sont gardés un an et transmis à "
    "l'établissement seulement.": (
        "The UAI serves to find the school's mailbox, your first and last name to "
        "tell it who asks. They are kept for a year and handed to the school only."
    ),
    "L'accès de %(person)s est retiré": "The access of %(person)s is removed",
    "L'accès de %(person)s est suspendu": "The access of %(person)s is suspended",
    "L'espace n'a plus d'administrateur&nbsp;? <a href=\"%(url)s\">Demandez à le "
    "récupérer.</a>": (
        'The space has no administrator any more? <a href="%(url)s">Ask to recover '
        "it.</a>"
    ),
    "La boîte a changé, ou n'est pas celle de l'annuaire&nbsp;? <a "
    'href="%(url)s">Demandez de l\'aide.</a>': (
        "The mailbox has changed, or is not the one in the directory? <a "
        'href="%(url)s">Ask for help.</a>'
    ),
    "La boîte aux lettres reçoit alors un avis&nbsp;: son lien sert à contester "
    "votre arrivée.": (
        "The mailbox then gets a notice: its link serves to contest you."
    ),
    "La boîte de l'établissement, les autres administrateurs et l'assistance en sont "
    "prévenus. Un autre administrateur ou l'assistance décidera de rétablir cet "
    "accès ou de le retirer.": (
        "The school's mailbox, the other administrators and the support team are "
        "told. Another administrator or the support team will decide to restore this "
        "access or to remove it."
    ),
    "La nouvelle. Un message y part, dont le lien la confirme.": (
        "The new one. A message goes there, whose link confirms it."
    ),
    "Le": "On",
    "Le chef d'établissement peut vous confier le lien. Inscrivez-vous alors en tant "
    "que référent&nbsp;: la boîte de l'établissement apprend votre arrivée et peut "
    "la contester.": (
        "The head of the school may hand you the link. Sign up as référent then: the "
        "school's mailbox is told, and may contest it."
    ),
    "Le compte est gardé tant qu'il sert. Vous êtes prévenu avant qu'un compte "
    "inutilisé soit supprimé.": (
        "The account is kept as long as it is used. You are told before an unused "
        "account is deleted."
    ),
    "Le lien entier, copié depuis le message": (
        "The whole link, copied from the message"
    ),
    "Le lien ne fonctionne pas": "The link does not work",
    "Le message": "The message",
    "Le message arrive d'ordinaire en quelques minutes. Ouvrez la boîte de "
    "l'établissement et suivez le lien qu'il contient.": (
        "The message usually arrives within minutes. Open the school's mailbox and "
        "follow the link in it."
    ),
    "Le message n'arrive pas": "The message does not arrive",
    "Le message tel que transmis": "The message as sent",
    "Les messages tels qu'ils sont partis, le plus récent en premier. Il en manque "
    'un&nbsp;? Il arrive en une seconde environ&nbsp;: <a href="%(url)s">rechargez '
    "la page</a>.": (
        "The messages as they were sent, the latest first. Is one missing? It "
        'arrives in about a second: <a href="%(url)s">load the page again</a>.'
    ),
    "Lettre finale erronée&nbsp;: le formulaire le signale.": (
        "The last letter is wrong: the form says so."
    ),
    "M'inscrire et rejoindre l'espace": "Sign up and join the space",
    "Me connecter et rejoindre l'espace": "Log in and join the space",
    "Mes données": "My data",
    "Mot de passe": "Password",
    "Mot de passe actuel": "Current password",
    "Mot de passe oublié": "Forgotten password",
    "Mot de passe oublié&nbsp;?": "Forgotten your password?",
    "Nom": "Last name",
    "Nouveau lien envoyé": "New link sent",
    "Nouveau mot de passe": "New password",
    "Objet": "Subject",
    "Obtenir de l'aide": "Get help",
    "Ou demander de l'aide": "Or ask for help",
    "Ou demander un autre lien": "Or ask for another link",
    "Ou demander un autre message depuis votre compte": (
        "Or ask for another message from your account"
    ),
    "Ou refaire une demande": "Or make another request",
    "Ouvrir ce lien": "Open this link",
    "Ouvrir votre compte": "Open your account",
    "Page introuvable": "Page not found",
    "Pas encore d'accès à l'espace de votre établissement&nbsp;? <a "
    'href="%(url)s">Demandez-le.</a>': (
        'No access to your school\'s space yet? <a href="%(url)s">Ask for it.</a>'
    ),
    "Pour les consulter, les faire rectifier ou supprimer votre compte, écrivez à "
    "l'assistance.": (
        "To see them, to have them corrected or to have your account deleted, write "
        "to the support team."
    ),
    "Premiers pas": "First steps",
    "Prénom": "First name",
    "Prénom et nom": "First and last name",
    "Qualité": "Capacity",
    "Recevoir un lien": "Get a link",
    "Recevoir un nouveau lien": "Get a new link",
    "Rechargez la page précédente et recommencez, en acceptant ses cookies.": (
        "Load the previous page again and start over, with its cookies accepted."
    ),
    "Refaire une demande": "Make another request",
    "Rejoindre %(school)s": "Join %(school)s",
    "Rejoindre l'espace": "Join the space",
    "Rejoindre l'espace Pix Orga de votre établissement": (
        "Join your school's Pix Orga space"
    ),
    "Renvoyer le message": "Send the message again",
    "Revenez à la page précédente et raccourcissez ce que vous avez saisi.": (
        "Go back to the previous page and shorten what you typed."
    ),
    "Revenez à la page précédente et réessayez.": (
        "Go back to the previous page and try again."
    ),
    "Revenez à la page précédente et utilisez ses boutons.": (
        "Go back to the previous page and use its buttons."
    ),
    "Revenir à l'accueil": "Back to the start",
    "S'il n'arrive pas": "If it does not arrive",
    "S'il n'arrive pas, <a href=\"%(url)s\">refaites une demande</a> ou <a "
    'href="%(help)s">demandez de l\'aide</a>.': (
        'If it does not arrive, <a href="%(url)s">make another request</a> or <a '
        'href="%(help)s">ask for help</a>.'
    ),
    "S'il n'arrive pas, cherchez-le dans les courriers indésirables, vérifiez "
    "l'adresse, ou <a href=\"%(url)s\">demandez de l'aide</a>.": (
        "If it does not arrive, look for it among the junk mail, check the address, "
        'or <a href="%(url)s">ask for help</a>.'
    ),
    "Saisissez l'adresse de votre compte. Un lien y part, par lequel vous choisissez "
    "un autre mot de passe.": (
        "Type the address of your account. A link goes there, by which you choose "
        "another password."
    ),
    "Se connecter": "Log in",
    "Se déconnecter": "Log out",
    "Sept chiffres et une lettre, par exemple 0750680G.": (
        "Seven digits and a letter, such as 0750680G."
    ),
    "Service indisponible": "Service unavailable",
    "Si un compte a cette adresse et qu'elle a été confirmée, un message vient d'y "
    "être envoyé. Son lien est valable un jour.": (
        "If an account has this address and it was confirmed, a message has just "
        "been sent there. Its link works for one day."
    ),
    "Suivez son lien, inscrivez-vous, et vous voilà dans l'espace de "
    "l'établissement.": (
        "Follow its link, sign up, and you are in the school's space."
    ),
    "Texte à copier": "Text to copy",
    "Tous les champs sont obligatoires.": "All fields are required.",
    "Tous les messages": "All messages",
    "Tout est en ordre&nbsp;? Fermez cette page&nbsp;: rien ne change.": (
        "Is everything all right? Close this page: nothing changes."
    ),
    "Tout se passe sur votre machine&nbsp;: les établissements et les personnes sont "
    "inventés, aucun message n'en sort.": (
        "Everything happens on your machine: schools and persons are invented, and "
        "no message leaves it."
    ),
    "Toutes vos connexions seront fermées&nbsp;: vous vous connecterez avec le "
    "nouveau mot de passe.": (
        "All your sessions will be closed: you will log in with the new password."
    ),
    "Trop de demandes": "Too many requests",
    "UAI (ou RNE) de l'établissement": "UAI (or RNE) of the school",
    "UAI bien formé mais absent de l'annuaire&nbsp;: aucun message ne part.": (
        "A well-formed UAI that is not in the directory: no message is sent."
    ),
    "Un autre lien a été ouvert entre-temps&nbsp;: voici sa page. Rien n'a été "
    "enregistré.": (
        "Another link was opened meanwhile: this is its page. Nothing was kept."
    ),
    "Un lien part vers la boîte institutionnelle de l'établissement, et nulle part "
    "ailleurs. Qui le suit, vous ou la personne à qui vous le confiez, devient "
    "administrateur de l'espace.": (
        "A link goes to the school's official mailbox, and nowhere else. Whoever "
        "follows it, you or the person that you hand it to, becomes administrator of "
        "the space."
    ),
    "Un message vient d'être envoyé à la boîte qui avait reçu le précédent, "
    "d'ordinaire la boîte institutionnelle de l'établissement. Ouvrez-la et suivez "
    "le lien du nouveau message&nbsp;: le précédent ne sert plus.": (
        "A message has just been sent to the mailbox that got the previous one, "
        "usually the school's official mailbox. Open it and follow the link in the "
        "new message: the previous one no longer works."
    ),
    "Un message vient de partir vers la nouvelle adresse. Suivez son lien&nbsp;: "
    "votre adresse change alors, pas avant.": (
        "A message is on its way to the new address. Follow its link: your address "
        "changes then, not before."
    ),
    "Un message vient de partir vers votre adresse. Suivez son lien pour la "
    "confirmer.": (
        "A message is on its way to your address. Follow its link to confirm it."
    ),
    "Un nouveau lien est parti": "A new link is on its way",
    "Une erreur est survenue": "Something went wrong",
    "Valable jusqu'au": "Valid until",
    "Version %(version)s.": "Version %(version)s.",
    "Version texte": "Text version",
    "Voir vos établissements": "See your schools",
    "Vos établissements": "Your schools",
    "Votre accès": "Your access",
    "Votre adresse est confirmée.": "Your address is confirmed.",
    'Votre adresse n\'est pas encore confirmée. <a href="%(url)s">Voir votre '
    "compte</a>": (
        'Your address is not confirmed yet. <a href="%(url)s">See your account</a>'
    ),
    "Votre adresse n'est pas encore confirmée. Tant qu'elle ne l'est pas, un mot de "
    "passe oublié ne peut pas être remplacé. Suivez le lien du message reçu à "
    "l'inscription, ou faites-le renvoyer.": (
        "Your address is not confirmed yet. Until it is, a forgotten password cannot "
        "be replaced. Follow the link in the message that you got on signing up, or "
        "have it sent again."
    ),
    "Votre compte": "Your account",
    "Votre demande est reçue": "Your request has been received",
    "Votre mot de passe est changé, et vos autres connexions sont fermées.": (
        "Your password is changed, and your other sessions are closed."
    ),
    "Votre mot de passe est changé. Connectez-vous avec le nouveau.": (
        "Your password is changed. Log in with the new one."
    ),
    "Votre nom, votre prénom et votre adresse servent à ouvrir votre compte et à "
    "vous écrire. La boîte de l'établissement et ses autres administrateurs "
    "apprennent votre arrivée, avec la qualité que vous déclarez. Votre mot de passe "
    "n'est gardé que sous une forme illisible.": (
        "Your names and your address serve to open your account and to write to you. "
        "The school's mailbox and its other administrators are told that you have "
        "come, and in which capacity. Your password is kept in an unreadable form "
        "only."
    ),
    "Votre rôle": "Your role",
    "Vous n'avez accès à l'espace d'aucun établissement.": (
        "You have access to no school's space."
    ),
    "Vous pouvez demander à les consulter ou à les faire rectifier&nbsp;: <a "
    'href="%(url)s">voir l\'aide</a>. Vous pouvez aussi saisir la CNIL.': (
        'You may ask to see them or to have them corrected: <a href="%(url)s">see '
        "the help page</a>. You may also complain to the CNIL."
    ),
    "Vous êtes connecté au compte de %(name)s. Ce n'est pas vous&nbsp;? "
    "Déconnectez-vous d'abord.": (
        "You are logged in to the account of %(name)s. Is that not you? Log out first."
    ),
    "Vous êtes connecté au compte de %(name)s. Le message que vous avez suivi prouve "
    "que l'adresse est à vous.": (
        "You are logged in to the account of %(name)s. The message that you followed "
        "proves that the address is yours."
    ),
    "Vous êtes déconnecté.": "You are logged out.",
    'Vérifiez l\'UAI et <a href="%(url)s">refaites la demande</a>.': (
        'Check the UAI and <a href="%(url)s">make the request again</a>.'
    ),
    "Vérifiez l'adresse, ou revenez à l'accueil.": (
        "Check the address, or go back to the start."
    ),
    "la boîte de l'établissement, les autres administrateurs et l'assistance en sont "
    "prévenus&nbsp;;": (
        "the school's mailbox, the other administrators and the support team are told;"
    ),
    "son accès à l'espace est suspendu aussitôt, rien n'est effacé&nbsp;;": (
        "their access to the space is suspended at once, nothing is erased;"
    ),
    "un autre administrateur ou l'assistance décide ensuite de rétablir cet accès ou "
    "de le retirer.": (
        "another administrator or the support team then decides to restore this "
        "access or to remove it."
    ),
    "À": "To",
    "À l'écran, la réponse est la même pour tous les UAI bien formés&nbsp;: personne "
    "n'apprend par là quels établissements existent.": (
        "On the screen, the answer is the same for all well-formed UAIs: nobody "
        "learns from it which schools exist."
    ),
    "À recopier à la main, pour qu'aucun logiciel ne s'inscrive à votre place.": (
        "To be typed by hand, so that no program signs up in your place."
    ),
    "Écrire à l'assistance": "Write to the support team",
    "Établissement": "School",
    "Établissement fermé&nbsp;: aucun message ne part.": (
        "The school is closed: no message is sent."
    ),
    "Établissement privé dont la boîte reste à confirmer&nbsp;: aucun message ne "
    "part.": (
        "A private school whose mailbox is still to be confirmed: no message is sent."
    ),
    "Établissements à essayer": "Schools to try",
}
