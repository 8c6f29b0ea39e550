# language: fr
Fonctionnalité: Les preuves reviennent au catalogue
  L’évaluation devient un fichier, qu’une personne peut proposer à l’édition suivante.

  Contexte:
    Étant donné un pilote évalué

  Scénario: proposer écrit un fichier que le catalogue sait lire
    Quand la responsable propose la preuve
    Alors un fichier de preuve est écrit
    Et le fichier se lit strictement comme une fiche du catalogue
    Et la piste montre la preuve à part de l’édition
    Et l’édition n’a pas changé

  Scénario: l’équipe ne propose pas elle-même
    Quand l’équipe tente de proposer la preuve
    Alors l’étape lui est refusée

  Scénario: le journal se tient d’un bout à l’autre
    Quand la responsable propose la preuve
    Alors le journal de l’appel se vérifie
    Et le journal ne porte ni nom ni texte
