# language: fr
Fonctionnalité: Le terrain d’un pilote
  Ce qui est vu, demandé et regardé pendant un essai, et ce qu’il en reste ensuite. Personne n’y est
  nommé, et rien n’y dit plus que ce qui a été regardé.

  Contexte:
    Étant donné deux pilotes du même appel, en cours

  Scénario: une note de terrain ne s’écrase pas, elle se corrige
    Quand l’équipe note l’étonnement « Le guichet se vide à onze heures »
    Et qu’elle le corrige le lendemain par « À midi plutôt »
    Alors les deux notes se lisent, et chacune dit l’autre
    Et la première ne peut plus être reprise

  Scénario: une note ne nomme personne
    Quand l’équipe tente de noter « Mme Durand ne vient plus »
    Alors elle apprend que cela ressemble au nom de quelqu’un, et rien n’est gardé

  Scénario: quatre réponses ne montrent rien
    Étant donné une enquête anonyme ouverte aux agents
    Quand quatre personnes répondent et que l’enquête est close
    Alors l’équipe apprend que trop peu de personnes ont répondu, sans aucun chiffre

  Scénario: rien ne se lit tant que des réponses arrivent
    Étant donné une enquête anonyme ouverte aux agents
    Quand huit personnes répondent
    Alors l’équipe sait seulement qu’elles sont assez nombreuses
    Quand l’enquête est close
    Alors elle lit huit réponses, et rien de ce qui est gardé ne dit qui ni quand

  Scénario: un groupe trop petit ne se trouve pas par soustraction
    Étant donné une enquête anonyme ouverte aux agents
    Quand deux groupes de douze et un de trois répondent, et que l’enquête est close
    Alors le plus petit groupe n’apparaît qu’avec un autre

  Scénario: un lien unique sert une fois
    Étant donné une enquête où chacun a son lien
    Quand une personne répond par son lien
    Alors le même lien ne sert plus, et rien ne le relie à ce qui a été répondu

  Scénario: un carottage croisé, chacun pour soi
    Quand l’équipe ouvre un carottage aux pilotes du même appel et dit ce qu’elle y a trouvé
    Alors l’autre équipe n’en lit rien avant d’avoir répondu
    Quand l’autre équipe répond
    Alors les deux réponses se lisent côte à côte, sans total

  Scénario: un pilote lu par des pairs
    Quand l’équipe demande à l’autre de lire son plan
    Et que l’autre équipe répond aux trois questions
    Alors les deux équipes et la responsable lisent la même réponse

  Scénario: un an après, on écrit à qui est là
    Étant donné le pilote est terminé, puis presque un an passe
    Et une nouvelle personne a rejoint l’administration
    Alors elle reçoit le rappel des retrouvailles, une seule fois
    Quand l’équipe consigne ce qui tient et ce qui a été abandonné
    Alors la responsable le lit, avec le chiffre mesuré de nouveau

  Scénario: la responsable voit ce qui demande un regard
    Quand quatre-vingts jours passent sans note ni mesure
    Alors le tableau des pilotes le dit des deux
