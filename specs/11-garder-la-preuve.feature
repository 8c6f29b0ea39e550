# language: fr
Fonctionnalité: Garder la preuve de son dépôt
  Une équipe garde un récépissé que chacun peut vérifier sans nous, travaille hors ligne,
  et reprend ce qu’elle avait déjà écrit.

  Contexte:
    Étant donné un appel ouvert
    Et le dossier complet d’une candidate de Val-d’Essai

  Scénario: le récépissé se vérifie sans réseau
    Quand elle dépose son dossier et garde le récépissé et le journal
    Alors la vérification du récépissé réussit
    Et le récépissé porte l’heure exacte du dépôt

  Scénario: une réponse changée après coup se voit
    Quand elle dépose son dossier et garde le récépissé et le journal
    Et que quelqu’un change le titre dans le récépissé
    Alors la vérification dit que les réponses ne sont pas celles du dépôt

  Scénario: une heure changée après coup se voit
    Quand elle dépose son dossier et garde le récépissé et le journal
    Et que quelqu’un avance l’heure dans le récépissé
    Alors la vérification dit que l’entrée du journal a été changée

  Scénario: un journal coupé se voit
    Quand elle dépose son dossier et garde le récépissé et le journal
    Et que quelqu’un coupe la fin du journal
    Alors la vérification dit que le journal s’arrête trop tôt

  Scénario: qui lit le dossier ne se devine pas dans le journal
    Quand elle dépose son dossier
    Et que la gestionnaire confie le dossier à deux personnes
    Alors le journal de la candidate se termine par son dépôt

  Scénario: la lettre de récépissé donne les deux empreintes
    Quand elle dépose son dossier et garde le récépissé et le journal
    Alors la lettre de récépissé donne l’empreinte des réponses et celle de l’entrée

  Scénario: écrire à plusieurs dans un document, puis le rapporter
    Quand elle prend une copie de travail au format « odt »
    Et que ses collègues y écrivent le titre « Un titre à plusieurs mains »
    Et qu’elle rapporte le document et garde le titre
    Alors le brouillon porte le titre « Un titre à plusieurs mains »
    Et le reste du brouillon n’a pas changé

  Scénario: le brouillon a changé pendant le travail hors ligne
    Quand elle prend une copie de travail au format « docx »
    Et que ses collègues y écrivent le titre « Titre hors ligne »
    Et que le brouillon reçoit en ligne le titre « Titre en ligne »
    Alors le titre rapporté est montré à côté de l’autre, sans être coché
    Et le brouillon porte le titre « Titre en ligne »

  Scénario: reprendre les réponses d’un ancien dossier
    Étant donné un second appel ouvert
    Quand elle commence un dossier pour ce second appel
    Et qu’elle reprend de l’ancien dossier le problème et la durée
    Alors le nouveau brouillon ne contient que ces deux réponses
