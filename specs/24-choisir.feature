# language: fr
Fonctionnalité: Choisir, et pouvoir le refaire
  Six dossiers lus deux fois, 30 000 € et trois places. Le choix est démontré le meilleur sous les
  règles, chaque règle dit son prix, le sort ne départage que l’incertain, et chacun peut tout
  recalculer.

  Contexte:
    Étant donné un appel dont les six dossiers ont été lus deux fois

  Scénario: le meilleur choix est démontré, et la liste d’attente est connue
    Quand la responsable calcule la sélection avec 30 000 € et 3 places
    Alors trois dossiers sont retenus pour 30 000 € au plus
    Et l’écart à la borne est nul
    Et une liste d’attente dit qui vient ensuite

  Scénario: une règle dit ce qu’elle coûte
    Quand la responsable demande au moins 3 dossiers de Bretagne
    Alors trois dossiers de Bretagne sont retenus
    Et la règle « Au moins 3 dossiers : Bretagne » a un prix
    Et elle nomme le dossier qu’elle fait entrer

  Scénario: des règles qui se contredisent sont nommées
    Quand la responsable demande 3 dossiers de Bretagne et 1 des Pays de la Loire
    Alors le calcul est refusé et nomme les deux règles
    Et rien n’est gardé

  Scénario: un budget inférieur à tous les projets
    Quand la responsable calcule la sélection avec 5 000 € et 3 places
    Alors le calcul est refusé et donne le montant du moins cher

  Scénario: un dossier retenu se retire
    Étant donné une sélection calculée avec 30 000 € et 3 places
    Quand le deuxième dossier se retire
    Alors la page dit qui entre à sa place

  Scénario: chaque candidat reçoit des motifs à relire
    Étant donné une sélection calculée avec 30 000 € et 3 places
    Quand la responsable prépare les décisions
    Alors chaque dossier a une décision préparée avec des motifs
    Et ceux de la liste d’attente le disent
    Et aucune équipe n’a reçu de lettre de décision

  Scénario: le sort est annoncé avant que la graine soit connue
    Étant donné une sélection calculée avec 30 000 € et 3 places
    Quand la responsable annonce un tirage pour dans cinq jours
    Alors plus rien ne change dans la sélection
    Et l’empreinte de ce qui est annoncé est publique
    Quand elle écrit la graine ce jour-là
    Alors chacun retrouve l’ordre tiré avec la graine et les numéros

  Scénario: une graine connue trop tôt
    Étant donné une sélection calculée avec 30 000 € et 3 places
    Quand la responsable annonce un tirage pour dans cinq jours
    Et qu’elle écrit une graine publiée la veille
    Alors la graine est refusée

  Scénario: tout le monde peut refaire le calcul
    Étant donné une sélection calculée avec 30 000 € et 3 places
    Et des décisions publiées à partir d’elle
    Quand la responsable publie le registre
    Alors le calcul refait donne la même chose à l’octet près
    Et aucun nom, aucune adresse, aucun titre n’y figure
    Et un fichier modifié est refusé

  Scénario: la suivante sur la liste d’attente est appelée quand une équipe renonce
    Étant donné une sélection calculée avec 30 000 € et 3 places
    Et des décisions publiées à partir d’elle
    Quand une équipe retenue renonce avant de commencer
    Alors la liste d’attente dit qui vient d’abord et ce qui est libre
    Quand la responsable appelle le premier de la liste
    Alors il est retenu, son pilote est ouvert et son équipe le sait
    Et la décision d’avant reste gardée

  Scénario: appeler quelqu’un avant les autres demande une raison
    Étant donné une sélection calculée avec 30 000 € et 3 places
    Et des décisions publiées à partir d’elle
    Quand la responsable appelle le deuxième de la liste sans dire pourquoi
    Alors l’appel est refusé et nomme le rang de qui vient d’abord

  Scénario: la liste d’attente est close
    Étant donné une sélection calculée avec 30 000 € et 3 places
    Et des décisions publiées à partir d’elle
    Quand la responsable clôt la liste d’attente
    Alors chaque équipe qui attendait reçoit une lettre
    Et plus personne ne peut être appelé
