# language: fr
Fonctionnalité: Relire
  Deux personnes lisent chaque dossier sans se voir, sur les critères de l’appel.

  Contexte:
    Étant donné un dossier déposé et un appel clos
    Et deux relectrices désignées pour le lire

  Scénario: nul ne voit la relecture d’une autre avant d’avoir rendu la sienne
    Quand la première rend sa relecture
    Alors la seconde ne voit aucune autre relecture
    Quand la seconde rend sa relecture
    Alors la seconde voit la relecture de la première

  Scénario: une relecture incomplète est refusée et gardée
    Quand la première note un seul critère et tente de rendre sa relecture
    Alors la relecture est refusée pour les notes et les commentaires qui manquent
    Et la note donnée est toujours là

  Scénario: on ne relit pas sa propre administration
    Quand on tente de désigner une relectrice de la Ville de Val-d’Essai
    Alors la désignation est refusée parce que c’est son administration

  Scénario: on ne rend pas deux fois
    Quand la première rend sa relecture
    Et qu’elle tente de la rendre de nouveau
    Alors la seconde relecture est refusée
