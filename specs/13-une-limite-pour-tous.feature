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

  Scénario: Le délai de grâce est le même pour tous
    Étant donné un appel dont la limite est à 17 h, avec 10 minutes de grâce
    Quand une équipe dépose à 17 h 10 min 00 s
    Alors son dossier est reçu
    Quand une autre équipe dépose à 17 h 10 min 01 s
    Alors son dépôt est refusé, et son brouillon est gardé

  Scénario: Une panne notée par erreur se retire
    Étant donné un appel dont la limite est à 17 h
    Et une équipe dont le brouillon est prêt
    Quand le service reste injoignable de 16 h à 16 h 40
    Et que l’administratrice retire cette panne avant 17 h
    Alors la limite est de nouveau à 17 h
    Et l’équipe reçoit une lettre qui dit l’erreur

  Scénario: Une limite annoncée à tous ne revient pas en arrière
    Étant donné un appel dont la limite est à 17 h
    Quand le service reste injoignable de 16 h à 16 h 40
    Et que l’administratrice veut retirer cette panne après 17 h
    Alors le retrait est refusé
    Et la limite est à 18 h pour tout le monde

  Scénario: Ce qui est déposé pour une session ne change plus après elle
    Étant donné un appel permanent avec une session le 20 décembre à 17 h
    Et un dossier déposé pour cette session
    Quand il est 17 h 00 min 01 s ce jour-là
    Alors le dossier ne peut plus être modifié
    Et une autre équipe peut encore déposer, pour la session suivante
