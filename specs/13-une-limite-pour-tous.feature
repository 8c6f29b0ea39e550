# language: fr
Fonctionnalité: Une limite, la même pour tous
  Ce qui arrive à l’heure dite est reçu. Si le service tombe près de la limite, elle se déplace
  pour tout le monde. Personne ne croit avoir déposé sans l’avoir fait.

  Scénario: À la seconde dite, puis une seconde trop tard
    Étant donné un appel dont la limite est à 17 h
    Quand une équipe dépose à 17 h 00 min 00 s
    Alors son dossier est reçu
    Quand une autre équipe dépose à 17 h 00 min 01 s
    Alors son dépôt est refusé, et son brouillon est gardé

  Scénario: Une panne déplace la limite
    Étant donné un appel dont la limite est à 17 h
    Et une équipe dont le brouillon est prêt
    Quand le service reste injoignable de 16 h à 16 h 40
    Alors la limite est à 18 h pour tout le monde
    Et l’équipe reçoit une lettre qui le dit
    Et le journal de l’appel en garde la trace

  Scénario: Un brouillon n’est pas un dépôt
    Étant donné un appel dont la limite est à 17 h
    Et une équipe dont le brouillon est prêt
    Quand il reste deux jours
    Alors l’équipe reçoit une lettre « Vous n’avez PAS encore déposé »
    Et une équipe qui a déposé n’en reçoit pas
