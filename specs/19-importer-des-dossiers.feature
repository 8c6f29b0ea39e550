# language: fr
Fonctionnalité: Importer des dossiers d’un autre service
  Une administration a reçu ses dossiers ailleurs, et veut les faire lire ici.
  Elle voit ce que devient chaque ligne avant que rien ne soit écrit.

  Contexte:
    Étant donné un appel publié dont le dépôt est clos

  Scénario: un export se regarde, puis s’importe en entier
    Étant donné un export de démarches-simplifiées avec deux dossiers et un brouillon
    Quand la responsable l’envoie
    Alors deux dossiers sont à importer et le brouillon reste où il est
    Et l’appel n’a encore aucun dossier
    Quand elle confirme l’import
    Alors l’appel a deux dossiers déposés, chacun avec son récépissé
    Et le récépissé porte le jour de l’import, et le jour du dépôt là-bas est gardé à côté
    Et le journal porte une ligne pour chacun, et il se vérifie

  Scénario: tout ce qui est faux se dit d’un coup, et rien ne s’importe
    Étant donné un export où deux lignes sont fausses
    Quand la responsable l’envoie
    Alors chaque faute est dite avec sa ligne et sa colonne
    Quand elle confirme l’import
    Alors cela lui est refusé et l’appel n’a encore aucun dossier

  Scénario: le même fichier deux fois ne double rien
    Étant donné un export de démarches-simplifiées avec deux dossiers et un brouillon
    Quand la responsable l’envoie et l’importe
    Et qu’elle l’envoie de nouveau, un titre ayant changé
    Alors un dossier est dit déjà importé, et l’autre changé depuis
    Et ce qui est ici reste tel quel

  Scénario: ce que l’autre service n’a pas demandé n’est pas un non
    Étant donné un export de démarches-simplifiées avec deux dossiers et un brouillon
    Quand la responsable l’envoie et l’importe
    Alors l’accord de publication est sans réponse dans chaque dossier

  Scénario: personne ne reçoit de droit sans y être invité
    Étant donné un export de démarches-simplifiées avec deux dossiers et un brouillon
    Quand la responsable l’envoie et l’importe
    Alors personne n’a reçu de lettre
    Quand elle invite le contact du premier dossier
    Alors lui seul reçoit une lettre

  Scénario: on n’importe plus rien dès que le jury lit
    Étant donné un export de démarches-simplifiées avec deux dossiers et un brouillon
    Et un dossier déposé ici qu’une relectrice a lu
    Quand la responsable l’envoie
    Alors cela lui est refusé parce que le jury a commencé
