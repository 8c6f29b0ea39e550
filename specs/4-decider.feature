# language: fr
Fonctionnalité: Décider
  La responsable décide après deux relectures, avec des motifs que le candidat lira.

  Contexte:
    Étant donné un dossier relu deux fois

  Scénario: retenir ouvre un pilote
    Quand la responsable retient le dossier avec des motifs
    Alors le dossier est retenu
    Et un pilote l’attend, au stade « agreed »
    Et une lettre porte les motifs

  Scénario: ne pas retenir demande des motifs
    Quand la responsable tente d’écarter le dossier sans motifs
    Alors la décision est refusée pour les motifs

  Scénario: décider trop tôt
    Étant donné un dossier relu une seule fois
    Quand la responsable tente de retenir le dossier
    Alors la décision est refusée faute de relectures

  Scénario: conclure quand tout est décidé
    Quand la responsable écarte le dossier avec des motifs
    Et qu’elle conclut l’appel
    Alors l’appel est conclu
