# language: fr
Fonctionnalité: Déposer un dossier
  Un agent écrit un brouillon, y revient, le dépose avant l’heure et reçoit un récépissé.

  Contexte:
    Étant donné un appel ouvert
    Et une candidate de la Ville de Val-d’Essai

  Scénario: revenir à son brouillon
    Quand elle commence un dossier et enregistre le titre « Prêter une crèche »
    Et qu’elle commence de nouveau un dossier
    Alors elle retrouve le même brouillon
    Et le titre est toujours « Prêter une crèche »

  Scénario: déposer et recevoir un récépissé numéroté
    Quand elle dépose un dossier complet
    Alors le dossier est déposé
    Et le récépissé porte le rang 1
    Et une lettre attend dans la boîte d’envoi

  Scénario: un brouillon garde ce qui est faux, le dépôt le refuse en une fois
    Quand elle enregistre un titre vide, un budget de « douze » et un début passé
    Et qu’elle tente de déposer
    Alors le dépôt est refusé pour le titre, le budget et le début
    Et le brouillon garde le budget « douze »

  Scénario: une seconde trop tard
    Quand elle enregistre un dossier complet
    Et qu’elle tente de déposer une seconde après la clôture
    Alors le dépôt est refusé parce que la clôture est passée
    Et le brouillon est toujours là

  Scénario: à l’heure exacte, c’est à l’heure
    Quand elle enregistre un dossier complet
    Et qu’elle dépose à la seconde de la clôture
    Alors le dossier est déposé

  Scénario: déposer deux fois ne dépose qu’une fois
    Quand elle dépose un dossier complet
    Et qu’elle dépose de nouveau sans rien changer
    Alors le dossier est déposé
    Et le récépissé porte le rang 1
    Et une lettre attend dans la boîte d’envoi

  Scénario: corriger et redéposer avant l’heure
    Quand elle dépose un dossier complet
    Et qu’elle corrige le titre en « Prêter deux crèches » et dépose de nouveau
    Alors la version 2 porte le titre « Prêter deux crèches »
    Et la version 1 porte toujours son titre
    Et le récépissé porte le rang 1

  Scénario: corriger sans redéposer
    Quand elle dépose un dossier complet
    Et qu’elle corrige le titre en « Prêter deux crèches » sans déposer
    Alors des modifications ne sont pas déposées
    Et la version 1 porte toujours son titre

  Scénario: retirer, puis recommencer
    Quand elle dépose un dossier complet
    Et qu’elle le retire
    Et qu’elle commence un dossier
    Alors c’est un autre dossier

  Scénario: une seconde fenêtre n’écrase pas la première
    Quand elle enregistre le titre « Première fenêtre » dans une fenêtre
    Et qu’elle enregistre le titre « Seconde fenêtre » dans une fenêtre restée ouverte
    Alors le second enregistrement est refusé
    Et le titre est toujours « Première fenêtre »
