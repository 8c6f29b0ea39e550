# language: fr
Fonctionnalité: Des programmes font ce que font les pages
  Un programme lit, rédige et dépose au nom d’une personne, et jamais plus qu’elle.

  Contexte:
    Étant donné un appel ouvert

  Scénario: les appels ouverts se lisent page par page, sans jeton
    Étant donné que cinq appels sont ouverts
    Quand un programme sans jeton lit les appels ouverts, deux par deux
    Alors il a lu chaque appel une fois, en trois pages

  Scénario: un dépôt envoyé deux fois n’a qu’un récépissé
    Étant donné un programme qui a rédigé un dossier complet
    Quand il le dépose deux fois avec la même clé
    Alors les deux réponses sont la même, avec le récépissé « 2026-001 »
    Et le dossier n’a été déposé qu’une fois
    Et un seul courrier d’arrivée est parti

  Scénario: ce qui a changé depuis la lecture n’est pas déposé
    Étant donné un programme qui a rédigé un dossier complet
    Quand une collègue change le titre avant le dépôt
    Alors le dépôt est refusé, avec l’état qui vaut maintenant
    Et le dossier n’a pas de récépissé

  Scénario: un jeton sans la portée dit laquelle lui manque
    Étant donné un programme dont le jeton ne lit que les appels
    Quand il demande les dossiers
    Alors cela lui est refusé, et la portée « applications:read » est nommée

  Scénario: le dossier d’une autre administration n’existe pas
    Étant donné un programme qui a rédigé un dossier complet
    Quand le programme d’une autre administration demande ce dossier
    Alors on lui répond qu’il n’y a rien là, comme pour un dossier qui n’existe pas
