# language: fr
Fonctionnalité: Déposer à plusieurs
  Un dossier s’écrit entre collègues, se signe entre partenaires et trouve son terrain.

  Contexte:
    Étant donné un appel ouvert qui demande des partenaires et un évaluateur
    Et un brouillon complet de la Ville de Val-d’Essai

  Scénario: une collègue d’ailleurs écrit, mais ne dépose pas
    Quand la candidate invite une collègue d’ailleurs à écrire
    Et que la collègue accepte par le lien de la lettre
    Alors le dossier figure parmi ceux de la collègue
    Et la collègue peut écrire le titre « Écrit à deux »
    Mais elle ne peut pas déposer

  Scénario: une invitation ne sert qu’une fois
    Quand la candidate invite une collègue d’ailleurs à lire
    Et que la collègue accepte par le lien de la lettre
    Alors le lien de l’invitation ne sert plus

  Scénario: une invitation de plus de quatorze jours ne sert plus
    Quand la candidate invite une collègue d’ailleurs à lire
    Et que quatorze jours et une seconde passent
    Alors le lien de l’invitation ne sert plus

  Scénario: une collègue retirée ne voit plus rien
    Quand la candidate invite une collègue d’ailleurs à porter le dossier
    Et que la collègue accepte par le lien de la lettre
    Et que la candidate la retire de l’équipe
    Alors la collègue ne voit plus le dossier

  Scénario: continuer sur un autre appareil
    Quand la candidate se fait envoyer un lien pour continuer ailleurs
    Et qu’elle ouvre le lien sur un autre appareil
    Alors sa session est ouverte sur le brouillon
    Et le lien ne sert plus

  Scénario: sans les signatures demandées, le dossier ne part pas
    Quand elle nomme un partenaire et un évaluateur indépendant
    Et qu’elle tente de déposer le dossier
    Alors le dépôt nomme les deux signatures qui manquent
    Quand les deux signent par le lien de leur lettre
    Et qu’elle tente de déposer le dossier
    Alors le dossier est déposé avec deux signatures figées

  Scénario: une signature vaut pour le texte qui a été lu
    Quand elle nomme un partenaire et un évaluateur indépendant
    Et que les deux signent par le lien de leur lettre
    Et qu’elle change le montant demandé
    Alors les deux signatures sont d’une version antérieure

  Scénario: un partenaire qui décline est à remplacer
    Quand elle nomme un partenaire et un évaluateur indépendant
    Et que le partenaire décline avec un mot
    Alors le partenaire est à retirer ou à remplacer

  Scénario: l’évaluateur n’est pas le porteur
    Quand elle nomme sa propre administration comme évaluateur
    Alors l’évaluateur est refusé parce qu’il n’est pas indépendant

  Scénario: un SIRET dont un chiffre est faux
    Quand elle nomme un partenaire dont le SIRET a un chiffre faux
    Alors le partenaire est refusé pour son SIRET

  Scénario: un terrain qui se propose devient partenaire
    Étant donné un terrain proposé par le CCAS de Bourg-Témoin près de là
    Quand la candidate cherche qui propose un terrain pour la piste
    Alors elle trouve le CCAS de Bourg-Témoin, avec les raisons
    Quand elle l’ajoute à son dossier comme terrain
    Alors le terrain figure parmi les partenaires sans que son adresse soit dite
