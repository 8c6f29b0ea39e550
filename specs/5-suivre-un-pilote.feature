# language: fr
Fonctionnalité: Suivre un pilote
  L’équipe promet ses indicateurs avant de commencer, puis note ses mesures.

  Contexte:
    Étant donné un dossier retenu

  Scénario: promettre, commencer, mesurer, finir
    Quand l’équipe promet « jours avant l’arrivée du renfort »
    Et que la responsable fait commencer le pilote
    Et que l’équipe note la mesure « 4 »
    Et que l’équipe finit le pilote
    Alors le pilote est au stade « ended »
    Et ses promesses portent une empreinte
    Et la mesure « 4 » est gardée

  Scénario: rien ne commence sans promesse
    Quand la responsable tente de faire commencer le pilote
    Alors l’étape n’est pas ouverte

  Scénario: on ne promet rien de vide
    Quand l’équipe tente de ne rien promettre
    Alors la promesse est refusée

  Scénario: abandonner laisse des leçons
    Quand l’équipe promet « jours avant l’arrivée du renfort »
    Et que la responsable fait commencer le pilote
    Et que l’équipe abandonne en disant « deux services n’avaient plus personne à prêter »
    Alors le pilote est au stade « abandoned »
