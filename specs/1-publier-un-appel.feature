# language: fr
Fonctionnalité: Publier un appel à partir d’une piste
  Une responsable de programme part d’une piste du catalogue.
  L’appel garde le texte de la piste tel qu’il était ce jour-là.

  Contexte:
    Étant donné une responsable de programme

  Scénario: l’appel garde la piste, son édition et son empreinte
    Quand elle prépare un appel à partir de la piste « micro-mobilite-professionnelle »
    Et qu’elle publie l’appel
    Alors l’appel est publié
    Et il porte le texte, l’édition et l’empreinte de la piste
    Et le journal de l’appel se termine par « publish »

  Scénario: toutes les erreurs d’un appel sont dites à la fois
    Quand elle tente de préparer un appel sans titre, qui ferme avant d’ouvrir, doté de « douze »
    Alors l’appel est refusé pour le titre, la clôture et la dotation

  Scénario: un appel dont la clôture est passée ne se publie pas
    Quand elle prépare un appel dont la clôture est passée
    Et qu’elle tente de publier l’appel
    Alors la publication est refusée

  Scénario: publier n’est pas ouvert à tout le monde
    Quand elle prépare un appel à partir de la piste « micro-mobilite-professionnelle »
    Et qu’une candidate tente de le publier
    Alors l’étape lui est refusée
