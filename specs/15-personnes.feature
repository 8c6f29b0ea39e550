# language: fr
Fonctionnalité: Savoir qui entre, et ce qui est gardé de chacun
  On entre par un mot de passe, par un lien reçu ou par ProConnect. Personne n’entre chez un autre,
  et personne n’est tenu dehors par les essais d’un autre. Chacun voit, emporte et efface ses données.

  Scénario: Un lien reçu par courriel ouvre une session, une fois
    Quand Samir demande un lien de connexion
    Alors le lien l’ouvre, une seule fois

  Scénario: Rien ne dit si une adresse est connue
    Quand quelqu’un demande un lien pour une adresse inconnue
    Alors la réponse est la même, et aucune lettre ne part

  Scénario: Les essais d’un autre ne tiennent personne dehors
    Quand quelqu’un essaie cinq mots de passe sur le compte de Samir, depuis ailleurs
    Alors il doit attendre, et sait jusqu’à quand
    Et Samir entre depuis chez lui

  Scénario: Un code déjà pris ne sert plus
    Étant donné le second code de Maud
    Quand Maud entre avec son mot de passe et son code
    Alors le même code ne sert plus
    Et un code de secours la fait entrer, une fois

  Scénario: ProConnect ne fait entrer personne chez un autre
    Étant donné un fournisseur d’identité
    Quand un agent arrive de ProConnect avec l’adresse de Maud
    Alors il n’entre pas, et rien n’est relié
    Quand Maud relie elle-même ProConnect à son compte
    Alors ProConnect la fait entrer chez elle

  Scénario: Une invitation donne un rôle, une fois, et le journal le garde
    Étant donné un appel publié
    Quand Maud invite une personne à relire les dossiers de cet appel
    Alors cette personne a ce rôle sur cet appel seulement
    Et le journal de l’appel se termine par le don du rôle

  Scénario: S’effacer laisse la procédure entière
    Étant donné un dossier relu deux fois
    Quand l’un des relecteurs efface son compte
    Alors son nom et son adresse ne sont plus nulle part
    Et le journal de l’appel tient toujours, et sa relecture reste sous un pseudonyme

  Scénario: La conservation dit d’abord ce qu’elle effacera
    Étant donné un brouillon jamais déposé
    Quand l’appel est clos depuis un an et un jour
    Alors la commande le dit sans rien effacer
    Et elle l’efface quand on le lui demande
