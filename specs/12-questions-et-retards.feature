# language: fr
Fonctionnalité: Des questions publiques, un retard admis
  Une question reçoit la même réponse pour tout le monde. Un dossier en retard n’est admis que par
  un acte motivé, que chacun peut compter.

  Scénario: Une question est publiée avec sa réponse
    Étant donné un appel publié
    Quand quelqu’un demande « Un CCAS peut-il candidater ? »
    Alors la question n’est pas encore publique
    Et la responsable de l’appel reçoit une lettre
    Quand la responsable répond « Oui. »
    Alors tout le monde lit la question et sa réponse
    Et rien ne dit qui l’a posée

  Scénario: Une réponse reste attachée à sa version
    Étant donné un appel publié
    Et une question qui a reçu sa réponse
    Quand l’appel est modifié
    Alors la réponse porte « réponse donnée sur la version 1 »

  Scénario: Une question ne dit pas comment joindre quelqu’un
    Étant donné un appel publié
    Quand quelqu’un demande « Me rappeler au 06 12 34 56 78 ? »
    Alors la question est refusée, car elle deviendrait publique

  Scénario: Un seul dossier est admis hors délai
    Étant donné un appel publié
    Et deux équipes dont le brouillon est resté après la limite
    Quand la responsable admet le premier, avec ses raisons, pour deux jours
    Alors ce dossier peut être déposé jusqu’à la seconde dite
    Et l’autre ne le peut pas
    Et la page de l’appel compte un dossier admis hors délai
    Et le journal de l’appel en garde la trace
