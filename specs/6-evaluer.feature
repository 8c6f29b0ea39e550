# language: fr
Fonctionnalité: Évaluer
  Chaque promesse reçoit sa réponse, « non mesuré » compris.

  Contexte:
    Étant donné un pilote fini avec une promesse

  Scénario: répondre à chaque promesse
    Quand l’équipe répond « met » à la promesse, mesurée à « 4 »
    Alors le pilote est au stade « evaluated »

  Scénario: « non mesuré » est une réponse
    Quand l’équipe répond « not-measured » à la promesse
    Alors le pilote est au stade « evaluated »

  Scénario: se taire sur une promesse est refusé
    Quand l’équipe tente d’évaluer sans répondre à la promesse
    Alors l’évaluation est refusée pour la promesse restée sans réponse
