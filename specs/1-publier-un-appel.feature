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

  Scénario: un appel s’écrit page par page, sans être fini
    Quand elle commence un brouillon à partir de la piste « micro-mobilite-professionnelle »
    Et qu’elle écrit « un lundi » comme jour d’ouverture
    Alors « un lundi » est gardé tel quel
    Et l’ouverture reste à reprendre avant d’ouvrir

  Scénario: un appel ne s’ouvre pas tant que quelque chose l’arrête
    Quand elle commence un brouillon à partir de la piste « micro-mobilite-professionnelle »
    Et qu’elle tente de publier l’appel
    Alors la publication est refusée pour le résumé, la clôture et les objectifs
    Et l’appel reste un brouillon

  Scénario: un critère que rien ne nourrit arrête l’appel
    Quand elle prépare un appel à partir de la piste « micro-mobilite-professionnelle »
    Et qu’elle ajoute le critère « L’envie des équipes », que rien ne nourrit
    Et qu’elle tente de publier l’appel
    Alors la publication est refusée pour ce critère

  Scénario: une question que personne ne note n’arrête pas l’appel
    Quand elle prépare un appel dont une question obligatoire n’est notée par personne
    Alors cette question est signalée
    Et l’appel peut être publié

  Scénario: l’appel de l’an passé se copie, ses jours restent à vérifier
    Quand elle prépare un appel à partir de la piste « micro-mobilite-professionnelle »
    Et qu’elle publie l’appel
    Et qu’elle copie l’appel 52 semaines plus tard
    Alors la copie est un brouillon qui garde le texte, les critères et les questions
    Et chaque jour de la copie tombe 52 semaines plus tard
    Et la copie ne s’ouvre pas avant que ses jours soient vérifiés

  Scénario: un appel à manifestation d’intérêt ne parle pas d’argent
    Quand elle prépare un appel sans argent
    Et qu’elle publie l’appel
    Alors aucune question de l’appel ne demande de montant

  Scénario: un appel en deux temps commence par une lettre d’intention
    Quand elle prépare un appel en deux temps, sans date pour les lettres
    Alors l’appel est refusé pour la date des lettres
